public import Determinism
public import Hosting
import Matching
public import Recording

/// The orchestrator's engine: a pure state machine that speaks to children through actions and hears them as events.
///
/// It is a value: the same calls at the same instants give the same actions and notices, whatever host is behind it.
/// A turn ends when the child's answer is whole *and* every agent that it asked for is done.
public struct Engine: Sendable {
    var configuration: Configuration
    var registry: AgentRegistry
    var plan: LaunchPlan

    var workers = WorkerTable()
    var pool: AgentPool
    var choice = AgentChoice()
    var ledger = TicketLedger()
    var desk: HookDesk
    var commands: [Int: (call: CallID, command: HookCommand)] = [:]
    var patterns: PatternTable
    var patternCache: PatternCache
    var control = ControlDesk()
    var conversation: TerminalConversation?
    /// Whether there is a conversation: asked at every event, and a look at the conversation itself copies it.
    var isOnTerminal = false
    /// What the terminal showed when the session was stopped, or when its child ended.
    var lastScreen: [String] = []

    var turn: Turn?
    var turnCount = 0
    /// Messages that were handed in and have no turn yet; those whose hooks still run are counted.
    var waitingMessages: ArraySlice<String> = []
    var submittedCount = 0
    var main: Int?
    var sessionID: String?
    var totalDeadline: Instant?
    var phase = Phase.new
    /// Why the session was stopped.
    var stopCause = SessionEnd.Cause.stopped
    /// Whether the session was stopped before it began, so that it still can.
    var isUntouched = false
    /// Whether the hooks of the session's end were called.
    var isEndSaid = false
    /// Whether the consumer of notices asked for no more.
    var isPaused = false
    /// Whether children are asked for no more output.
    var isHeld = false

    /// What the session came to so far.
    public internal(set) var status = SessionStatus()
    /// What was counted and measured so far.
    public internal(set) var metrics = SessionMetrics()

    /// The notices since they were last taken.
    var notices: [Notice] = []
    /// A buffer for what a child reports of one event, used again and again.
    private var spareReports = Worker.Reports()
    private let inPlace = InPlace()

    /// Where a session stands.
    enum Phase: Sendable {
        case new, running, stopping, stopped
    }

    /// An engine that has not started.
    ///
    /// - Throws: `ConfigurationProblem` where agents can't work together, or a pattern is no regular expression.
    public init(configuration: Configuration, launcher: Launcher) throws(ConfigurationProblem) {
        do {
            registry = try AgentRegistry(adding: configuration.agents)
        } catch {
            throw ConfigurationProblem(key: "agents", reason: error.description)
        }
        var cache = PatternCache(configuration)
        patterns = try PatternTable(configuration.patterns, cache: &cache)
        patternCache = cache
        self.configuration = configuration
        plan = LaunchPlan(configuration: configuration, launcher: launcher)
        pool = AgentPool(parallelMax: configuration.maxParallelAgents)
        desk = HookDesk(hooks: configuration.hooks, parallelMax: configuration.callsInParallelMax)
    }

    /// Whether the session was asked to stop, and does nothing new.
    var isStopping: Bool { phase == .stopping || phase == .stopped }

    /// Whether the session's own child is being ended, by whatever limit or call.
    var isMainBeingStopped: Bool { main.map { workers.isBeingStopped($0) } ?? false }

    /// Whether there is nothing left that could happen by itself.
    public var isIdle: Bool {
        turn == nil && waitingMessages.isEmpty && submittedCount == 0 && desk.isIdle && commands.isEmpty
            && (workers.isEmpty || isMainResting)
    }

    /// Whether the only child that is left is one that waits for the next message.
    private var isMainResting: Bool {
        configuration.hasLastingChild && configuration.strategy != .interactiveSubprocess
            && workers.open == [main].compactMap(\.self)
    }

    /// Whether `stop` was called and everything has ended.
    public var isStopped: Bool { phase == .stopped }

