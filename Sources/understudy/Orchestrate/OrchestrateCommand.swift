import ArgumentParser
import Foundation
import Logging
import Orchestration
import Orchestrators
import Scenarios
import Text

/// `understudy orchestrate`: a session with any `claude` on PATH, for a person or one message.
struct OrchestrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orchestrate", abstract: "Runs an orchestrator with the first claude on PATH.",
        discussion: """
            With a message, or with one on standard input that is no terminal, it is answered once. Else messages are read
            from the terminal, a line each, until /exit or Ctrl-D; there Ctrl-C cuts an answer, and once more ends the session.
            A variable UNDERSTUDY_CONFIG_KEY beats the key of the configuration.
            Exit status: 0 all turns were answered, 1 one failed, 2 bad input, 3 the harness itself failed, 130 interrupted.
            """)

    @Option(help: "The configuration, a YAML file.")
    var config: String?

    @Option(help: "The strategy: subprocess, system-prompt, interactive-subprocess or agent-delegator.")
    var type: StrategyName?

    @Option(help: "What it is for; chooses the strategy and says why.")
    var useCase: UseCaseName?

    @Option(help: "Record the session into a new folder in this folder.")
    var record: String?

    @Option(help: "Keep the log of the session in this folder, too.")
    var logFolder: String?

    @Argument(help: "The message.")
    var message: [String] = []

    func run() throws {
        let configuration = try chosenConfiguration()
        let location = try SessionLaunch(configuration)
        let log = try SessionLog(
            format: configuration.logFormat, folder: logFolder, isQuiet: configuration.logging == .off)
        let session = OrchestrateSession(
            configuration: location.configuration, launcher: location.launcher, log: log, recordFolder: record)
        let words = message.joined(separator: " ")
        let status: CommandFailure.Status
        if !words.isEmpty {
            status = try session.runOnce(words)
        } else if isatty(STDIN_FILENO) == 1 {
            status = try session.converse()
        } else {
            let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw CommandFailure(.badInput, "there is no message: name one, or write it to standard input")
            }
            status = try session.runOnce(text)
        }
        location.clean()
        if status != .passed { throw CommandFailure(status) }
    }

    private func chosenConfiguration() throws -> Configuration {
        let environment = ProcessInfo.processInfo.environment.map { (name: $0.key, value: $0.value) }
            .sorted { $0.name < $1.name }
        var configuration: Configuration
        do { configuration = try ConfigurationFile.read(config, environment: environment) } catch {
            throw CommandFailure(.badInput, error.description)
        }
        if let useCase = useCase?.value {
            guard type == nil else { throw CommandFailure(.badInput, "name --type or --use-case, not both") }
            if config == nil { configuration = try overlay(useCase.configuration, environment) }
            configuration.strategy = useCase.strategy
            Output.complain("\(useCase.strategy.rawValue) for \(useCase.rawValue): \(useCase.reason)")
        }
        if let type { configuration.strategy = type.value }
        return configuration
    }

    /// What the environment says over the configuration of a use.
    private func overlay(
        _ base: Configuration, _ environment: [(name: String, value: String)]
    ) throws -> Configuration {
        do {
            return try ConfigurationFile.decode(
                JSONValue.object(base.json).encoded, file: "use case", folder: FileManager.default.currentDirectoryPath,
                environment: environment)
        } catch { throw CommandFailure(.badInput, error.description) }
    }

    /// A strategy by its name on the command line.
    struct StrategyName: ExpressibleByArgument {
        let value: Configuration.Strategy
        init?(argument: String) {
            guard let value = Configuration.Strategy(rawValue: argument) else { return nil }
            self.value = value
        }
        static var allValueStrings: [String] { Configuration.Strategy.allCases.map(\.rawValue) }
    }

    /// A use by its name on the command line.
    struct UseCaseName: ExpressibleByArgument {
        let value: UseCase
        init?(argument: String) {
            guard let value = UseCase(rawValue: argument) else { return nil }
            self.value = value
        }
        static var allValueStrings: [String] { UseCase.allCases.map(\.rawValue) }
    }
}
