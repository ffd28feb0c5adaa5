import Determinism
import Hosting
import Orchestration
import Player
import Recording
import Simulation
import Text

/// Runs a scenario on virtual time: the engine as it is, and players in place of processes.
struct SimulatedArm {
    let seed: UInt64
    /// Where the recordings of this run go; `nil`: nowhere.
    var recordFolder: String?
    /// Where what happens is noted; `nil`: nowhere.
    var diary: RunDiary?
    /// Where it is to take place; `nil`: in the same place on every machine, so that traces are the same.
    var place: RunPlace?

    /// Runs a scenario.
    ///
    /// - Parameter journal: where each event leaves its mark; `nil`: nowhere.
    func run(_ scenario: Scenario, journal: RunJournal? = nil) -> CaseResult {
        if let choices = scenario.choices ?? (scenario.judge == .invariants ? ChoiceList() : nil) {
            return rerun(scenario, choices, journal)
        }
        var result = CaseResult(scenario, arm: .simulated, seed: seed, status: .error)
        do throws(HostFailure) {
            let (program, ending) = try rehearse(scenario, journal: journal)
            result.take(program, ending)
            result.trace = ending.outcome.trace.text
            result.reached.faults = ending.faults
        } catch {
            result.reason = "\(error)"
        }
        return result
    }

    /// Runs what an exploration has found: its choices, and what has to hold whatever goes wrong.
    private func rerun(_ scenario: Scenario, _ choices: ChoiceList, _ journal: RunJournal?) -> CaseResult {
        var result = CaseResult(scenario, arm: .simulated, seed: seed, status: .error)
        do throws(HostFailure) {
            let explorer = try ScenarioExplorer(scenario, seed: seed)
            let outcome = try explorer.run(choices, recordFolder: recordFolder, journal: journal)
            result.trace = outcome.run.trace.text
            result.reached = outcome.reached
            result.events = outcome.run.events
            result.virtualTime = outcome.run.end - .zero
            result.failures = outcome.violations.map { Failure($0) }
            result.status = outcome.violations.isEmpty ? .passed : .failed
        } catch {
            result.reason = "\(error)"
        }
        return result
    }

    /// Runs the steps and gives the program as it ended.
    func rehearse(
        _ scenario: Scenario, journal: RunJournal? = nil
    ) throws(HostFailure) -> (ScenarioProgram, Performance.Ending) {
        let world = ScenarioWorld(scenario, seed: seed, place: place)
        let faults = FaultLog()
        var host = SimulatedHost(seed: seed, faults: faults) { launch, pid, instant in
            world.program(launch, pid: pid, at: instant)
        }
        var program = try ScenarioProgram(scenario: scenario, launcher: world.launcher, tolerance: .zero)
        if !scenario.permissions.isEmpty {
            _ = host.openMailbox(server: PermissionRule.server(scenario.permissions))
        }
        var ending = try Performance.run(
            &program, on: JournalHost(host, journal: journal), diary: diary,
            recording: recordFolder.map { .simulated($0, scenario.configuration, world.launcher, seed: seed) })
        ending.file = { world.file($0) }
        ending.faults = faults.happened
        return (program, ending)
    }
}

/// What the calls of a scenario are told through their environment, on every arm but the live one.
enum CallEnvironment {
    /// The name that a launch has in a simulation.
    static let virtualExecutable = "claude"

    /// ENOENT, errno(3).
    static let noSuchFile: Int32 = 2

    private static let scriptPath = "/understudy/script.json"
    /// The folder of a run.
    private static let runFolder = "/understudy"

    /// The variables of a simulated call; the script is put where they say.
    static func make(
        _ scenario: Scenario, files: SimulatedFiles, seed: UInt64, folder: String?
    ) -> [EnvironmentVariable] {
        if let script = scenario.script { files.write(script.encoded, to: scriptPath) }
        return variables(
            play: scenario.script == nil ? "echo" : scriptPath, state: (folder ?? runFolder) + "/state", seed: seed,
            faults: scenario.faults)
    }

    /// Where the script of a program other than `claude` is put; `nil` where the scenario has none of that name.
    static func program(_ executable: String, of scenario: Scenario, files: SimulatedFiles) -> String? {
        let name = executable.split(separator: "/").last.map(String.init) ?? executable
        guard let program = scenario.programs.first(where: { $0.name == executable || $0.name == name }) else {
            return nil
        }
        let path = "/understudy/programs/\(name).json"
        files.write(program.script.encoded, to: path)
        return path
    }

    /// The variables that both arms share.
    static func variables(
        play: String, state: String, seed: UInt64, faults: String?
    ) -> [EnvironmentVariable] {
        let layer = faults.map { [EnvironmentVariable("UNDERSTUDY_FAULTS", $0)] } ?? []
        return layer + [
            EnvironmentVariable("LANG", "C.UTF-8"), EnvironmentVariable("TERM", "xterm-256color"),
            EnvironmentVariable("UNDERSTUDY_PLAY", play), EnvironmentVariable("UNDERSTUDY_STATE", state),
            EnvironmentVariable("UNDERSTUDY_SEED", String(seed)),
        ]
    }
}

extension Launch {
    /// Makes this the launch of a player that says what a program says, whatever the program is asked.
    mutating func playsProgram(_ script: String, seed: UInt64) {
        arguments = ["-p", "--output-format", "text"]
        let own = CallEnvironment.variables(play: script, state: script + ".state", seed: seed, faults: nil)
        environment = own
    }
}

extension Invocation {
    /// What a virtual process is told of a launch.
    init(_ launch: Launch, pid: Int32, at instant: Instant, workingDirectory: String) {
        var terminal: TerminalSize?
        if case .pseudoterminal(let size) = launch.streams { terminal = size }
        self.init(
            arguments: launch.arguments, environment: launch.environment.map { ($0.name, $0.value) },
            workingDirectory: launch.workingDirectory ?? workingDirectory, terminal: terminal,
            isOutputTerminal: terminal != nil, processID: pid, wallClock: instant.microseconds / 1_000)
    }
}
