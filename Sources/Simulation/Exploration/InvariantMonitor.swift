import Determinism
import Hosting
import Recording
import Text

/// Watches a run from outside: what the engine got, what it did and said, and what the machine knows to be true.
///
/// It knows nothing of the engine but the values that cross the host line, so that it judges any program that reports
/// its outcomes there.
final class InvariantMonitor {
    /// A child as the monitor sees it.
    private struct Child {
        var source = ""
        let spawnedAt: Instant
        var exit: ExitStatus?
        /// Whether it was told to end, or its input was closed on it.
        var isSignalled = false
        var isOver = false
        /// What was unread when it was let go.
        var lostBytes = 0

        var name: String { source.isEmpty ? "a child" : source }
    }

    private var bounds: SessionBounds
    private var children: [Int: Child] = [:]
    private var open: [Int] = []
    private var handles: [String: Int] = [:]
    private var delegations = 0
    private var started: Set<String> = []
    private var results: [Int: String] = [:]
    private var stopDeadline: Instant?
    private var isStopping = false
    private var current: Occurrence?
    private(set) var eventCount = 0
    private(set) var now = Instant.zero
    /// What is found in output, without when and how it was cut.
    private(set) var findings: [String] = []
    private(set) var violations: [Violation] = []
    /// What the engine has reported, for those who ask what a suite has reached.
    private(set) var reached = Reached()

    init(bounds: SessionBounds) { self.bounds = bounds }

    /// More of these would only be consequences.
    private static let violationsMax = 8

    func report(_ invariant: Invariant, of subject: String, expected: String, actual: String) {
        guard violations.count < Self.violationsMax else { return }
        violations.append(
            Violation(invariant, of: subject, at: now, event: eventCount, expected: expected, actual: actual))
    }

    // MARK: Events

    func observe(_ occurrence: Occurrence) {
        eventCount += 1
        now = occurrence.instant
        current = occurrence
        if case .exited(let process, let status) = occurrence.event { children[process.rawValue]?.exit = status }
        if case .spawnFailed(let process, _) = occurrence.event { close(process.rawValue) }
        checkBounds()
    }

    private func checkBounds() {
        if let stopDeadline, stopDeadline < now {
            self.stopDeadline = nil
            report(.stopReturns, of: "session", expected: "an end by \(stopDeadline) s", actual: "still running")
        }
        for handle in open {
            guard let child = children[handle] else { continue }
            let isAgent = child.source.hasPrefix("agent")
            guard let life = isAgent ? bounds.agentLife : child.source == "main" ? bounds.mainLife : nil,
                child.spawnedAt + life < now
            else { continue }
            close(handle)
            report(
                .boundsKept, of: child.name, expected: "an end by \(child.spawnedAt + life) s", actual: "still running")
        }
    }

    private func close(_ handle: Int) {
        children[handle]?.isOver = true
        open.removeAll { $0 == handle }
    }

    // MARK: Actions

    func observe(_ action: Action, on host: borrowing SimulatedHost) {
        switch action {
        case .spawn(let process, _):
            children[process.rawValue] = Child(spawnedAt: now)
            open.append(process.rawValue)
        case .signal(let process, let signal, _):
            // What is sent behind the end looks for those who are left, and explains nothing.
            if signal != .continue, signal != .windowChange, children[process.rawValue]?.exit == nil {
                children[process.rawValue]?.isSignalled = true
            }
        case .hangUp(let process):
            children[process.rawValue]?.lostBytes = host.unreadBytes(of: process)
            checkOutput(of: process.rawValue)
        case .demand(let channel, let bytes):
            let demand = host.demand(on: channel) + bytes
            guard demand > bounds.demandBytes else { return }
            report(
                .memoryBounded, of: "demand", expected: "at most \(bounds.demandBytes) bytes asked for",
                actual: "\(demand)")
        case .noteCall(let call): take(call)
        case .noteOutcome(let outcome): take(outcome, on: host)
        case .write, .closeInput, .resize, .sample, .person, .callUser: break
        }
    }

    private func checkOutput(of handle: Int) {
        // Who stops a session does not wait for what is still to be read.
        guard let child = children[handle], child.lostBytes > 0, child.exit != nil, !child.isSignalled, !isStopping
        else { return }
        report(.outputKept, of: child.name, expected: "all of it read", actual: "\(child.lostBytes) bytes unread")
    }

