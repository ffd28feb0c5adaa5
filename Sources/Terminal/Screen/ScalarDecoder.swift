/// Decodes UTF-8 byte by byte; invalid bytes become U+FFFD, one for each maximal ill-formed part.
///
/// Source: Unicode 15, table 3-7, and section 3.9, "U+FFFD Substitution of Maximal Subparts".
struct ScalarDecoder: Sendable, Hashable {
    /// What comes of a byte.
    enum Step {
        /// It is part of a character that is not whole yet.
        case more
        /// It ends a character.
        case scalar(UInt32)
        /// It can't begin a character.
        case invalid
        /// It ends what had begun, which is invalid; it is to be read again.
        case invalidBefore
    }

    /// What stands for invalid bytes.
    static let replacement: UInt32 = 0xFFFD

    private var needed: UInt8 = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF
    private var value: UInt32 = 0

    /// Whether the stream stands inside a character.
    @inline(__always)
    var isInside: Bool { needed > 0 }

    /// Forgets a character that has begun.
    mutating func reset() { self = ScalarDecoder() }

    /// Takes one byte.
    mutating func feed(_ byte: UInt8) -> Step {
        guard isInside else { return begin(byte) }
        guard (lower...upper).contains(byte) else {
            reset()
            return .invalidBefore
        }
        (lower, upper) = (0x80, 0xBF)
        value = value << 6 | UInt32(byte & 0x3F)
        needed -= 1
        guard needed == 0 else { return .more }
        defer { reset() }
        return .scalar(value)
    }

    /// A character of two or three bytes that is whole and plainly valid here, and its length; `nil` sends to `feed`.
    @inline(__always)
    static func whole(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int)? {
        let lead = bytes[index]
        guard index + 2 < bytes.count, bytes[index + 1] & 0xC0 == 0x80 else { return nil }
        let first = UInt32(bytes[index + 1] & 0x3F)
        switch lead {
        case 0xC2...0xDF: return (UInt32(lead & 0x1F) << 6 | first, 2)
        case 0xE1...0xEC, 0xEE...0xEF:
            guard bytes[index + 2] & 0xC0 == 0x80 else { return nil }
            return (UInt32(lead & 0x0F) << 12 | first << 6 | UInt32(bytes[index + 2] & 0x3F), 3)
        default: return nil
        }
    }

    private mutating func begin(_ byte: UInt8) -> Step {
        (lower, upper) = (0x80, 0xBF)
        switch byte {
        case 0x00..<0x80: return .scalar(UInt32(byte))
        case 0xC2...0xDF:
            needed = 1
            value = UInt32(byte & 0x1F)
        case 0xE0...0xEF:
            if byte == 0xE0 { lower = 0xA0 }
            if byte == 0xED { upper = 0x9F }
            needed = 2
            value = UInt32(byte & 0x0F)
        case 0xF0...0xF4:
            if byte == 0xF0 { lower = 0x90 }
            if byte == 0xF4 { upper = 0x8F }
            needed = 3
            value = UInt32(byte & 0x07)
        default: return .invalid
        }
        return .more
    }
}
