/// Durations and sizes as people write them, always with their unit: `300s`, `1m30s`, `600MB`, `512KiB`.
public enum Quantity {
    /// Reads a duration: one or more numbers with the units `us`, `ms`, `s`, `m`, `h`, `d`; `0` needs no unit.
    ///
    /// - Throws: `QuantityError` that says what a duration looks like.
    public static func duration(_ text: String) throws(QuantityError) -> Duration {
        if text == "0" { return .zero }
        var rest = Substring(text)
        var sum: Int64 = 0
        repeat {
            guard let (number, unit) = part(&rest), let scale = timeUnits.first(where: { $0.name == unit })?.scale,
                let value = number.scaled(by: scale), let next = added(sum, value)
            else { throw QuantityError(text: text, expected: durationForm) }
            sum = next
        } while !rest.isEmpty
        return .microseconds(sum)
    }

    /// Reads a size in bytes: a number with `B`, `kB`, `KB`, `MB`, `GB` (thousands) or `KiB`, `MiB`, `GiB` (1024s).
    ///
    /// - Throws: `QuantityError` that says what a size looks like.
    public static func bytes(_ text: String) throws(QuantityError) -> Int {
        if text == "0" { return 0 }
        var rest = Substring(text)
        guard let (number, unit) = part(&rest), rest.isEmpty,
            let scale = sizeUnits.first(where: { $0.name == unit })?.scale, let value = number.scaled(by: scale)
        else { throw QuantityError(text: text, expected: sizeForm) }
        return Int(value)
    }

    /// The regular expression of a duration, for JSON Schemas.
    public static let durationPattern = "^(([0-9]+(\\.[0-9]+)? ?(us|µs|ms|s|m|h|d))+|0)$"
    /// The regular expression of a size, for JSON Schemas.
    public static let sizePattern = "^([0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|KiB|MiB|GiB)|0)$"

    private static let durationForm = "a duration such as 300s, 250ms, 2m or 1h"
    private static let sizeForm = "a size such as 600MB or 512KiB"

    /// Units of time in microseconds.
    private static let timeUnits: [(name: String, scale: Int64)] = [
        ("us", 1), ("µs", 1), ("ms", 1000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
        ("d", 86_400_000_000),
    ]

    private static let sizeUnits: [(name: String, scale: Int64)] = [
        ("B", 1), ("kB", 1000), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("KiB", 1 << 10),
        ("MiB", 1 << 20), ("GiB", 1 << 30),
    ]

    private static func added(_ one: Int64, _ other: Int64) -> Int64? {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    /// Takes one number and the letters behind it.
    private static func part(_ rest: inout Substring) -> (Decimal, unit: String)? {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Decimal(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        let blank = rest.prefix { $0 == " " }
        let unit = rest.dropFirst(blank.count).prefix { $0.isLetter }
        guard !unit.isEmpty else { return nil }
        rest = rest.dropFirst(blank.count + unit.count)
        return (number, String(unit))
    }

    /// A decimal number without rounding: `1.5` is 15 tenths.
    private struct Decimal {
        /// Digits behind the point; more than these are below every unit's grain.
        static let fractionDigitsMax = 6

        let digits: Int64
        let divisor: Int64

        init?(_ text: Substring) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            let fraction = parts.count == 2 ? parts[1] : ""
            guard fraction.count <= Self.fractionDigitsMax, let digits = Int64(parts[0] + fraction) else { return nil }
            self.digits = digits
            divisor = (0..<fraction.count).reduce(1) { product, _ in product * 10 }
        }

        func scaled(by scale: Int64) -> Int64? {
            let (product, overflow) = digits.multipliedReportingOverflow(by: scale)
            return overflow ? nil : product / divisor
        }
    }
}

/// Why a text is no duration or size.
public struct QuantityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was written.
    public let text: String
    /// What should have been: `a duration such as 300s, 250ms, 2m or 1h`.
    public let expected: String

    /// An error about a text.
    public init(text: String, expected: String) {
        self.text = text
        self.expected = expected
    }

    /// `"5 min" is not a duration such as 300s, …`.
    public var description: String { "\"\(text)\" is not \(expected)" }
}
