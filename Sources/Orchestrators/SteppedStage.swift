package import Determinism
import Hosting
import LiveHost
import Orchestration
import Player
import Recording
import Simulation

/// Who decides when virtual time passes on stages that share one time: a test, step by step.
package protocol TimeKeeper: AnyObject, Sendable {
    /// A session begins.
    ///
    /// - Parameters:
    ///   - bell: wakes the session's thread.
    ///   - isAwaited: whether anybody waits for what comes of the session.
    /// - Returns: the session's number, and the present.
    func join(bell: @escaping @Sendable () -> Void, isAwaited: @escaping @Sendable () -> Bool) -> (id: Int, at: Instant)

    /// Nothing more happens at this instant; blocks until something may have been posted, or time has passed.
    ///
    /// - Returns: the instant up to which time has passed; `nil`: none has.
    func rest(_ session: Int, _ rest: SessionRest, wait: () -> Void) -> Instant?

    /// The session is over.
    func leave(_ session: Int)
}

/// What a session at rest waits for.
package struct SessionRest: Sendable, Hashable {
    /// When its engine wants its timer; the far future: never.
    package var timer: Instant
    /// When something else happens in it.
    package var happening: Instant
    /// The questions to the user's side that are not answered: hooks and handlers that run.
    package var openCalls: Set<Int>
}

/// The call of the user's side that a task belongs to; a clock of a test sees by it who sleeps.
package enum UserSideCall {
    /// The call; `nil`: none.
    @TaskLocal package static var current: Int?

    /// A call by its session and its number there.
    static func key(_ session: Int, _ id: CallID) -> Int { session << 32 | id.rawValue }
}

/// Virtual processes on virtual time that passes only as a time keeper says.
package struct SteppedStage: RunningStage {
    private let stage: SimulatedStage
    private let keeper: any TimeKeeper

    /// A stage whose world is that of another one.
    package init(_ stage: SimulatedStage, keeper: any TimeKeeper) {
        self.stage = stage
        self.keeper = keeper
    }

    func start(
        _ engine: Engine, header: RecordingHeader, feed: Feed, server: @escaping Mailbox.Server
    ) throws(HostFailure) -> Mailbox {
        let bell = CountingSemaphore()
        let opened = Lock<Mailbox?>(nil)
        let ready = CountingSemaphore()
        let (session, start) = keeper.join(bell: { bell.post() }, isAwaited: { feed.hasWaiters })
        let server: Mailbox.Server = { id, request, mailbox in
            UserSideCall.$current.withValue(UserSideCall.key(session, id)) { server(id, request, mailbox) }
        }
        try SystemThread.start { [stage, keeper] in
            var host = SteppedHost(
                base: stage.makeHost(), bell: bell, keeper: keeper, session: session, start: start)
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
            keeper.leave(session)
        }
        ready.wait()
        guard let mailbox = opened.with({ $0 }) else { throw HostFailure(.systemCall, "the thread has not started") }
        return mailbox
    }
}

/// A simulation that asks a time keeper before time passes. Its own time begins when it joins.
private struct SteppedHost: Host, ~Copyable {
    private var base: SimulatedHost
    private let bell: CountingSemaphore
    private let keeper: any TimeKeeper
    private let session: Int
    private let start: Instant
    private var openCalls: Set<Int> = []

    init(base: consuming SimulatedHost, bell: CountingSemaphore, keeper: any TimeKeeper, session: Int, start: Instant) {
        self.base = base
        self.bell = bell
        self.keeper = keeper
        self.session = session
        self.start = start
    }

    mutating func open(server: @escaping Mailbox.Server) -> Mailbox {
        let bell = bell
        return base.openMailbox(wake: { bell.post() }, server: server)
    }

    var now: Instant { base.now }

    mutating func perform(_ action: Action) throws(HostFailure) {
        if case .callUser(let id, _) = action { openCalls.insert(UserSideCall.key(session, id)) }
        try base.perform(action)
    }

    mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        while true {
            if let occurrence = try base.next(until: base.now) {
                if case .userAnswer(let id, _) = occurrence.event { openCalls.remove(UserSideCall.key(session, id)) }
                return occurrence
            }
            if deadline <= base.now { return nil }
            let rest = SessionRest(
                timer: shared(deadline), happening: shared(base.nextHappening), openCalls: openCalls)
            let bell = bell
            guard let passed = keeper.rest(session, rest, wait: { bell.wait() }) else { continue }
            let own = Instant(microseconds: passed.microseconds - start.microseconds)
            if let occurrence = try base.next(until: min(own, deadline)) { return occurrence }
            if deadline <= base.now { return nil }
        }
    }

    /// An instant of this session on the clock that all share.
    private func shared(_ instant: Instant) -> Instant { instant.advanced(byMicroseconds: start.microseconds) }

    mutating func sweep() throws(HostFailure) -> Int { base.sweep() }
}
