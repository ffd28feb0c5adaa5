/// Finds where matches end, one after the other, in text that may come in pieces: the whole state is a value.
///
/// It knows where a match ends and which pattern has matched; where it begins, and its groups, is then up to
/// `PatternLocator`. Offsets count from the start of the stream.
struct PatternFinder: Sendable {
    /// What a run has come to.
    enum Outcome: Sendable, Equatable {
        /// The text is used up, and a match may still come.
        case starving
        /// A pattern matches up to `end`; the match begins at `pendingStart` or later.
        case found(pattern: Int, end: Int)
        /// No match can come any more.
        case exhausted
        /// What is pending has become longer than the limit.
        case tooLong
        /// Nothing is pending at `restAfter` or behind it.
        case rested
    }

    private typealias Step = PatternAutomaton.Step

    private(set) var automaton: PatternAutomaton
    /// How long a pending match may become, in bytes.
    let pendingBytesMax: Int
    /// The offset from which on it stops where nothing is pending.
    var restAfter = Int.max
    /// The offset of the next byte to read.
    private(set) var position: Int
    /// The offset before which no pending match begins: the last at which no way was open.
    private(set) var pendingStart: Int
    private var row: UInt32 = 0
    private var best: Int?
    private var bestPattern = 0
    private var isExhausted = false
    /// Whether a match may begin anywhere.
    private var isFloating = true
    /// How many bytes were read in all, some of them twice.
    private(set) var bytesRead = 0
    private let skips: Bool

    /// A finder at the start of a text.
    init(_ program: PatternProgram, pendingBytesMax: Int = .max, cacheBytesMax: Int = Pattern.cacheBytesMax) {
        automaton = PatternAutomaton(program, cacheBytesMax: cacheBytesMax)
        self.pendingBytesMax = pendingBytesMax
        skips = program.prefilter.isRare
        position = 0
        pendingStart = 0
        restart(at: 0, behind: -1)
    }

    /// Looks for the next match from an offset on, behind a byte (-1 at the start of the text).
    ///
    /// - Parameter isAnchored: whether it must begin there.
    mutating func restart(at position: Int, behind byte: Int, isAnchored: Bool = false) {
        self.position = position
        pendingStart = position
        best = nil
        let program = automaton.program
        isExhausted = program.isAnchored && byte >= 0
        let starting: PatternAutomaton.State.Starting = isAnchored || program.isAnchored ? .once : .always
        isFloating = starting == .always
        row = automaton.start(starting, behind: byte, bytesRead: bytesRead) & Step.row
    }

    /// Reads on in a text whose first byte has the offset `base`.
    ///
    /// - Parameter isEnd: whether the text ends there; else more may follow.
    mutating func run(_ text: ByteSpan, base: Int, isEnd: Bool) -> Outcome {
        if isExhausted { return .exhausted }
        row = automaton.keepAgain(row, bytesRead: bytesRead) & Step.row
        var index = position - base
        let first = index
        defer {
            position = base + index
            bytesRead += index - first
        }
        while true {
            if isFloating, pendingStart == base + index {
                if skips { skip(&index, text, base) }
                if pendingStart >= restAfter { return .rested }
            }
            let room = pendingBytesMax - (base + index - pendingStart)
            let stop = room < text.count - index ? index + max(0, room) : text.count
            if let outcome = advance(&index, to: stop, text, base) { return outcome }
            if index == text.count { break }
            if base + index - pendingStart >= pendingBytesMax {
                isExhausted = true
                return .tooLong
            }
        }
        guard isEnd else { return .starving }
        isExhausted = true
        let last = automaton.step(from: row, on: -1, bytesRead: bytesRead)
        if last & Step.special != 0, last & Step.matched != 0 {
            return .found(pattern: pattern(at: last & Step.row), end: base + index)
        }
        return best.map { .found(pattern: bestPattern, end: $0) } ?? .exhausted
    }

    /// Where the match ends that there would be if the text ended here; more may still be read.
    mutating func matchEndIfTextEnds() -> Int? {
        if isExhausted { return nil }
        let state = automaton.state(at: row)
        let last = automaton.step(from: row, on: -1, bytesRead: bytesRead)
        // The table may have been emptied meanwhile.
        row = automaton.keep(state, bytesRead: bytesRead) & Step.row
        return last & Step.special != 0 && last & Step.matched != 0 ? position : best
    }

    /// Steps over text in which no match can begin; nothing is pending.
    private mutating func skip(_ index: inout Int, _ text: ByteSpan, _ base: Int) {
        guard index < text.count else { return }
        let next = automaton.program.prefilter.next(in: text, from: index)
        guard next > index else { return }
        index = next
        pendingStart = base + next
        row = automaton.start(.always, behind: Int(text[next - 1]), bytesRead: bytesRead) & Step.row
    }

    /// Reads up to `stop`, to an outcome, or to a place from which text may be skipped.
    private mutating func advance(_ index: inout Int, to stop: Int, _ text: ByteSpan, _ base: Int) -> Outcome? {
        while index < stop {
            var step: UInt32
            if automaton.isUncached {
                step = automaton.step(from: row, on: Int(text[index]), bytesRead: bytesRead)
                row = step & Step.row
                index += 1
            } else {
                step = follow(&index, to: stop, text, base)
                if step == Step.unknown {
                    step = automaton.step(from: row, on: Int(text[index]), bytesRead: bytesRead)
                    row = step & Step.row
                    index += 1
                }
            }
            guard step & Step.special != 0 else { continue }
            if step & Step.matched != 0 {
                best = base + index - 1
                bestPattern = pattern(at: row)
            }
            if step & Step.idle != 0 {
                pendingStart = base + index
                if skips || pendingStart >= restAfter { return nil }
            } else if step & Step.settled != 0 {
                isExhausted = true
                return .found(pattern: pattern(at: row), end: base + index)
            } else if step & Step.dead != 0 {
                isExhausted = true
                return best.map { .found(pattern: bestPattern, end: $0) } ?? .exhausted
            }
        }
        return nil
    }

    /// Follows known transitions up to a special one, which is returned and has been taken unless it is `unknown`.
    @inline(__always)
    private mutating func follow(_ index: inout Int, to stop: Int, _ text: ByteSpan, _ base: Int) -> UInt32 {
        let skips = self.skips
        let rest = restAfter
        return automaton.transitions.withUnsafeBufferPointer { transitions in
            automaton.program.classes.ofByte.withUnsafeBufferPointer { classes in
                var row = self.row
                var position = index
                var matchEnd = -1
                var idleAt = -1
                var matchRow: UInt32 = 0
                defer {
                    index = position
                    self.row = row
                    if idleAt >= 0 { pendingStart = base + idleAt }
                    if matchEnd >= 0 {
                        best = base + matchEnd
                        bestPattern = pattern(at: matchRow)
                    }
                }
                while position < stop {
                    let step = transitions[Int(row) + Int(classes[Int(text[position])])]
                    if step & Step.special == 0 {
                        row = step
                        position += 1
                        continue
                    }
                    if step == Step.unknown { return step }
                    row = step & Step.row
                    position += 1
                    if step & (Step.dead | Step.settled) != 0 { return step }
                    if step & Step.matched != 0 { (matchEnd, matchRow) = (position - 1, row) }
                    if step & Step.idle != 0 {
                        idleAt = position
                        if skips || base + position >= rest { return step }
                    }
                }
                return 0
            }
        }
    }

    private func pattern(at row: UInt32) -> Int { Int(automaton.matched(at: row).first ?? 0) }
}
