/// A deterministic automaton that is built while it runs, a state for each set of ways that a program can be on.
///
/// A state is the list of instructions that wait for the next byte, in the order of their priority, and what assertions
/// have to know of the byte before. A match is seen when the byte behind it has been read (an assertion may ask for that
/// byte), or at once where nothing can change it any more. States are kept in a table of bounded size: when it is full it
/// is emptied; where that happens too often, states are computed byte by byte and not kept, in time that is still
/// proportional to the text.
///
/// Sources: K. Thompson, 1968; R. Cox, "Regular Expression Matching in the Wild", 2010.
struct PatternAutomaton: Sendable {
    /// Which of the matches that begin at one place count.
    enum Preference: Sendable {
        /// The first in the order of the alternatives, as in Perl.
        case first
        /// All of them; the longest comes last.
        case all
        /// All of them, each told as soon as no byte more is needed for it.
        case allAtOnce
    }

    /// A transition: the row of the next state in its low bits, and what is special about that state above them.
    struct Step {
        static let special = UInt32(1) << 31
        /// A match has ended before the byte that led here.
        static let matched = UInt32(1) << 30
        /// No way is open but those that may begin at the next byte.
        static let idle = UInt32(1) << 29
        /// No way is open at all.
        static let dead = UInt32(1) << 28
        /// A match ends here, behind the byte that led here, and nothing can be preferred to it.
        static let settled = UInt32(1) << 27
        static let row = UInt32(1) << 27 - 1
        static let unknown = UInt32.max
    }

    /// How many bytes must be read with each state before the table may be emptied again; else states are not kept.
    private static let bytesPerState = 10

    let program: PatternProgram
    let preference: Preference
    /// How large the table may become, in bytes.
    let cacheBytesMax: Int
    /// How many columns a row has: one for each class of bytes, one for the end of the text.
    let stride: Int
    /// Whether a step to an idle state is special: not where nobody stops there.
    private let stopsAtIdle: Bool

    /// The rows of transitions, `unknown` where none has been computed.
    var transitions: [UInt32] = []
    private var states: [State] = []
    private var rows: [State: UInt32] = [:]
    private var startSteps = [UInt32](repeating: Step.unknown, count: 12)
    private var closure: PatternClosure
    /// How large the table is, in bytes.
    private(set) var cacheBytes = 0
    /// How often the table was emptied.
    private(set) var flushes = 0
    private var bytesAtFlush = 0
    /// How many instructions were followed to compute steps, kept or not.
    var followed: Int { closure.followed }
    /// Whether states are computed byte by byte.
    private(set) var isUncached = false
    /// The state where it is not kept.
    private var loose = State()

    /// What is waiting, and where it stands.
    struct State: Sendable, Hashable {
        /// Whether a match can begin: never, at the next byte only, or at every byte.
        enum Starting: Int32, Sendable { case never, once, always }

        var starting = Starting.never
        /// What is known of the byte before.
        var context: Int32 = 0
        /// The instructions that wait for the next byte.
        var waiting: [Int32] = []
        /// The patterns that have matched before the last byte, or here if `isSettled`.
        var matched: [Int32] = []
        var isSettled = false
    }

    init(_ program: PatternProgram, preference: Preference = .first, cacheBytesMax: Int = Pattern.cacheBytesMax) {
        self.program = program
        self.preference = preference
        self.cacheBytesMax = cacheBytesMax
        stride = program.classes.count + 1
        stopsAtIdle = preference != .allAtOnce || program.prefilter.isVeryRare
        closure = PatternClosure(program)
    }

    // MARK: Steps

    /// The step to a state from which nothing has been read, behind a byte (-1 at the start of the text).
    mutating func start(_ starting: State.Starting, behind byte: Int, bytesRead: Int) -> UInt32 {
        let context = program.context.summary(of: byte)
        let index = Int(starting.rawValue * 4 + context)
        if !isUncached, startSteps[index] != Step.unknown { return startSteps[index] }
        let step = keep(State(starting: starting, context: context), bytesRead: bytesRead)
        if !isUncached { startSteps[index] = step }
        return step
    }

