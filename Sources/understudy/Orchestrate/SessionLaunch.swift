import Foundation
import Hosting
import Orchestration
import Orchestrators
import Scenarios

/// What an orchestrator is started with: the command, the instructions, the agents.
struct SessionLaunch {
    private(set) var configuration: Configuration
    let launcher: Launcher
    /// The file of instructions that no argument holds.
    private let instructionFile: String?

    /// Looks everything up.
    ///
    /// - Throws: `CommandFailure` that says what is missing.
    init(_ configuration: Configuration) throws {
        var configuration = configuration
        let environment = ClaudeLocation.inheritedEnvironment
        let project = configuration.workingDirectory ?? FileManager.default.currentDirectoryPath
        guard Scenarios.FileSystem.kind(of: project) == .folder else {
            throw CommandFailure(.badInput, "cwd: there is no folder \(project)")
        }
        let path = environment.last { $0.name == "PATH" }?.value ?? ""
        guard let executable = configuration.claudePath ?? ClaudeLocation.find(path: path) else {
            throw CommandFailure(
                .badInput,
                "there is no claude on PATH; name one with claude_path, or put the fake there: understudy fake env")
        }
        let home = environment.last { $0.name == "HOME" }?.value
        let settings = environment.last { $0.name == "XDG_CONFIG_HOME" }?.value ?? home.map { $0 + "/.config" }
        let loader = FrameworkLoader(project: project, userAgents: settings.map { $0 + "/understudy/agents" })
        let text: String?
        do throws(SourceError) {
            try loader.complete(&configuration)
            let isWanted = configuration.strategy == .systemPrompt || configuration.isFrameworkChosen
            text = isWanted ? try loader.instructions(for: configuration) : nil
        } catch { throw CommandFailure(.badInput, error.description) }
        self.configuration = configuration
        let instructions: Launcher.Instructions?
        (instructions, instructionFile) = try Self.instructions(text)
        launcher = Launcher(
            executable: executable, environment: environment, workingDirectory: project, instructions: instructions)
    }

    /// Text that is too long for an argument goes into a private file.
    private static func instructions(_ text: String?) throws -> (Launcher.Instructions?, String?) {
        guard let text else { return (nil, nil) }
        guard text.utf8.count > Launcher.Instructions.inlineBytesMax else { return (.text(text), nil) }
        let path = FileManager.default.temporaryDirectory.path + "/understudy-instructions-\(UUID().uuidString).md"
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: attributes) else {
            throw CommandFailure(.harnessFailed, "can't write the instructions to \(path)")
        }
        return (.file(path), path)
    }

    /// Removes what was made.
    func clean() { if let instructionFile { try? FileManager.default.removeItem(atPath: instructionFile) } }
}
