import ClaudeProtocol
public import Determinism
import Recording
import Text

/// A process that plays the part of `claude`: events in, actions out, no clock and no files of its own.
///
/// A host calls `handle` with `.started` first, then with whatever happens, and with `.timer` when `deadline` has come.
/// The process has ended after `.exit` or `.die`.
///
/// ```swift
/// var player = Player(invocation: invocation, files: files)
/// var actions: [PlayerAction] = []
/// player.handle(.started, at: .zero, into: &actions)
/// ```
public struct Player {
    /// What a playing process needs for itself, in bytes: `PlayerAction.holdMemory` comes on top of it.
    public static let footprint = 3 << 20

    /// Status for a call that nothing answers, and for input that differs from what was recorded.
    public static let unansweredStatus: Int32 = 70

    enum Stage {
        case new
        /// The prompt may still come from standard input.
        case gathering
        /// A turn is being answered.
        case speaking
        /// The call is refused as soon as the client has said something.
        case refusing
        /// Servers are reached before anything else is answered.
        case preparing
        /// Turns come as lines, and none is here.
        case idle
        /// The prompt on standard input decides which recording plays.
        case choosing
        /// A recording plays.
        case replaying
        case ended
    }

    let invocation: Invocation
    var files: any FileStore
    /// How late a timer may come although nothing held the process up; what is later counts as held up.
    let timerSlack: Duration

    var stage = Stage.new
    var now = Instant.zero
    var out: [PlayerAction] = []

    var settings: PlayerSettings?
    var source = PlaySource.echo
    var arguments = ClaudeArguments(lenient: [])
    var voice: Voice?
    var callNumber: Int?
    var turnNumber = 0
    var input = InputBuffer()
    var gatherDeadline: Instant?
    /// What is said once the client has said something.
    var refusal: EarlyExit?
    /// The words of the last turn's prompt.
    var prompt = ""

    var operations: [Operation] = []
    /// Where the script stands in time; waits count from here, so that late timers do not add up.
    var scriptTime = Instant.zero
    var wakeAt: Instant?
    var isReading = false
    var reactions: [ScriptStep.Reaction] = []
    var heldMemory = 0
    /// Descriptors that are held because a recorded process held them.
    var heldDescriptors = 0
    var queue: [JSONValue] = []
    /// The message that is echoed once its turn has begun.
    var echo: JSONValue?
    var lastTurnFailed = false
    /// The identifier of the prompt, for hooks.
    var promptID = ""
    /// How often hooks have kept this turn from ending.
    var stopHookRounds = 0

    /// What is asked of others, and what they have answered.
    var asking = Asking()
    /// Whether a client has said that it is there.
    var isInitialized = false

    // What a session may do and has.
    var sessions: SessionStore?
    var earlierTurns: [SessionHistory.Turn] = []
    var sessionSettings: [SettingsFile] = []
    var permissions = Permissions()
    var hookTable = HookTable()
    var servers = ToolServers()
    /// Calls of tools on their way, the innermost last.
    var calls: [ToolCall] = []
    var backgroundTasks: [BackgroundTask] = []
    /// The program that a person meets on a terminal; `nil`: nobody sits there.
    var terminal: TerminalProgram?
    /// Whether somebody sits there: asked at every event, and a look at the program itself copies it.
    var isOnTerminal = false
    var replay: Replay?
    /// A call whose recording is not known yet.
    var openCall: OpenCall?
    /// The recording of a folder that plays.
    var playedName: String?
    /// Holds the input against the recorded one, where it has to be the same.
    var strict: StrictInput?
    var faults = FaultLayer()
    /// What is done by time alone, in order of time.
    var scheduled: [(at: Instant, action: PlayerAction)] = []
    /// A spinner that turns.
    var spinner: (every: Duration, frame: Int, next: Instant)?
    var isRaw = false
    /// How the process has just ended.
    var endStatus: ExitStatus?
    /// Whether an interruption has been ignored.
    var hasBeenInterrupted = false
    var hasStandardError = true

    /// A process that has not started yet.
    ///
    /// - Parameters:
    ///   - invocation: what it is started with.
    ///   - files: the files that it may read and write.
    ///   - timerSlack: how late timers may come by themselves, on the player's clock; 0 where time is virtual.
    public init(invocation: Invocation, files: any FileStore, timerSlack: Duration = .zero) {
        self.invocation = invocation
        self.files = files
        self.timerSlack = timerSlack
    }

    /// When the process wants `.timer` at the latest; `nil`: never, or it has ended.
    ///
    /// Hosts ask for it more often than it changes: it is found once for each event.
    public private(set) var deadline: Instant?

    private var earliestDeadline: Instant? {
        if stage == .ended { return faults.deadlineAfterEnd }
        var earliest = ownDeadline ?? .distantFuture
        if let due = faults.deadline { earliest = min(earliest, due) }
        if let due = scheduled.first?.at { earliest = min(earliest, due) }
        if let due = spinner?.next { earliest = min(earliest, due) }
        if isOnTerminal, let due = terminal?.deadline { earliest = min(earliest, due) }
        return earliest == .distantFuture ? nil : earliest
    }

    /// When the stage goes on by itself.
    private var ownDeadline: Instant? {
        switch stage {
        case .gathering, .refusing, .choosing: return gatherDeadline
        case .speaking, .preparing, .replaying:
            if faults.isStalled(at: now) { return faults.stallEnd }
            return stage == .replaying ? replay?.deadline : wakeAt
        case .idle: return backgroundTasks.map(\.due).min()
        case .new, .ended: return nil
        }
    }

