/// Searches for patterns, and keeps the automaton that it builds on the way.
///
/// Of several patterns the match that begins first counts; of those that begin at one place, that of the first pattern.
///
/// ```swift
/// var searcher = try PatternSearcher([Pattern("login: "), Pattern("[$#] $")])
/// switch searcher.search(buffer, from: 0, end: .open) {
/// case .match(let pattern, let match): …      // whatever comes next, this is the match
/// case .undecided(let start): …               // keep the bytes from `start` on, and read more
/// case .none: …                               // nothing of this text is needed any more
/// }
/// ```
public struct PatternSearcher: Sendable {
    /// Whether a text ends where its bytes do.
    public enum TextEnd: Sendable, Hashable {
        /// It does: `$`, `\z` and `\b` see its end.
        case final
        /// More may come.
        case open
    }

    /// What a search has found.
    public enum Result: Sendable, Hashable {
        /// A pattern, by its number, has matched.
        case match(pattern: Int, Match)
        /// With an open end: what follows decides whether a match begins at this offset or later, or where it ends.
        case undecided(from: Int)
        /// Nothing matches, whatever follows.
        case none
    }

    /// The patterns, in the order of their preference.
    public let patterns: [Pattern]
    private(set) var finder: PatternFinder
    private var locators: [PatternLocator]

    /// A searcher for one pattern.
    public init(_ pattern: Pattern) {
        patterns = [pattern]
        finder = PatternFinder(pattern.program)
        locators = [PatternLocator()]
    }

    /// A searcher for several patterns.
    ///
    /// - Throws: `PatternError` with the code `tooLarge` if they are too large together.
    public init(_ patterns: [Pattern], cacheBytesMax: Int = Pattern.cacheBytesMax) throws(PatternError) {
        self.patterns = patterns
        finder = PatternFinder(try Pattern.program(of: patterns), cacheBytesMax: cacheBytesMax)
        locators = [PatternLocator](repeating: PatternLocator(cacheBytesMax: cacheBytesMax), count: patterns.count)
    }

    /// How much memory the automaton takes, in bytes.
    public var cacheBytes: Int { finder.automaton.cacheBytes }

    /// The first match that starts at `start` or later; what stands before it counts for `^` and `\b`.
    ///
    /// - Parameters:
    ///   - before: the byte before the text if it is a window of a longer one; -1 if it begins there.
    ///   - isAnchored: whether the match must begin at `start`.
    public mutating func search(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0, before: Int = -1, end: TextEnd = .final,
        isAnchored: Bool = false
    ) -> Result {
        guard !patterns.isEmpty, start >= 0, start <= bytes.count else { return .none }
        finder.restart(at: start, behind: start > 0 ? Int(bytes[start - 1]) : before, isAnchored: isAnchored)
        switch finder.run(bytes, base: 0, isEnd: end == .final) {
        case .starving: return .undecided(from: finder.pendingStart)
        case .exhausted, .tooLong, .rested: return .none
        case .found(let number, let matchEnd):
            let slots = locators[number].locate(
                patterns[number], in: bytes, from: finder.pendingStart, to: matchEnd, before: before,
                isAnchored: isAnchored)
            return slots.map { .match(pattern: number, Match(slots: $0)) } ?? .none
        }
    }

    /// The same in an array of bytes.
    public mutating func search(_ bytes: [UInt8], from start: Int = 0, end: TextEnd = .final) -> Result {
        bytes.withUnsafeBufferPointer { search($0, from: start, end: end) }
    }

    /// All matches that do not overlap, in order; an empty match does not follow another match at once.
    public mutating func allMatches(
        in bytes: UnsafeBufferPointer<UInt8>, from first: Int = 0, isAnchored: Bool = false
    ) -> [(pattern: Int, match: Match)] {
        var matches: [(pattern: Int, match: Match)] = []
        var start = first
        var lastEnd = -1
        while case .match(let pattern, let match) = search(bytes, from: start, isAnchored: isAnchored) {
            start = match.range.upperBound
            if match.range.isEmpty, match.range.lowerBound == lastEnd {
                start += 1
                continue
            }
            matches.append((pattern, match))
            lastEnd = match.range.upperBound
        }
        return matches
    }
}

extension Pattern {
    /// One program for several patterns, without groups: the number of a match tells them apart.
    static func program(of patterns: [Pattern]) throws(PatternError) -> PatternProgram {
        if patterns.count == 1 { return patterns[0].program }
        let bytewise = patterns.map(\.program.isBytewise)
        let isMixed = bytewise.contains(true) && bytewise.contains(false)
        let nodes = patterns.map { pattern in
            isMixed && !pattern.program.isBytewise
                ? .sequence([.assertion(.characterStart), pattern.node]) : pattern.node
        }
        return try PatternCompiler.compile(
            nodes, purpose: .init(keepsCaptures: false, isBytewise: bytewise.contains(true)))
    }
}
