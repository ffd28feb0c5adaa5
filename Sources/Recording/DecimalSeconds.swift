import Determinism

/// A time in seconds as JSON spells it, taken exactly: whole microseconds and a remainder that is carried, not dropped.
///
/// Binary floating point would drift: a hundred thousand intervals of `0.1` end early by it. Digits beyond the
/// eighteenth decimal are dropped, so a billion events are late by a nanosecond at most.
struct DecimalSeconds: Hashable {
    /// The longest time that a recording can have, in seconds: some thirty years.
    static let secondsMax: Int64 = 1_000_000_000
    /// Parts of a microsecond in the remainder.
    private static let parts: Int64 = 1_000_000_000_000

    /// Whole microseconds.
    private(set) var microseconds: Int64 = 0
    /// What is left, in millionths of a millionth of a microsecond.
    private(set) var remainder: Int64 = 0

    /// No time.
    init() {}

    /// Whole microseconds.
    init(microseconds: Int64) { self.microseconds = microseconds }

    /// The time of a JSON number; `nil` where it is negative or more than `secondsMax`.
    init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { Self.parse($0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same from bytes that are a JSON number already checked.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> DecimalSeconds? {
        var digits: [UInt8] = []
        var exponent = 0
        var index = 0
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") {
            isNegative = true
            index += 1
        }
        var isFraction = false
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                digits.append(byte - UInt8(ascii: "0"))
                if isFraction { exponent -= 1 }
            } else {
                break
            }
            index += 1
        }
        if index < text.count { exponent += exponentValue(text[(index + 1)...]) }
        guard let value = value(of: digits, exponent: exponent) else { return nil }
        return isNegative && value != DecimalSeconds() ? nil : value
    }

    /// The number behind `e`; one that is beyond all reason becomes the nearest that is merely absurd.
    private static func exponentValue(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        let limit = 1_000_000
        let isNegative = text.first == UInt8(ascii: "-")
        var value = 0
        for byte in text where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), limit)
        }
        return isNegative ? -value : value
    }

    /// The value of digits before ten to the power of `exponent`; `nil` beyond `secondsMax`.
    private static func value(of digits: [UInt8], exponent: Int) -> DecimalSeconds? {
        var time = DecimalSeconds()
        // The place of a digit: 0 for whole seconds, -6 for microseconds.
        var place = digits.count - 1 + exponent
        for digit in digits {
            defer { place -= 1 }
            if digit == 0 || place < -18 { continue }
            if place > 9 { return nil }
            if place >= -6 {
                time.microseconds += Int64(digit) * power(of: place + 6)
            } else {
                time.remainder += Int64(digit) * power(of: place + 18)
            }
        }
        return time.microseconds <= secondsMax * 1_000_000 ? time : nil
    }

    private static func power(of exponent: Int) -> Int64 { (0..<exponent).reduce(1) { value, _ in value * 10 } }

    /// Adds an interval; `nil` where the sum is more than `secondsMax`.
    func adding(_ interval: DecimalSeconds) -> DecimalSeconds? {
        var sum = self
        sum.microseconds += interval.microseconds
        sum.remainder += interval.remainder
        if sum.remainder >= Self.parts {
            sum.remainder -= Self.parts
            sum.microseconds += 1
        }
        return sum.microseconds <= Self.secondsMax * 1_000_000 ? sum : nil
    }

    /// Whether this is earlier.
    func isBefore(_ other: DecimalSeconds) -> Bool {
        (microseconds, remainder) < (other.microseconds, other.remainder)
    }

    /// The nearest whole microsecond.
    var instant: Instant { Instant(microseconds: remainder >= Self.parts / 2 ? microseconds + 1 : microseconds) }

    /// The nearest whole microsecond, as a length of time.
    var duration: Duration { .microseconds(instant.microseconds) }

    /// A length of time as a JSON number without needless zeros: `2`, `1.5`.
    static func text(of duration: Duration) -> String {
        var text = Instant.text(microseconds: max(duration, .zero).microseconds)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
