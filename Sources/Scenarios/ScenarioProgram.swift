import Determinism
import Hosting
import Orchestration
import Recording

/// The steps of a scenario around an engine: what a driver runs on any host.
///
/// It is as pure as the engine: the same scenario on the same events does the same, and says the same.
struct ScenarioProgram: StallingProgram, Sendable {
    private enum Phase: Sendable {
        /// Steps are under way.
        case steps
        /// All steps are done; what the session still does is awaited.
        case settling
        /// The session is being stopped.
        case stopping
        case finished
    }

    /// How long a session may go on by itself after the last step, on the arm's clock.
    static let settlingMax: Duration = .seconds(86_400)

    let scenario: Scenario
    let launcher: Launcher
    let matcher: Matcher
    private(set) var engine: Engine
    private(set) var transcript = Transcript()
    private(set) var failures: [Failure] = []
    private(set) var end = Instant.zero
    /// When `wait` steps ended: instants that decide what comes before what.
    private(set) var waitInstants: [Instant] = []

    private var phase = Phase.steps
    private var stepIndex = 0
    private var stepDeadline: Instant?
    private var isPreempted = false

    /// A program at its start.
    ///
    /// - Throws: `HostFailure` where no engine can be made; a scenario that was read from a file has been checked.
    init(scenario: Scenario, launcher: Launcher, tolerance: Duration) throws(HostFailure) {
        self.scenario = scenario
        self.launcher = launcher
        matcher = Matcher(tolerance: tolerance)
        do { engine = try Engine(configuration: scenario.configuration, launcher: launcher) } catch {
            throw HostFailure(.configuration, "orchestrator: \(error)")
        }
    }

    var isFinished: Bool { if case .finished = phase { true } else { false } }

    var deadline: Instant? {
        switch (engine.deadline, stepDeadline) {
        case (let one?, let other?): min(one, other)
        case (let one, let other): one ?? other
        }
    }

