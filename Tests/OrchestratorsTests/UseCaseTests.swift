import Hosting
import Orchestration
import Orchestrators
import Testing

@Suite("Choosing an orchestrator")
struct UseCaseTests {
    @Test(
        "Each row of the decision matrix",
        arguments: [
            (UseCase.interactiveDevelopment, "system-prompt"), (.automatedWorkflows, "subprocess"),
            (.terminalApplications, "interactive-subprocess"), (.multiAgent, "agent-delegator"), (.ci, "subprocess"),
            (.resourceConstrained, "interactive-subprocess"),
        ])
    func matrix(_ useCase: UseCase, _ strategy: String) async throws {
        #expect(useCase.strategy.rawValue == strategy)
        #expect(!useCase.reason.isEmpty)
        let orchestrator = try makeOrchestrator(
            useCase.configuration, launcher: Launcher(executable: "claude"), on: SimulatedStage())
        #expect(await orchestrator.configuration.strategy.rawValue == strategy)
        await orchestrator.cleanupResources()
    }

    @Test("Continuous integration asks nobody, fails on errors, and has a limit of 1,800 s")
    func ci() {
        let configuration = UseCase.ci.configuration
        #expect(configuration.isNonInteractive && configuration.failsOnError)
        #expect(configuration.timeout == .seconds(1_800))
        #expect(configuration.logFormat == .json)
    }

    @Test("The factory makes the type that the configuration names", arguments: Configuration.Strategy.allCases)
    func factory(_ strategy: Configuration.Strategy) async throws {
        var configuration = Configuration()
        configuration.strategy = strategy
        let orchestrator = try makeOrchestrator(
            configuration, launcher: Launcher(executable: "claude"), on: SimulatedStage())
        switch strategy {
        case .subprocess: #expect(orchestrator is SubprocessOrchestrator)
        case .systemPrompt: #expect(orchestrator is SystemPromptOrchestrator)
        case .interactiveSubprocess: #expect(orchestrator is InteractiveSubprocessOrchestrator)
        case .agentDelegator: #expect(orchestrator is AgentDelegatorOrchestrator)
        }
        try await orchestrator.start()
        try await orchestrator.send("hello")
        #expect(try await orchestrator.receive().contains("hello"))
        await orchestrator.cleanupResources()
    }

    @Test("A configuration that can't be is refused before anything starts")
    func refused() {
        var configuration = Configuration()
        configuration.patterns = [PatternDefinition(name: "bad", regex: "(")]
        let error = #expect(throws: OrchestratorError.self) {
            try makeOrchestrator(configuration, launcher: Launcher(executable: "claude"), on: SimulatedStage())
        }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("'bad'") == true)
    }
}
