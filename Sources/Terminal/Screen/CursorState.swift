/// A set of characters that the bytes of ASCII can stand for.
enum CharacterSet: UInt8, Sendable, Hashable {
    case ascii
    /// DEC Special Graphics: lines and corners in place of small letters.
    case graphics
    /// The British set: a pound sign in place of `#`.
    case british

    /// The set that a final byte designates; sets that are not known count as ASCII.
    init(final: UInt8) {
        switch final {
        case UInt8(ascii: "0"): self = .graphics
        case UInt8(ascii: "A"): self = .british
        default: self = .ascii
        }
    }

    /// The character for a byte. Source: VT220 Programmer Reference Manual, table 2-4.
    func scalar(for byte: UInt32) -> UInt32 {
        switch self {
        case .ascii: byte
        case .british: byte == 0x23 ? 0xA3 : byte
        case .graphics: (0x5F..<0x7F).contains(byte) ? Self.graphicsScalars[Int(byte - 0x5F)] : byte
        }
    }

    private static let graphicsScalars: [UInt32] =
        " ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·".unicodeScalars.map(\.value)
}

/// Where the next character goes and how it looks.
struct CursorState: Sendable, Hashable {
    var row = 0
    var column = 0
    /// Whether the last column was written and the next character goes to the next line.
    var isWrapPending = false
    var style = PackedStyle()
    /// The designated sets, G0 to G3.
    private var sets = SIMD4<UInt8>(repeating: CharacterSet.ascii.rawValue)
    /// Which of them is in use.
    private var shift: UInt8 = 0
    /// Which of them is in use for one character only; the same as `shift` otherwise.
    private var single: UInt8 = 0
    /// Whether every byte of ASCII stands for itself.
    private(set) var isPlain = true

    init() {}

    mutating func designate(_ set: CharacterSet, as number: Int) {
        sets[number] = set.rawValue
        update()
    }

    mutating func shift(to number: Int) {
        shift = UInt8(number)
        single = shift
        update()
    }

    mutating func singleShift(to number: Int) {
        single = UInt8(number)
        update()
    }

    private mutating func update() {
        isPlain = shift == single && sets[Int(shift)] == CharacterSet.ascii.rawValue
    }

    /// The character for a byte of ASCII; a single shift is used up.
    mutating func translate(_ byte: UInt32) -> UInt32 {
        let set = CharacterSet(rawValue: sets[Int(single)]) ?? .ascii
        if single != shift { shift(to: Int(shift)) }
        return set.scalar(for: byte)
    }
}

/// What DECSC saves.
struct SavedCursor: Sendable, Hashable {
    var cursor = CursorState()
    var isOriginMode = false
}
