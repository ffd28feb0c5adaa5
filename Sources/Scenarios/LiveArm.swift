import Determinism
import Glibc
import Hosting
import LiveHost
import Orchestration
import Recording

/// Runs a scenario with the real `claude`: the first on PATH that is not our own fake, in real time.
struct LiveArm: Sendable {
    let seed: UInt64
    let fakePath: String?
    let cancellation: Int32?
    let recordFolder: String?

    /// Variables that an outer session or a debugging shell has set and that would change what a child does.
    private static let deniedPrefixes = [
        "UNDERSTUDY_", "CLAUDECODE", "CLAUDE_CODE_", "LD_", "DYLD_", "BASH_ENV", "NODE_OPTIONS",
    ]

    func run(_ scenario: Scenario) -> CaseResult {
        var result = CaseResult(scenario, arm: .live, seed: seed, status: .error)
        let environment = InheritedEnvironment.variables(less: Self.deniedPrefixes)
        let path = environment.last { $0.name == "PATH" }?.value ?? ""
        guard let executable = Self.find(path, besides: fakePath) else {
            result.status = .skipped
            result.reason = "there is no claude on PATH besides the fake"
            return result
        }
        if result.skip(without: scenario.configuration.confinement) { return result }
        do throws(HostFailure) {
            let host = try LiveHost(timeScale: 1, cancellation: cancellation)
            let launcher = Launcher(
                executable: executable, environment: environment, workingDirectory: FileSystem.workingDirectory)
            var program = try ScenarioProgram(
                scenario: scenario, launcher: launcher, tolerance: TimeScale.busyLateness)
            let ending = try Performance.run(
                &program, on: host,
                recording: recordFolder.map {
                    Performance.Recording(
                        folder: $0, configuration: scenario.configuration, launcher: launcher, seed: seed,
                        kind: .recorded, redaction: MachineRedaction.rules)
                })
            result.take(program, ending)
            result.trace = program.meaning.text
        } catch {
            result.reason = "\(error)"
        }
        return result
    }

    /// The first executable `claude` on a search path that is not the fake itself, under whatever name of its folder.
    static func find(_ path: String, besides fake: String?) -> String? {
        let own = fake.flatMap(FileSystem.absolute)
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/claude"
            guard access(candidate, X_OK) == 0, FileSystem.kind(of: candidate) == .file else { continue }
            if FileSystem.absolute(candidate) != own { return candidate }
        }
        return nil
    }
}
