/// Looks for one regular expression in a text that grows: the machine waits at the end of what is there.
struct RegexSearch: Sendable {
    private let program: PatternProgram
    private var machine: PatternMachine
    /// The offset that the machine takes for the start of the text.
    let origin: Int

    init(_ pattern: Pattern, from origin: Int) {
        program = pattern.program
        machine = PatternMachine(pattern.program, at: 0, behind: -1)
        self.origin = origin
    }

    /// The match that the bytes so far have decided.
    var settled: Match? { machine.isSettled ? machine.best.map(match) : nil }

    /// Where a match could still start that the bytes so far have not decided.
    var position: Int {
        if machine.isSettled { return .max }
        return origin + (machine.earliestStart ?? machine.position)
    }

    /// Looks at the bytes up to the end of `text`, or up to a decision.
    mutating func run(in text: ByteSpan, base: Int) {
        let shift = base - origin
        while machine.position - shift < text.count, !machine.isSettled {
            if machine.isIdle, !skip(in: text, shift) { return }
            machine.advance(Int(text[machine.position - shift]))
        }
    }

    /// Goes to the next place where a match could begin; whether there is one in `text`.
    private mutating func skip(in text: ByteSpan, _ shift: Int) -> Bool {
        let from = machine.position - shift
        // What begins a match may be cut by the end of the text.
        let next = program.prefilter.next(in: text, from: from)
        if next > from { machine.skip(to: next + shift, behind: Int(text[next - 1])) }
        return next + program.prefilter.tail < text.count
    }

    /// The match if the text ended here.
    func matchAtEnd(of text: ByteSpan, base: Int) -> Match? {
        if machine.isIdle, program.prefilter.isUseful { return nil }
        var copy = self
        copy.run(in: text, base: base)
        if !copy.machine.isSettled { copy.machine.advance(-1) }
        return copy.machine.best.map(match)
    }

    private func match(_ slots: [Int]) -> Match { Match(slots: slots.map { $0 < 0 ? $0 : $0 + origin }) }
}

extension PatternProgram {
    /// Whether what stands before a place decides whether a match can start there.
    var looksBehind: Bool { instructions.contains { $0.operation == .assertion && $0.x != textEnd } }

    private var textEnd: Int32 { PatternNode.Assertion.textEnd.rawValue }
}
