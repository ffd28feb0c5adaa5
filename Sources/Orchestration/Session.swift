public import Determinism
public import Hosting
public import Recording

/// One child from its start to its end: starting → running → stopping → draining → sweeping → ended.
///
/// The rules that this keeps: output is read to its end before an end is reported; a grandchild that holds a pipe
/// delays the end by a bounded time only; nothing of the child's tree survives; the first cause of an end is kept.
public struct Session: Sendable {
    /// What a session tells its owner.
    public enum Report: Sendable, Hashable {
        /// The child runs.
        case started
        /// One read of the child's output.
        case output(Channel.Stream, [UInt8])
        /// A measurement.
        indirect case sampled(ResourceSample)
        /// It is over; the last report.
        indirect case ended(SessionEnd)
    }

    private enum Phase: Sendable, Hashable {
        case idle, starting, running, stopping, draining, sweeping, ended
    }

    /// The child's handle.
    public let process: ProcessHandle
    /// When the child was asked for.
    public private(set) var startedAt = Instant.zero

    private let ladderSteps: [StopLadder.Step]
    private let bufferSize: Int
    private var phase = Phase.idle
    private var ladder: StopLadder?
    private var openStreams: Set<Channel.Stream> = []
    private var isInputOpen = true
    private var isPseudoterminal = false
    private var graceDeadline: Instant?
    private var isHeld = false
    /// What was read while nothing more was asked for, by stream.
    private var heldDemand: [Channel.Stream: Int] = [:]
    private var end = SessionEnd()

    /// How long the streams of a child that has ended may stay open without a byte before its tree is swept.
    public static let leakGrace: Duration = .seconds(1)

    /// How long swept streams may take to end before they are let go.
    public static let sweepGrace: Duration = .seconds(2)

    /// A session that has not started.
    public init(process: ProcessHandle, ladder: [StopLadder.Step], bufferSize: Int) {
        self.process = process
        self.ladderSteps = ladder
        self.bufferSize = bufferSize
    }

    /// Whether the child has been asked for and is not over.
    public var isActive: Bool { phase != .idle && phase != .ended }

    /// Whether the child may still be spoken to.
    public var isRunning: Bool { phase == .running || phase == .starting }

    /// Whether `stop` would still change anything: nobody has stopped it, and its tree is not being swept.
    public var isStoppable: Bool { isActive && end.cause == .itself && phase != .sweeping }

    /// When `timer` is wanted.
    public var deadline: Instant? {
        switch (ladder?.deadline, graceDeadline) {
        case (let one?, let other?): min(one, other)
        case (let one, let other): one ?? other
        }
    }

    /// Starts the child; `input` is written at once, and the input closed behind it if `closesInput`.
    public mutating func start(
        _ launch: Launch, input: [UInt8], closesInput: Bool, at now: Instant, actions: inout [Action]
    ) {
        phase = .starting
        startedAt = now
        end.startedAt = now
        actions.append(.spawn(process, launch))
        openStreams = [.stdout]
        if case .pipes = launch.streams { openStreams.insert(.stderr) } else { isPseudoterminal = true }
        for stream in [Channel.Stream.stdout, .stderr] where openStreams.contains(stream) {
            actions.append(.demand(Channel(process, stream), bytes: bufferSize))
        }
        if !input.isEmpty { actions.append(.write(process, input)) }
        if closesInput { closeInput(actions: &actions) }
    }

    /// Writes to the child's input.
    public mutating func write(_ bytes: [UInt8], actions: inout [Action]) {
        guard isRunning, isInputOpen else { return }
        actions.append(.write(process, bytes))
    }

    /// Asks for no more output until told otherwise: the child then blocks on its full pipe.
    public mutating func hold(_ shallHold: Bool, actions: inout [Action]) {
        guard isHeld != shallHold else { return }
        isHeld = shallHold
        guard !isHeld else { return }
        for stream in [Channel.Stream.stdout, .stderr] {
            guard let bytes = heldDemand.removeValue(forKey: stream), openStreams.contains(stream) else { continue }
            actions.append(.demand(Channel(process, stream), bytes: bytes))
        }
    }

    /// Closes the child's input.
    public mutating func closeInput(actions: inout [Action]) {
        guard isRunning, isInputOpen, !isPseudoterminal else { return }
        isInputOpen = false
        actions.append(.closeInput(process))
    }

    /// Whether it was decided that the child ends, and not by the child.
    public var isBeingStopped: Bool { end.cause != .itself }

    /// Begins the stop ladder; a later cause does not replace the first.
    ///
    /// A child that has ended by itself keeps that as its cause: only those who hold its streams are left to end.
    public mutating func stop(_ cause: SessionEnd.Cause, at now: Instant, actions: inout [Action]) {
        guard isStoppable else { return }
        if phase == .draining {
            end.isLeaked = end.decidedAt + Self.leakGrace <= now
            return sweep(at: now, actions: &actions)
        }
        end.cause = cause
        end.decidedAt = now
        if phase == .running { climb(at: now, actions: &actions) }
    }