    /// The step from a state on a byte, or on the end of the text (-1); computed, and kept if there is room.
    ///
    /// - Parameter bytesRead: how many bytes have been read so far, by which it is known whether keeping pays.
    mutating func step(from row: UInt32, on byte: Int, bytesRead: Int) -> UInt32 {
        if isUncached {
            let next = next(from: loose, on: byte)
            loose = next
            return marks(of: next)
        }
        let column = byte < 0 ? stride - 1 : Int(program.classes.ofByte[byte])
        let known = transitions[Int(row) + column]
        if known != Step.unknown { return known }
        let next = next(from: states[Int(row) / stride], on: byte)
        let flushesBefore = flushes
        let step = keep(next, bytesRead: bytesRead)
        if !isUncached, flushes == flushesBefore { transitions[Int(row) + column] = step }
        return step
    }

    /// The patterns that the state of a row has matched, in order.
    func matched(at row: UInt32) -> [Int32] { isUncached ? loose.matched : states[Int(row) / stride].matched }

    /// The state of a row.
    func state(at row: UInt32) -> State { isUncached ? loose : states[Int(row) / stride] }

    /// Keeps states again where that was given up, if there is room by now; the step to the present state.
    mutating func keepAgain(_ row: UInt32, bytesRead: Int) -> UInt32 {
        guard isUncached else { return row }
        isUncached = false
        return keep(loose, bytesRead: bytesRead)
    }

    /// Forgets all states.
    private mutating func removeAll() {
        transitions.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        for index in startSteps.indices { startSteps[index] = Step.unknown }
        cacheBytes = 0
    }

    /// Puts a state into the table, which is emptied first if it is full; the step to it.
    mutating func keep(_ state: State, bytesRead: Int) -> UInt32 {
        if isUncached {
            loose = state
            return marks(of: state)
        }
        if let row = rows[state] { return row | marks(of: state) }
        let size = stride * 4 + 2 * (state.waiting.count + state.matched.count) * 4 + 160
        if cacheBytes + size > cacheBytesMax || transitions.count + stride > Int(Step.row) {
            let pays = bytesRead - bytesAtFlush >= states.count * Self.bytesPerState
            if size > cacheBytesMax || flushes > 0 && !pays {
                isUncached = true
                loose = state
                return marks(of: state)
            }
            removeAll()
            flushes += 1
            bytesAtFlush = bytesRead
        }
        cacheBytes += size
        let row = UInt32(transitions.count)
        transitions.append(contentsOf: repeatElement(Step.unknown, count: stride))
        states.append(state)
        rows[state] = row
        return row | marks(of: state)
    }

    private func marks(of state: State) -> UInt32 {
        var marks: UInt32 = 0
        if state.isSettled { marks |= Step.settled } else if !state.matched.isEmpty { marks |= Step.matched }
        if state.waiting.isEmpty {
            if state.starting == .always { marks |= Step.idle }
            if state.starting == .never { marks |= Step.dead }
        }
        return marks == 0 || marks == Step.idle && !stopsAtIdle ? marks : marks | Step.special
    }

    private mutating func next(from state: State, on byte: Int) -> State {
        let previous = ContextNeeds.byte(of: state.context)
        closure.begin(previous: previous, byte: byte, stopsAtMatch: preference == .first)
        for counter in state.waiting where !closure.isStopped { closure.follow(counter, program) }
        if state.starting != .never, !closure.isStopped, program.canStart(before: byte) {
            closure.follow(Int32(program.start), program)
        }
        var next = State()
        next.waiting = closure.targets
        next.matched = closure.matched
        next.context = program.context.summary(of: byte)
        if state.starting == .always, !closure.isStopped { next.starting = .always }
        if preference == .allAtOnce {
            // What was told one byte earlier is not told again.
            let told = closure.matches(of: state.waiting, behind: previous, program)
            next.matched.removeAll { told.contains($0) }
            for number in closure.matches(of: next.waiting, behind: byte, program)
            where !next.matched.contains(number) {
                next.matched.append(number)
            }
        }
        if preference == .first, byte >= 0, let settled = closure.settledMatch(of: next.waiting, behind: byte, program)
        {
            next = State(starting: .never, context: next.context, matched: [settled], isSettled: true)
        }
        return next
    }
}

