/// A pattern as a tree.
indirect enum PatternNode: Sendable {
    /// What must hold between two bytes.
    enum Assertion: Int32, Sendable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, notWordBoundary
        /// The next byte is not inside of a character.
        case characterStart
    }

    case empty
    /// One character of a set, in UTF-8.
    case scalars(ScalarSet)
    /// One byte of a set.
    case bytes(ScalarSet)
    case assertion(Assertion)
    /// A group that captures, by its number from 1.
    case capture(Int, PatternNode)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repetition(PatternNode, least: Int, most: Int?, isGreedy: Bool)

    /// Whether the pattern can match nothing at all.
    var matchesEmpty: Bool {
        switch self {
        case .empty, .assertion: true
        case .scalars, .bytes: false
        case .capture(_, let node): node.matchesEmpty
        case .sequence(let nodes): nodes.allSatisfy(\.matchesEmpty)
        case .alternatives(let nodes): nodes.contains(where: \.matchesEmpty)
        case .repetition(let node, let least, _, _): least == 0 || node.matchesEmpty
        }
    }
}