    /// Whether messages can be sent: the session is not stopping, and a child that serves all of it is there.
    public var isRunning: Bool {
        phase == .running
            && (main != nil || !configuration.hasLastingChild || configuration.strategy != .interactiveSubprocess)
    }

    /// Whether the child on a terminal waits for input; for other strategies, whether no turn is under way.
    public var isReady: Bool { conversation.map { $0.state == .ready } ?? (turn == nil) }

    /// The results of all delegations so far, in the order of the delegations.
    public var results: [AgentResult] { pool.results() }

    /// How many delegations were found.
    public var delegationCount: Int { pool.entries.count }

    /// When `Event.timer` is wanted.
    public var deadline: Instant? {
        var earliest = min(totalDeadline ?? .distantFuture, workers.earliestDeadline)
        if !desk.isIdle { earliest = min(earliest, desk.deadline ?? .distantFuture) }
        if !commands.isEmpty {
            for entry in commands.values { earliest = min(earliest, entry.command.session.deadline ?? .distantFuture) }
        }
        if isOnTerminal, let due = conversation?.deadline { earliest = min(earliest, due) }
        return earliest == .distantFuture ? nil : earliest
    }

    /// The notices since the last call, in order.
    public mutating func takeNotices() -> [Notice] {
        let taken = notices
        notices = []
        return taken
    }

    /// Puts the notices since the last call in the place of what is in a buffer, whose memory the next ones use.
    public mutating func takeNotices(into taken: inout [Notice]) {
        if taken.count == 1 { taken.removeLast() }
        if !taken.isEmpty { taken.removeAll(keepingCapacity: true) }
        swap(&taken, &notices)
    }

    // MARK: Calls

    /// Begins the session; a child that serves all of it is started now, others with the first message.
    public mutating func start(at now: Instant, actions: inout [Action]) {
        guard phase == .new || isUntouched else { return }
        phase = .running
        isUntouched = false
        isEndSaid = false
        totalDeadline = configuration.timeout.map { now + $0 }
        callHooks(.sessionStart, then: .nothing, at: now, actions: &actions)
        startLastingChild(at: now, actions: &actions)
    }

    /// Writes bytes to the child as they are.
    public mutating func type(_ bytes: [UInt8], actions: inout [Action]) {
        if let main { workers.change(main) { $0.write(bytes, actions: &actions) } }
    }

    /// Closes the child's input.
    public mutating func closeInput(actions: inout [Action]) {
        if let main { workers.change(main) { $0.closeInput(actions: &actions) } }
    }

    /// Changes the size of the child's terminal.
    public mutating func resize(_ size: TerminalSize, actions: inout [Action]) {
        guard let main else { return }
        actions.append(.resize(ProcessHandle(rawValue: main), size))
        conversation?.resize(size)
    }

    /// Sends a signal to the child's process group.
    public mutating func signal(_ signal: Signal, actions: inout [Action]) {
        if let main { actions.append(.signal(ProcessHandle(rawValue: main), signal, .group)) }
    }

    /// Sets new limits of time, counted from now, for every child that runs and for the session if it has one.
    public mutating func extendTimeout(by duration: Duration, at now: Instant) {
        workers.changeAll { $0.extend(by: duration, at: now) }
        if totalDeadline != nil { totalDeadline = now + duration }
    }

    /// Ends everything: running children by the stop ladder, waiting agents and messages at once.
    public mutating func stop(at now: Instant, actions: inout [Action]) {
        end(.stopped, at: now, actions: &actions)
    }

    /// Makes a stopped engine ready for another session; what was found so far is kept.
    public mutating func restart(at now: Instant, actions: inout [Action]) {
        guard phase == .stopped else { return }
        phase = .new
        sessionID = nil
        status = SessionStatus()
        start(at: now, actions: &actions)
    }

