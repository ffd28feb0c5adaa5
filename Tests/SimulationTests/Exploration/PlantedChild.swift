import Determinism
import Hosting
import Recording

/// A copy of the engine's session, small enough to read, with switches for bugs.
struct PlantedChild {
    struct End {
        var exit: ExitStatus?
        var isTimedOut = false
        var isStartFailure = false
    }

    static let limit: Duration = .seconds(60)
    static let termGrace: Duration = .seconds(5)
    static let killGrace: Duration = .seconds(2)
    static let leakGrace: Duration = .seconds(1)

    /// The longest that a child lives, from its start until nothing of it is left.
    static let lifeMax = limit + termGrace + killGrace + leakGrace + killGrace

    private enum Phase {
        case running, terminating, killing, draining, sweeping, over
    }

    let process: ProcessHandle
    private let bug: PlantedBug?
    private var phase = Phase.running
    private var due: Instant
    private var exit: ExitStatus?
    private var isTimedOut = false
    private var openStreams: Set<Channel.Stream> = [.stdout, .stderr]

    init(_ process: ProcessHandle, bug: PlantedBug?, at now: Instant) {
        self.process = process
        self.bug = bug
        due = now + Self.limit
    }

    var isOver: Bool { phase == .over }
    var deadline: Instant { phase == .over ? .distantFuture : due }

    /// Takes an event that is no output.
    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) -> End? {
        switch event {
        case .spawnFailed where bug == .missingChild:
            phase = .sweeping
            due = .distantFuture
        case .spawnFailed:
            phase = .over
            return End(isStartFailure: true)
        case .exited(_, let status):
            exit = status
            if bug == .tailLost { return finish(&actions) }
            if bug == .grandchildLeft { return finish(&actions) }
            if openStreams.isEmpty { return sweep(at: now, &actions) }
            if phase == .running || phase == .terminating {
                phase = .draining
                due = now + Self.leakGrace
                if bug == .timeoutNoBound { due = .distantFuture }
            }
        case .ended(let channel):
            openStreams.remove(channel.stream)
            if bug == .closedOutput, channel.stream == .stdout { return finish(&actions) }
            if openStreams.isEmpty, exit != nil { return sweep(at: now, &actions) }
        case .leftovers where openStreams.isEmpty && phase == .sweeping: return finish(&actions)
        default: break
        }
        return nil
    }

    /// Output came: a grandchild that still talks is still read.
    mutating func hear(at now: Instant) { if phase == .draining { due = now + Self.leakGrace } }

    mutating func timer(at now: Instant, actions: inout [Action]) -> End? {
        guard due <= now, phase != .over else { return nil }
        switch phase {
        case .running:
            isTimedOut = true
            if bug == .orphan { return finish(&actions) }
            stop(at: now, &actions)
        case .terminating where bug == .stoppedChild: due = .distantFuture
        case .terminating:
            phase = .killing
            due = now + Self.killGrace
            actions.append(.signal(process, .kill, .group))
        case .draining, .killing: return sweep(at: now, &actions)
        case .sweeping: return finish(&actions)
        case .over: break
        }
        return nil
    }

    /// Asks the child to end; what does not help is followed by what does.
    mutating func stop(at now: Instant, _ actions: inout [Action]) {
        guard phase == .running else { return }
        phase = .terminating
        due = now + Self.termGrace
        actions.append(.signal(process, .terminate, .group))
        if bug != .stoppedChild { actions.append(.signal(process, .continue, .group)) }
    }

    /// Ends whatever the child has left, in whatever group.
    private mutating func sweep(at now: Instant, _ actions: inout [Action]) -> End? {
        guard phase != .sweeping else { return nil }
        phase = .sweeping
        due = now + Self.killGrace
        actions.append(.signal(process, .kill, bug == .detachedLeft ? .group : .tree))
        return nil
    }

    private mutating func finish(_ actions: inout [Action]) -> End {
        phase = .over
        actions.append(.hangUp(process))
        return End(exit: exit, isTimedOut: isTimedOut)
    }
}
