/// A point on a session's own clock: whole microseconds since the session began.
///
/// Where the clock comes from is the host's affair: a scaled monotonic clock, virtual time, or a recording.
public struct Instant: Sendable, Hashable, Comparable {
    /// Microseconds since the start.
    public var microseconds: Int64

    /// An instant so many microseconds after the start.
    @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }

    /// When the session began.
    @inlinable public static var zero: Instant { Instant(microseconds: 0) }

    /// Later than any event.
    @inlinable public static var distantFuture: Instant { Instant(microseconds: .max) }

    /// Whether this is earlier.
    @inlinable public static func < (one: Instant, other: Instant) -> Bool { one.microseconds < other.microseconds }

    /// The instant a duration later; the far future where the sum is beyond it.
    @inlinable public static func + (instant: Instant, duration: Duration) -> Instant {
        instant.advanced(byMicroseconds: duration.microseconds)
    }

    /// The instant so many microseconds later, or earlier where the count is negative; the far future where the sum is
    /// beyond it.
    @inlinable public func advanced(byMicroseconds count: Int64) -> Instant {
        let (sum, overflow) = microseconds.addingReportingOverflow(count)
        return overflow ? (count < 0 ? .zero : .distantFuture) : Instant(microseconds: sum)
    }

    /// How much later this is than `earlier`.
    @inlinable public static func - (later: Instant, earlier: Instant) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }
}

extension Duration {
    /// Whole microseconds, rounded to the nearest; a duration beyond 64 bits is the largest.
    @inlinable public var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let half: Int64 = attoseconds < 0 ? -500_000_000_000 : 500_000_000_000
        let (sum, isOver) = product.addingReportingOverflow((attoseconds + half) / 1_000_000_000_000)
        return isOver ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, for messages.
    public var seconds: Double { Double(microseconds) / 1_000_000 }
}

extension Instant: CustomStringConvertible {
    /// Seconds with six decimals: `300.000000`.
    public var description: String { Self.text(microseconds: microseconds) }

    /// Whole microseconds as seconds with six decimals, exact.
    public static func text(microseconds: Int64) -> String {
        let magnitude = microseconds.magnitude
        let fraction = String(magnitude % 1_000_000)
        let zeros = String(repeating: "0", count: 6 - fraction.count)
        return "\(microseconds < 0 ? "-" : "")\(magnitude / 1_000_000).\(zeros)\(fraction)"
    }
}
