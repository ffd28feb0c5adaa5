/// Follows all ways through a program at once, byte by byte; its whole state is a value, so that it can wait anywhere.
///
/// Each byte costs at most one visit of each instruction: time is linear in the text. The threads stand in the order of
/// their priority; the first that matches ends those behind it (leftmost-first, as in Perl).
/// Source: R. Pike's `sam`; R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009.
struct PatternMachine: Sendable {
    /// Threads in the order of their priority, each with the positions that it has noted.
    ///
    /// The arrays only grow; `count` says how much of them is in use.
    private struct Threads: Sendable {
        var count = 0
        var counters: [Int32] = []
        var slots: [Int] = []

        /// Adds a thread with `width` slots, copied from `first` on.
        @inline(__always)
        mutating func append(_ counter: Int32, _ source: [Int], from first: Int, width: Int) {
            if count == counters.count {
                counters.append(0)
                slots.append(contentsOf: repeatElement(0, count: width))
            }
            counters[count] = counter
            let start = count * width
            for slot in 0..<width { slots[start + slot] = source[first + slot] }
            count += 1
        }
    }

    /// What is left to do when one way has been followed to its next byte.
    private enum Task: Sendable {
        case follow(Int32)
        case restore(slot: Int32, position: Int)
    }

    private let program: PatternProgram
    /// Whether the match must start where the machine did.
    let isAnchored: Bool
    private let start: Int
    /// The threads that wait for what comes after `position`: the next byte, or the end.
    private var waiting = Threads()
    private var ready = Threads()
    private var tasks: [Task] = []
    /// The round in which an instruction was last reached.
    private var reached: [UInt32]
    private var round: UInt32 = 0
    private var scratch: [Int]
    /// The byte before `position`, or -1 at the start of the text.
    private var previous: Int
    private(set) var position: Int
    /// The positions of the best match so far.
    private(set) var best: [Int]?
    /// How many instructions were followed so far.
    private(set) var steps = 0

    /// A machine that looks for a match from `position` on, behind the byte `previous` (-1 at the start of the text).
    ///
    /// - Parameter isAnchored: whether the match must start at `position`.
    init(_ program: PatternProgram, at position: Int, behind previous: Int, isAnchored: Bool = false) {
        self.program = program
        self.position = position
        self.previous = previous
        self.isAnchored = isAnchored
        start = position
        reached = [UInt32](repeating: 0, count: program.instructions.count)
        scratch = [Int](repeating: -1, count: program.slots)
    }

    /// Whether no thread is alive and no match known: bytes at which none can start may be skipped.
    var isIdle: Bool { waiting.count == 0 && best == nil }

    /// Where the first match would start that is known or can still become one.
    var earliestStart: Int? { waiting.count > 0 ? waiting.slots[0] : best?[0] }

    /// Whether a match can still start at `position`.
    var canStart: Bool { best == nil && !(isAnchored && position > start) && !(program.isAnchored && previous >= 0) }

    /// Whether more bytes can't change the result.
    var isSettled: Bool { waiting.count == 0 && !canStart }

    /// Goes to a later position without looking at the bytes before it; only while idle.
    mutating func skip(to position: Int, behind previous: Int) {
        self.position = position
        self.previous = previous
    }

    /// Looks at the byte at `position`, or at the end of the text (-1).
    mutating func advance(_ byte: Int) {
        nextRound()
        ready.count = 0
        for index in 0..<waiting.count {
            let first = index * program.slots
            for slot in 0..<program.slots { scratch[slot] = waiting.slots[first + slot] }
            follow(waiting.counters[index], byte)
        }
        // No match starts inside of a character.
        if canStart, program.canStart(before: byte) {
            for slot in 0..<program.slots { scratch[slot] = -1 }
            scratch[0] = position
            follow(Int32(program.start), byte)
        }
        waiting.count = 0
        step(byte)
        previous = byte
        position += 1
    }

    private mutating func nextRound() {
        round &+= 1
        guard round == 0 else { return }
        for index in reached.indices { reached[index] = 0 }
        round = 1
    }

    /// Moves the threads over a byte, up to the first that has matched.
    private mutating func step(_ byte: Int) {
        for index in 0..<ready.count {
            let instruction = program.instructions[Int(ready.counters[index])]
            var target: Int32 = -1
            switch instruction.operation {
            case .match:
                var match = Array(ready.slots[index * program.slots..<(index + 1) * program.slots])
                match[1] = position
                best = match
                return
            case .byte, .table:
                guard byte >= 0 else { break }
                target = program.target(of: instruction, on: UInt8(truncatingIfNeeded: byte))
            case .split, .save, .assertion: break
            }
            guard target >= 0 else { continue }
            waiting.append(target, ready.slots, from: index * program.slots, width: program.slots)
        }
    }

    /// Makes threads of all instructions that can be reached from one without a byte, the preferred ways first.
    private mutating func follow(_ counter: Int32, _ byte: Int) {
        tasks.append(.follow(counter))
        while let task = tasks.popLast() {
            switch task {
            case .restore(let slot, let position): scratch[Int(slot)] = position
            case .follow(let counter):
                guard reached[Int(counter)] != round else { continue }
                reached[Int(counter)] = round
                steps += 1
                let instruction = program.instructions[Int(counter)]
                switch instruction.operation {
                case .split:
                    tasks.append(.follow(instruction.y))
                    tasks.append(.follow(instruction.x))
                case .save:
                    tasks.append(.restore(slot: instruction.x, position: scratch[Int(instruction.x)]))
                    tasks.append(.follow(instruction.y))
                    scratch[Int(instruction.x)] = position
                case .assertion:
                    if PatternNode.Assertion(rawValue: instruction.x)?.holds(between: previous, and: byte) ?? false {
                        tasks.append(.follow(instruction.y))
                    }
                case .match, .byte, .table:
                    ready.append(counter, scratch, from: 0, width: program.slots)
                }
            }
        }
    }
}
