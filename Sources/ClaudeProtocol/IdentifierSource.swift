/// Makes the identifiers of a session from a seed, so that one seed gives one session.
///
/// Generator: SplitMix64 (Steele, Lea, Flood, 2014).
public struct IdentifierSource: Sendable, Hashable {
    private var state: UInt64

    /// Identifiers of a seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to 1 without 1.
    public mutating func fraction() -> Double { Double(bits() >> 11) / Double(1 << 53) }

    /// A random UUID in lower case (RFC 9562, version 4).
    public mutating func uuid() -> String {
        let high = (bits() & ~0xF000) | 0x4000
        let low = (bits() & ~(0b11 << 62)) | (0b10 << 62)
        let digits = Self.hexadecimal(high) + Self.hexadecimal(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// An identifier of the API, such as `msg_01` and 22 letters and digits.
    public mutating func token(_ prefix: String) -> String {
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789")
        return (0..<22).reduce(into: prefix) { text, _ in text.append(letters[Int(bits() % UInt64(letters.count))]) }
    }

    /// Whether a text is a UUID as the CLI checks it: five groups of hexadecimal digits.
    public static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
