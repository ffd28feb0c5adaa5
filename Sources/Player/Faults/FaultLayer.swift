import Determinism
import Recording
import Text

/// The faults of a process: between what the player does and what its host is told.
///
/// Without plans everything passes as it is.
struct FaultLayer {
    /// A fault that waits, or is under way.
    struct Armed {
        let plan: FaultPlan
        let since: Instant
        /// Whether it has begun.
        var isActive = false
        /// Writes and bytes on its stream since it was laid.
        var events = 0
        var bytes = 0
        /// A write that is kept back to come behind the next one.
        var kept: PlayerAction?
        /// How often it has happened.
        var times = 0
    }

    var armed: [Armed] = []
    /// What is done later than the player did it, in order.
    private(set) var held: [(due: Instant, action: PlayerAction)] = []
    private(set) var stallStart: Instant?
    private(set) var stallEnd: Instant?
    private var choices = Choices(seed: 0)
    /// The kinds that have happened, for the journal.
    private(set) var happened: [FaultKind] = []
    private var isFlagged: Set<FaultKind> = []
    /// How the process has ended by a fault that came with a write.
    var lastStatus: ExitStatus?
    /// Faults that began with a write and are the player's business.
    var pending: [ProcessFault] = []

    /// Lays plans from an instant on; chance decides here, once, which of them are armed.
    mutating func install(_ plans: [FaultPlan], at start: Instant, call: Int?, seed: UInt64) {
        guard !plans.isEmpty else { return }
        choices = Choices(seed: seed)
        for plan in plans where plan.call == nil || plan.call == call {
            if plan.probability < 1, choices.fraction("fault") >= plan.probability { continue }
            armed.append(Armed(plan: plan, since: start))
        }
    }

    /// Whether there is anything that could go wrong.
    var isEmpty: Bool { armed.isEmpty && held.isEmpty }

    /// The next instant at which something happens by itself.
    var deadline: Instant? {
        if armed.isEmpty, held.isEmpty { return stallEnd }
        let begin = armed.filter { !$0.isActive && $0.plan.trigger == nil }.map { $0.since + $0.plan.at }.min()
        let due = held.first.flatMap { $0.due == Self.never ? nil : $0.due }
        return [begin, due, stallEnd].compactMap { $0 }.min()
    }

    /// The next instant at which something happens by itself once the player has done all it does: faults that have not
    /// begun by then never do.
    var deadlineAfterEnd: Instant? { held.first.flatMap { $0.due == Self.never ? nil : $0.due } }

    /// Whether nothing may be said.
    func isStalled(at now: Instant) -> Bool {
        guard let stallStart, stallStart <= now else { return false }
        return stallEnd.map { now < $0 } ?? true
    }

    /// Whether a fault of a kind is under way.
    func isUnderWay(_ kind: FaultKind) -> Bool { isFlagged.contains(kind) }

    /// The plan of a kind that is under way.
    func plan(_ kind: FaultKind) -> FaultPlan? { armed.first { $0.isActive && $0.plan.kind == kind }?.plan }

    /// How long a write may be held up before the rest is lost.
    var writePatience: Duration? {
        armed.first { $0.plan.kind == .lateReader }.map { $0.plan.duration ?? .seconds(4) }
    }

    /// Begins what is due by time; returns what the process itself does about it.
    mutating func take(at now: Instant) -> [ProcessFault] {
        if let end = stallEnd, end <= now { endStall() }
        var begun: [ProcessFault] = []
        for index in armed.indices where !armed[index].isActive && armed[index].plan.trigger == nil {
            guard armed[index].since + armed[index].plan.at <= now else { continue }
            begin(index, at: max(armed[index].since + armed[index].plan.at, armed[index].since), into: &begun)
        }
        return begun
    }

    /// Begins what waits for input.
    mutating func take(input: ArraySlice<UInt8>, at now: Instant) -> [ProcessFault] {
        var begun: [ProcessFault] = []
        for index in armed.indices where !armed[index].isActive {
            guard case .input(let part) = armed[index].plan.trigger else { continue }
            if ByteSearch.firstRange(of: part, in: input) != nil { begin(index, at: now, into: &begun) }
        }
        return begun
    }

