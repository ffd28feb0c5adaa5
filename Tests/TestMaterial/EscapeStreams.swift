/// Terminal output as programs write it, and as they should not: made from a grammar, the same for the same seed.
public struct EscapeStreams: Sendable {
    /// What a stream is made of.
    public enum Vocabulary: Sendable {
        /// Text and functions that every screen model has.
        case common
        /// All that ours reads, and nonsense.
        case everything
    }

    /// Which of the common functions come together: most mistakes of models are where wide characters are overwritten.
    private enum Temper {
        /// No wide characters.
        case narrow
        /// Wide characters on lines that are erased before they are written.
        case wide
        /// All at once.
        case wild
    }

    private let vocabulary: Vocabulary
    private var temper = Temper.wild
    /// Whether the stream begins with text in every row.
    private var isFilled = false
    private let columns: Int
    private let rows: Int
    private var state: UInt64

    /// Streams for a screen of a size.
    public init(seed: UInt64, vocabulary: Vocabulary, columns: Int, rows: Int) {
        // Streams of neighbouring seeds shall have nothing in common.
        state = (seed ^ 0x5DEE_CE66_D1CE_4E5B) &* 0xD134_2543_DE82_EF95
        state ^= state >> 29
        self.vocabulary = vocabulary
        self.columns = columns
        self.rows = rows
        guard vocabulary == .common else { return }
        switch below(84) {
        case 0: temper = .wild
        case 1..<6: temper = .wide
        default: temper = .narrow
        }
    }

