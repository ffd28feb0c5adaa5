/// Reads a stream once for many patterns, and says where one of them has matched: only there the pattern itself looks.
///
/// The ways of all patterns are open at once in one automaton. It tells that a match of some pattern has ended, with the
/// byte that ends it; which match counts, and where the next one may begin, is for the pattern's own track to say.
struct PatternScout: Sendable {
    /// Why it has stopped.
    enum Report: Sendable {
        /// Matches of these patterns have ended before `position`, none of which begins before an offset.
        case matched([Int], from: Int)
        /// Something has been pending since `idleAt` for longer than the limit: the patterns must see for themselves.
        case stuck
        /// One automaton for all becomes too large: the patterns must go on by themselves.
        case lost
    }

    private typealias Step = PatternAutomaton.Step

    /// What single passes may cost altogether before one pass for all is made, in passes that look for one byte.
    ///
    /// A pass for all costs about as much as that of one automaton; what it finds is then looked at again.
    static let singleCostMax = 14

    private(set) var automaton: PatternAutomaton
    /// The numbers of the patterns that it looks for.
    let numbers: [Int]
    private let pendingBytesMax: Int
    /// The offset of the next byte to read.
    private(set) var position: Int
    /// The last offset at which no way was open.
    private(set) var idleAt: Int
    private(set) var bytesRead = 0
    private var row: UInt32
    /// Whether it has seen the end of the text.
    private(set) var hasEnded = false
    private let skips: Bool

    /// The numbers of those patterns that a scout can help; none if single passes cost as little.
    static func numbers(of patterns: [Pattern], singleCostMax: Int = singleCostMax) -> [Int] {
        let chosen = patterns.indices.filter { index in
            patterns[index].program.prefilter.isUseful && !patterns[index].program.isAnchored
        }
        let cost = chosen.reduce(0) { $0 + patterns[$1].program.prefilter.passCost }
        return cost > singleCostMax ? chosen : []
    }

    /// A scout for some of the patterns from an offset on, behind a byte (-1 at the start of the text); `nil` if they are
    /// fewer than two, or too large together.
    init?(
        _ numbers: [Int], of patterns: [Pattern], limits: PatternStream.Limits, at position: Int = 0,
        behind byte: Int = -1
    ) {
        guard numbers.count > 1, let program = try? Pattern.program(of: numbers.map({ patterns[$0] })) else {
            return nil
        }
        self.numbers = numbers
        self.position = position
        idleAt = position
        pendingBytesMax = limits.pendingBytesMax
        automaton = PatternAutomaton(program, preference: .allAtOnce, cacheBytesMax: limits.cacheBytesMax)
        skips = program.prefilter.isVeryRare
        row = automaton.start(.always, behind: byte, bytesRead: 0) & Step.row
    }

    /// Reads up to the next report, or to the end of what is there.
    mutating func next(_ view: TextView) -> Report? {
        var index = position - view.base
        let first = index
        defer {
            position = view.base + index
            bytesRead += index - first
        }
        while index < view.bytes.count {
            if automaton.isUncached { return .lost }
            if skips, idleAt == view.base + index { skip(&index, view) }
            let room = max(0, pendingBytesMax - (view.base + index - idleAt))
            let stop = room < view.bytes.count - index ? index + room : view.bytes.count
            let step = follow(&index, to: stop, view)
            if step != 0, step & Step.matched != 0 {
                let from = idleAt
                if step & Step.idle != 0 { idleAt = view.base + index }
                return .matched(automaton.matched(at: row).map { numbers[Int($0)] }, from: from)
            }
            if index == stop, index < view.bytes.count, view.base + index - idleAt >= pendingBytesMax { return .stuck }
        }
        if automaton.isUncached { return .lost }
        guard view.isEnd, !hasEnded else { return nil }
        hasEnded = true
        let last = automaton.step(from: row, on: -1, bytesRead: bytesRead)
        guard last & Step.special != 0, last & Step.matched != 0 else { return nil }
        return .matched(automaton.matched(at: last & Step.row).map { numbers[Int($0)] }, from: idleAt)
    }

    /// Forgets what is pending.
    mutating func restart(behind byte: Int) {
        idleAt = position
        row = automaton.start(.always, behind: byte, bytesRead: bytesRead) & Step.row
    }

    private mutating func skip(_ index: inout Int, _ view: TextView) {
        let next = automaton.program.prefilter.next(in: view.bytes, from: index)
        guard next > index else { return }
        index = next
        idleAt = view.base + next
        row = automaton.start(.always, behind: Int(view.bytes[next - 1]), bytesRead: bytesRead) & Step.row
    }

    /// Follows transitions up to one that ends a match or from which text may be skipped; 0 at `stop`.
    @inline(__always)
    private mutating func follow(_ index: inout Int, to stop: Int, _ view: TextView) -> UInt32 {
        while index < stop {
            var step = known(&index, to: stop, view)
            if step == Step.unknown {
                step = automaton.step(from: row, on: Int(view.bytes[index]), bytesRead: bytesRead)
                row = step & Step.row
                index += 1
                if automaton.isUncached { return 0 }
                // Where a match has ended, the caller needs to know what was idle before.
                if step & Step.matched == 0, step & Step.idle != 0 { idleAt = view.base + index }
            }
            if step & Step.special != 0 { return step }
        }
        return 0
    }

    /// Follows transitions that are known, up to a special one. That idle states are only noted costs no jump that could be
    /// guessed wrong.
    @inline(__always)
    private mutating func known(_ index: inout Int, to stop: Int, _ view: TextView) -> UInt32 {
        automaton.transitions.withUnsafeBufferPointer { transitions in
            automaton.program.classes.ofByte.withUnsafeBufferPointer { classes in
                let bytes = view.bytes
                var row = self.row
                var place = index
                var idle = -1
                defer {
                    index = place
                    self.row = row
                    if idle >= 0 { idleAt = view.base + idle }
                }
                while place < stop {
                    let step = transitions[Int(row) + Int(classes[Int(bytes[place])])]
                    if step & Step.special != 0 {
                        if step == Step.unknown { return step }
                        row = step & Step.row
                        place += 1
                        if step & Step.matched == 0 { idle = place }
                        return step
                    }
                    row = step & Step.row
                    place += 1
                    idle = step & Step.idle != 0 ? place : idle
                }
                return 0
            }
        }
    }
}
