public import Determinism

/// An event and when it happened, on the host's clock.
public struct Occurrence: Sendable, Hashable {
    /// What happened.
    public let event: Event
    /// When, on the host's clock.
    public let instant: Instant

    /// An event at an instant.
    @inlinable public init(_ event: Event, at instant: Instant) {
        self.event = event
        self.instant = instant
    }
}

/// Where an engine's actions take effect and its events come from: real processes, a simulation, or a recording.
///
/// A host is driven by one loop (`Driver`) on one thread. Its contract:
/// - the output of a process comes before its exit when both are there;
/// - instants never go back;
/// - after `Event.ended` of a channel no more bytes of it come;
/// - nothing happens inside `perform` that `next` does not report.
public protocol Host: ~Copyable {
    /// The present on this host's clock.
    var now: Instant { get }

    /// Takes one action; what comes of it arrives as events.
    ///
    /// - Throws: `HostFailure` where the host itself is broken; what goes wrong with a child is an event.
    mutating func perform(_ action: Action) throws(HostFailure)

    /// Waits for the next event that is due at `deadline` or earlier.
    ///
    /// - Returns: the event, or `nil` once the deadline is there and no event is; events of the same instant as the
    ///   deadline come first.
    /// - Throws: `HostFailure.stalled` where there is no deadline (`Instant.distantFuture`) and nothing can happen any
    ///   more; other failures where the host itself is broken.
    mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence?

    /// Ends whatever is left of any child's tree, and says how many processes there were.
    ///
    /// Called once, after the engine has finished: what is found here is what the engine left behind.
    mutating func sweep() throws(HostFailure) -> Int
}

/// A failure of a host itself, never of a child.
public struct HostFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure; a struct with static members, so that hosts can add their own.
    public struct Code: Sendable, Hashable {
        /// A short name.
        public let name: String

        /// A kind of failure.
        public init(name: String) { self.name = name }

        /// Nothing is due and nothing can happen: the program would wait for ever.
        public static let stalled = Code(name: "stalled")
        /// A system call failed that never should.
        public static let systemCall = Code(name: "system call")
        /// The run went past a limit of the harness.
        public static let limit = Code(name: "limit")
        /// The engine can't be made as it is wanted.
        public static let configuration = Code(name: "configuration")
        /// The run was stopped from outside, by a signal to the harness.
        public static let cancelled = Code(name: "cancelled")
    }

    /// The kind.
    public let code: Code
    /// What happened, where, and what to do.
    public let message: String

    /// A failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The kind and the message.
    public var description: String { "\(code.name): \(message)" }
}
