import Determinism
import Hosting
import Matching
import Player
import Recording
import Simulation
import Text

/// An orchestrator of the engine's parts as they are copied here: a main child, its delegations in a pool of two.
struct PlantedOrchestrator: ExploredProgram {
    static let parallelMax = 2

    private struct Running {
        /// The delegation; `nil`: the main child.
        let index: Int?
        var child: PlantedChild
        var reader: PlantedReader
    }

    private let bug: PlantedBug?
    private var running: [Int: Running] = [:]
    private var order: [Int] = []
    private var waiting: [(index: Int, delegation: Delegation)] = []
    private var delegations = 0
    private var places = parallelMax
    private var handles = 0
    private var stopDue: Instant?
    private var loopDue: Instant?
    private(set) var isFinished = false

    init(bug: PlantedBug?) { self.bug = bug }

    var isStopped: Bool { isFinished }
    var bufferedBytes: Int { order.reduce(0) { $0 + (running[$1]?.reader.bufferedBytes ?? 0) } }

    var deadline: Instant? {
        var earliest = stopDue ?? .distantFuture
        if let loopDue { earliest = min(earliest, loopDue) }
        for handle in order { earliest = min(earliest, running[handle]?.child.deadline ?? .distantFuture) }
        return earliest == .distantFuture ? nil : earliest
    }

    mutating func start(at now: Instant, actions: inout [Action]) {
        actions.append(.noteCall(UserCall(name: "start")))
        launch(nil, prompt: "go", at: now, &actions)
        // The person stops the session after a while, wherever it stands.
        stopDue = now + .seconds(300)
    }

    mutating func stall(_ reason: String, at now: Instant) { isFinished = true }

    private mutating func launch(_ index: Int?, prompt: String, at now: Instant, _ actions: inout [Action]) {
        let process = ProcessHandle(rawValue: handles)
        handles += 1
        running[process.rawValue] = Running(
            index: index, child: PlantedChild(process, bug: bug, at: now), reader: PlantedReader(bug: bug))
        order.append(process.rawValue)
        let variables = [EnvironmentVariable("UNDERSTUDY_PLAY", "/script.json")]
        actions.append(
            .spawn(process, Launch(executable: "claude", arguments: ["-p", prompt], environment: variables)))
        actions.append(.closeInput(process))
        for stream in [Channel.Stream.stdout, .stderr] {
            actions.append(.demand(Channel(process, stream), bytes: 4_096))
        }
    }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        if event == .timer { timer(at: now, &actions) }
        guard let handle = event.process?.rawValue, var one = running[handle] else { return }
        switch event {
        case .spawned: report("started", ["of": .string(word(one.index))], &actions)
        case .bytes(let channel, let bytes):
            one.child.hear(at: now)
            if channel.stream == .stdout { take(one.reader.feed(bytes), from: one.index, &actions) }
            if bug == .endlessLoop { loopDue = one.reader.hasPartialLine ? now : nil }
            // A reader that has died asks for nothing more, and nobody tells the child.
            if !one.reader.isDead { actions.append(.demand(channel, bytes: bytes.count)) }
        default: break
        }
        let end = one.reader.isDead ? nil : one.child.handle(event, at: now, actions: &actions)
        running[handle] = one
        if let end { finish(handle, end, at: now, &actions) }
        startNext(at: now, &actions)
    }

    private mutating func timer(at now: Instant, _ actions: inout [Action]) {
        for handle in order {
            guard var one = running[handle] else { continue }
            let end = one.reader.isDead ? nil : one.child.timer(at: now, actions: &actions)
            running[handle] = one
            if let end { finish(handle, end, at: now, &actions) }
        }
        startNext(at: now, &actions)
        guard let due = stopDue, due <= now else { return }
        stopDue = nil
        actions.append(.noteCall(UserCall(name: "stop")))
        for (index, _) in waiting { result(index, "stopped", nil, "", &actions) }
        waiting = []
        for handle in order { running[handle]?.child.stop(at: now, &actions) }
        isFinished = order.isEmpty
    }

    private mutating func take(_ found: [Delegation], from index: Int?, _ actions: inout [Action]) {
        guard index == nil else { return }
        for delegation in found {
            let facts: JSONObject = JSONObject(members: [
                JSONObject.Member(key: "agent", value: .string(delegation.agent)),
                JSONObject.Member(key: "task", value: .string(delegation.task)),
            ])
            actions.append(.noteOutcome(EngineOutcome(name: "delegation", facts: facts)))
            waiting.append((delegations, delegation))
            delegations += 1
        }
    }

    private mutating func startNext(at now: Instant, _ actions: inout [Action]) {
        while places > 0, let next = waiting.first, stopDue != nil {
            waiting.removeFirst()
            places -= 1
            launch(next.index, prompt: next.delegation.task, at: now, &actions)
        }
        if order.isEmpty, waiting.isEmpty { isFinished = true }
    }

    private mutating func finish(
        _ handle: Int, _ end: PlantedChild.End, at now: Instant, _ actions: inout [Action]
    ) {
        guard var one = running.removeValue(forKey: handle) else { return }
        order.removeAll { $0 == handle }
        take(one.reader.finish(), from: one.index, &actions)
        var status = end.exit == .exited(0) ? "completed" : "failed"
        if end.isTimedOut { status = "timed-out" }
        if bug == .failedAsDone, end.exit != nil { status = "completed" }
        guard let index = one.index else {
            return report("ended", ["cause": "itself", "exit": exit(end.exit)], &actions)
        }
        places += 1
        result(index, status, end.exit, one.reader.text, &actions)
    }

    private func result(_ index: Int, _ status: String, _ end: ExitStatus?, _ text: String, _ actions: inout [Action]) {
        report(
            "result", ["index": .int(index), "status": .string(status), "text": .string(text), "exit": exit(end)],
            &actions)
    }

    private func exit(_ status: ExitStatus?) -> JSONValue {
        if bug == .statusLost, status != .exited(0) { return -1 }
        return status.map { .int(Int($0.code)) } ?? .null
    }

    private func word(_ index: Int?) -> String { index.map { "agent \($0)" } ?? "main" }

    private func report(_ name: String, _ facts: JSONValue, _ actions: inout [Action]) {
        actions.append(.noteOutcome(EngineOutcome(name: name, facts: facts.object ?? JSONObject())))
    }
}

