import Determinism

/// The monotonic clock, counted from a start and run faster or slower than the world by a factor.
///
/// Limits must not fire because a lid was closed, so the time of a suspended machine does not count (fault 72).
struct ScaledClock {
    /// How many seconds of this clock pass in one second of the world; above 0.
    let scale: Double
    private let start: Int64

    /// The longest single wait, in nanoseconds: a day. The loop that waits asks again.
    static let waitNanosecondsMax: Int64 = 86_400_000_000_000

    /// A clock that stands at zero now.
    init(scale: Double) {
        precondition(scale > 0 && scale.isFinite, "a clock must go forward")
        self.scale = scale
        start = SystemCalls.monotonicNanoseconds
    }

    /// The present, in whole microseconds, rounded down.
    var now: Instant {
        let elapsed = max(SystemCalls.monotonicNanoseconds - start, 0)
        if scale == 1 { return Instant(microseconds: elapsed / 1_000) }
        let microseconds = Double(elapsed) * scale / 1_000
        return microseconds < 9e18 ? Instant(microseconds: Int64(microseconds)) : .distantFuture
    }

    /// How long to wait for an instant in the world's nanoseconds, rounded up; at most `waitNanosecondsMax`, and -1 for
    /// the far future.
    func nanoseconds(from now: Instant, until deadline: Instant) -> Int64 {
        if deadline == .distantFuture { return -1 }
        let microseconds = Double(deadline.microseconds) - Double(now.microseconds)
        if microseconds <= 0 { return 0 }
        let nanoseconds = (microseconds * 1_000 / scale).rounded(.up)
        return nanoseconds < Double(Self.waitNanosecondsMax) ? Int64(nanoseconds) : Self.waitNanosecondsMax
    }
}
