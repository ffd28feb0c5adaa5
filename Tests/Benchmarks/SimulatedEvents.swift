import Determinism
import Hosting
import Orchestration
import Player
import Recording
import Simulation

/// The engine and the simulator together: events per second on one core, and what an event costs as runs grow.
enum SimulatedEvents: Benchmark {
    static let name = "simulated-events"
    static let summary =
        "engine and simulator on virtual time; to reach: 2,000,000 events/s on one core, flat as runs grow"

    /// Agents at once.
    private static let agents = 4

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let sizes = settings.isShort ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
        var lines: [String] = []
        for size in sizes {
            var events = 0
            let recording = makeRecording(chunks: size / agents)
            let shelf = RecordingShelf()
            let series = try interleave(
                rounds: settings.isShort || size > 1_000_000 ? 3 : 7,
                [
                    (
                        "\(size) chunks",
                        { () throws(BenchmarkError) -> Double in
                            let start = processorTime()
                            events = try perform(ScriptFile(recording: recording, shelf: shelf))
                            return processorTime() - start
                        }
                    )
                ])
            for measured in series {
                let rate = rounded(Double(events) / measured.median / 1e6, 2)
                let cost = rounded(measured.median / Double(events) * 1e9, 0)
                lines.append(
                    measured.line(unit: .milliseconds, rate: "\(events) events, \(rate) M events/s, \(cost) ns each"))
            }
        }
        return lines + [try halfHour()]
    }

    /// One orchestration: four agents that say all chunks of a recording, which is read once for all rounds.
    private static func perform(_ files: ScriptFile) throws(BenchmarkError) -> Int {
        var files = files
        files.script = Array(
            """
            [{"when": {"agent": "engineer"}, "play": "/agent.cast"}, {"say": [{"text": "\(delegations)"}]}]
            """.utf8)
        return try run(files, agentTimeout: .seconds(86_400)).events
    }

    /// An agent's run that says a line every millisecond.
    private static func makeRecording(chunks: Int) -> [UInt8] {
        var header = RecordingHeader()
        header.understudy = RecordingDetails(streams: .pipes)
        var writer = RecordingWriter(header: header)
        var bytes = writer.headerLine()
        for chunk in 0..<chunks {
            let at = Instant(microseconds: Int64(chunk) * 1_000)
            bytes += writer.line(
                for: RecordedEvent(at: at, content: .output(Array("A line of an answer, said.\n".utf8))))
        }
        let end = Instant(microseconds: Int64(chunks) * 1_000)
        return bytes + writer.line(for: RecordedEvent(at: end, content: .exit(.exited(0)))) + writer.closingLine()
    }

    private static var delegations: String {
        (0..<agents).map { "**Engineer Agent**: part \($0)\\n\\n" }.joined()
    }

    /// What a timeout of 30 minutes costs.
    private static func halfHour() throws(BenchmarkError) -> String {
        let script = """
            [{"when": {"agent": "engineer"}, "say": [{"wait": "10h"}]},
             {"say": [{"text": "**Engineer Agent**: wait\\n\\n"}]}]
            """
        let series = try interleave(
            rounds: 7,
            [
                (
                    "a timeout of 30 minutes",
                    { () throws(BenchmarkError) -> Double in
                        let start = now()
                        let end = try run(ScriptFile(script: Array(script.utf8)), agentTimeout: .seconds(1_800)).end
                        guard end == Instant(microseconds: 1_800_000_000) else {
                            throw BenchmarkError("the timeout fired at \(end) s")
                        }
                        return now() - start
                    }
                )
            ])
        return series.map { $0.line(unit: .milliseconds, rate: "to reach: 5 ms") }.joined(separator: "\n")
    }

    private static func run(_ files: ScriptFile, agentTimeout: Duration) throws(BenchmarkError) -> Driver.Outcome {
        var host = SimulatedHost(seed: 1) { launch, pid, _ in
            let invocation = Invocation(
                arguments: launch.arguments, environment: launch.environment.map { ($0.name, $0.value) }, processID: pid
            )
            return .player(Player(invocation: invocation, files: files))
        }
        var program = try OneTurn(agentTimeout: agentTimeout, agents: agents)
        var outcome = Driver.Outcome()
        do { try Driver.run(&program, on: &host, outcome: &outcome) } catch { throw BenchmarkError("\(error)") }
        return outcome
    }
}

/// Sends one message and stops when its turn is over.
private struct OneTurn: HostedProgram {
    private var engine: Engine
    private var notices: [Notice] = []

    init(agentTimeout: Duration, agents: Int) throws(BenchmarkError) {
        var configuration = Configuration()
        configuration.agentTimeout = agentTimeout
        configuration.maxParallelAgents = agents
        let play = [EnvironmentVariable("UNDERSTUDY_PLAY", "/script.json")]
        let launcher = Launcher(executable: "claude", environment: play)
        do { engine = try Engine(configuration: configuration, launcher: launcher) } catch {
            throw BenchmarkError("\(error)")
        }
    }

    var deadline: Instant? { engine.deadline }
    var isFinished: Bool { engine.isStopped }

    mutating func start(at now: Instant, actions: inout [Action]) {
        engine.send("go", at: now, actions: &actions)
    }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        engine.handle(event, at: now, actions: &actions)
        engine.takeNotices(into: &notices)
        if engine.isIdle { engine.stop(at: now, actions: &actions) }
    }
}

/// The two files of the benchmark's world.
private struct ScriptFile: FileStore {
    var script: [UInt8] = []
    var recording: [UInt8] = []
    var shelf: RecordingShelf?

    mutating func read(_ path: String) throws(FileFailure) -> [UInt8] {
        path.hasSuffix(".cast") ? recording : script
    }

    mutating func list(_ folder: String) -> [String]? { nil }
    mutating func modified(_ path: String) -> Int64? { nil }
    mutating func temporaryFolder() throws(FileFailure) -> String { "/private" }
    mutating func nextCall(in stateFolder: String) throws(FileFailure) -> Int { 1 }
    mutating func append(_ bytes: [UInt8], to path: String) throws(FileFailure) {}
}
