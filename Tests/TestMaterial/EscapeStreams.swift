/// Terminal output as programs write it, and as they should not: made from a grammar, the same for the same seed.
public struct EscapeStreams: Sendable {
    /// What a stream is made of.
    public enum Vocabulary: Sendable {
        /// Text and functions that every screen model has.
        case common
        /// All that ours reads, and nonsense.
        case everything
    }

    private let vocabulary: Vocabulary
    private let columns: Int
    private let rows: Int
    private var state: UInt64

    /// Streams for a screen of a size.
    public init(seed: UInt64, vocabulary: Vocabulary, columns: Int, rows: Int) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678
        self.vocabulary = vocabulary
        self.columns = columns
        self.rows = rows
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
        switch below(20) {
        case 0..<8: return Array(text().utf8)
        case 8..<11: return Array("\r\n".utf8)
        case 11: return Array(pick(["\r", "\u{8}", "\t", "\n", "\u{7}"]).utf8)
        case 12..<17: return Array(sequence().utf8)
        default: return Array(style().utf8)
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    private mutating func text() -> String {
        let words = [
            "a", "word", "Hello, world", "x", "  two  ", "日本語", "é", "─│└", "naïve", "0123456789", "e\u{301}", "漢",
        ]
        var text = ""
        for _ in 0..<1 + below(4) { text += pick(words) }
        if below(6) == 0 { text += String(repeating: "=", count: below(columns + 4)) }
        return text
    }

    private mutating func sequence() -> String {
        let count = below(6) == 0 ? "" : "\(below(max(columns, rows) + 2))"
        let row = below(rows + 2)
        let column = below(columns + 2)
        switch below(15) {
        case 0..<4: return "\u{1B}[\(row);\(column)H"
        case 4: return "\u{1B}[\(count)" + pick(["A", "B", "C", "D"])
        case 5: return "\u{1B}[\(count)" + pick(["E", "F", "G", "d", "a", "`"])
        case 6: return "\u{1B}[" + pick(["", "0", "1", "2"]) + pick(["J", "K"])
        case 7: return "\u{1B}[" + pick(["", "0", "1", "2"]) + "K"
        case 8: return "\u{1B}[\(count)" + pick(["@", "P", "X"])
        case 9: return "\u{1B}[\(count)" + pick(["L", "M"])
        case 10: return pick(["\u{1B}D", "\u{1B}M", "\u{1B}[?25l", "\u{1B}[?25h", "\u{1B}[4h", "\u{1B}[4l"])
        case 11: return "\u{1B}[\(1 + below(rows));\(1 + below(rows))r"
        case 12: return pick(["\u{1B}7", "\u{1B}8", "\u{1B}[?7l", "\u{1B}[?7h", "\u{1B}[20h", "\u{1B}[20l"])
        case 13: return pick(["\u{1B}]0;a title\u{7}", "\u{1B}]2;t\u{1B}\\", "\u{1B}[?2004h", "\u{1B}(B", "\u{1B}="])
        default: return pick(["\u{1B}H", "\u{1B}[g", "\u{1B}[3g", "\t", "\u{1B}[?6h", "\u{1B}[?6l"])
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