    /// A number from 0 to below a limit (SplitMix64).
    public mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(limit))
    }

    /// A stream of so many parts.
    public mutating func stream(parts: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        isFilled = vocabulary == .common && below(4) == 0
        if isFilled {
            for row in 1...rows { bytes += Array("\u{1B}[\(row)Hrow \(row)".utf8) }
        }
        for _ in 0..<parts { bytes += part() }
        return bytes
    }

    /// The bytes in pieces, cut at random places.
    public mutating func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + below(below(4) == 0 ? 40 : 6))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    private mutating func part() -> [UInt8] {
        if vocabulary == .everything, below(3) == 0 { return rarity() }
        if temper == .wide, below(3) > 0 { return Array((pick(["\r\n\u{1B}[K", sequence()]) + text()).utf8) }
        switch below(temper == .wide ? 4 : 20) {
        case 0..<8 where temper == .wide: return Array(style().utf8)
        case 0..<8: return Array(text().utf8)
        case 8..<11: return Array("\r\n".utf8)
        case 11: return Array(pick(["\r", "\u{8}", "\t", "\n", "\u{7}"]).utf8)
        case 12..<17: return Array(sequence().utf8)
        default: return Array(style().utf8)
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    private mutating func text() -> String {
        var words = ["a", "word", "Hello, world", "x", "  two  ", "é", "─│└", "naïve", "0123456789", "e\u{301}"]
        if temper != .narrow { words += ["日本語", "漢"] }
        if temper == .wild, below(3) == 0 { words += ["漢\u{301}"] }
        var text = ""
        for _ in 0..<1 + below(temper == .wide ? 2 : 4) { text += pick(words) }
        let isLong = below(temper == .narrow ? 36 : 6) == 0 && temper != .wide
        return isLong ? text + String(repeating: "=", count: below(columns + 4)) : text
    }

    private mutating func sequence() -> String {
        let row = below(rows + 2)
        let column = below(columns + 2)
        if temper == .wide { return "\u{1B}[\(row)H" + pick(["\u{1B}[2K", "\u{1B}[J", "\u{1B}[K\u{1B}[7G\u{1B}[K"]) }
        let place = "\u{1B}[\(row);\(column)H"
        if temper == .wild, below(3) == 0 { return rareMove(place) }
        let count = below(6) == 0 ? "" : "\(below(max(columns, rows) + 2))"
        switch below(14) {
        case 0..<4: return place
        case 4: return "\u{1B}[\(count)" + pick(["A", "B", "C", "D"])
        case 5: return "\u{1B}[\(count)" + pick(["E", "F", "G", "d", "a"])
        case 6: return "\u{1B}[" + pick(["", "0", "1", "2"]) + pick(["J", "K"])
        case 7: return "\u{1B}[" + pick(["", "0", "1", "2"]) + "K"
        case 8: return "\u{1B}[\(count)" + pick(["@", "P", "X"])
        case 9: return "\u{1B}[\(count)" + pick(["L", isFilled ? "M" : "L"])
        case 10: return pick(["\u{1B}D", "\u{1B}M", "\u{1B}[?25l", "\u{1B}[?25h", "\u{1B}[4h", "\u{1B}[4l"])
        case 11:
            return pick(["\u{1B}7\(place)\(text())\u{1B}8", "\u{1B}[?7l", "\u{1B}[?7h", "\u{1B}[20h", "\u{1B}[20l"])
        case 12: return pick(["\u{1B}]0;a title\u{7}", "\u{1B}]2;t\u{1B}\\", "\u{1B}[?2004h", "\u{1B}(B", "\u{1B}="])
        default: return pick(["\u{1B}H", "\u{1B}[g", "\u{1B}[3g", "\t", region()])
        }
    }

    /// A scrolling region, and text in it; then, mostly, none.
    private mutating func region() -> String {
        let top = 1 + below(rows)
        let inside = "\u{1B}[\(top);\(1 + below(rows))r\u{1B}[\(top)H\(text())\r\n\(text())\r\n\(text())\u{1B}D\u{1B}M"
        return inside + (below(4) == 0 ? "" : "\u{1B}[r\u{1B}[\(1 + below(rows))H")
    }

    /// Moves that models often get wrong.
    private mutating func rareMove(_ place: String) -> String {
        switch below(6) {
        case 0: return pick(["\u{1B}7", "\u{1B}8"])
        case 1: return "\u{1B}[2;\(rows - 1)r\u{1B}[?6h\(place)\(text())\u{1B}[?6l"
        case 4: return pick(["\r\u{301}x", "\u{1B}[\(rows)H\r\n"])
        case 2: return "\u{1B}[\(1 + below(rows));\(1 + below(rows))r" + place
        case 3 where below(2) == 0: return "\u{1B}[\(columns - 1)Gab\r\u{1B}[4hxy\u{1B}[4l\u{1B}[1P"
        default: return "\u{1B}[\(below(columns))" + pick(["`", "`", "A", "M"])
        }
    }

    private mutating func style() -> String {
        let codes = ["0", "1", "3", "4", "7", "9", "22", "23", "24", "27", "29", "31", "39", "42", "49", "91", "104"]
        var parts: [String] = []
        for _ in 0..<1 + below(3) {
            switch below(5) {
            case 0: parts.append("38;5;\(below(256))")
            case 1: parts.append("48;2;\(below(256));\(below(256));\(below(256))")
            default: parts.append(pick(codes))
            }
        }
        return "\u{1B}[" + parts.joined(separator: ";") + "m"
    }

    /// What few programs write, or none should.
    private mutating func rarity() -> [UInt8] {
        switch below(12) {
        case 0: return (0..<1 + below(6)).map { _ in UInt8(below(256)) }
        case 1: return Array(("\u{1B}[" + pick(["?", ">", "<", "=", ""]) + numbers() + final()).utf8)
        case 2: return Array(("\u{1B}[" + numbers() + pick([" ", "!", "\"", "$", "'", "$ "]) + final()).utf8)
        case 3: return Array(pick(["👩‍👩‍👧", "🇩🇪", "👍🏽", "☺\u{FE0F}", "\u{200D}", "\u{FE0F}", "🇩", "ि"]).utf8)
        case 4:
            let modes = [1, 5, 6, 7, 45, 47, 1047, 1048, 1049, 2004, 2026, 2027, 1000, 1003, 12, 69]
            return Array("\u{1B}[?\(pick(modes))\(pick(["h", "l", "s", "r"]))".utf8)
        case 5: return Array(("\u{1B}" + pick([" ", "(", ")", "*", "+", "#", "%"]) + final()).utf8)
        case 6: return Array(("\u{1B}" + final()).utf8)
        case 7:
            return Array(
                (pick(["\u{1B}]", "\u{1B}P", "\u{1B}_"]) + text() + pick(["\u{7}", "\u{1B}\\", "\u{9C}", ""])).utf8)
        case 8: return Array("\u{1B}[\(numbers())\(pick(["S", "T", "b", "I", "Z", "s", "u", "3J", "n", "c"]))".utf8)
        case 9: return Array(pick(["\u{E}", "\u{F}", "\u{18}", "\u{1A}", "\u{0}", "\u{7F}", "\u{B}", "\u{C}"]).utf8)
        case 10: return Array((String(Unicode.Scalar(UInt8(0x80 + below(32)))) + text()).utf8)
        default:
            return Array(pick(["\u{1B}[!p", "\u{1B}#8", "\u{1B}[4:3m", "\u{1B}[38:2::1:2:3m", "\u{1B}[1\"q"]).utf8)
        }
    }

    private mutating func numbers() -> String {
        (0..<below(4)).map { _ in "\(below(4) == 0 ? below(99_999) : below(12))" }.joined(
            separator: pick([";", ";", ":"]))
    }

    private mutating func final() -> String { String(Unicode.Scalar(UInt8(0x30 + below(0x4F)))) }
}