    private func take(_ call: UserCall) {
        switch call.name {
        case "stop":
            stopDeadline = now + bounds.stop
            isStopping = true
        case "start", "restart":
            // A new session counts its delegations on, and its limits anew.
            stopDeadline = nil
            isStopping = false
            if call.name == "restart" { bounds.mainLife = nil }
        case "extend", "update":
            bounds.agentLife = nil
            bounds.mainLife = nil
        default: break
        }
    }

    // MARK: Outcomes

    private func take(_ outcome: EngineOutcome, on host: borrowing SimulatedHost) {
        reached.note(outcome)
        switch outcome.name {
        case "started": takeStart(of: outcome.facts["of"]?.string ?? "")
        case "delegation":
            delegations += 1
            note(outcome, ["agent", "task", "pattern"])
        case "ticket": note(outcome, ["of", "type", "title", "priority"])
        case "error", "warning": note(outcome, ["of", "text"])
        case "pattern": note(outcome, ["of", "name", "text"])
        case "result": takeResult(outcome.facts, on: host)
        case "turn": takeTurn(outcome.facts)
        case "ended": takeEnd(outcome.facts, on: host)
        default: break
        }
    }

    private func note(_ outcome: EngineOutcome, _ keys: [String]) {
        let facts = keys.map { outcome.facts[$0]?.text ?? "" }.joined(separator: " ")
        findings.append("\(outcome.name) \(facts)")
    }

    private func takeStart(of source: String) {
        guard let process = current?.event.process?.rawValue else { return }
        children[process]?.source = source
        handles[source] = process
        guard source.hasPrefix("agent") else { return }
        if !started.insert(source).inserted {
            report(.ranOnce, of: source, expected: "one child", actual: "another one was started")
        }
    }

    private func takeResult(_ facts: JSONObject, on host: borrowing SimulatedHost) {
        let index = facts["index"]?.int ?? -1
        let (subject, status) = ("agent \(index)", facts["status"]?.string ?? "")
        note(EngineOutcome(name: "result", facts: facts), ["index", "agent", "status", "text"])
        if let earlier = results[index] {
            report(.ranOnce, of: subject, expected: "one result, \(earlier)", actual: "another one, \(status)")
        }
        results[index] = status
        guard let handle = handles[subject] else { return }
        close(handle)
        checkTree(of: handle, subject, on: host)
        checkHonesty(of: subject, status, facts, handle)
    }

    private func takeTurn(_ facts: JSONObject) {
        let status = facts["status"]?.string ?? ""
        note(EngineOutcome(name: "turn", facts: facts), ["number", "status", "answer", "agents"])
        guard let handle = handles["main"] else { return }
        checkHonesty(of: "turn", status, facts, handle)
    }

    private func takeEnd(_ facts: JSONObject, on host: borrowing SimulatedHost) {
        guard let handle = handles["main"] else { return }
        close(handle)
        checkTree(of: handle, "main", on: host)
    }

    private func checkTree(of handle: Int, _ subject: String, on host: borrowing SimulatedHost) {
        let population = host.population(of: ProcessHandle(rawValue: handle))
        guard population > 0 else { return }
        report(.nothingLeft, of: subject, expected: "none of its processes", actual: "\(population) running")
    }

    private func checkHonesty(of subject: String, _ status: String, _ facts: JSONObject, _ handle: Int) {
        guard let exit = children[handle]?.exit, let reported = facts["exit"]?.int else { return }
        if reported != Int(exit.code) {
            report(.honest, of: subject, expected: "its exit status \(exit.code)", actual: "\(reported)")
        }
        if status == "completed", exit != .exited(0), children[handle]?.isSignalled == false {
            report(.honest, of: subject, expected: "a failure: it ended with \(exit.code)", actual: status)
        }
    }

    // MARK: The end

    /// The session was stopped, and that is done.
    func noteStopped() { stopDeadline = nil }

    /// The run is over.
    ///
    /// - Parameter leftovers: how many processes the machine found.
    func finish(leftovers: Int) {
        if leftovers > 0 {
            report(.nothingLeft, of: "session", expected: "none at its end", actual: "\(leftovers) processes")
        }
        for index in 0..<delegations where results[index] == nil {
            report(.ranOnce, of: "agent \(index)", expected: "a result", actual: "none by the end of the session")
        }
    }
}
