public import Matching
public import Orchestration
public import Text

/// A session with Claude: started, spoken to, listened to, stopped.
///
/// All strategies have this face; `makeOrchestrator` chooses one by its configuration or by what it is for.
///
/// ```swift
/// try await withOrchestrator(Configuration()) { orchestrator in
///     try await orchestrator.send("Create a web scraper in Python")
///     print(try await orchestrator.receive())
/// }
/// ```
public protocol Orchestrator: Actor {
    /// The configuration in force.
    var configuration: Configuration { get }

    /// Begins the session.
    ///
    /// - Throws: `OrchestratorError.Code.notRunning` where it has been closed.
    func start() async throws

    /// Sends a message; while a turn is under way it waits for its end.
    ///
    /// - Throws: `OrchestratorError.Code.notRunning` after `stop`.
    func send(_ message: String) async throws

    /// Waits for the end of the next turn: the answer and the results of its agents, in the order of their delegations,
    /// without escape sequences and without a line end behind it.
    ///
    /// - Parameter timeout: how long, on the host's clock; `nil`: as long as the limits of the session allow.
    /// - Throws: `OrchestratorError`: `timeout` (of this call: the session lives and can be asked again), `memoryExceeded`,
    ///   `patternFailed`, `turnFailed`, `notRunning`.
    func receive(timeout: Duration?) async throws -> String

    /// The exact bytes that the main child wrote in the last turn that was received, or in the one under way.
    func receiveRawOutput() -> [UInt8]

    /// Ends the session and everything that belongs to it; returns when nothing of it is left.
    func stop() async

    /// Ends the session, and begins another; what was found so far stays counted.
    func restart() async throws

    /// Sets new limits of time, counted from now: for waiting receivers, running agents, and the session.
    func extendTimeout(_ duration: Duration) async

    /// Takes another configuration, for whatever is started from now on; the strategy stays.
    ///
    /// - Throws: `OrchestratorError.Code.configuration`, and nothing has changed.
    func update(configuration: Configuration) async throws

    /// Whether messages can be sent.
    var isRunning: Bool { get }

    /// Memory of all children's trees as it was measured last, in bytes.
    var memoryUsage: Int { get }

    /// What was counted and measured so far.
    var metrics: SessionMetrics { get }

    /// What the session came to so far.
    var status: SessionStatus { get }

    /// What happens from now on; each access opens a place of its own.
    var events: OrchestratorEvents { get }

    /// Adds a hook.
    ///
    /// - Parameters:
    ///   - event: when it is called.
    ///   - priority: its place in the order, 0 to 100, lower first.
    ///   - timeout: how long it may take.
    ///   - body: gets the event's data; what it returns replaces members of the same name (`nil`: nothing), and
    ///     `block` with a reason stops what the event is about.
    /// - Returns: a number by which it can be removed.
    @discardableResult
    func addHook(
        _ event: HookEvent, priority: Int, timeout: Duration,
        _ body: @escaping @Sendable (JSONObject) async throws -> JSONObject?
    ) -> Int

    /// Takes a hook away.
    func removeHook(_ number: Int)

    /// Adds a pattern that is looked for in all output.
    ///
    /// - Throws: `OrchestratorError.Code.configuration` where the expression is none.
    func addPattern(
        name: String, regex: String, flags: Pattern.Flags, action: PatternDefinition.Action,
        handler: (@Sendable (PatternMatch) async throws -> Void)?
    ) throws

    /// Says how requests for permission are answered; only a persistent conversation asks.
    func onPermission(_ body: @escaping @Sendable (PermissionRequest) async throws -> PermissionDecision)

    /// Cuts the answer that is under way.
    func interrupt()

    /// Has another model answer from now on.
    func setModel(_ model: String?)

    /// Changes what tools may do unasked, from now on.
    func setPermissionMode(_ mode: String)

    /// Switches the measuring of children on, for those that are started from now on.
    func enableMonitoring() async throws

    /// Logs at level debug from now on.
    func enableDebugLogging()

    /// Whether every match of a pattern is logged.
    var logPatterns: Bool { get set }

    /// Whether every delegation is logged.
    var logDelegations: Bool { get set }

    /// Forgets turns that nobody has received, and compiled patterns.
    func clearCaches() async throws

    /// Halves the agents at once (to no less than one) and makes buffers small, for what is started from now on.
    func reduceResourceUsage() async throws

    /// Frees everything that a stopped session still holds; the orchestrator can't be used any more.
    func cleanupResources() async
}

extension Orchestrator {
    /// Waits for the end of the next turn as long as the limits of the session allow.
    public func receive() async throws -> String { try await receive(timeout: nil) }

    /// Adds a hook with the usual priority and time.
    @discardableResult
    public func addHook(
        _ event: HookEvent, _ body: @escaping @Sendable (JSONObject) async throws -> JSONObject?
    ) -> Int {
        addHook(
            event, priority: HookDefinition.standardPriority, timeout: HookDefinition.standardTimeout, body)
    }

    /// Adds a pattern with a handler.
    public func addPattern(
        name: String, regex: String, flags: Pattern.Flags = [],
        handler: @escaping @Sendable (PatternMatch) async throws -> Void
    ) throws {
        try addPattern(name: name, regex: regex, flags: flags, action: .report, handler: handler)
    }
}

/// A tool that waits for permission.
public struct PermissionRequest: Sendable, Hashable {
    /// The tool's name.
    public var tool: String
    /// What it is called with.
    public var input: JSONValue
    /// The whole request, as the CLI has put it.
    public var request: JSONValue
}

/// Whether a tool may run.
public enum PermissionDecision: Sendable, Hashable {
    /// It may, with this input (`nil`: with its own).
    case allow(input: JSONValue? = nil)
    /// It may not, for this reason; `interrupts`: the turn ends with it.
    case deny(String, interrupts: Bool = false)

    var json: JSONValue {
        switch self {
        case .allow(let input):
            var object = JSONObject()
            object["behavior"] = "allow"
            object["updatedInput"] = input
            return .object(object)
        case .deny(let message, let interrupts):
            return ["behavior": "deny", "message": .string(message), "interrupt": .bool(interrupts)]
        }
    }
}