    private mutating func begin(_ index: Int, at now: Instant, into begun: inout [ProcessFault]) {
        armed[index].isActive = true
        let plan = armed[index].plan
        isFlagged.insert(plan.kind)
        if !Self.changesWrites.contains(plan.kind) { happened.append(plan.kind) }
        if plan.kind == .stall || plan.kind == .slowStart {
            stallStart = now
            stallEnd = plan.duration.map { now + $0 }
        } else if let fault = ProcessFault(plan) {
            begun.append(fault)
        }
    }

    /// Kinds that count as having happened when they have changed a write.
    static let changesWrites: Set<FaultKind> = [
        .hangMidLine, .hangAfterResult, .trickle, .jitter, .burst, .lateEvent, .periodicEvents, .truncate,
        .partialLastLine, .noFinalNewline, .oneByteWrites, .splitUTF8, .splitEscape, .splitCRLF, .crlf, .invalidUTF8,
        .overlongUTF8, .nulBytes, .c1Bytes, .loneSurrogate, .bom, .longLine, .duplicateChunk, .reorderChunks,
        .dropChunk, .bitFlip, .interleavedStderr, .logLine, .malformedJSON, .truncatedJSON, .unknownEvent,
        .missingResult, .secondResult, .wrongSessionID, .orphanToolResult, .resultError, .slowExit, .daemonise,
    ]

    // MARK: What the player does

    /// Passes on what the player does, changed by what is under way.
    mutating func pass(_ actions: [PlayerAction], at now: Instant) -> [PlayerAction] {
        var out: [PlayerAction] = release(at: now)
        if armed.isEmpty, held.isEmpty { return out + actions }
        for action in shortenEnd(actions) {
            var changed = [FaultedAction(action)]
            for index in armed.indices { changed = change(changed, by: index, at: now) }
            for next in changed {
                hold(next, at: now, out: &out)
                // Behind an end nothing happens any more.
                if lastStatus != nil, Self.isEnd(next.action) { return out }
            }
        }
        return out
    }

    private mutating func hold(_ next: FaultedAction, at now: Instant, out: inout [PlayerAction]) {
        let earliest = held.last?.due ?? now
        let due = next.follows ? max(earliest, now) + next.delay : max(earliest, now + next.delay)
        if next.isForEver { return held.append((Self.never, next.action)) }
        if held.isEmpty, due <= now { return out.append(next.action) }
        held.append((due, next.action))
    }

    private static func isEnd(_ action: PlayerAction) -> Bool {
        switch action {
        case .exit, .die: true
        default: false
        }
    }

    /// Marks a kind as under way, and as having happened.
    mutating func start(_ kind: FaultKind) {
        isFlagged.insert(kind)
        mark(kind)
    }

    /// Beyond all times that a process lives.
    static let never = Instant(microseconds: .max / 4)

    private mutating func release(at now: Instant) -> [PlayerAction] {
        var out: [PlayerAction] = []
        while let first = held.first, first.due <= now {
            out.append(first.action)
            held.removeFirst()
        }
        return out
    }

    /// Lets nothing happen for so long, or until something ends it.
    mutating func stall(from now: Instant, for duration: Duration?) {
        stallStart = now
        stallEnd = duration.map { now + $0 }
    }

    /// Ends a stall.
    mutating func endStall() { (stallStart, stallEnd) = (nil, nil) }

    /// Marks a kind as having happened.
    mutating func mark(_ kind: FaultKind) { if !happened.contains(kind) { happened.append(kind) } }

    mutating func fraction() -> Double { choices.fraction("jitter") }
    mutating func below(_ bound: Int) -> Int { choices.below(bound, "place") }
}

/// An action on its way through the faults.
struct FaultedAction {
    var action: PlayerAction
    /// How much later it happens than the one before it could.
    var delay = Duration.zero
    /// Whether the delay counts from the action before it.
    var follows = false
    /// Whether it never happens, nor what is behind it.
    var isForEver = false

    init(_ action: PlayerAction, delay: Duration = .zero, follows: Bool = false, isForEver: Bool = false) {
        self.action = action
        self.delay = delay
        self.follows = follows
        self.isForEver = isForEver
    }
}
