import Determinism
import Hosting
import Orchestration
import Player
import Recording
import Simulation
import Text

/// What the children of one simulated run find: their files, their environment, and the programs that launches start.
struct SimulatedWorld {
    /// Where virtual processes run; the same on every machine, so that traces are.
    static let workingDirectory = "/project"

    let files: SimulatedFiles
    let launcher: Launcher
    private let scenario: Scenario
    private let seed: UInt64

    /// - Parameter overlay: files by path that stand in the place of real ones.
    init(_ scenario: Scenario, seed: UInt64, overlay: [String: [UInt8]] = [:]) {
        files = SimulatedFiles(overlay)
        self.scenario = scenario
        self.seed = seed
        launcher = Launcher(
            executable: CallEnvironment.virtualExecutable,
            environment: CallEnvironment.make(scenario, files: files, seed: seed))
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
        let invocation = Invocation(launch, pid: pid, at: instant, workingDirectory: Self.workingDirectory)
        return .player(Player(invocation: invocation, files: files))
    }

    /// A file of the folder that children started in.
    func file(_ path: String) -> [UInt8]? { try? files.read("\(Self.workingDirectory)/\(path)") }
}
