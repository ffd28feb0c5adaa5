/// What tells two lists of words apart.
struct WordDifference {
    /// Words of the first that are not in the second, in order.
    let removed: [String]
    /// Words of the second that are not in the first, in order.
    let added: [String]

    /// Compares two lists by the longest list of words that stands in both.
    init(from old: [String], to new: [String]) {
        let common = Self.common(old, new)
        removed = Self.rest(old, without: common)
        added = Self.rest(new, without: common)
    }

    /// Lists longer than this are compared by their start only, in words: the work grows with the square.
    private static let wordsMax = 2000

    /// The longest list of words that stands in both, in order.
    static func common(_ first: [String], _ second: [String]) -> [String] {
        let (one, other) = (Array(first.prefix(wordsMax)), Array(second.prefix(wordsMax)))
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: other.count + 1), count: one.count + 1)
        for row in one.indices.reversed() {
            for column in other.indices.reversed() {
                lengths[row][column] =
                    one[row] == other[column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var (row, column) = (0, 0)
        var result: [String] = []
        while row < one.count, column < other.count {
            if one[row] == other[column] {
                result.append(one[row])
                (row, column) = (row + 1, column + 1)
            } else if lengths[row + 1][column] >= lengths[row][column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return result
    }

    private static func rest(_ words: [String], without common: [String]) -> [String] {
        var common = common[...]
        return words.filter { word in
            guard word == common.first else { return true }
            common = common.dropFirst()
            return false
        }
    }
}
