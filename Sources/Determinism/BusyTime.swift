/// How long a process has kept a processor busy on virtual time, where computing takes none by itself.
///
/// A process that spins for 10 s on a virtual clock does nothing for 10 s, and says so: what it would have used is what
/// is measured of it.
public struct BusyTime: Sendable, Hashable {
    private var before = Duration.zero
    private var since = Instant.zero
    /// When it is done; an instant that is past where it is not busy.
    public private(set) var end = Instant.zero

    /// Never busy yet.
    public init() {}

    /// It is busy from now on.
    public mutating func begin(at now: Instant, until end: Instant) {
        before = total(at: now)
        since = now
        self.end = max(now, end)
    }

    /// It is so no more.
    public mutating func stop(at now: Instant) { end = max(since, min(end, now)) }

    /// The whole of it.
    public func total(at now: Instant) -> Duration { before + max(.zero, min(now, end) - since) }
}
