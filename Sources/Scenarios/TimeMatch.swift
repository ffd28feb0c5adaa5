import Determinism

/// A condition on a duration: one value, or a range.
struct TimeMatch: Sendable, Hashable {
    var min: Duration?
    var max: Duration?
    /// Whether one value was named, which is then an asserted instant.
    var isExact: Bool { min != nil && min == max }

    /// Whether a duration is within, give or take what the arm can't tell apart.
    func holds(_ duration: Duration, tolerance: Duration) -> Bool {
        if let min, duration < min - tolerance { return false }
        if let max, duration > max + tolerance { return false }
        return true
    }
}

extension TimeMatch: CustomStringConvertible {
    /// The condition in words.
    var description: String {
        switch (min, max) {
        case (let min?, let max?) where min == max: "\(min.text)"
        case (let min?, let max?): "between \(min.text) and \(max.text)"
        case (let min?, nil): "at least \(min.text)"
        case (nil, let max?): "at most \(max.text)"
        case (nil, nil): "any time"
        }
    }
}

extension Duration {
    /// Seconds with as many decimals as are needed, up to six.
    var text: String {
        var digits = Instant.text(microseconds: microseconds)
        while digits.hasSuffix("0") { digits.removeLast() }
        if digits.hasSuffix(".") { digits.removeLast() }
        return digits + " s"
    }
}
