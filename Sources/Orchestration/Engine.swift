public import Determinism
public import Hosting
import Matching
public import Recording

/// The orchestrator's engine: a pure state machine that speaks to children through actions and hears them as events.
///
/// It is a value: the same calls at the same instants give the same actions and notices, whatever host is behind it.
/// A turn ends when the child's answer is whole *and* every agent that it asked for is done.
public struct Engine: Sendable {
    let configuration: Configuration
    let agents: AgentNames
    let plan: LaunchPlan

    var workers = WorkerTable()
    var pool: AgentPool
    var scanners: [Int: OutputScanner] = [:]
    var ledger = TicketLedger()
    var turn: Turn?
    var turnCount = 0
    var waitingMessages: ArraySlice<String> = []
    var main: Int?
    var sessionID: String?
    var totalDeadline: Instant?
    var isStopping = false
    var isStarted = false

    /// The notices since they were last taken.
    var notices: [Notice] = []

    /// A turn that is not over.
    struct Turn: Sendable {
        let number: Int
        let startedAt: Instant
        let firstDelegation: Int
        var verdict: (status: AgentStatus, reason: String?, answer: String, exit: ExitStatus?)?
    }

    /// An engine that has not started.
    public init(configuration: Configuration, launcher: Launcher) {
        self.configuration = configuration
        agents = .core
        plan = LaunchPlan(configuration: configuration, launcher: launcher)
        pool = AgentPool(parallelMax: configuration.maxParallelAgents)
    }

    /// Whether there is nothing left that could happen by itself.
    public var isIdle: Bool { workers.isEmpty && turn == nil && waitingMessages.isEmpty }

    /// Whether `stop` was called and everything has ended.
    public var isStopped: Bool { isStopping && workers.isEmpty }

    /// Whether the child that the person talks to is there.
    public var isRunning: Bool { main != nil || configuration.strategy == .subprocess && !isStopping }

    /// The results of all delegations so far, in the order of the delegations.
    public var results: [AgentResult] { pool.results() }

    /// How many delegations were found.
    public var delegationCount: Int { pool.entries.count }

    /// When `Event.timer` is wanted.
    public var deadline: Instant? {
        let earliest = min(totalDeadline ?? .distantFuture, workers.earliestDeadline)
        return earliest == .distantFuture ? nil : earliest
    }

    /// The notices since the last call, in order.
    public mutating func takeNotices() -> [Notice] {
        defer { notices.removeAll(keepingCapacity: true) }
        return notices
    }

    /// Begins the session; an interactive one starts its child now, others with the first message.
    public mutating func start(at now: Instant, actions: inout [Action]) {
        guard !isStarted else { return }
        isStarted = true
        isStopping = false
        totalDeadline = configuration.timeout.map { now + $0 }
        if configuration.strategy == .interactiveSubprocess { startInteractive(at: now, actions: &actions) }
    }

    /// Sends a message; while a turn is under way it waits for its end. A session that was stopped takes none.
    public mutating func send(_ message: String, at now: Instant, actions: inout [Action]) {
        start(at: now, actions: &actions)
        guard !isStopping else { return }
        switch configuration.strategy {
        case .interactiveSubprocess: type(Array(message.utf8) + [UInt8(ascii: "\r")], actions: &actions)
        case .subprocess:
            waitingMessages.append(message)
            startTurnIfFree(at: now, actions: &actions)
        }
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
        if let main { actions.append(.resize(ProcessHandle(rawValue: main), size)) }
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
        guard isStopped else { return }
        isStarted = false
        sessionID = nil
        start(at: now, actions: &actions)
    }

    private mutating func end(_ cause: SessionEnd.Cause, at now: Instant, actions: inout [Action]) {
        isStopping = true
        totalDeadline = nil
        waitingMessages.removeAll()
        for index in pool.takeWaiting() { abandon(index, cause, at: now) }
        workers.changeAll { $0.stop(cause, at: now, actions: &actions) }
        finishTurnIfDone(at: now, actions: &actions)
    }

    /// Takes one event; what is overdue comes before it, but for a call of the user's, which is done as it stands.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        if case .userCall(let call) = event {
            if let call = EngineCall(call) { perform(call, at: now, actions: &actions) }
            return
        }
        if let deadline, event == .timer ? deadline <= now : deadline < now { timer(at: now, actions: &actions) }
        guard let process = event.process?.rawValue else { return }
        var reports: [Worker.Report] = []
        workers.change(process) { $0.handle(event, at: now, actions: &actions, reports: &reports) }
        take(reports, from: process, at: now, actions: &actions)
    }

    private mutating func timer(at now: Instant, actions: inout [Action]) {
        if let totalDeadline, totalDeadline <= now {
            // Whose own limit was reached earlier keeps that as its cause, also where the timer comes late.
            tellWorkers(dueBefore: totalDeadline, at: now, actions: &actions)
            end(.timeout(.total), at: now, actions: &actions)
        }
        tellWorkers(dueBefore: .distantFuture, at: now, actions: &actions)
    }

    private mutating func tellWorkers(dueBefore bound: Instant, at now: Instant, actions: inout [Action]) {
        for handle in workers.open {
            var reports: [Worker.Report] = []
            workers.change(handle) { worker in
                guard let due = worker.deadline, due < bound else { return }
                worker.timer(at: now, actions: &actions, reports: &reports)
            }
            take(reports, from: handle, at: now, actions: &actions)
        }
    }
}
