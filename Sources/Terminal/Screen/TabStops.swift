/// Where tabs stop: every eight columns until a program sets its own.
struct TabStops: Sendable, Hashable {
    private var isSet: [Bool]

    /// How far the stops of a fresh screen lie apart, in columns.
    static let distance = 8

    init() {
        isSet = (0..<ScreenSize.cellsMax).map { $0 % Self.distance == 0 }
    }

    mutating func set(_ column: Int) { isSet[column] = true }

    mutating func clear(_ column: Int) { isSet[column] = false }

    mutating func clearAll() { for column in isSet.indices { isSet[column] = false } }

    /// The stop behind a column; the last column where there is none.
    func next(after column: Int, columns: Int) -> Int {
        var next = column + 1
        while next < columns, !isSet[next] { next += 1 }
        return min(next, columns - 1)
    }

    /// The stop before a column; the first column where there is none.
    func previous(before column: Int) -> Int {
        var previous = column - 1
        while previous > 0, !isSet[previous] { previous -= 1 }
        return max(previous, 0)
    }
}
