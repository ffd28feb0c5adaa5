import Glibc
import Hosting
import Logging
import Orchestration
import Orchestrators
import TestMaterial
import Testing

/// Where the body of a test runs: on virtual time, and on real processes with the fake `claude`.
enum Stand: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case simulated, live

    var testDescription: String { rawValue }

    /// How long a closure may take: it shares its threads with tests that block, so no test waits for less.
    static let patience: Duration = .seconds(86_400)

    /// Runs a body with an orchestrator whose `claude` follows a script, and leaves nothing behind.
    func run<Result: Sendable>(
        _ configuration: Configuration = Configuration(), script: String, logger: Logger = .understudy,
        _ body: (any Orchestrator) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .simulated:
            return try await withOrchestrator(
                configuration, launcher: Launcher(executable: "claude"), on: SimulatedStage(script: script),
                logger: logger,
                body)
        case .live:
            let folder = try TemporaryFolder()
            let path = folder.path + "/script.json"
            try PlainFile.write(Array(script.utf8), to: path)
            let variables = [
                ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", folder.path), ("TERM", "xterm-256color"),
                ("LANG", "C.UTF-8"), ("UNDERSTUDY_PLAY", path), ("UNDERSTUDY_STATE", folder.path),
                ("UNDERSTUDY_HOME", folder.path + "/claude"), ("UNDERSTUDY_SPEED", "20"),
            ]
            let launcher = Launcher(
                executable: Repository.builtFake, environment: variables.map { EnvironmentVariable($0.0, $0.1) },
                workingDirectory: folder.path)
            return try await withOrchestrator(
                configuration, launcher: launcher, on: LiveStage(timeScale: 20), logger: logger, body)
        }
    }
}
