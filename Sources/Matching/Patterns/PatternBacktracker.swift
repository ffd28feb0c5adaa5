/// Tries one way after the other, and never from the same fork at the same place twice: linear in the text.
///
/// It says what the machine says, faster, for texts that are short enough that each fork has a bit for each place.
/// Source: the bit-state search of R. Cox, "Regular Expression Matching in the Wild", 2010.
struct PatternBacktracker: Sendable {
    /// How many bits there are for fork times place.
    static let bitsMax = 256 * 1024

    /// What is left to do: follow the way from an instruction, or (a negative one) put a slot back.
    private struct Task: Sendable {
        let counter: Int32
        let position: Int
    }

    private var visited: [UInt64] = []
    private var tasks: [Task] = []
    private var slots: [Int] = []

    /// How many forks the last search took: each at most once at each place.
    var forksTaken: Int { visited.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether a text of so many bytes is short enough for a program.
    static func takes(_ program: PatternProgram, bytes count: Int) -> Bool {
        count < bitsMax && (count + 1) * program.forks <= bitsMax
    }

    /// The positions of the first match that begins at `start` or later and ends at `end` at the latest.
    ///
    /// - Parameters:
    ///   - before: the byte before the text, -1 if it has a start.
    ///   - isAnchored: whether it must begin at `start`.
    mutating func match(
        _ program: PatternProgram, in text: ByteSpan, from start: Int, to end: Int, before: Int, isAnchored: Bool
    ) -> [Int]? {
        let words = ((end - start + 1) * program.forks + 63) / 64
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
                let matchEnd = program.instructions.withUnsafeBufferPointer { instructions in
                    follow(instructions, program, text, from: position, base: start, end: end, before: before)
                }
                if let matchEnd {
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
        _ instructions: UnsafeBufferPointer<PatternProgram.Instruction>, _ program: PatternProgram, _ text: ByteSpan,
        from start: Int, base: Int, end: Int, before: Int
    ) -> Int? {
        let width = end - base + 1
        tasks.append(Task(counter: Int32(program.start), position: start))
        defer { tasks.removeAll(keepingCapacity: true) }
        while let task = tasks.popLast() {
            guard task.counter >= 0 else {
                slots[Int(-1 - task.counter)] = task.position
                continue
            }
            var (counter, position) = (task.counter, task.position)
            way: while true {
                let instruction = instructions[Int(counter)]
                switch instruction.operation {
                case .match: return position
                case .byte:
                    guard position < end, Int32(text[position]) == instruction.x else { break way }
                    counter = instruction.y
                    position += 1
                case .table:
                    guard position < end else { break way }
                    counter = program.target(of: instruction, on: text[position])
                    guard counter >= 0 else { break way }
                    position += 1
                case .split:
                    let bit = Int(instruction.base) * width + position - base
                    let mask = UInt64(1) << UInt64(bit & 63)
                    guard visited[bit >> 6] & mask == 0 else { break way }
                    visited[bit >> 6] |= mask
                    tasks.append(Task(counter: instruction.y, position: position))
                    counter = instruction.x
                case .save:
                    // One fork back the slot is what it was.
                    tasks.append(Task(counter: -1 - instruction.x, position: slots[Int(instruction.x)]))
                    slots[Int(instruction.x)] = position
                    counter = instruction.y
                case .assertion:
                    let previous = position > 0 ? Int(text[position - 1]) : before
                    let next = position < text.count ? Int(text[position]) : -1
                    guard PatternNode.Assertion(rawValue: instruction.x)?.holds(between: previous, and: next) ?? false
                    else { break way }
                    counter = instruction.y
                }
            }
        }
        return nil
    }
}
