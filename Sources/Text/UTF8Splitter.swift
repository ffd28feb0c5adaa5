/// Cuts a byte stream at character borders: a character that a read has split waits for its rest.
///
/// Text is a view; callers keep the bytes. Invalid bytes become U+FFFD, one for each maximal ill-formed part
/// (Unicode 15, section 3.9, "U+FFFD Substitution of Maximal Subparts").
public struct UTF8Splitter: Sendable, Hashable {
    /// How many bytes of an unfinished character can wait, in bytes.
    public static let pendingMax = 3

    private var pending: [UInt8] = []

    /// A splitter at the start of a stream.
    public init() {}

    /// Whether the stream stands inside a character.
    public var isInsideCharacter: Bool { !pending.isEmpty }

    /// The text that is whole after these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>) -> String {
        pending.append(contentsOf: bytes)
        let tail = Self.incompleteTail(of: pending)
        let text = String(decoding: pending.dropLast(tail), as: UTF8.self)
        pending.removeFirst(pending.count - tail)
        return text
    }

    /// The rest at the end of the stream: an unfinished character becomes U+FFFD.
    public mutating func finish() -> String {
        defer { pending.removeAll() }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end are the start of a character that more bytes could finish: 0 to 3.
    public static func incompleteTail<Bytes: BidirectionalCollection<UInt8>>(of bytes: Bytes) -> Int {
        var length = 0
        for byte in bytes.reversed().prefix(pendingMax) {
            length += 1
            if byte & 0xC0 == 0x80 { continue }
            let needed: Int
            switch byte {
            case 0xC2...0xDF: needed = 2
            case 0xE0...0xEF: needed = 3
            case 0xF0...0xF4: needed = 4
            default: return 0
            }
            guard length < needed else { return 0 }
            return isPossibleStart(bytes.suffix(length)) ? length : 0
        }
        return 0
    }

    /// Whether a lead byte and the bytes behind it can still become a character (no surrogate, overlong or too large).
    private static func isPossibleStart(_ bytes: some Collection<UInt8>) -> Bool {
        guard let lead = bytes.first, let second = bytes.dropFirst().first else { return true }
        switch lead {
        case 0xE0: return second >= 0xA0
        case 0xED: return second < 0xA0
        case 0xF0: return second >= 0x90
        case 0xF4: return second < 0x90
        default: return true
        }
    }
}
