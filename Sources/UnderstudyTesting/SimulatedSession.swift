import Determinism
import Hosting
public import Orchestration
import Orchestrators
import Simulation

/// One engine on virtual processes, without a thread: a test calls it, lets time pass, and looks at what came of it.
///
/// It is the real engine and the real player of `claude`; only the kernel and the clock are values. All calls return at
/// once, and a run is the same each time.
///
/// ```swift
/// let session = try SimulatedSession(configuration, claude: .script(script))
/// session.send("Create a web scraper in Python")
/// try session.advance(by: .seconds(300))
/// #expect(try session.result(of: "qa").status == .timedOut)
/// ```
public final class SimulatedSession {
    /// What the run was started with.
    public let seed: UInt64
    /// What the engine has reported so far, in order.
    public private(set) var notices: [Notice] = []
    /// How many events the engine took.
    public private(set) var events = 0

    private var engine: Engine
    private var host: SimulatedHost
    private var trace = TraceHash()
    private var actions: [Action] = []

    /// How many events may happen at one instant before they are called a loop.
    private static let eventsAtOneInstantMax = 10_000_000

    /// A session that has not started.
    ///
    /// - Throws: `ConfigurationProblem`, as the engine does.
    public init(
        _ configuration: Configuration = Configuration(), claude: SimulatedClaude = .echo, seed: UInt64 = 1
    ) throws(ConfigurationProblem) {
        self.seed = seed
        engine = try Engine(configuration: configuration, launcher: Launcher(executable: "claude"))
        host = SimulatedStage(seed: seed, play: claude.play, files: claude.files.map { ($0.path, $0.bytes) }).makeHost()
    }

    // MARK: Calls

    /// Sends a message, and lets all happen that it brings at this instant.
    public func send(_ message: String) throws(WorldError) { try perform(.send(message)) }

    /// Asks the session to stop.
    public func stop() throws(WorldError) { try perform(.stop) }

    /// Makes any call on the engine, and lets all happen that it brings at this instant.
    public func perform(_ call: EngineCall) throws(WorldError) {
        engine.perform(call, at: host.now, actions: &actions)
        try settle()
    }

    // MARK: Time

    /// How much time has passed since the session was made.
    public var now: Duration { host.now - .zero }

    /// What time would bring next; `nil`: nothing, ever.
    public var next: PendingEvent? {
        let timer = engine.deadline ?? .distantFuture
        let due = min(timer, host.nextHappening)
        guard due < .distantFuture else { return nil }
        // What a process does at an instant comes before a timer of the same instant.
        return PendingEvent(due, host.nextHappening <= timer ? .process : .timer, 0)
    }

    /// Lets time pass, and all happen that is due at the instant that it comes to.
    ///
    /// - Throws: `WorldError.Code.pastEvent` where something happens before that: time has then not passed at all.
    public func advance(by duration: Duration) throws(WorldError) {
        guard duration >= .zero else { throw WorldError(.pastEvent, "time does not go back, not by \(duration)") }
        let target = host.now + duration
        if let first = next, first.at < target {
            throw WorldError(
                .pastEvent,
                "advancing from \(host.now) s to \(target) s would step over \(first): "
                    + "advance by \(first.at - host.now) first, or use advanceToNext()")
        }
        try go(to: target)
    }

    /// Lets time pass up to the next thing that happens.
    ///
    /// - Returns: what that was.
    /// - Throws: `WorldError.Code.stalled` where nothing would ever happen.
    @discardableResult
    public func advanceToNext() throws(WorldError) -> PendingEvent {
        guard let first = next else {
            throw WorldError(.stalled, "nothing is due at \(host.now) s, and nothing would ever happen")
        }
        try go(to: first.at)
        return first
    }

    /// Lets time pass until nothing is left to be done: every turn and every agent has ended.
    ///
    /// - Throws: `WorldError.Code.stalled` where that takes longer than `limit`, or never happens.
    public func runToRest(within limit: Duration = .seconds(86_400)) throws(WorldError) {
        let end = host.now + limit
        while !isAtRest {
            if let first = next, first.at > end {
                throw WorldError(.stalled, "the session is not at rest after \(limit): it waits for \(first)")
            }
            try advanceToNext()
        }
    }

    private func go(to instant: Instant) throws(WorldError) {
        do throws(HostFailure) {
            if let occurrence = try host.next(until: instant) { take(occurrence) }
        } catch {
            throw WorldError(.host, "\(error)")
        }
        try settle()
    }

    /// Lets everything happen that can happen at this instant.
    private func settle() throws(WorldError) {
        do throws(HostFailure) {
            try performActions()
            for _ in 0..<Self.eventsAtOneInstantMax {
                let now = host.now
                if let occurrence = try host.next(until: now) {
                    take(occurrence)
                } else if let due = engine.deadline, due <= now {
                    take(Occurrence(.timer, at: now))
                } else {
                    return
                }
                try performActions()
            }
        } catch {
            throw WorldError(.host, "\(error)")
        }
        throw WorldError(.host, "more than \(Self.eventsAtOneInstantMax) events at \(host.now) s")
    }

    private func take(_ occurrence: Occurrence) {
        trace.combine(occurrence)
        events += 1
        engine.handle(occurrence.event, at: occurrence.instant, actions: &actions)
    }

    private func performActions() throws(HostFailure) {
        notices += engine.takeNotices()
        for action in actions {
            trace.combine(action)
            try host.perform(action)
        }
        actions.removeAll(keepingCapacity: true)
    }

    // MARK: What came of it

    /// Whether nothing is left that could happen by itself: no turn, no agent, no hook.
    public var isAtRest: Bool { engine.isIdle }

    /// Whether the session was stopped, and everything of it has ended.
    public var isStopped: Bool { engine.isStopped }

    /// The results of all delegations so far, in the order of the delegations.
    public var results: [AgentResult] { engine.results }

    /// What was counted and measured so far.
    public var metrics: SessionMetrics { engine.metrics }

    /// The fingerprint of all events and actions so far: equal runs have equal ones.
    public var fingerprint: String { trace.text }

    /// Ends the test: what is left of any child is ended.
    ///
    /// - Returns: how many processes there were, which a stopped session has none of.
    public func leftovers() -> Int { host.sweep() }

    /// The result of an agent.
    ///
    /// - Throws: `WorldError.Code.expectation` where there is none, with what there is.
    public func result(of agent: String) throws(WorldError) -> AgentResult {
        if let result = results.first(where: { $0.agent == agent }) { return result }
        let known = results.map { "\($0.agent) \($0.status.rawValue)" }.joined(separator: ", ")
        throw WorldError(
            .expectation,
            "no result of agent '\(agent)' at \(host.now) s; there are: \(known.isEmpty ? "none" : known)")
    }

    /// The first thing reported that is looked for.
    ///
    /// - Throws: `WorldError.Code.expectation` where nothing is, with the last things that were reported.
    public func notice<Value>(_ what: String, _ pick: (Notice) -> Value?) throws(WorldError) -> Value {
        for notice in notices { if let value = pick(notice) { return value } }
        let last = notices.suffix(5).map { "\($0)" }.joined(separator: "; ")
        throw WorldError(
            .expectation,
            "\(what) was not reported by \(host.now) s; the last reports: \(last.isEmpty ? "none" : last)")
    }
}
