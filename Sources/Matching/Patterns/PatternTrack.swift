/// One pattern's way through a stream.
struct PatternTrack: Sendable {
    let number: Int
    private let pattern: Pattern
    private(set) var finder: PatternFinder
    private var locator: PatternLocator
    /// Where the last match ended.
    private var lastEnd = -1
    private var decidedAt = 0
    private var isDone = false

    init(number: Int, pattern: Pattern, limits: PatternStream.Limits) {
        self.number = number
        self.pattern = pattern
        finder = PatternFinder(
            pattern.program, pendingBytesMax: limits.pendingBytesMax, cacheBytesMax: limits.cacheBytesMax)
        locator = PatternLocator(cacheBytesMax: limits.cacheBytesMax)
    }

    /// Reads on, and returns the offset of the first byte that it still needs.
    mutating func scan(_ view: TextView, into findings: inout [PatternFinding]) -> Int {
        while !isDone {
            switch finder.run(view.bytes, base: view.base, isEnd: view.isEnd) {
            case .starving: return finder.pendingStart
            case .exhausted: isDone = true
            case .tooLong:
                // The byte behind the limit decides it: the text might have ended there.
                decidedAt = max(decidedAt, finder.position + 1)
                let range = finder.pendingStart..<finder.position
                findings.append(
                    PatternFinding(pattern: number, kind: .tooLong(range), bytes: [], decidedAt: decidedAt))
                finder.restart(at: range.upperBound, behind: view.byte(before: range.upperBound))
            case .found(_, let end):
                decidedAt = max(decidedAt, finder.position)
                take(matchTo: end, view, into: &findings)
            }
        }
        return view.end
    }

    private mutating func take(matchTo end: Int, _ view: TextView, into findings: inout [PatternFinding]) {
        let slots = locator.locate(
            pattern, in: view.bytes, from: finder.pendingStart - view.base, to: end - view.base, before: view.before,
            isAnchored: false)
        guard let slots else { preconditionFailure("a match that one automaton has found is none for another") }
        let match = Match(slots: slots, base: view.base)
        var next = end
        if match.range.isEmpty, end == lastEnd {
            next += 1
        } else {
            lastEnd = end
            findings.append(
                PatternFinding(
                    pattern: number, kind: .match(match), bytes: Array(view.bytes[slots[0]..<slots[1]]),
                    decidedAt: decidedAt))
        }
        if next > view.end { isDone = true } else { finder.restart(at: next, behind: view.byte(before: next)) }
    }
}
