import Hosting
import Matching
import Recording

/// The command lines of the children that an engine starts.
struct LaunchPlan: Sendable {
    var configuration: Configuration
    let launcher: Launcher

    /// A turn of the conversation in print mode; the message goes to standard input, which no limit of argv cuts.
    func turn(resuming sessionID: String?) -> Launch {
        var arguments = printArguments
        if let sessionID { arguments.append("--resume=\(sessionID)") }
        return launch(arguments + instructions + common)
    }

    /// The conversation in one process: messages and requests go in, messages and requests come out.
    func persistent(resuming sessionID: String?) -> Launch {
        var arguments = printArguments + ["--input-format", "stream-json", "--permission-prompt-tool", "stdio"]
        if let sessionID { arguments.append("--resume=\(sessionID)") }
        return launch(arguments + instructions + common)
    }

    /// An agent's whole run.
    func agent(_ agent: AgentDefinition, displayName: String) -> Launch {
        let part =
            agent.prompt ?? "You are the \(displayName) agent. Do the task that you are given, and nothing else."
        var plan = self
        if let model = agent.model { plan.configuration.model = model }
        var launch = launch(printArguments + ["--append-system-prompt", part] + plan.common)
        launch.environment.append(EnvironmentVariable(LaunchFacts.agentVariable, agent.name))
        return launch
    }

    /// A conversation on a pseudoterminal.
    func interactive() -> Launch {
        var launch = launch(instructions + common)
        launch.streams = .pseudoterminal(configuration.terminalSize)
        return launch
    }

    /// A hook: the program and its arguments, in the environment of every child.
    func hook(_ words: [String]) -> Launch {
        Launch(
            executable: words.first ?? "", arguments: Array(words.dropFirst()), environment: environment,
            workingDirectory: directory)
    }

    private var printArguments: [String] { ["-p", "--output-format", "stream-json", "--verbose"] }

    private var instructions: [String] {
        let flag = configuration.appendsSystemPrompt || configuration.strategy != .systemPrompt
        let name = flag ? "--append-system-prompt" : "--system-prompt"
        return switch launcher.instructions {
        case .text(let text): [name, text]
        case .file(let path): [name + "-file", path]
        case nil: []
        }
    }

    private var common: [String] {
        var arguments: [String] = []
        if let model = configuration.model { arguments += ["--model", model] }
        if let mode = configuration.permissionMode { arguments += ["--permission-mode", mode] }
        if !configuration.allowedTools.isEmpty {
            arguments += ["--allowedTools", configuration.allowedTools.joined(separator: ",")]
        }
        return arguments + configuration.extraArguments
    }

    /// What the launcher inherits, and over it what the configuration says.
    private var environment: [EnvironmentVariable] {
        let own = Set(configuration.environment.map(\.name))
        return launcher.environment.filter { !own.contains($0.name) } + configuration.environment
    }

    private var directory: String? { configuration.workingDirectory ?? launcher.workingDirectory }

    private func launch(_ arguments: [String]) -> Launch {
        Launch(
            executable: launcher.executable, arguments: arguments, environment: environment,
            workingDirectory: directory, confinement: configuration.confinement)
    }
}
