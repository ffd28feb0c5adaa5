import Determinism
import Glibc
import Hosting
import LiveHost
import Orchestration
import Player
import Recording
package import Simulation

/// Virtual processes on virtual time: the same orchestrators, without any process, and without waiting.
///
/// Virtual time passes only while somebody waits for a turn or for the end of a stop, and stands still while a hook or a
/// handler runs: what a test does between its calls takes no time.
public struct SimulatedStage: RunningStage {
    private let seed: UInt64
    private let play: String
    private let files: [(path: String, bytes: [UInt8])]

    /// A stage on which `claude` answers each prompt with itself.
    ///
    /// - Parameter seed: decides the order of what happens at the same instant.
    public init(seed: UInt64 = 1) {
        self.seed = seed
        play = "echo"
        files = []
    }

    /// A stage on which `claude` follows a script (JSON).
    public init(seed: UInt64 = 1, script: String) {
        self.seed = seed
        play = Self.scriptPath
        files = [(Self.scriptPath, Array(script.utf8))]
    }

    /// A stage on which `claude` plays what is named, among these files.
    package init(seed: UInt64, play: String, files: [(path: String, bytes: [UInt8])]) {
        self.seed = seed
        self.play = play
        self.files = files
    }

    private static let scriptPath = "/understudy/script.json"
    private static let workingDirectory = "/project"
    /// ENOENT, errno(3).
    private static let noSuchFile: Int32 = 2

    func start(
        _ engine: Engine, header: RecordingHeader, feed: Feed, server: @escaping Mailbox.Server
    ) throws(HostFailure) -> Mailbox {
        let bell = CountingSemaphore()
        let opened = Lock<Mailbox?>(nil)
        let ready = CountingSemaphore()
        try SystemThread.start {
            var host = UserPacedHost(base: makeHost(), bell: bell, feed: feed)
            opened.with { $0 = host.open(server: server) }
            ready.post()
            var run = EngineRun(engine: engine, feed: feed)
            var outcome = Driver.Outcome()
            do throws(HostFailure) {
                try Driver.run(&run, on: &host, outcome: &outcome)
                _ = try host.sweep()
                feed.close(nil)
            } catch {
                feed.close(error.description)
            }
        }
        ready.wait()
        guard let mailbox = opened.with({ $0 }) else { throw HostFailure(.systemCall, "the thread has not started") }
        return mailbox
    }

    /// A host whose processes find the files of the stage.
    package func makeHost() -> SimulatedHost {
        let files = MemoryFiles()
        for file in self.files { files.write(file.bytes, to: file.path) }
        let variables = [
            ("LANG", "C.UTF-8"), ("TERM", "xterm-256color"), ("UNDERSTUDY_PLAY", play),
            ("UNDERSTUDY_STATE", "/understudy/state"), ("UNDERSTUDY_SEED", String(seed)),
        ]
        return SimulatedHost(seed: seed) { launch, pid, instant in
            guard launch.executable == "claude" else { return .failure(errno: Self.noSuchFile) }
            var size: TerminalSize?
            if case .pseudoterminal(let terminal) = launch.streams { size = terminal }
            let environment = variables + launch.environment.map { ($0.name, $0.value) }
            let invocation = Invocation(
                arguments: launch.arguments, environment: environment,
                workingDirectory: launch.workingDirectory ?? Self.workingDirectory, terminal: size,
                isOutputTerminal: size != nil, processID: pid, wallClock: instant.microseconds / 1_000)
            return .player(Player(invocation: invocation, files: files))
        }
    }
}

/// A simulation whose time passes only while somebody waits for what comes of it.
private struct UserPacedHost: Host, ~Copyable {
    private var base: SimulatedHost
    private let bell: CountingSemaphore
    private let feed: Feed
    private var openCalls: Set<CallID> = []

    init(base: consuming SimulatedHost, bell: CountingSemaphore, feed: Feed) {
        self.base = base
        self.bell = bell
        self.feed = feed
    }

    mutating func open(server: @escaping Mailbox.Server) -> Mailbox {
        let bell = bell
        return base.openMailbox(wake: { bell.post() }, server: server)
    }

    var now: Instant { base.now }

    mutating func perform(_ action: Action) throws(HostFailure) {
        if case .callUser(let id, _) = action { openCalls.insert(id) }
        try base.perform(action)
    }

    mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        while true {
            if let occurrence = try base.next(until: base.now) {
                if case .userAnswer(let id, _) = occurrence.event { openCalls.remove(id) }
                return occurrence
            }
            if deadline <= base.now { return nil }
            if openCalls.isEmpty, feed.hasWaiters {
                // Posts that came in between are due now: they are seen before time moves.
                if bell.tryWait() { continue }
                return try base.next(until: deadline)
            }
            bell.wait()
        }
    }

    mutating func sweep() throws(HostFailure) -> Int { base.sweep() }
}