    /// Takes another configuration: for the children that are started from now on.
    ///
    /// - Throws: `ConfigurationProblem`, and nothing has changed.
    public mutating func update(_ new: Configuration, at now: Instant, actions: inout [Action])
        throws(ConfigurationProblem)
    {
        var trial = try Engine(configuration: new, launcher: plan.launcher)
        patternCache.adapt(to: new)
        trial.patterns = try PatternTable(new.patterns, cache: &patternCache)
        trial.patterns.keepClosures(of: patterns)
        registry = trial.registry
        patterns = trial.patterns
        plan = trial.plan
        configuration = new
        pool.parallelMax = new.maxParallelAgents
        startAgents(at: now, actions: &actions)
    }

    private mutating func end(_ cause: SessionEnd.Cause, at now: Instant, actions: inout [Action]) {
        guard phase != .stopped else { return }
        isUntouched = phase == .new
        if phase == .running { lastScreen = conversation?.rows ?? lastScreen }
        if phase != .stopping { stopCause = cause }
        phase = .stopping
        totalDeadline = nil
        waitingMessages.removeAll()
        abandonWaiting(at: now)
        workers.changeAll { $0.stop(cause, at: now, actions: &actions) }
        finishTurnIfDone(at: now, actions: &actions)
        finishStopIfDone(at: now, actions: &actions)
    }

    /// The session is over once nothing of it runs; its last hooks are called then.
    mutating func finishStopIfDone(at now: Instant, actions: inout [Action]) {
        guard phase == .stopping, workers.isEmpty, turn == nil, desk.isIdle, commands.isEmpty else { return }
        if !isEndSaid {
            isEndSaid = true
            callHooks(.sessionEnd, then: .nothing, at: now, actions: &actions)
        }
        if desk.isIdle, commands.isEmpty { phase = .stopped }
    }

    // MARK: Events

    /// Takes one event; what is overdue comes before it, but for a call of the user's, which is done as it stands.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        switch event {
        case .userCall(let call):
            if let call = EngineCall(call) { perform(call, at: now, actions: &actions) }
            return
        case .userAnswer(let id, let answer): return take(answer, to: id, at: now, actions: &actions)
        default: break
        }
        if isLate(event, at: now) { timer(at: now, actions: &actions) }
        guard let process = event.process?.rawValue else { return }
        if !commands.isEmpty, commands[process] != nil {
            return handleCommand(process, event, at: now, actions: &actions)
        }
        var reports = Worker.Reports()
        swap(&reports, &spareReports)
        let source = workers.change(process) { worker in
            worker.handle(event, at: now, actions: &actions, reports: &reports)
            return worker.source
        }
        if isOnTerminal, process == main { observe(event, at: now, actions: &actions) }
        if let source { take(reports, of: source, from: process, at: now, actions: &actions) }
        reports.removeAll()
        swap(&reports, &spareReports)
    }

    /// Whether something is overdue when an event comes; what is due at that instant itself comes behind the event.
    private func isLate(_ event: Event, at now: Instant) -> Bool {
        guard let deadline, deadline <= now else { return false }
        if case .timer = event { return true }
        return deadline < now
    }

    private mutating func timer(at now: Instant, actions: inout [Action]) {
        if let totalDeadline, totalDeadline <= now {
            // Whose own limit was reached earlier keeps that as its cause, also where the timer comes late.
            tellWorkers(dueBefore: totalDeadline, at: now, actions: &actions)
            end(.timeout(.total), at: now, actions: &actions)
        }
        tellWorkers(dueBefore: .distantFuture, at: now, actions: &actions)
        tellConversation(at: now, actions: &actions)
        tellHooks(at: now, actions: &actions)
    }

    private mutating func tellWorkers(dueBefore bound: Instant, at now: Instant, actions: inout [Action]) {
        for handle in workers.open {
            var reports = Worker.Reports()
            guard workers.deadline(of: handle) < bound else { continue }
            let source = workers.change(handle) { worker in
                worker.timer(at: now, actions: &actions, reports: &reports)
                return worker.source
            }
            if let source { take(reports, of: source, from: handle, at: now, actions: &actions) }
        }
    }
}
