import Determinism
import Hosting
import Player
import Recording
import Simulation

/// So many seconds after the start.
func at(_ seconds: Double) -> Instant { Instant(microseconds: Int64((seconds * 1_000_000).rounded())) }

/// The files of a simulated process: one script.
final class ScriptFiles: FileStore {
    private let script: String
    private var calls = 0

    init(_ script: String) { self.script = script }

    func read(_ path: String) throws(FileFailure) -> [UInt8] { Array(script.utf8) }
    func list(_ folder: String) -> [String]? { nil }
    func modified(_ path: String) -> Int64? { nil }
    func temporaryFolder() throws(FileFailure) -> String { "/private" }
    func nextCall(in stateFolder: String) throws(FileFailure) -> Int {
        calls += 1
        return calls
    }
    func append(_ bytes: [UInt8], to path: String) throws(FileFailure) {}
}

/// A simulated host whose processes play scripts, driven by hand: what came out stands in `log`.
struct Stage: ~Copyable {
    static let child = ProcessHandle(rawValue: 0)

    var host: SimulatedHost
    private(set) var log: [Occurrence] = []

    /// Every launch of "claude" plays the script; any other name is not found.
    init(_ script: String, seed: UInt64 = 1) {
        host = SimulatedHost(seed: seed) { launch, pid, _ in
            guard launch.executable == "claude" else { return .failure(errno: 2) }
            return .player(Player(invocation: Invocation(launch, pid: pid), files: ScriptFiles(script)))
        }
    }

    /// Starts a child with a prompt and lets it begin at once.
    mutating func spawn(
        _ handle: ProcessHandle = child, streams: Launch.Streams = .pipes, closesInput: Bool = true,
        demand: Int = 1 << 30
    ) throws(HostFailure) {
        let variables = [EnvironmentVariable("UNDERSTUDY_PLAY", "/script.json")]
        let launch = Launch(executable: "claude", arguments: ["-p", "go"], environment: variables, streams: streams)
        try host.perform(.spawn(handle, launch))
        if demand > 0 {
            try host.perform(.demand(Channel(handle, .stdout), bytes: demand))
            try host.perform(.demand(Channel(handle, .stderr), bytes: demand))
        }
        if closesInput { try host.perform(.closeInput(handle)) }
    }

    mutating func perform(_ actions: Action...) throws(HostFailure) {
        for action in actions { try host.perform(action) }
    }

    /// Lets everything happen up to an instant.
    mutating func wait(until seconds: Double) throws(HostFailure) {
        while let occurrence = try host.next(until: at(seconds)) { log.append(occurrence) }
    }

    /// What a process wrote to a stream so far.
    func output(_ stream: Channel.Stream = .stdout, of process: ProcessHandle = child) -> String {
        var bytes: [UInt8] = []
        for case .bytes(Channel(process, stream), let read) in log.map(\.event) { bytes += read }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// When the first event of a kind came; `nil`: not yet.
    func instant(where matches: (Event) -> Bool) -> Instant? { log.first { matches($0.event) }?.instant }

    /// When an event came.
    func instant(of event: Event) -> Instant? { instant { $0 == event } }

    /// How a process ended.
    func exit(of process: ProcessHandle = child) -> Int32? {
        for case .exited(process, let status) in log.map(\.event) { return status.code }
        return nil
    }
}

extension Invocation {
    /// What a simulated process is told of a launch.
    init(_ launch: Launch, pid: Int32) {
        var terminal: TerminalSize?
        if case .pseudoterminal(let size) = launch.streams { terminal = size }
        self.init(
            arguments: launch.arguments, environment: launch.environment.map { ($0.name, $0.value) },
            terminal: terminal,
            isOutputTerminal: terminal != nil, processID: pid)
    }
}
