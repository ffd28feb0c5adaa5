/// A set of bytes, as 256 bits.
struct ByteSet: Sendable, Hashable {
    private var bits: SIMD4<UInt64> = .zero

    /// The bytes of a text.
    init(_ members: String) { for byte in members.utf8 { insert(byte) } }

    /// Whether a byte is in the set.
    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }

    /// The bytes of both sets.
    static func + (one: ByteSet, other: ByteSet) -> ByteSet {
        var sum = one
        sum.bits |= other.bits
        return sum
    }

    private mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    static let digits = ByteSet("0123456789")
    static let upper = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    static let lower = ByteSet("abcdefghijklmnopqrstuvwxyz")
    static let letters = upper + lower
    static let alphanumerics = letters + digits
    /// Letters, digits and `_`.
    static let word = alphanumerics + ByteSet("_")
    /// Letters, digits, `_` and `-`: what most keys are made of.
    static let key = word + ByteSet("-")
    static let blank = ByteSet(" \t")
    static let space = ByteSet(" \t\r\n")
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// The digit of a value below 16.
    static func hexadecimalDigit(_ value: UInt8, isUpper: Bool = false) -> UInt8 {
        value < 10 ? 0x30 + value : (isUpper ? 0x41 : 0x61) + value - 10
    }
}
