import Hosting
import Matching
import Recording

/// The command lines of the children that an engine starts.
struct LaunchPlan: Sendable {
    let configuration: Configuration
    let launcher: Launcher

    /// A turn of the conversation in print mode; the message goes to standard input, which no limit of argv cuts.
    func turn(resuming sessionID: String?) -> Launch {
        var arguments = printArguments
        if let sessionID { arguments.append("--resume=\(sessionID)") }
        return launch(arguments + common)
    }

    /// An agent's whole run.
    func agent(_ name: String, displayName: String) -> Launch {
        let part = "You are the \(displayName) agent. Do the task that you are given, and nothing else."
        var launch = launch(printArguments + ["--append-system-prompt", part] + common)
        launch.environment.append(EnvironmentVariable(LaunchFacts.agentVariable, name))
        return launch
    }

    /// A conversation on a pseudoterminal.
    func interactive() -> Launch {
        var launch = launch(common)
        launch.streams = .pseudoterminal(configuration.terminalSize)
        return launch
    }

    private var printArguments: [String] { ["-p", "--output-format", "stream-json", "--verbose"] }

    private var common: [String] {
        var arguments: [String] = []
        if let model = configuration.model { arguments += ["--model", model] }
        if let mode = configuration.permissionMode { arguments += ["--permission-mode", mode] }
        if !configuration.allowedTools.isEmpty {
            arguments += ["--allowedTools", configuration.allowedTools.joined(separator: ",")]
        }
        return arguments + configuration.extraArguments
    }

    private func launch(_ arguments: [String]) -> Launch {
        Launch(
            executable: launcher.executable, arguments: arguments, environment: launcher.environment,
            workingDirectory: launcher.workingDirectory)
    }
}
