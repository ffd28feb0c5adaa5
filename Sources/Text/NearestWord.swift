/// Finds what a person may have meant.
public enum NearestWord {
    /// The word that differs least from `word`, if it is near enough to be a slip of the keys.
    ///
    /// - Parameters:
    ///   - word: what was written.
    ///   - words: what could have been written; of two equally near ones the first counts.
    /// - Returns: `nil` where even the nearest differs in more than a third of its letters (at least two).
    public static func to(_ word: String, in words: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().utf8.prefix(lettersMax))
        var best: (word: String, distance: Int)?
        for candidate in words {
            let other = Array(candidate.lowercased().utf8.prefix(lettersMax))
            let distance = distance(letters, other)
            let limit = max(2, max(letters.count, other.count) / 3)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// The letters compared, in bytes: longer words are cut, so that hostile input stays cheap.
    private static let lettersMax = 64

    /// Edits between two words, with swapped neighbours as one (optimal string alignment).
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var rows = [[Int]](repeating: [Int](repeating: 0, count: other.count + 1), count: one.count + 1)
        for row in 0...one.count { rows[row][0] = row }
        for column in 0...other.count { rows[0][column] = column }
        guard !one.isEmpty, !other.isEmpty else { return max(one.count, other.count) }
        for row in 1...one.count {
            for column in 1...other.count {
                let cost = one[row - 1] == other[column - 1] ? 0 : 1
                var best = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + cost)
                if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                    best = min(best, rows[row - 2][column - 2] + 1)
                }
                rows[row][column] = best
            }
        }
        return rows[one.count][other.count]
    }
}
