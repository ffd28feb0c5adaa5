import Determinism
import Hosting
import Orchestration
import Player
import Recording
import Simulation
import Text

/// What the children of one simulated run find: their files, their environment, and the programs that launches start.
struct ScenarioWorld {
    /// Where virtual processes run; the same on every machine, so that traces are.
    private let workingDirectory: String

    let files: SimulatedFiles
    let launcher: Launcher
    private let scenario: Scenario
    private let seed: UInt64
    private let place: RunPlace?

    /// - Parameters:
    ///   - overlay: files by path that stand in the place of real ones.
    ///   - place: where it is to take place, as far as processes see.
    init(_ scenario: Scenario, seed: UInt64, overlay: [String: [UInt8]] = [:], place: RunPlace? = nil) {
        self.place = place
        workingDirectory = place.map { "\($0.folder)/project" } ?? "/project"
        files = SimulatedFiles(overlay)
        self.scenario = scenario
        self.seed = seed
        launcher = Launcher(
            executable: CallEnvironment.virtualExecutable,
            environment: CallEnvironment.make(scenario, files: files, seed: seed, folder: place?.folder))
    }

    /// What a launch starts.
    func program(_ launch: Launch, pid: Int32, at instant: Instant) -> SimulatedHost.Program {
        var launch = launch
        if launch.executable != CallEnvironment.virtualExecutable {
            guard let path = CallEnvironment.program(launch.executable, of: scenario, files: files) else {
                return .failure(errno: CallEnvironment.noSuchFile)
            }
            launch.playsProgram(path, seed: seed)
        }
        var invocation = Invocation(launch, pid: pid, at: instant, workingDirectory: workingDirectory)
        if let place {
            invocation.userID = place.user
            invocation.processID = place.processes[Int(pid - SimulatedHost.firstPID)] ?? pid
        }
        return .player(Player(invocation: invocation, files: files))
    }

    /// A file of the folder that children started in.
    func file(_ path: String) -> [UInt8]? { try? files.read("\(workingDirectory)/\(path)") }
}
