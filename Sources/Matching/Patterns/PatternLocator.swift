/// Finds the start of a match whose end is known, and its groups.
struct PatternLocator: Sendable {
    private var backtracker = PatternBacktracker()
    /// Reads backwards from an end; made when a long match asks for it first.
    private var reversed: PatternAutomaton?
    private let cacheBytesMax: Int
    private var bytesRead = 0

    init(cacheBytesMax: Int = Pattern.cacheBytesMax) { self.cacheBytesMax = cacheBytesMax }

    /// The positions of the leftmost match of a pattern that begins at `start` or later and ends at `end`.
    ///
    /// - Parameters:
    ///   - before: the byte before the text, -1 if it has a start.
    ///   - isAnchored: whether it must begin at `start`.
    mutating func locate(
        _ pattern: Pattern, in text: ByteSpan, from start: Int, to end: Int, before: Int, isAnchored: Bool
    ) -> [Int]? {
        let program = pattern.program
        if PatternBacktracker.takes(program, bytes: end - start) {
            return backtracker.match(program, in: text, from: start, to: end, before: before, isAnchored: isAnchored)
        }
        guard !isAnchored, let first = firstStart(of: pattern, in: text, from: start, to: end, before: before) else {
            return PatternMachine.match(
                program, in: text, from: start, to: end, before: before, isAnchored: isAnchored)
        }
        if program.slots == 2 { return [first, end] }
        if PatternBacktracker.takes(program, bytes: end - first) {
            return backtracker.match(program, in: text, from: first, to: end, before: before, isAnchored: true)
        }
        return PatternMachine.match(program, in: text, from: first, to: end, before: before, isAnchored: true)
    }

    /// The first offset from which the pattern can match up to `end`.
    private mutating func firstStart(
        of pattern: Pattern, in text: ByteSpan, from start: Int, to end: Int, before: Int
    ) -> Int? {
        var automaton: PatternAutomaton
        if let reversed {
            automaton = reversed
        } else {
            let purpose = PatternCompiler.Purpose(keepsCaptures: false, isReversed: true, isBytewise: true)
            guard let program = try? PatternCompiler.compile([pattern.node], purpose: purpose) else { return nil }
            automaton = PatternAutomaton(program, preference: .all, cacheBytesMax: cacheBytesMax)
        }
        // Held in one place only while it changes.
        reversed = nil
        defer { reversed = automaton }
        typealias Step = PatternAutomaton.Step
        var row = automaton.start(.once, behind: end < text.count ? Int(text[end]) : -1, bytesRead: bytesRead)
        row = automaton.keepAgain(row & Step.row, bytesRead: bytesRead) & Step.row
        var best: Int?
        var index = end
        while true {
            let byte = index > 0 ? Int(text[index - 1]) : before
            let step = automaton.step(from: row, on: byte, bytesRead: bytesRead)
            bytesRead += 1
            row = step & Step.row
            if step & Step.special != 0 {
                if step & Step.matched != 0 { best = index }
                if step & Step.dead != 0 { return best }
            }
            guard index > start, byte >= 0 else { return best }
            index -= 1
        }
    }
}

extension PatternMachine {
    /// The positions of the first match that begins at `start` or later and ends at `end` at the latest.
    static func match(
        _ program: PatternProgram, in text: ByteSpan, from start: Int, to end: Int, before: Int, isAnchored: Bool
    ) -> [Int]? {
        var machine = PatternMachine(
            program, at: start, behind: start > 0 ? Int(text[start - 1]) : before, isAnchored: isAnchored)
        while machine.position <= end {
            if machine.isIdle {
                guard machine.canStart else { return nil }
                if !machine.isAnchored, machine.position < end {
                    let next = program.prefilter.next(in: text.part(0, end), from: machine.position)
                    if next > machine.position { machine.skip(to: next, behind: Int(text[next - 1])) }
                }
            }
            machine.advance(machine.position < text.count ? Int(text[machine.position]) : -1)
            if machine.isSettled { break }
        }
        return machine.best
    }
}
