public import Orchestration

/// What an orchestrator is wanted for; each use has the strategy that suits it.
public enum UseCase: String, Sendable, Hashable, CaseIterable {
    /// A person works with Claude.
    case interactiveDevelopment = "interactive-development"
    /// Work that runs by itself.
    case automatedWorkflows = "automated-workflows"
    /// Programs that want a terminal.
    case terminalApplications = "terminal-applications"
    /// Work for several agents.
    case multiAgent = "multi-agent"
    /// Continuous integration.
    case ci
    /// Little memory.
    case resourceConstrained = "resource-constrained"

    /// The strategy that suits it.
    public var strategy: Configuration.Strategy {
        switch self {
        case .interactiveDevelopment: .systemPrompt
        case .automatedWorkflows, .ci: .subprocess
        case .terminalApplications, .resourceConstrained: .interactiveSubprocess
        case .multiAgent: .agentDelegator
        }
    }

    /// Why.
    public var reason: String {
        switch self {
        case .interactiveDevelopment: "simple, and all that Claude can do"
        case .automatedWorkflows: "finds delegations and tickets, and needs nobody"
        case .terminalApplications: "the program gets a real terminal"
        case .multiAgent: "made for handing work to agents and putting their answers together"
        case .ci: "reliable, and its end decides the status"
        case .resourceConstrained: "watches the memory of the whole process tree"
        }
    }

    /// The configuration to begin with.
    public var configuration: Configuration {
        var configuration = Configuration()
        configuration.strategy = strategy
        if self == .ci {
            configuration.isNonInteractive = true
            configuration.failsOnError = true
            configuration.timeout = .seconds(1_800)
            configuration.logFormat = .json
        }
        return configuration
    }
}
