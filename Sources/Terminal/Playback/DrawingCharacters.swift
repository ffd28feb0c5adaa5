/// The character sets that a program has chosen, as far as they draw: ASCII, and DEC's lines and corners.
///
/// Lines are written as the Unicode characters that they are, so that the person's terminal never changes its set.
/// Source: DEC VT100 user guide, "Special Graphics Character Set"; Unicode, "Box Drawing".
struct DrawingCharacters: Sendable, Hashable {
    /// Whether the second set is shifted in.
    var isShifted = false
    /// Whether the sets, first and second, are the one of lines.
    private var isFirstGraphics = false
    private var isSecondGraphics = false

    /// What the bytes 0x60 to 0x7E are in the set of lines.
    private static let graphics: [Unicode.Scalar] = Array("◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·".unicodeScalars)

    /// Takes `ESC intermediate final`; `false` where that chooses no set that is known.
    mutating func designate(_ intermediates: [UInt8], _ final: UInt8) -> Bool {
        guard intermediates.count == 1 else { return false }
        let isGraphics = final == UInt8(ascii: "0")
        guard isGraphics || [UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "1")].contains(final) else {
            return false
        }
        switch intermediates[0] {
        case UInt8(ascii: "("): isFirstGraphics = isGraphics
        case UInt8(ascii: ")"): isSecondGraphics = isGraphics
        default: return false
        }
        return true
    }

    /// Appends what a byte of ASCII draws.
    func append(_ byte: UInt8, _ charset: SafePlayback.Charset, to output: inout [UInt8]) {
        guard byte >= 0x60, isShifted ? isSecondGraphics : isFirstGraphics else { return output.append(byte) }
        let scalar = Self.graphics[Int(byte) - 0x60]
        if charset == .ascii { output.append(Self.plain(byte)) } else { output.append(contentsOf: String(scalar).utf8) }
    }

    /// The nearest that ASCII has to a line.
    private static func plain(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "q"): UInt8(ascii: "-")
        case UInt8(ascii: "x"): UInt8(ascii: "|")
        case UInt8(ascii: "j")...UInt8(ascii: "w"): UInt8(ascii: "+")
        default: UInt8(ascii: "?")
        }
    }
}
