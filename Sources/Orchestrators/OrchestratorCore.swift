import Determinism
import Hosting
import LiveHost
import Logging
import Matching
import Metrics
import Orchestration
import Recording
import Text

/// Everything that the four orchestrators share: the thread with the engine, the closures, the feed.
public final class OrchestratorCore: Sendable {
    private struct State {
        var configuration: Configuration
        var closures: [Int: @Sendable (JSONObject) async throws -> JSONValue] = [:]
        var closuresGiven = 0
        var permission: (@Sendable (PermissionRequest) async throws -> PermissionDecision)?
        var isStarted = false
        var isClosed = false
    }

    let feed: Feed
    private let state: Lock<State>
    private let mailbox: Mailbox
    private let reporter: SessionReporter

    /// Starts the thread; no child is started yet.
    ///
    /// - Throws: `OrchestratorError`: `configuration` or `host`.
    init(
        _ configuration: Configuration, launcher: Launcher, stage: any OrchestratorStage, logger: Logger
    ) throws(OrchestratorError) {
        let engine: Engine
        do { engine = try Engine(configuration: configuration, launcher: launcher) } catch {
            throw OrchestratorError(.configuration, error.description, underlying: error)
        }
        let feed = Feed()
        let state = Lock(State(configuration: configuration))
        self.feed = feed
        self.state = state
        reporter = SessionReporter(logger: logger, feed: feed)
        do {
            let header = Engine.recordingHeader(
                configuration: configuration, launcher: launcher, seed: nil,
                provenance: RecordingProvenance(
                    .recorded, cli: "claude", recorderVersion: "understudy \(Engine.version)"))
            mailbox = try stage.run(engine, header: header, feed: feed) { id, request, mailbox in
                Self.serve(id, request, state: state, mailbox: mailbox)
            }
        } catch {
            if error.code == .configuration {
                throw OrchestratorError(.configuration, error.message, underlying: error)
            }
            throw OrchestratorError(.host, error.description, underlying: error)
        }
    }

    deinit { mailbox.post(.userCall(UserCall(name: "close_orchestrator"))) }

    // MARK: Closures

    private static func serve(_ id: CallID, _ request: UserRequest, state: Lock<State>, mailbox: Mailbox) {
        Task(executorPreference: ClosureThreads.shared) {
            do {
                mailbox.post(.userAnswer(id, .value(try await run(request, state: state))))
            } catch {
                mailbox.post(.userAnswer(id, .failure("\(error)")))
            }
        }
    }

    private static func run(_ request: UserRequest, state: Lock<State>) async throws -> JSONValue {
        let arguments = JSONValue.object(request.arguments)
        if request.name == "permission" {
            guard let body = state.with({ $0.permission }) else {
                return ["behavior": "deny", "message": "nobody decides"]
            }
            let question = PermissionRequest(
                tool: arguments["tool"]?.string ?? "", input: arguments["input"] ?? [:],
                request: arguments["request"] ?? [:])
            return try await body(question).json
        }
        let number = arguments["closure"]?.int ?? -1
        guard let body = state.with({ $0.closures[number] }) else {
            throw OrchestratorError(.notRunning, "closure \(number) was removed")
        }
        return try await body(arguments["input"]?.object ?? JSONObject())
    }

    private func register(_ body: @escaping @Sendable (JSONObject) async throws -> JSONValue) -> Int {
        state.with { state in
            state.closuresGiven += 1
            state.closures[state.closuresGiven] = body
            return state.closuresGiven
        }
    }

    func addHook(
        _ event: HookEvent, priority: Int, timeout: Duration,
        _ body: @escaping @Sendable (JSONObject) async throws -> JSONObject?
    ) -> Int {
        let number = register { data in try await body(data).map(JSONValue.object) ?? .null }
        let range = HookDefinition.priorityRange
        let place = min(max(priority, range.lowerBound), range.upperBound)
        perform(.addHook(HookDefinition(event: event, kind: .closure(number), priority: place, timeout: timeout)))
        return number
    }

    func removeHook(_ number: Int) {
        state.with { $0.closures[number] = nil }
        perform(.removeHook(number))
    }

    func addPattern(
        _ pattern: PatternDefinition, handler: (@Sendable (PatternMatch) async throws -> Void)?
    ) throws(OrchestratorError) {
        do { _ = try Pattern(pattern.regex, flags: pattern.flags) } catch {
            throw OrchestratorError(
                .configuration, "pattern '\(pattern.name)' is no regular expression: \(error)", underlying: error)
        }
        var pattern = pattern
        if let handler {
            pattern.closure = register { data in
                try await handler(PatternMatch(hookData: data))
                return .null
            }
        }
        perform(.addPattern(pattern))
    }

    func onPermission(_ body: @escaping @Sendable (PermissionRequest) async throws -> PermissionDecision) {
        state.with { $0.permission = body }
        perform(.answersPermissions(true))
    }

    // MARK: Calls

    var configuration: Configuration { state.with { $0.configuration } }

    func perform(_ call: EngineCall) { mailbox.post(.userCall(call.userCall)) }

