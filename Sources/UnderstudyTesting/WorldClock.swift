import Determinism

/// The clock of a world: who sleeps on it sleeps in virtual time.
///
/// Hand it to code that takes any clock; a hook or a handler that sleeps on it lets time pass.
public struct WorldClock: Clock {
    /// A point on the clock.
    public struct Instant: InstantProtocol {
        /// How long after the world began.
        public let time: Duration

        /// A point so long after the world began.
        public init(time: Duration) { self.time = time }

        /// A later point.
        public func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }

        /// How much later another point is.
        public func duration(to other: Instant) -> Duration { other.time - time }

        /// Whether this is earlier.
        public static func < (one: Instant, other: Instant) -> Bool { one.time < other.time }
    }

    let core: WorldCore

    /// The present.
    public var now: Instant { Instant(time: core.now) }

    /// A microsecond, as of all instants of a session.
    public var minimumResolution: Duration { .microseconds(1) }

    /// Sleeps until virtual time has come to an instant; one that is past does not sleep.
    ///
    /// - Throws: `CancellationError` where the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await core.sleep(until: Determinism.Instant.zero + deadline.time)
    }
}
