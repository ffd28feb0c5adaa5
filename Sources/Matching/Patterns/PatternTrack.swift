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
    /// Whether it waits for a scout to wake it.
    private(set) var isResting = false

    /// The first offset of the text that it still needs.
    var needed: Int { isDone || isResting ? .max : finder.pendingStart }

    init(number: Int, pattern: Pattern, limits: PatternStream.Limits) {
        self.number = number
        self.pattern = pattern
        finder = PatternFinder(
            pattern.program, pendingBytesMax: limits.pendingBytesMax, cacheBytesMax: limits.cacheBytesMax)
        locator = PatternLocator(cacheBytesMax: limits.cacheBytesMax)
    }

    /// Waits for a scout from the start on.
    mutating func rest() { isResting = true }

    /// Looks for itself from an offset on at which nothing was pending, up to an offset where nothing is pending again.
    ///
    /// What lies before the place where it has rested has been looked at.
    mutating func wake(
        at offset: Int, until end: Int, _ view: TextView, into findings: inout [PatternFinding]
    ) {
        guard isResting else {
            // It may go back behind a match: what is reported now may lie beyond that.
            finder.restAfter = max(finder.restAfter, end)
            return
        }
        guard end > finder.position else { return }
        isResting = false
        finder.restAfter = end
        let place = max(offset, finder.position)
        finder.restart(at: place, behind: view.byte(before: place))
        scan(view, into: &findings)
    }

    /// Reads on, unless it rests.
    mutating func scan(_ view: TextView, into findings: inout [PatternFinding]) {
        while !isDone, !isResting {
            switch finder.run(view.bytes, base: view.base, isEnd: view.isEnd) {
            case .starving: return
            case .rested: isResting = true
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