/// Follows the ways that need no byte, for one step of an automaton.
struct PatternClosure: Sendable {
    /// The instructions that wait for the byte behind this one, in order.
    private(set) var targets: [Int32] = []
    /// The patterns that matched before this byte, in order.
    private(set) var matched: [Int32] = []
    /// Whether a match has ended all ways behind it.
    private(set) var isStopped = false
    /// How many instructions were followed so far.
    private(set) var followed = 0
    private var stack: [Int32] = []
    /// The round in which an instruction was last reached, or waited.
    private var reached: [UInt32]
    private var waits: [UInt32]
    private var round: UInt32 = 0
    private var previous = -1
    private var byte = -1
    private var stopsAtMatch = true

    init(_ program: PatternProgram) {
        reached = [UInt32](repeating: 0, count: program.instructions.count)
        waits = reached
    }

    mutating func begin(previous: Int, byte: Int, stopsAtMatch: Bool) {
        self.previous = previous
        self.byte = byte
        self.stopsAtMatch = stopsAtMatch
        targets.removeAll(keepingCapacity: true)
        matched.removeAll(keepingCapacity: true)
        isStopped = false
        nextRound()
    }

    /// Follows one way to all instructions that look at the byte, and over it.
    mutating func follow(_ counter: Int32, _ program: PatternProgram) {
        stack.append(counter)
        while let counter = stack.popLast() {
            guard reached[Int(counter)] != round else { continue }
            reached[Int(counter)] = round
            followed += 1
            let instruction = program.instructions[Int(counter)]
            switch instruction.operation {
            case .split:
                stack.append(instruction.y)
                stack.append(instruction.x)
            case .save: stack.append(instruction.y)
            case .assertion:
                if PatternNode.Assertion(rawValue: instruction.x)?.holds(between: previous, and: byte) ?? false {
                    stack.append(instruction.y)
                }
            case .match:
                matched.append(instruction.x)
                guard stopsAtMatch else { continue }
                isStopped = true
                stack.removeAll(keepingCapacity: true)
                return
            case .byte, .table:
                guard byte >= 0 else { continue }
                let target = program.target(of: instruction, on: UInt8(truncatingIfNeeded: byte))
                guard target >= 0, waits[Int(target)] != round else { continue }
                waits[Int(target)] = round
                targets.append(target)
            }
        }
    }

    /// The pattern that matches behind a byte whatever follows, if the preferred way of all that wait is that match.
    mutating func settledMatch(of waiting: [Int32], behind byte: Int, _ program: PatternProgram) -> Int32? {
        guard let first = waiting.first else { return nil }
        nextRound()
        stack.append(first)
        defer { stack.removeAll(keepingCapacity: true) }
        while let counter = stack.popLast() {
            guard reached[Int(counter)] != round else { continue }
            reached[Int(counter)] = round
            followed += 1
            let instruction = program.instructions[Int(counter)]
            switch instruction.operation {
            case .split:
                stack.append(instruction.y)
                stack.append(instruction.x)
            case .save: stack.append(instruction.y)
            case .assertion:
                guard let assertion = PatternNode.Assertion(rawValue: instruction.x), !assertion.asksForNext else {
                    return nil
                }
                if assertion.holds(between: byte, and: -1) { stack.append(instruction.y) }
            case .match: return instruction.x
            case .byte, .table: return nil
            }
        }
        return nil
    }

    /// The patterns that match behind a byte, whatever follows.
    mutating func matches(of waiting: [Int32], behind byte: Int, _ program: PatternProgram) -> [Int32] {
        nextRound()
        var numbers: [Int32] = []
        stack.append(contentsOf: waiting)
        while let counter = stack.popLast() {
            guard reached[Int(counter)] != round else { continue }
            reached[Int(counter)] = round
            followed += 1
            let instruction = program.instructions[Int(counter)]
            switch instruction.operation {
            case .split:
                stack.append(instruction.y)
                stack.append(instruction.x)
            case .save: stack.append(instruction.y)
            case .assertion:
                guard let assertion = PatternNode.Assertion(rawValue: instruction.x), !assertion.asksForNext,
                    assertion.holds(between: byte, and: -1)
                else { continue }
                stack.append(instruction.y)
            case .match: numbers.append(instruction.x)
            case .byte, .table: break
            }
        }
        return numbers
    }

    private mutating func nextRound() {
        round &+= 1
        guard round == 0 else { return }
        for index in reached.indices { (reached[index], waits[index]) = (0, 0) }
        round = 1
    }
}
