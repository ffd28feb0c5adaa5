import Determinism
import Glibc
import Hosting
import LiveHost
import Orchestration
import Player
import Recording
import Text

/// Runs a scenario on real processes and pseudoterminals, with the fake `claude` in the place of the real one.
struct FakeArm {
    let seed: UInt64
    let timeScale: Double?
    let fakePath: String?
    let cancellation: Int32?
    /// Where the recordings of this run go; `nil`: nowhere.
    let recordFolder: String?
    /// How long a process may take to answer on virtual time, in real milliseconds.
    var patience = LiveHost.answerMillisecondsMax
    /// Where what happens is noted; `nil`: nowhere.
    var diary: RunDiary?

    /// The folders in which children look for other programs.
    private static let systemPath = "/usr/local/bin:/usr/bin:/bin"

    func run(_ scenario: Scenario) -> CaseResult {
        var result = CaseResult(scenario, arm: .fake, seed: seed, status: .error)
        guard let fakePath else {
            result.reason = "no path to the fake claude was given"
            return result
        }
        if result.skip(without: scenario.configuration.confinement) { return result }
        do throws(HostFailure) {
            if timeScale == nil, let reason = try runOnVirtualTime(scenario, fakePath: fakePath, into: &result) {
                result.clockReason = reason
                try runOnScaledTime(scenario, fakePath: fakePath, into: &result)
            } else if timeScale != nil {
                try runOnScaledTime(scenario, fakePath: fakePath, into: &result)
            }
        } catch {
            result.reason = "\(error)"
        }
        return result
    }

    /// Runs by the clock protocol, at exact instants.
    ///
    /// - Returns: why that can't be: who takes no part in it; `nil`: it has run.
    private func runOnVirtualTime(
        _ scenario: Scenario, fakePath: String, into result: inout CaseResult
    ) throws(HostFailure) -> String? {
        let folder = try Self.folder { () throws(FileFailure) in try FileSystem.makeTemporaryFolder() }
        defer { FileSystem.removeTree(folder) }
        let path = folder + "/clock"
        do throws(HostFailure) {
            let host = try LiveHost(
                virtualTimeFrom: seed, address: path.utf8.count <= Self.addressBytesMax ? path : nil,
                patience: patience, cancellation: cancellation)
            try run(scenario, on: host, in: folder, fakePath: fakePath, speed: 1, tolerance: .zero, into: &result)
            return nil
        } catch  where error.code == .takesNoPart {
            return error.message
        }
    }

    /// The longest address of a socket, in bytes (unix(7)).
    private static let addressBytesMax = 107

    private func runOnScaledTime(
        _ scenario: Scenario, fakePath: String, into result: inout CaseResult
    ) throws(HostFailure) {
        let rehearsal = try SimulatedArm(seed: seed).rehearse(scenario)
        let scale = TimeScale(for: scenario, rehearsal: rehearsal.0, factor: timeScale)
        result.timeScale = scale.factor
        var paced = scenario
        paced.configuration.monitoringInterval = scale.monitoringInterval(scenario.configuration.monitoringInterval)
        let folder = try Self.folder { () throws(FileFailure) in try FileSystem.makeTemporaryFolder() }
        defer { FileSystem.removeTree(folder) }
        let host = try LiveHost(timeScale: scale.factor, cancellation: cancellation)
        try run(
            paced, on: host, in: folder, fakePath: fakePath, speed: scale.factor, tolerance: scale.tolerance,
            into: &result)
    }

    private func run(
        _ scenario: Scenario, on host: LiveHost, in folder: String, fakePath: String, speed: Double,
        tolerance: Duration, into result: inout CaseResult
    ) throws(HostFailure) {
        let environment = try Self.folder { () throws(FileFailure) in
            try prepare(scenario, in: folder, fakePath: fakePath, speed: speed)
        }
        let launcher = Launcher(executable: fakePath, environment: environment, workingDirectory: folder + "/project")
        var program = try ScenarioProgram(scenario: scenario, launcher: launcher, tolerance: tolerance)
        if !scenario.permissions.isEmpty {
            _ = try host.openMailbox(server: PermissionRule.server(scenario.permissions))
        }
        diary?.place = RunPlace(folder: folder, user: geteuid())
        var ending = try Performance.run(
            &program, on: host, diary: diary,
            recording: recordFolder.map {
                Performance.Recording(
                    folder: $0, configuration: scenario.configuration, launcher: launcher, seed: seed,
                    redaction: MachineRedaction.rules)
            })
        ending.file = { path in try? FileSystem.read("\(folder)/project/\(path)") }
        result.take(program, ending)
        result.trace = program.meaning.text
    }

    /// Does something with the run's own folder; where that fails the harness has failed.
    private static func folder<Result>(_ body: () throws(FileFailure) -> Result) throws(HostFailure) -> Result {
        do { return try body() } catch {
            throw HostFailure(.systemCall, "can't prepare a folder for the run: \(error)")
        }
    }

    /// Puts what the fake needs into the run's own folder.
    private func prepare(
        _ scenario: Scenario, in folder: String, fakePath: String, speed: Double
    ) throws(FileFailure) -> [EnvironmentVariable] {
        for name in ["state", "home", "project"] { try FileSystem.makeFolder("\(folder)/\(name)") }
        let play: String
        if let script = scenario.script {
            play = folder + "/script.json"
            try FileSystem.write(script.encoded, to: play)
        } else {
            play = "echo"
        }
        let bin = fakePath.lastIndex(of: "/").map { String(fakePath[..<$0]) } ?? "."
        return [
            EnvironmentVariable("PATH", "\(bin):\(Self.systemPath)"), EnvironmentVariable("HOME", folder + "/home"),
            EnvironmentVariable("TMPDIR", folder), EnvironmentVariable("UNDERSTUDY_SPEED", String(speed)),
        ]
            + CallEnvironment.variables(
                play: play, state: folder + "/state", seed: seed, faults: scenario.faults)
    }
}
