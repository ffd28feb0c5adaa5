public import Determinism
public import Hosting
public import Recording

/// Stands between a person and one child, and lets through what either does, no faster than the other takes it.
///
/// A pure state machine on the host line: whatever host is behind it, recorded or not. It does nothing of its own but
/// to measure once a second, and to let go of a child's streams some time after its end, should a descendant hold them.
public struct SessionRelay: HostedProgram {
    /// How many bytes of each stream may be on their way to the person.
    public static let windowBytes = 256 * 1024
    /// How many bytes may be on their way to the child.
    public static let inputWindowBytes = 64 * 1024
    /// How often the child's tree is measured.
    public static let samplingInterval = Duration.seconds(1)
    /// How long after its last output a child that has ended is thought to be silent, whoever holds its streams.
    public static let leakGrace = Duration.milliseconds(300)
    /// How long a descendant may go on writing after the child's end before its streams are let go of all the same.
    public static let leakLimit = Duration.seconds(5)

    /// How a session ended.
    public enum Ending: Sendable, Hashable {
        /// The child could not be started; the number of the error (errno(3)).
        case notStarted(errno: Int32)
        /// The child ended.
        case ended(ExitStatus)
    }

    /// How it ended; `nil` while it goes on.
    public private(set) var ending: Ending?
    /// Whether nothing more is to be done.
    public private(set) var isFinished = false
    /// When the next sample, or the end of the grace, is due.
    public private(set) var deadline: Instant?

    private let child = ProcessHandle(rawValue: 0)
    private let launch: Launch
    private let isTerminal: Bool
    /// Bytes on their way to the person, by stream.
    private var shown: [Channel.Stream: Int] = [.stdout: 0, .stderr: 0]
    private var open: Set<Channel.Stream>
    private var nextSample: Instant?
    private var graceEnd: Instant?
    private var limitEnd: Instant?
    private var isSampling = false

    /// A relay that will start this child.
    public init(_ launch: Launch) {
        self.launch = launch
        isTerminal = launch.streams != .pipes
        open = isTerminal ? [.stdout] : [.stdout, .stderr]
    }

    /// Starts the child.
    public mutating func start(at now: Instant, actions: inout [Action]) {
        actions.append(.spawn(child, launch))
        for stream in open.sorted(by: { $0.rawValue < $1.rawValue }) {
            actions.append(.demand(Channel(child, stream), bytes: Self.windowBytes))
        }
        actions.append(.demand(Channel(.person, .stdout), bytes: Self.inputWindowBytes))
        nextSample = now + Self.samplingInterval
        updateDeadline()
    }

    /// Lets through one event.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        switch event {
        case .bytes(let channel, let bytes) where channel.process == child:
            if graceEnd != nil { graceEnd = now + Self.leakGrace }
            shown[channel.stream, default: 0] += bytes.count
            actions.append(.write(channel.stream == .stderr ? .personErrors : .person, bytes))
        case .bytes(_, let bytes): actions.append(.write(child, bytes))
        case .wrote(let process, let count): wrote(count, to: process, actions: &actions)
        case .inputRefused(let process): refused(process, actions: &actions)
        case .ended(let channel):
            if channel.process == child {
                open.remove(channel.stream)
            } else {
                actions.append(isTerminal ? .person(.endInput(child)) : .closeInput(child))
            }
        case .spawnFailed(_, let errno):
            ending = .notStarted(errno: errno)
            isFinished = true
        case .exited(_, let status):
            ending = .ended(status)
            graceEnd = now + Self.leakGrace
            limitEnd = now + Self.leakLimit
        case .sampled: isSampling = false
        case .person(let event): handle(event, actions: &actions)
        case .timer: timer(at: now, actions: &actions)
        default: break
        }
        finishIfDone(actions: &actions)
        updateDeadline()
    }

    private mutating func handle(_ event: PersonEvent, actions: inout [Action]) {
        switch event {
        case .resized(let size): if isTerminal { actions.append(.resize(child, size)) }
        case .stopped: actions.append(.person(.suspend))
        case .typed: break
        case .signalled(let signal, let isForGroup): signalled(signal, isForGroup, actions: &actions)
        }
    }

    /// Passes a signal on that was meant for the program; what the terminal has sent to all of us it has already.
    private mutating func signalled(_ signal: Signal, _ isForGroup: Bool, actions: inout [Action]) {
        guard ending == nil else {
            // Nobody is left to pass it on to: it can only mean that the person waits for the end.
            if signal != .continue, signal != .terminalStop { letGoOfAll() }
            return
        }
        let wasDelivered = isForGroup && !isTerminal
        if !wasDelivered { actions.append(.signal(child, signal, .process)) }
        // On a terminal of its own the child says when it has stopped; on pipes nobody would.
        if signal == .terminalStop, !isTerminal { actions.append(.person(.suspend)) }
    }

    private mutating func wrote(_ count: Int, to process: ProcessHandle, actions: inout [Action]) {
        switch process {
        case child: actions.append(.demand(Channel(.person, .stdout), bytes: count))
        case .person: passed(count, .stdout, actions: &actions)
        default: passed(count, .stderr, actions: &actions)
        }
    }

    private mutating func passed(_ count: Int, _ stream: Channel.Stream, actions: inout [Action]) {
        shown[stream, default: 0] -= count
        if open.contains(stream) { actions.append(.demand(Channel(child, stream), bytes: count)) }
    }

    /// Whoever was to take bytes has left: the child that writes to them is told by the kernel, as without us.
    private mutating func refused(_ process: ProcessHandle, actions: inout [Action]) {
        guard process != child else { return }
        let stream: Channel.Stream = process == .personErrors ? .stderr : .stdout
        shown[stream] = 0
        if open.contains(stream) { actions.append(.person(.letGo(Channel(child, stream)))) }
    }

    private mutating func timer(at now: Instant, actions: inout [Action]) {
        if let due = nextSample, due <= now {
            // A slow measurement is not followed by a second one before it is done.
            if !isSampling, ending == nil {
                actions.append(.sample(child))
                isSampling = true
            }
            nextSample = max(due + Self.samplingInterval, now)
        }
        let isOver = [graceEnd, limitEnd].contains { $0.map { $0 <= now } ?? false }
        if isOver { open = [] }
    }

    private mutating func letGoOfAll() {
        open = []
        shown = [:]
    }

    private mutating func finishIfDone(actions: inout [Action]) {
        guard case .ended = ending, !isFinished, open.isEmpty, shown.values.allSatisfy({ $0 == 0 }) else { return }
        isFinished = true
        // The recording of the child ends with this.
        actions.append(.hangUp(child))
    }

    private mutating func updateDeadline() {
        let isOver = ending != nil
        let times = isOver ? (open.isEmpty ? [] : [graceEnd, limitEnd]) : [nextSample]
        deadline = times.compactMap(\.self).min()
    }
}
