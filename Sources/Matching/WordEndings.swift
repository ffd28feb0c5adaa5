/// The last letters of a set of words: says at once that most other words are none of them.
struct WordEndings: Sendable {
    /// A bit for each three letters, 5 bits each.
    private var triples = [UInt64](repeating: 0, count: (1 << 15) / UInt64.bitWidth)
    /// A bit for each two letters.
    private var pairs = [UInt64](repeating: 0, count: (1 << 10) / UInt64.bitWidth)

    /// Adds a word in lower case without separators.
    mutating func insert(_ word: String) {
        let letters = Array(word.utf8)
        guard let last = letters.last else { return }
        let before = letters.dropLast().last ?? 0
        Self.set(&pairs, Self.pair(before, last))
        if letters.count > 2 { Self.set(&triples, Self.triple(letters[letters.count - 3], before, last)) }
        // The word may be written with separators: "Plan B".
        for separator in UInt8(0)..<32 { Self.set(&pairs, Self.pair(separator, last)) }
    }

    /// Whether one of the words can end at `end`, in either case and with separators: false is certain, true is not.
    @inline(__always)
    func canEnd(in text: ByteSpan, at end: Int, lowerBound: Int) -> Bool {
        let last = text[end - 1]
        let before = end - 1 > lowerBound ? text[end - 2] : 0
        let first = end - 2 > lowerBound ? text[end - 3] : 0
        // Three letters in a row end a word as they stand; a separator among them may be left out.
        guard before.isLetterOrDigit, first.isLetterOrDigit else { return has(pairs, Self.pair(before, last)) }
        return has(triples, Self.triple(first, before, last))
    }

    private static func set(_ bits: inout [UInt64], _ index: Int) { bits[index >> 6] |= 1 << UInt64(index & 63) }

    @inline(__always)
    private func has(_ bits: [UInt64], _ index: Int) -> Bool { bits[index >> 6] & (1 << UInt64(index & 63)) != 0 }

    @inline(__always)
    private static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first & 31) << 5 | Int(second & 31) }

    @inline(__always)
    private static func triple(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        Int(first & 31) << 10 | pair(second, third)
    }
}