    /// Whether the process can go on only when something comes from outside, its deadline aside.
    public var isAwaitingInput: Bool {
        switch stage {
        case .gathering, .choosing, .refusing: true
        case .idle: backgroundTasks.isEmpty
        case .speaking, .preparing: isReading || asking.isOpen
        case .replaying: replay?.isAwaitingInput ?? false
        case .new, .ended: false
        }
    }

    /// Whether the process has ended.
    public var hasEnded: Bool { stage == .ended }

    /// How long a host tries to get a write out before the rest of the output is lost; `nil`: for ever.
    public var writePatience: Duration? { faults.writePatience }

    /// Takes one event and appends what the process does about it.
    ///
    /// - Parameters:
    ///   - event: what happened; the first is `.started`.
    ///   - now: the player's own clock, which never goes back.
    ///   - actions: where the actions are appended, in order.
    public mutating func handle(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction]) {
        defer { deadline = earliestDeadline }
        guard stage != .ended else { return answerAfterEnd(event, at: now, into: &actions) }
        self.now = now
        switch event {
        case .started: start()
        case .input(let bytes) where isOnTerminal: terminal?.input(bytes, at: now)
        case .inputEnded where isOnTerminal: terminal?.inputEnded(at: now)
        case .input(let bytes):
            takeInput(bytes)
            readLines()
        case .inputEnded:
            if faults.isUnderWay(.ignoreInputEnd) { break }
            input.hasEnded = true
            readLines()
        case .signal(let signal): signalled(signal)
        case .outputRefused(.stderr): hasStandardError = false
        case .outputRefused: finish(.exited(0))
        case .commandEnded(let end): commandEnded(end)
        case .resized(let size): if !faults.isUnderWay(.ignoreResize) { terminal?.resize(size, at: now) }
        case .timer: if isOnTerminal, let due = terminal?.deadline, due <= now { terminal?.timer(at: now) }
        }
        doScheduled()
        advance()
        runTerminal()
        passOn(into: &actions)
    }

    /// Hands over what was done, as the faults let it through.
    private mutating func passOn(into actions: inout [PlayerAction]) {
        if faults.isEmpty, faults.pending.isEmpty, faults.lastStatus == nil, endStatus == nil {
            // What nothing can change is handed over as it is.
            if actions.isEmpty { return swap(&actions, &out) }
            actions.append(contentsOf: out)
            return out.removeAll(keepingCapacity: true)
        }
        var passed = faults.isEmpty ? out : faults.pass(out, at: now)
        out.removeAll()
        followPending(&passed)
        if let end = endStatus {
            // After the faults: the journal names those that have happened.
            endStatus = nil
            writeJournal(end)
            passed.insert(contentsOf: out, at: passed.isEmpty ? 0 : passed.endIndex - 1)
            out.removeAll()
        }
        actions += passed
    }

    /// All has been said, but a host may still be writing it: a signal then ends the process at once.
    private mutating func answerAfterEnd(
        _ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction]
    ) {
        // Faults may still keep the end back.
        actions += faults.pass([], at: now)
        guard case .signal(let signal) = event, !reactions.contains(where: { $0.signal == signal }) else { return }
        let profile = settings?.profile ?? .newest
        switch signal {
        case .interrupt: actions.append(.exit(0))
        case .terminate: actions.append(profile.terminateStatus.map(PlayerAction.exit) ?? .die(signal))
        case .quit: actions.append(.die(signal))
        case .hangUp: actions.append(profile.hangUpStatus.map(PlayerAction.exit) ?? .die(signal))
        default: break
        }
    }

    /// Goes on as far as this instant allows.
    mutating func advance() {
        var before: Stage
        repeat {
            // Before each stage: a turn that has just begun brings faults of its own.
            if takeFaults() { return }
            before = stage
            switch stage {
            case .gathering: gather()
            case .refusing: refuseInTime()
            case .idle: takeTurn()
            case .speaking, .preparing: speak()
            case .choosing: choose()
            case .replaying: playOn()
            case .new, .ended: return
            }
        } while stage != before
    }

    /// Ends the process.
    mutating func finish(_ status: ExitStatus) {
        guard stage != .ended else { return }
        if isRaw { out.append(.setRawMode(false)) }
        stage = .ended
        endStatus = status
        switch status {
        case .exited(let code): out.append(.exit(code))
        case .signaled(let signal): out.append(.die(signal))
        }
    }

    /// Ends the process with words.
    mutating func finish(_ exit: EarlyExit) {
        write(.stdout, exit.output)
        write(.stderr, exit.error)
        finish(.exited(exit.status))
    }

    mutating func write(_ stream: PlayerStream, _ text: String) {
        if !text.isEmpty { write(stream, Array(text.utf8)) }
    }

    mutating func write(_ stream: PlayerStream, _ bytes: [UInt8]) {
        guard !bytes.isEmpty, stream != .stderr || hasStandardError else { return }
        out.append(.write(stream, bytes))
    }

    /// Writes what the voice has said.
    mutating func flushVoice() {
        if voice?.transcript.isEmpty == false { keepTranscript() }
        for line in voice?.takeWritten() ?? [] { out.append(.write(.stdout, line)) }
    }
}
