/// Tries one way after the other and never the same twice: linear in program times text, for texts that are short enough
/// that each place in each of them has a bit.
///
/// It says what the machine says, faster on short texts.
/// Source: the bit-state search of R. Cox, "Regular Expression Matching in the Wild", 2010.
struct PatternBacktracker: Sendable {
    /// How many bits there are for instruction times position.
    static let bitsMax = 256 * 1024

    private enum Task: Sendable {
        case follow(Int32, Int)
        case restore(slot: Int32, position: Int)
    }

    private var visited: [UInt64] = []
    private var tasks: [Task] = []
    private var slots: [Int] = []

    /// Whether a text of so many bytes is short enough for a program.
    static func takes(_ program: PatternProgram, bytes count: Int) -> Bool {
        (count + 1).multipliedReportingOverflow(by: program.instructions.count).overflow
            ? false : (count + 1) * program.instructions.count <= bitsMax
    }

    /// The positions of the first match that begins at `start` or later and ends at `end` at the latest.
    ///
    /// - Parameters:
    ///   - before: the byte before the text, -1 if it has a start.
    ///   - isAnchored: whether it must begin at `start`.
    mutating func match(
        _ program: PatternProgram, in text: ByteSpan, from start: Int, to end: Int, before: Int, isAnchored: Bool
    ) -> [Int]? {
        let width = end - start + 1
        let words = (width * program.instructions.count + 63) / 64
        visited.removeAll(keepingCapacity: true)
        visited.append(contentsOf: repeatElement(0, count: words))
        slots = [Int](repeating: -1, count: program.slots)
        let bounded = text.part(0, end)
        var position = start
        while position <= end {
            if !isAnchored, program.prefilter.isUseful {
                position = program.prefilter.next(in: bounded, from: position)
                // Behind the last place of a prefix nothing can begin.
                if position + program.prefilter.tail >= end { return nil }
            }
            if program.isAnchored, position > 0 || before >= 0 { return nil }
            if program.canStart(before: position < text.count ? Int(text[position]) : -1) {
                slots[0] = position
                if let matchEnd = follow(program, text, from: position, base: start, end: end, before: before) {
                    slots[1] = matchEnd
                    return slots
                }
            }
            if isAnchored { return nil }
            position += 1
        }
        return nil
    }

    private mutating func follow(
        _ program: PatternProgram, _ text: ByteSpan, from start: Int, base: Int, end: Int, before: Int
    ) -> Int? {
        let width = end - base + 1
        tasks.append(.follow(Int32(program.start), start))
        defer { tasks.removeAll(keepingCapacity: true) }
        while let task = tasks.popLast() {
            guard case .follow(var counter, var position) = task else {
                if case .restore(let slot, let position) = task { slots[Int(slot)] = position }
                continue
            }
            way: while true {
                let bit = Int(counter) * width + position - base
                guard visited[bit >> 6] & (1 << UInt64(bit & 63)) == 0 else { break }
                visited[bit >> 6] |= 1 << UInt64(bit & 63)
                let instruction = program.instructions[Int(counter)]
                switch instruction.operation {
                case .match: return position
                case .split:
                    tasks.append(.follow(instruction.y, position))
                    counter = instruction.x
                case .save:
                    tasks.append(.restore(slot: instruction.x, position: slots[Int(instruction.x)]))
                    slots[Int(instruction.x)] = position
                    counter = instruction.y
                case .assertion:
                    let previous = position > 0 ? Int(text[position - 1]) : before
                    let next = position < text.count ? Int(text[position]) : -1
                    guard PatternNode.Assertion(rawValue: instruction.x)?.holds(between: previous, and: next) ?? false
                    else { break way }
                    counter = instruction.y
                case .byte, .table:
                    guard position < end else { break way }
                    counter = program.target(of: instruction, on: text[position])
                    guard counter >= 0 else { break way }
                    position += 1
                }
            }
        }
        return nil
    }
}
