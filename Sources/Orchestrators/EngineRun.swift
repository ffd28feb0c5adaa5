import Determinism
import Hosting
import Orchestration
import Recording
import Text

/// An engine as a driver runs it for an orchestrator: calls come by the mailbox, reports go to a feed.
struct EngineRun: HostedProgram {
    private var engine: Engine
    private let feed: Feed
    private var isClosing = false
    /// Who waits for a turn, with the instant at which the wait is over.
    private var waits: [Int: Instant] = [:]
    private var mains: Set<ProcessHandle> = []
    /// What this event has brought of the main child's exact output.
    private var raw: [UInt8] = []
    private var memory: [ProcessHandle: Int] = [:]
    /// Who waits for what the program on the terminal prints; `nil`: there is no terminal.
    private var listener: TerminalListener?

    init(engine: Engine, feed: Feed) {
        self.engine = engine
        self.feed = feed
        if engine.isInteractive { listener = TerminalListener(engine.expectSettings) }
    }

    var isFinished: Bool { isClosing && engine.isStopped }

    var deadline: Instant? {
        [engine.deadline, waits.values.min(), listener?.deadline].compactMap(\.self).min()
    }

    mutating func start(at now: Instant, actions: inout [Action]) {}

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        if case .userCall(let call) = event, takeOwn(call, at: now, actions: &actions) {
            return publish(at: now, actions: &actions)
        }
        note(event)
        listen(to: event, at: now)
        engine.handle(event, at: now, actions: &actions)
        for action in actions { if case .spawn(let handle, let launch) = action { spawned(handle, launch) } }
        publish(at: now, actions: &actions)
        expire(at: now)
    }

    /// Calls that are about the orchestrator and not the engine.
    private mutating func takeOwn(_ call: UserCall, at now: Instant, actions: inout [Action]) -> Bool {
        switch call.name {
        case "receive":
            guard let id = call.arguments["id"]?.int else { return true }
            if let limit = call.arguments["microseconds"]?.int { waits[id] = now + .microseconds(limit) }
            if feed.isAnswered(id) { waits[id] = nil }
        case "cancel_receive": if let id = call.arguments["id"]?.int { waits[id] = nil }
        case "extend_receive":
            guard let limit = call.arguments["microseconds"]?.int else { return true }
            for id in waits.keys { waits[id] = now + .microseconds(limit) }
            perform(.extend(.microseconds(limit)), at: now, actions: &actions)
        case "expect":
            guard let id = call.arguments["id"]?.int, let question = feed.question(id) else { return true }
            listener?.ask(question, id: id, engine.expectSettings, at: now)
            answerListeners()
        case "cancel_expect":
            if let id = call.arguments["id"]?.int { listener?.cancel(id, at: now) }
            answerListeners()
        case "close_orchestrator":
            isClosing = true
            perform(.stop, at: now, actions: &actions)
        default: return false
        }
        return true
    }

    /// Does something to the engine that no call of the user's says, and notes that for recordings.
    private mutating func perform(_ call: EngineCall, at now: Instant, actions: inout [Action]) {
        actions.append(.noteCall(call.userCall))
        engine.perform(call, at: now, actions: &actions)
    }

    private mutating func spawned(_ handle: ProcessHandle, _ launch: Launch) {
        let isAgent = launch.environment.contains { $0.name == "UNDERSTUDY_AGENT" }
        guard !isAgent else { return }
        mains.insert(handle)
        listener?.begin(engine.expectSettings)
    }

    /// Tells those who wait for output.
    private mutating func listen(to event: Event, at now: Instant) {
        guard listener != nil else { return }
        switch event {
        case .bytes(let channel, let bytes) where mains.contains(channel.process): listener?.feed(bytes, at: now)
        case .ended(let channel) where mains.contains(channel.process): listener?.end(at: now)
        case .exited(let process, let status) where mains.contains(process):
            listener?.exited(status.code, at: now)
        case .timer: listener?.timer(at: now)
        default: return
        }
        answerListeners()
    }

    private mutating func answerListeners() {
        for (id, outcome) in listener?.takeAnswers() ?? [] { feed.answer(id, outcome) }
    }

    private mutating func note(_ event: Event) {
        switch event {
        case .bytes(let channel, let bytes) where channel.stream == .stdout && mains.contains(channel.process):
            raw = bytes
        case .sampled(let process, let sample): memory[process] = sample.memory ?? 0
        case .exited(let process, _):
            memory[process] = nil
        default: break
        }
    }

    private mutating func publish(at now: Instant, actions: inout [Action]) {
        let notices = engine.takeNotices()
        for notice in notices { notice.report(to: &actions) }
        var facts = feed.facts
        facts.isRunning = engine.isRunning
        facts.isStopped = engine.isStopped
        facts.isReady = engine.isReady
        facts.metrics = engine.metrics
        facts.status = engine.status
        facts.memory = memory.values.reduce(0, +)
        // A screen is read where something has happened, not with every byte.
        if !notices.isEmpty { facts.screen = engine.screenRows }
        feed.take(notices, raw: raw, facts: facts)
        raw = []
        for id in waits.keys where feed.isAnswered(id) { waits[id] = nil }
    }

    private mutating func expire(at now: Instant) {
        for (id, due) in waits.sorted(by: { $0.key < $1.key }) where due <= now {
            waits[id] = nil
            feed.timeOut(id)
        }
    }
}