    private mutating func climb(at now: Instant, actions: inout [Action]) {
        if phase == .running {
            phase = .stopping
            ladder = StopLadder(steps: ladderSteps)
        }
        let canClose = isInputOpen && !isPseudoterminal
        ladder?.climb(process, isInputOpen: canClose, at: now, actions: &actions)
        if canClose { isInputOpen = false }
        end.lastStep = ladder?.lastStep
        if ladder?.isExhausted == true { finish(at: now, actions: &actions) }
    }

    /// Takes one event about this child.
    ///
    /// - Returns: what the owner has to know of it.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) -> Report? {
        guard isActive else { return nil }
        switch event {
        case .spawned:
            phase = .running
            if end.cause != .itself { climb(at: now, actions: &actions) }
            return .started
        case .spawnFailed(_, let errno):
            end.spawnError = errno
            return close(at: now, actions: &actions)
        case .bytes(let channel, let bytes):
            _ = noteRead(bytes.count, of: channel, at: now, actions: &actions)
            return .output(channel.stream, bytes)
        case .ended(let channel): return streamEnded(channel.stream, at: now, actions: &actions)
        case .exited(_, let status): return exited(status, at: now, actions: &actions)
        case .leftovers(_, let count): return swept(count, at: now, actions: &actions)
        case .inputRefused:
            isInputOpen = false
            end.isInputRefused = true
            return nil
        case .sampled(_, let sample): return .sampled(sample)
        case .wrote, .signalFailed, .timer, .person, .userCall, .userAnswer: return nil
        }
    }

    /// Notes one read of the child's output and asks for as much again: what `handle` does about bytes, for an owner who
    /// has them already.
    ///
    /// - Returns: whether they count: not before the start, and not behind the end.
    mutating func noteRead(_ count: Int, of channel: Channel, at now: Instant, actions: inout [Action]) -> Bool {
        guard isActive else { return false }
        if phase == .draining { graceDeadline = now + Self.leakGrace }
        if isHeld {
            heldDemand[channel.stream, default: 0] += count
        } else {
            actions.append(.demand(channel, bytes: count))
        }
        return true
    }

    /// Takes the steps that are due.
    public mutating func timer(at now: Instant, actions: inout [Action]) -> Report? {
        if let due = ladder?.deadline, due <= now { climb(at: now, actions: &actions) }
        guard let due = graceDeadline, due <= now else { return nil }
        if isHeld, !heldDemand.isEmpty {
            // What stands in the pipe is not read since nobody asks for it: that is no leak.
            graceDeadline = now + Self.leakGrace
            return nil
        }
        if phase == .sweeping { return close(at: now, actions: &actions) }
        end.isLeaked = true
        sweep(at: now, actions: &actions)
        return nil
    }

    private mutating func streamEnded(
        _ stream: Channel.Stream, at now: Instant, actions: inout [Action]
    ) -> Report? {
        openStreams.remove(stream)
        if phase == .draining, openStreams.isEmpty { sweep(at: now, actions: &actions) }
        return closeIfSwept(at: now, actions: &actions)
    }

    private mutating func exited(_ status: ExitStatus, at now: Instant, actions: inout [Action]) -> Report? {
        guard end.exit == nil else { return nil }
        end.exit = status
        if end.cause == .itself { end.decidedAt = now }
        ladder = nil
        if phase == .sweeping { return closeIfSwept(at: now, actions: &actions) }
        phase = .draining
        if openStreams.isEmpty || end.cause != .itself {
            sweep(at: now, actions: &actions)
        } else {
            graceDeadline = now + Self.leakGrace
        }
        return nil
    }

    /// Ends what is left of the tree; the host answers with `Event.leftovers`.
    private mutating func sweep(at now: Instant, actions: inout [Action]) {
        phase = .sweeping
        graceDeadline = now + Self.sweepGrace
        actions.append(.signal(process, .kill, .tree))
    }

    private mutating func swept(_ count: Int, at now: Instant, actions: inout [Action]) -> Report? {
        guard phase == .sweeping else { return nil }
        end.leftovers = (end.leftovers ?? 0) + count
        return closeIfSwept(at: now, actions: &actions)
    }

    /// All is known: the child's status, the end of its streams, and what the sweep found.
    private mutating func closeIfSwept(at now: Instant, actions: inout [Action]) -> Report? {
        guard phase == .sweeping, end.exit != nil, end.leftovers != nil, openStreams.isEmpty else { return nil }
        return close(at: now, actions: &actions)
    }

    /// The ladder is at its end and the child is still there: sweep, and report it as it is.
    private mutating func finish(at now: Instant, actions: inout [Action]) {
        ladder = nil
        sweep(at: now, actions: &actions)
    }

    private mutating func close(at now: Instant, actions: inout [Action]) -> Report? {
        if end.spawnError == nil { actions.append(.hangUp(process)) }
        phase = .ended
        ladder = nil
        graceDeadline = nil
        end.endedAt = now
        if end.cause == .itself, end.spawnError != nil { end.decidedAt = now }
        return .ended(end)
    }
}
