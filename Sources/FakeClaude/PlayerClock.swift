import Determinism
import Glibc

/// The player's clock: real time since the start, times a speed; or a virtual one that is shared with others.
struct PlayerClock {
    /// How many seconds of the player pass in one second; `nil`: as many as are asked for.
    let speed: Double?
    /// What has been jumped over, where waits take no time, in microseconds.
    private var jumped: Int64 = 0
    private let start: Int64
    /// Who says what time it is; `nil`: the world.
    let line: ClockLine?

    /// A clock from the text of `UNDERSTUDY_SPEED`; `nil` where it is no speed.
    ///
    /// - Parameter line: a clock that is shared with others, for as long as its coordinator is there.
    init?(_ text: String?, line: ClockLine?) {
        start = Self.monotonic()
        self.line = line
        switch text {
        case nil, "": speed = 1
        case "instant": speed = nil
        case let text?:
            guard let factor = Double(text), factor > 0, factor <= Self.speedMax else { return nil }
            speed = factor
        }
    }

    /// Above this, a microsecond of real time is more than a second of the player's.
    static let speedMax = 1_000_000.0

    /// How late a timer comes on a busy machine, in real microseconds.
    private static let latenessUsual = 50_000.0

    /// The player's time.
    var now: Instant {
        if let line, line.isOpen { return line.now }
        let real = Self.monotonic() - start
        // A coordinator that is gone has left the time at which it was.
        let base = line?.now.microseconds ?? 0
        guard let speed else { return Instant(microseconds: base + real + jumped) }
        return Instant(microseconds: base + Int64(Double(real) * speed))
    }

    /// Whether others decide what time it is.
    var isShared: Bool { line?.isOpen == true }

    /// How late timers may come by themselves, on the player's clock.
    var slack: Duration { isShared ? .zero : .microseconds(Int64(Self.latenessUsual * (speed ?? 1))) }

    /// The real time until an instant, in nanoseconds.
    func realNanoseconds(until instant: Instant) -> Int64 {
        let microseconds = Double(max(0, (instant - now).microseconds))
        return Int64(min(microseconds / (speed ?? 1) * 1000, Double(Int64.max / 2)))
    }

    /// The real time that a duration takes, in microseconds; none on a clock that is shared.
    func realMicroseconds(_ duration: Duration) -> Int64 {
        guard let speed, !isShared else { return 0 }
        return Int64(Double(duration.microseconds) / speed)
    }

    /// Lets an instant be now, where waits take no time.
    mutating func jump(to instant: Instant) {
        guard speed == nil, !isShared else { return }
        jumped += max(0, (instant - now).microseconds)
    }

    private static func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