    mutating func start(at now: Instant, actions: inout [Action]) {
        if !scenario.permissions.isEmpty { call(.answersPermissions(true), at: now, actions: &actions) }
        call(.start, at: now, actions: &actions)
        advance(at: now, actions: &actions)
        for action in actions { transcript.note(action) }
    }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        transcript.note(event)
        engine.handle(event, at: now, actions: &actions)
        collect(at: now, actions: &actions)
        checkAlways(at: now)
        advance(at: now, actions: &actions)
        for action in actions { transcript.note(action) }
    }

    /// The host has nothing more to offer: whatever is waited for will not come.
    mutating func stall(_ reason: String, at now: Instant) {
        let step = scenario.steps.indices.contains(stepIndex) ? scenario.steps[stepIndex] : scenario.steps.last
        fail(
            step?.name ?? "steps", at: step?.position ?? SourcePosition(line: 1, column: 1), "the session hangs",
            expected: "the session to go on", actual: reason)
        end = now
        phase = .finished
    }

    private mutating func collect(at now: Instant, actions: inout [Action]) {
        for notice in engine.takeNotices() {
            transcript.note(notice, at: now)
            notice.report(to: &actions)
        }
        end = now
    }

    private mutating func fail(
        _ what: String, at position: SourcePosition, _ message: String, expected: String, actual: String
    ) {
        failures.append(
            Failure(what: what, position: position, message: message, expected: expected, actual: actual))
    }

    // MARK: Steps

    private mutating func advance(at now: Instant, actions: inout [Action]) {
        while case .steps = phase {
            guard stepIndex < scenario.steps.count else {
                beginSettling(at: now)
                break
            }
            guard perform(scenario.steps[stepIndex], at: now, actions: &actions) else { return }
            collect(at: now, actions: &actions)
            stepIndex += 1
            stepDeadline = nil
        }
        if case .settling = phase { settle(at: now, actions: &actions) }
        if case .stopping = phase, engine.isStopped {
            stepDeadline = nil
            phase = .finished
        }
    }

    /// Does a step as far as it goes.
    ///
    /// - Returns: whether it is done.
    private mutating func perform(_ step: Step, at now: Instant, actions: inout [Action]) -> Bool {
        switch step.kind {
        case .send(let message): call(.send(message), at: now, actions: &actions)
        case .input(let bytes): call(.type(bytes), at: now, actions: &actions)
        case .resize(let size): call(.resize(size), at: now, actions: &actions)
        case .signal(let signal): call(.signal(signal), at: now, actions: &actions)
        case .extend(let duration): call(.extend(duration), at: now, actions: &actions)
        case .close: call(.closeInput, at: now, actions: &actions)
        case .interrupt: call(.interrupt, at: now, actions: &actions)
        case .model(let name): call(.setModel(name), at: now, actions: &actions)
        case .permissionMode(let mode): call(.setPermissionMode(mode), at: now, actions: &actions)
        case .update(let configuration): call(.update(configuration.json), at: now, actions: &actions)
        case .mark: break
        case .wait(let duration): return wait(duration, at: now)
        case .expect(let expectation): return expect(expectation, of: step, at: now, actions: &actions)
        case .stop: return stop(at: now, actions: &actions)
        case .restart:
            guard stop(at: now, actions: &actions) else { return false }
            call(.restart, at: now, actions: &actions)
        }
        return true
    }

    /// Does something to the engine, and notes that before what comes of it.
    private mutating func call(_ call: EngineCall, at now: Instant, actions: inout [Action]) {
        actions.append(.noteCall(call.userCall))
        engine.perform(call, at: now, actions: &actions)
    }

    private mutating func wait(_ duration: Duration, at now: Instant) -> Bool {
        guard let due = stepDeadline else {
            stepDeadline = now + duration
            return duration <= .zero
        }
        if due <= now { waitInstants.append(now) }
        return due <= now
    }

    private mutating func stop(at now: Instant, actions: inout [Action]) -> Bool {
        if stepDeadline == nil {
            stepDeadline = .distantFuture
            call(.stop, at: now, actions: &actions)
            collect(at: now, actions: &actions)
        }
        return engine.isStopped
    }

    private mutating func expect(
        _ expectation: Expectation, of step: Step, at now: Instant, actions: inout [Action]
    ) -> Bool {
        if stepDeadline == nil { stepDeadline = now + expectation.patience + matcher.tolerance }
        if expectation.kind.readsScreen { transcript.screen = engine.screenRows }
        if matcher.meets(expectation.kind, in: &transcript) { return true }
        let isLate = stepDeadline.map { $0 <= now } ?? false
        guard isLate || engine.isIdle else { return false }
        fail(
            "expect", at: expectation.position,
            isLate
                ? "did not happen within \(expectation.patience.text)" : "did not happen, and the session is at rest",
            expected: expectation.kind.words, actual: transcript.recentWords)
        beginStopping(at: now, actions: &actions)
        return false
    }

    // MARK: The end

    private mutating func beginSettling(at now: Instant) {
        phase = .settling
        stepDeadline = now + Self.settlingMax
    }

    private mutating func settle(at now: Instant, actions: inout [Action]) {
        let isInteractive = scenario.configuration.strategy == .interactiveSubprocess
        let isLate = stepDeadline.map { $0 <= now } ?? false
        guard engine.isIdle || isInteractive || isLate else { return }
        if isLate, !isInteractive, let step = scenario.steps.last {
            fail(
                step.name, at: step.position, "the session did not come to rest within \(Self.settlingMax.text)",
                expected: "every turn and agent to end", actual: transcript.recentWords)
        }
        beginStopping(at: now, actions: &actions)
    }

    private mutating func beginStopping(at now: Instant, actions: inout [Action]) {
        phase = .stopping
        stepDeadline = nil
        call(.stop, at: now, actions: &actions)
        collect(at: now, actions: &actions)
        if engine.isStopped { phase = .finished }
    }

    private mutating func checkAlways(at now: Instant) {
        guard !isPreempted, !scenario.always.isEmpty else { return }
        let checker = Checker(matcher: matcher, transcript: transcript, results: engine.results, end: now)
        for check in scenario.always {
            let found = checker.failures(of: check, leftovers: 0)
            failures.append(contentsOf: found)
            isPreempted = isPreempted || !found.isEmpty
        }
    }

    /// The verdict, once the host has said what was left behind.
    ///
    /// - Parameter file: reads a file of the folder that children started in.
    func verdict(leftovers: Int, file: @escaping (String) -> [UInt8]? = { _ in nil }) -> [Failure] {
        var checker = Checker(matcher: matcher, transcript: transcript, results: engine.results, end: end)
        checker.session = SessionFacts(
            metrics: engine.metrics, status: engine.status, screen: engine.screenRows, file: file)
        return failures + scenario.checks.flatMap { checker.failures(of: $0, leftovers: leftovers) }
    }
}

extension Expectation {
    /// How long it waits: what it says, or the default, counted from the instant that it names if it names one.
    var patience: Duration { within ?? (kind.latestInstant ?? .zero) + Self.defaultPatience }
}

extension Expectation.Kind {
    /// The latest instant that is asserted.
    var latestInstant: Duration? {
        switch self {
        case .result(let match): [match.after?.max, match.at?.max].compactMap(\.self).max()
        case .delegation(let match): match.at?.max
        case .event(let match): match.at?.max
        case .any(let kinds), .all(let kinds): kinds.compactMap(\.latestInstant).max()
        case .text, .ticket, .exit, .screen: nil
        }
    }
}

extension Expectation.Kind {
    /// Whether it is about what the terminal shows.
    var readsScreen: Bool {
        switch self {
        case .screen: true
        case .any(let kinds), .all(let kinds): kinds.contains(where: \.readsScreen)
        default: false
        }
    }
}
