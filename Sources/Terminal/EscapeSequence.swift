/// A control function as the parser has read it: what stands between its introducer and its final byte.
///
/// Source: ECMA-48, section 5.4.
public struct EscapeSequence: Sendable, Hashable {
    /// How many parameters a sequence can have; what follows them is dropped.
    public static let parametersMax = 32
    /// The largest value of a parameter; a larger one counts as this.
    public static let parameterMax = 65_535
    /// How many bytes of a control string are kept; what follows them is read over.
    public static let stringBytesMax = 4_096

    /// The private marker, `<`, `=`, `>` or `?`; 0 where there is none.
    public internal(set) var marker: UInt8 = 0
    /// The intermediate byte, 0x20 to 0x2F, as in `ESC ( B` or `CSI 2 SP q`; 0 where there is none, 0xFF for several.
    public internal(set) var intermediate: UInt8 = 0
    /// How many parameters there are, those that are omitted included.
    public internal(set) var count = 0
    /// Where in the stream the byte behind the sequence stands: what was read before it, in bytes.
    public internal(set) var end = 0

    private var values = SIMD32<UInt16>()
    /// A bit for each parameter that a colon parts from the one before it.
    private var colons: UInt32 = 0
    private var isOverfull = false

    /// A sequence without anything in it.
    init() {}

    /// The value of a parameter; 0 where it is omitted.
    @inline(__always)
    public subscript(index: Int) -> Int { index < count ? Int(values[index]) : 0 }

    /// The value of a parameter, or the default where it is omitted or zero.
    @inline(__always)
    public func value(_ index: Int, default other: Int) -> Int {
        let value = self[index]
        return value == 0 ? other : value
    }

    /// Whether a colon stands before a parameter: it is a part of the one before it, as the 3 in `CSI 4:3 m`.
    public func isPart(_ index: Int) -> Bool { index < count && colons >> UInt32(index) & 1 == 1 }

    /// The selector of a table: marker, intermediate byte and final byte in one number.
    @inline(__always)
    func selector(_ final: UInt8) -> UInt32 {
        UInt32(marker) << 16 | UInt32(intermediate) << 8 | UInt32(final)
    }

    /// Forgets what was read, for the next sequence.
    @inline(__always)
    mutating func clear() {
        marker = 0
        intermediate = 0
        count = 0
        colons = 0
        isOverfull = false
    }

    /// Takes one byte of the parameters: a digit, `;` or `:`.
    @inline(__always)
    mutating func take(parameter byte: UInt8) {
        if count == 0 { open() }
        switch byte {
        case UInt8(ascii: ";"): open()
        case UInt8(ascii: ":"):
            open()
            if !isOverfull { colons |= 1 << UInt32(count - 1) }
        default:
            if isOverfull { return }
            let value = Int(values[count - 1]) * 10 + Int(byte - UInt8(ascii: "0"))
            values[count - 1] = UInt16(min(value, Self.parameterMax))
        }
    }

    @inline(__always)
    private mutating func open() {
        guard count < Self.parametersMax else {
            isOverfull = true
            return
        }
        values[count] = 0
        count += 1
    }

    /// Takes an intermediate byte.
    mutating func take(intermediate byte: UInt8) { intermediate = intermediate == 0 ? byte : 0xFF }
}
