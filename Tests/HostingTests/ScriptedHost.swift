import Determinism
import Hosting

/// A host whose events are given as a list; what is done to it is written down.
struct ScriptedHost: Host {
    private(set) var now = Instant.zero
    private(set) var performed: [Action] = []
    private(set) var sweeps = 0
    private var script: ArraySlice<Occurrence>

    init(_ script: [Occurrence]) { self.script = script[...] }

    mutating func perform(_ action: Action) throws(HostFailure) { performed.append(action) }

    mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        if let first = script.first, first.instant <= deadline {
            script.removeFirst()
            now = max(now, first.instant)
            return first
        }
        if deadline == .distantFuture { throw HostFailure(.stalled, "the script is over") }
        now = max(now, deadline)
        return nil
    }

    mutating func sweep() throws(HostFailure) -> Int {
        sweeps += 1
        return 3
    }
}

/// A program that writes down what it is told, and asks for what the test lays down.
struct ScriptedProgram: HostedProgram {
    var deadline: Instant?
    var eventsWanted: Int
    var answer: [Action] = []
    private(set) var log: [String] = []

    var isFinished: Bool { log.count > eventsWanted }

    init(eventsWanted: Int, deadline: Instant? = nil, answer: [Action] = []) {
        self.eventsWanted = eventsWanted
        self.deadline = deadline
        self.answer = answer
    }

    mutating func start(at now: Instant, actions: inout [Action]) {
        log.append("start \(now)")
        actions += answer
    }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        switch event {
        case .timer:
            log.append("timer \(now)")
            deadline = nil
        case .leftovers(_, let count): log.append("leftovers \(count) \(now)")
        default: log.append("\(event)")
        }
        actions += answer
    }
}
