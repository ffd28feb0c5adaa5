/// Looks for one regular expression in a text that grows: its automaton waits at the end of what is there.
struct RegexSearch: Sendable {
    private let pattern: Pattern
    private var finder: PatternFinder
    private var locator = PatternLocator()
    /// The offset that is taken for the start of the text.
    private let origin: Int
    /// Whether more text can't change what was found.
    private var isDone = false
    /// The match that the bytes so far have decided.
    private(set) var settled: Match?

    init(_ pattern: Pattern, from origin: Int) {
        self.pattern = pattern
        finder = PatternFinder(pattern.program)
        self.origin = origin
    }

    /// An offset before which no match starts that the bytes so far have not decided.
    var position: Int { isDone ? .max : origin + finder.pendingStart }

    /// Looks at the bytes up to the end of `text`, or up to a decision.
    ///
    /// - Parameter base: the offset of the first byte of `text`.
    mutating func run(in text: ByteSpan, base: Int) {
        guard !isDone else { return }
        let view = view(of: text, base: base)
        switch finder.run(view.bytes, base: view.base, isEnd: false) {
        case .starving: break
        case .exhausted, .tooLong, .rested: isDone = true
        case .found(_, let end):
            isDone = true
            settled = match(to: end, in: view)
        }
    }

    /// The match if the text ended here.
    mutating func matchAtEnd(of text: ByteSpan, base: Int) -> Match? {
        guard !isDone else { return settled }
        guard let end = finder.matchEndIfTextEnds() else { return nil }
        return match(to: end, in: view(of: text, base: base))
    }

    /// The text with offsets that count from the origin. Where the origin is gone, only patterns go on that do not look
    /// behind: any byte may stand for the one before.
    private func view(of text: ByteSpan, base: Int) -> TextView {
        let bytes = base < origin ? text.part(min(origin - base, text.count), text.count) : text
        let start = max(base - origin, 0)
        return TextView(bytes: bytes, base: start, before: start > 0 ? 0x20 : -1, isEnd: false)
    }

    private mutating func match(to end: Int, in view: TextView) -> Match? {
        let slots = locator.locate(
            pattern, in: view.bytes, from: finder.pendingStart - view.base, to: end - view.base, before: view.before,
            isAnchored: false)
        return slots.map { Match(slots: $0, base: view.base + origin) }
    }
}

extension PatternProgram {
    /// Whether what stands before a place decides whether a match can start there.
    var looksBehind: Bool { instructions.contains { $0.operation == .assertion && $0.x != textEnd } }

    private var textEnd: Int32 { PatternNode.Assertion.textEnd.rawValue }
}