    func start() throws(OrchestratorError) {
        let isClosed = state.with { state in
            state.isStarted = true
            return state.isClosed
        }
        if isClosed { throw OrchestratorError(.notRunning, "the orchestrator was closed: make another") }
        perform(.start)
    }

    func send(_ message: String) throws(OrchestratorError) {
        let (isOver, isClosed) = state.with { state in
            defer { state.isStarted = true }
            return (state.isStarted && feed.facts.isStopped, state.isClosed)
        }
        guard !isOver, !isClosed else {
            throw OrchestratorError(.notRunning, "the session was stopped: restart it, then send")
        }
        perform(.send(message))
    }

    func receive(timeout: Duration?) async throws(OrchestratorError) -> String {
        let mailbox = mailbox
        let outcome = await feed.receive(
            onWait: { id in
                var arguments = JSONObject()
                arguments["id"] = .int(id)
                if let timeout { arguments["microseconds"] = .int(Int(timeout.microseconds)) }
                mailbox.post(.userCall(UserCall(name: "receive", arguments: arguments)))
            },
            onCancel: { id in
                var arguments = JSONObject()
                arguments["id"] = .int(id)
                mailbox.post(.userCall(UserCall(name: "cancel_receive", arguments: arguments)))
            })
        switch outcome {
        case .turn(let turn, let patternFailure): return try Self.text(of: turn.result, patternFailure)
        case .timedOut:
            let limit = timeout.map { "within \($0.seconds) s" } ?? "before the task was cancelled"
            throw OrchestratorError(
                .timeout, "no turn ended \(limit); the session is alive: extend the time and receive again, or restart")
        case .closed(let failure):
            throw OrchestratorError(.notRunning, failure ?? "the session is over, and no turn is left to receive")
        }
    }

    /// Waits for what the program on the terminal prints.
    func expect(_ question: TerminalListener.Question) async throws(ExpectFailure) -> ExpectResult {
        let mailbox = mailbox
        func post(_ name: String) -> @Sendable (Int) -> Void {
            { id in
                var arguments = JSONObject()
                arguments["id"] = .int(id)
                mailbox.post(.userCall(UserCall(name: name, arguments: arguments)))
            }
        }
        switch await feed.listen(question, onWait: post("expect"), onCancel: post("cancel_expect")) {
        case .matched(let result): return result
        case .failed(let failure): throw failure
        }
    }

    private static func text(of turn: TurnResult, _ patternFailure: String?) throws(OrchestratorError) -> String {
        let reason = turn.reason ?? "no reason given"
        switch turn.status {
        case .completed: break
        case .timedOut: throw OrchestratorError(.timeout, reason, turn: turn)
        case .memoryKilled:
            throw OrchestratorError(
                .memoryExceeded, "\(reason); update the configuration, for instance to fewer agents, and restart",
                turn: turn)
        case .stopped: throw OrchestratorError(.notRunning, reason, turn: turn)
        case .failed: throw OrchestratorError(.turnFailed, reason, turn: turn)
        }
        if let patternFailure {
            throw OrchestratorError(
                .patternFailed, "\(patternFailure); the output is there as raw output", turn: turn)
        }
        return turn.text
    }

    func stop() async {
        guard state.with({ $0.isStarted }), !feed.facts.isStopped else { return perform(.stop) }
        perform(.stop)
        let mailbox = mailbox
        await feed.waitUntilStopped { mailbox.post(.userCall(UserCall(name: "wait"))) }
    }

    func restart() async throws(OrchestratorError) {
        await stop()
        if state.with({ $0.isClosed }) { throw OrchestratorError(.notRunning, "the orchestrator was closed") }
        perform(.restart)
        feed.markRunning()
    }

    func extendTimeout(_ duration: Duration) {
        var arguments = JSONObject()
        arguments["microseconds"] = .int(Int(duration.microseconds))
        mailbox.post(.userCall(UserCall(name: "extend_receive", arguments: arguments)))
    }

    func update(_ new: Configuration) throws(OrchestratorError) {
        guard new.strategy == configuration.strategy else {
            throw OrchestratorError(.configuration, "the strategy of a session can't change: make another orchestrator")
        }
        do { _ = try Engine(configuration: new, launcher: Launcher(executable: "claude")) } catch {
            throw OrchestratorError(.configuration, error.description, underlying: error)
        }
        state.with { $0.configuration = new }
        perform(.update(new.json))
    }

    var events: OrchestratorEvents {
        let mailbox = mailbox
        return OrchestratorEvents(
            feed.subscribe { isFull in mailbox.post(.userCall(EngineCall.pause(isFull).userCall)) })
    }

    func close() async {
        await stop()
        state.with { state in
            state.isClosed = true
            state.closures = [:]
            state.permission = nil
        }
        mailbox.post(.userCall(UserCall(name: "close_orchestrator")))
        // Who ends this program behind it loses no line of a recording.
        await feed.waitUntilClosed()
        feed.clear()
    }

    // MARK: Logging

    func enableDebugLogging() { reporter.level = .debug }

    var logPatterns: Bool {
        get { reporter.logPatterns }
        set { reporter.logPatterns = newValue }
    }

    var logDelegations: Bool {
        get { reporter.logDelegations }
        set { reporter.logDelegations = newValue }
    }
}