/// What is explored: the orchestrator with a bug, or with none.
struct PlantedSubject: ExplorationSubject {
    let bug: PlantedBug?

    static let script = """
        [{"when": {"prompt": "alpha"}, "say": [{"wait": "1s"}, {"text": "alphä is done\\n"}]},
         {"when": {"prompt": "beta"}, "say": [{"text": "betä is done\\n"}, {"wait": "2s"}]},
         {"when": {"prompt": "gamma"}, "say": [{"text": "gammä is done\\n"}]},
         {"say": [{"text": "To do:\\n\\n**Engineer Agent**: alpha\\n\\n**QA Agent**: beta\\n\\n"},
                  {"text": "**Research Agent**: gamma\\n\\n"}]}]
        """

    var bounds: SessionBounds {
        SessionBounds(
            agentLife: PlantedChild.lifeMax, mainLife: PlantedChild.lifeMax,
            stop: PlantedChild.lifeMax - PlantedChild.limit, bufferedBytes: 3 * (PlantedReader.lineBytesMax + 4_096),
            demandBytes: 8_192)
    }

    var eventsMax: Int { 20_000 }

    var server: Mailbox.Server? { nil }

    func make() throws(HostFailure) -> (
        program: PlantedOrchestrator, world: (Launch, Int32, Instant) -> SimulatedHost.Program
    ) {
        let files = ScriptFiles(Self.script)
        return (
            PlantedOrchestrator(bug: bug),
            { launch, pid, _ in .player(Player(invocation: Invocation(launch, pid: pid), files: files)) }
        )
    }

    func failures(
        of program: PlantedOrchestrator, leftovers: Int
    ) -> [(name: String, expected: String, actual: String)] { [] }
}
