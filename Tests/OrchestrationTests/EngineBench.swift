import Determinism
import Hosting
import Matching
import Orchestration
import Recording
import Text

/// An engine whose children are played by the test: what each says and how it ends is called out step by step.
struct EngineBench {
    var engine: Engine
    var now = Instant.zero
    var actions: [Action] = []
    var notices: [Notice] = []

    /// The most timers in one wait.
    private static let timersMax = 10_000

    init(_ configuration: Configuration = EngineBench.calm) {
        do { engine = try Engine(configuration: configuration, launcher: Launcher(executable: "claude")) } catch {
            preconditionFailure("a test's configuration: \(error)")
        }
    }

    /// A configuration without samples, so that nothing but the subject asks for timers.
    static var calm: Configuration {
        var configuration = Configuration()
        configuration.enableMonitoring = false
        return configuration
    }

    mutating func send(_ message: String) {
        engine.send(message, at: now, actions: &actions)
        collect()
    }

    mutating func stop() {
        engine.stop(at: now, actions: &actions)
        collect()
    }

    mutating func take(_ event: Event) {
        engine.handle(event, at: now, actions: &actions)
        collect()
    }

    /// Lets time pass: each deadline up to an instant is kept to the microsecond.
    mutating func wait(until seconds: Double) {
        // The bound turns an engine that spins at one instant into a failure.
        for _ in 0..<Self.timersMax {
            guard let due = engine.deadline, due <= at(seconds) else { break }
            now = max(now, due)
            take(.timer)
        }
        now = at(seconds)
    }

    private mutating func collect() { notices += engine.takeNotices() }

    // MARK: What children do

    mutating func begin(_ process: Int) { take(.spawned(ProcessHandle(rawValue: process), pid: 1)) }

    mutating func say(_ process: Int, _ text: String, on stream: Channel.Stream = .stdout) {
        take(.bytes(Channel(ProcessHandle(rawValue: process), stream), Array(text.utf8)))
    }

    /// Says a text block and the result as the CLI does.
    mutating func answer(_ process: Int, _ text: String, isError: Bool = false) {
        say(process, Lines.assistant(text) + Lines.result(text, isError: isError))
    }

    /// Exits, then everything closes and the sweep finds nobody.
    mutating func end(_ process: Int, _ status: ExitStatus = .exited(0)) {
        let handle = ProcessHandle(rawValue: process)
        take(.ended(Channel(handle, .stdout)))
        take(.ended(Channel(handle, .stderr)))
        take(.exited(handle, status))
        take(.leftovers(handle, 0))
    }

    // MARK: What the engine did

    /// The actions since the last call, in words.
    mutating func takeWords() -> [String] {
        defer { actions = [] }
        return actions.map(\.words)
    }

    /// The processes that were asked for, in order.
    var spawned: [Int] { actions.compactMap { if case .spawn(let process, _) = $0 { process.rawValue } else { nil } } }

    var results: [AgentResult] { engine.results }

    var turns: [TurnResult] { notices.compactMap { if case .turn(let turn) = $0 { turn } else { nil } } }

    var tickets: [String] { notices.compactMap { if case .ticket(_, let ticket) = $0 { ticket.title } else { nil } } }
}

/// Lines of stream-json as the CLI writes them, with what a client looks at.
enum Lines {
    static func text(_ value: JSONValue) -> String { String(decoding: value.encoded, as: UTF8.self) + "\n" }

    static func start(_ session: String = "s-1") -> String {
        text(["type": "system", "subtype": "init", "session_id": .string(session)])
    }

    static func assistant(_ words: String, parent: String? = nil) -> String {
        content(["type": "text", "text": .string(words)], parent: parent)
    }

    static func delta(_ words: String) -> String {
        text([
            "type": "stream_event",
            "event": ["type": "content_block_delta", "delta": ["type": "text_delta", "text": .string(words)]],
        ])
    }

    static func task(_ id: String, agent: String, prompt: String) -> String {
        content([
            "type": "tool_use", "id": .string(id), "name": "Task",
            "input": ["subagent_type": .string(agent), "prompt": .string(prompt)],
        ])
    }

    static func toolResult(_ id: String, _ words: String, isError: Bool = false) -> String {
        let block: JSONValue = [
            "type": "tool_result", "tool_use_id": .string(id), "content": .string(words), "is_error": .bool(isError),
        ]
        return text(["type": "user", "message": ["content": [block]]])
    }

    static func result(_ words: String, isError: Bool = false, subtype: String = "success") -> String {
        text([
            "type": "result", "subtype": .string(subtype), "is_error": .bool(isError), "result": .string(words),
            "session_id": "s-1",
        ])
    }

    private static func content(_ block: JSONValue, parent: String? = nil) -> String {
        text([
            "type": "assistant", "message": ["content": [block]],
            "parent_tool_use_id": parent.map(JSONValue.string) ?? .null,
        ])
    }
}
