/// How one list becomes another: the longest list that stands in both stays, the rest goes or comes.
enum SequenceDifference {
    /// One step.
    enum Step: Hashable {
        /// These stand in both: the places in the first and in the second.
        case keep(Int, Int)
        /// This one of the first goes.
        case remove(Int)
        /// This one of the second comes.
        case insert(Int)
    }

    /// The largest table that is computed, in cells; beyond it what differs is shown as one block.
    static let cellsMax = 4_000_000

    /// The steps from one list to another, in order.
    static func steps<Element: Hashable>(from one: [Element], to other: [Element]) -> [Step] {
        var start = 0
        while start < one.count, start < other.count, one[start] == other[start] { start += 1 }
        var tail = 0
        while tail < one.count - start, tail < other.count - start,
            one[one.count - 1 - tail] == other[other.count - 1 - tail]
        {
            tail += 1
        }
        var steps = (0..<start).map { Step.keep($0, $0) }
        steps += middle(one, start..<(one.count - tail), other, start..<(other.count - tail))
        for back in (0..<tail).reversed() { steps.append(.keep(one.count - 1 - back, other.count - 1 - back)) }
        return steps
    }

    private static func middle<Element: Hashable>(
        _ one: [Element], _ first: Range<Int>, _ other: [Element], _ second: Range<Int>
    ) -> [Step] {
        let width = second.count + 1
        guard !first.isEmpty, !second.isEmpty,
            (first.count + 1).multipliedReportingOverflow(by: width).partialValue <= cellsMax,
            first.count <= cellsMax, second.count <= cellsMax
        else { return first.map(Step.remove) + second.map(Step.insert) }
        var lengths = [Int32](repeating: 0, count: (first.count + 1) * width)
        for row in (0..<first.count).reversed() {
            for column in (0..<second.count).reversed() {
                let isSame = one[first.lowerBound + row] == other[second.lowerBound + column]
                lengths[row * width + column] =
                    isSame
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var steps: [Step] = []
        var (row, column) = (0, 0)
        while row < first.count || column < second.count {
            let (left, right) = (first.lowerBound + row, second.lowerBound + column)
            if row < first.count, column < second.count, one[left] == other[right] {
                steps.append(.keep(left, right))
                (row, column) = (row + 1, column + 1)
            } else if column == second.count
                || (row < first.count && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1])
            {
                steps.append(.remove(left))
                row += 1
            } else {
                steps.append(.insert(right))
                column += 1
            }
        }
        return steps
    }
}
