import Determinism
import Text

/// The timing file of script(1), classic or advanced.
///
/// Classic: `DELAY BYTES` for each chunk of output. Advanced: a letter before that, `O` output, `I` input, `S` a signal
/// (`S DELAY SIGWINCH ROWS=24 COLS=80`), `H` a fact (`H 0.000000 NAME VALUE`).
/// Source: scriptreplay(1) and script(1) of util-linux 2.38.
struct TypescriptTiming: Hashable {
    /// One line.
    enum Entry: Hashable {
        /// So many bytes of output, after a delay.
        case output(DecimalSeconds, bytes: Int)
        /// So many bytes of input, after a delay.
        case input(DecimalSeconds, bytes: Int)
        /// A signal by its name, with what is said of it, after a delay.
        case signal(DecimalSeconds, name: String, detail: String)
        /// A fact.
        case fact(name: String, value: String)
    }

    /// All lines, each with its number and the byte that it begins at.
    var entries: [(entry: Entry, line: Int, byte: Int)] = []

    /// The first value of a fact.
    func fact(_ name: String) -> String? {
        for (entry, _, _) in entries {
            if case .fact(name, let value) = entry { return value }
        }
        return nil
    }

    /// Bytes of a stream that the timing speaks of.
    var outputBytes: Int {
        entries.reduce(0) { sum, line in if case .output(_, let bytes) = line.entry { sum &+ bytes } else { sum } }
    }

    static func == (one: Self, other: Self) -> Bool { one.entries.map(\.entry) == other.entries.map(\.entry) }
    func hash(into hasher: inout Hasher) { hasher.combine(entries.map(\.entry)) }

    /// Whether a line is one of a timing file.
    static func looksLikeTiming(_ line: [UInt8]) -> Bool { entry(line) != nil }

    /// Reads a whole file.
    ///
    /// - Throws: `ConversionError` for the first line that is none.
    static func read(_ bytes: [UInt8]) throws(ConversionError) -> TypescriptTiming {
        var timing = TypescriptTiming()
        var place = 0
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            defer { place += line.count + 1 }
            guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { continue }
            guard let entry = entry(Array(line)) else {
                throw ConversionError(
                    part: .timing, line: number + 1, byte: place,
                    reason:
                        "this is no line of timing: `DELAY BYTES`, or `O DELAY BYTES` with O, I, S or H, was expected")
            }
            timing.entries.append((entry, number + 1, place))
        }
        return timing
    }

    private static func entry(_ line: [UInt8]) -> Entry? {
        let line = line.last == 0x0D ? line.dropLast() : line[...]
        let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: true)
        guard let first = words.first else { return nil }
        if words.count == 2, let delay = delay(first), let bytes = count(words[1]) {
            return .output(delay, bytes: bytes)
        }
        guard first.count == 1, words.count == 3, let delay = delay(words[1]) else { return nil }
        switch first.first {
        case UInt8(ascii: "O"): return count(words[2]).map { .output(delay, bytes: $0) }
        case UInt8(ascii: "I"): return count(words[2]).map { .input(delay, bytes: $0) }
        case UInt8(ascii: "S"):
            let (name, detail) = cut(words[2])
            return .signal(delay, name: name, detail: detail)
        case UInt8(ascii: "H"):
            let (name, value) = cut(words[2])
            return .fact(name: name, value: value)
        default: return nil
        }
    }

    private static func cut(_ text: ArraySlice<UInt8>) -> (String, String) {
        let parts = text.split(separator: 0x20, maxSplits: 1)
        let name = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return (name, parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : "")
    }

    private static func delay(_ text: ArraySlice<UInt8>) -> DecimalSeconds? {
        let digits = text.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let points = text.filter { $0 == UInt8(ascii: ".") }
        guard !digits.isEmpty, points.count <= 1, digits.count + points.count == text.count else { return nil }
        return Array(text).withUnsafeBufferPointer { DecimalSeconds.parse($0) }
    }

    private static func count(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: text, as: UTF8.self))
    }
}
