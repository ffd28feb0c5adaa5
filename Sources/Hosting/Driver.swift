public import Determinism

/// What a driver runs: an engine, alone or wrapped in the steps of a scenario.
public protocol HostedProgram {
    /// When `Event.timer` is wanted at the latest; `nil`: never.
    var deadline: Instant? { get }

    /// Whether nothing more is to be done.
    var isFinished: Bool { get }

    /// Begins.
    mutating func start(at now: Instant, actions: inout [Action])

    /// Takes one event and says what to do about it.
    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action])
}

/// A program that is told when its host has nothing more to offer.
public protocol StallingProgram: HostedProgram {
    /// Whatever is waited for will not come.
    mutating func stall(_ reason: String, at now: Instant)
}

/// The one loop that serves every host: take the next event, tell the program, perform its actions.
public enum Driver {
    /// What a run came to.
    public struct Outcome: Sendable, Hashable {
        /// The fingerprint of all events and actions with their instants.
        public var trace: TraceHash
        /// How many events the program took.
        public var events: Int
        /// The instant of the last event.
        public var end: Instant

        /// Whether the fingerprint is taken, which reads every byte once more.
        public let isTraced: Bool

        /// A run that has not begun.
        public init(isTraced: Bool = true) {
            self.isTraced = isTraced
            trace = TraceHash()
            events = 0
            end = .zero
        }
    }

    /// Runs a program on a host until it has finished.
    ///
    /// - Parameters:
    ///   - outcome: what the run came to, also where it ends with a failure.
    ///   - eventsMax: the most events that a run may take; a program that never finishes ends there.
    /// - Throws: `HostFailure` of the host, and `HostFailure.Code.limit` beyond `eventsMax`.
    @inlinable public static func run<P: HostedProgram, H: Host & ~Copyable>(
        _ program: inout P, on host: inout H, outcome: inout Outcome, eventsMax: Int = .max
    ) throws(HostFailure) {
        var actions: [Action] = []
        var eventsTaken = 0
        program.start(at: host.now, actions: &actions)
        while true {
            try perform(&actions, on: &host, outcome: &outcome)
            if program.isFinished { return }
            guard eventsTaken < eventsMax else {
                throw HostFailure(.limit, "the run took \(eventsMax) events and did not finish")
            }
            let occurrence = try next(on: &host, before: program.deadline ?? .distantFuture)
            if outcome.isTraced { outcome.trace.combine(occurrence) }
            eventsTaken += 1
            outcome.events += 1
            outcome.end = occurrence.instant
            program.handle(occurrence.event, at: occurrence.instant, actions: &actions)
        }
    }

    /// Performs all actions, and leaves the buffer empty.
    @inlinable static func perform<H: Host & ~Copyable>(
        _ actions: inout [Action], on host: inout H, outcome: inout Outcome
    ) throws(HostFailure) {
        // Nearly always there is one, which is moved out and not copied.
        if actions.count == 1, let only = actions.popLast() {
            if outcome.isTraced { outcome.trace.combine(only) }
            return try host.perform(only)
        }
        for action in actions {
            if outcome.isTraced { outcome.trace.combine(action) }
            try host.perform(action)
        }
        actions.removeAll(keepingCapacity: true)
    }

    @inlinable static func next<H: Host & ~Copyable>(
        on host: inout H, before deadline: Instant
    ) throws(HostFailure) -> Occurrence {
        if let occurrence = try host.next(until: deadline) { return occurrence }
        return Occurrence(.timer, at: max(deadline, host.now))
    }
}
