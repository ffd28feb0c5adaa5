import Matching
import Orchestration

/// What the driver's thread tells those who wait for it.
final class Feed: Sendable {
    /// A turn that is over, with its exact output.
    struct Turn: Sendable {
        let result: TurnResult
        let raw: [UInt8]
    }

    /// How things stand after an event.
    struct Facts: Sendable {
        var isRunning = false
        var isStopped = false
        var isReady = false
        var metrics = SessionMetrics()
        var status = SessionStatus()
        var memory = 0
        var screen: [String] = []
    }

    /// What a wait for a turn came to.
    enum Outcome: Sendable {
        case turn(Turn, patternFailure: String?)
        case timedOut
        case closed(String?)
    }

    private struct State {
        var facts = Facts()
        var turns: ArraySlice<(turn: Turn, patternFailure: String?)> = []
        var patternFailure: String?
        var partial: [UInt8] = []
        var receivers: [(id: Int, continuation: CheckedContinuation<Outcome, Never>)] = []
        var idsGiven = 0
        var listeners: [Int: (question: TerminalListener.Question, continuation: Listening)] = [:]
        var subscriptions: [Int: Weak] = [:]
        var stopWaits: [CheckedContinuation<Void, Never>] = []
        var closeWaits: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
        var failure: String?
        var lastRaw: [UInt8] = []
        var reporter: (@Sendable ([Notice]) -> Void)?
    }

    private typealias Listening = CheckedContinuation<ExpectOutcome, Never>

    private struct Weak {
        weak var subscription: Subscription?
    }

    /// How much of a turn's exact output is kept, in bytes; later bytes are dropped.
    static let rawBytesMax = 16_777_216

    private let state = Lock(State())

    /// How things stand.
    var facts: Facts { state.with { $0.facts } }

    /// Whether anybody waits for a turn, for output, or for the end.
    var hasWaiters: Bool {
        state.with { state in
            !state.receivers.isEmpty || !state.stopWaits.isEmpty || !state.listeners.isEmpty
                || !state.closeWaits.isEmpty
        }
    }

    /// The exact output of the last turn that was received, or of the one under way.
    var rawOutput: [UInt8] { state.with { $0.partial.isEmpty ? $0.lastRaw : $0.partial } }

    // MARK: The driver's side

    func take(_ notices: [Notice], raw: [UInt8], facts: Facts) {
        let (resumed, subscriptions, stopped, reporter) = state.with { state in
            state.partial.append(contentsOf: raw.prefix(max(0, Self.rawBytesMax - state.partial.count)))
            var resumed: [(CheckedContinuation<Outcome, Never>, Outcome)] = []
            for notice in notices {
                if case .hookFailed(.patternDetected, let hook, let reason) = notice {
                    state.patternFailure = state.patternFailure ?? "\(hook): \(reason)"
                }
            }
            for notice in notices {
                guard case .turn(let result) = notice else { continue }
                state.turns.append((Turn(result: result, raw: state.partial), state.patternFailure))
                state.partial = []
                state.patternFailure = nil
            }
            while let receiver = state.receivers.first, let next = state.turns.popFirst() {
                state.receivers.removeFirst()
                state.lastRaw = next.turn.raw
                resumed.append((receiver.continuation, .turn(next.turn, patternFailure: next.patternFailure)))
            }
            state.facts = facts
            var stopped: [CheckedContinuation<Void, Never>] = []
            if facts.isStopped { swap(&stopped, &state.stopWaits) }
            let consumers = notices.isEmpty ? [] : state.subscriptions.values.compactMap(\.subscription)
            return (resumed, consumers, stopped, state.reporter)
        }
        if !notices.isEmpty { reporter?(notices) }
        for subscription in subscriptions { subscription.put(notices) }
        for (continuation, outcome) in resumed { continuation.resume(returning: outcome) }
        for continuation in stopped { continuation.resume() }
    }

    /// Whether nobody waits under a number any more.
    func isAnswered(_ id: Int) -> Bool { state.with { state in !state.receivers.contains { $0.id == id } } }

    func timeOut(_ id: Int) { resume(id, .timedOut) }

    /// The driver has ended.
    func close(_ failure: String?) {
        let (receivers, subscriptions, stopped, listeners) = state.with { state in
            state.isClosed = true
            state.failure = failure
            state.facts.isRunning = false
            state.facts.isStopped = true
            defer {
                state.receivers = []
                state.stopWaits = []
                state.closeWaits = []
                state.listeners = [:]
            }
            return (
                state.receivers, state.subscriptions.values.compactMap(\.subscription),
                state.stopWaits + state.closeWaits,
                state.listeners.values.map(\.continuation)
            )
        }
        for listener in listeners { listener.resume(returning: .failed(ExpectFailure(.closed))) }
        for receiver in receivers { receiver.continuation.resume(returning: .closed(failure)) }
        for subscription in subscriptions { subscription.end() }
        for continuation in stopped { continuation.resume() }
    }

    /// What is waited for under a number; `nil`: nobody waits any more.
    func question(_ id: Int) -> TerminalListener.Question? { state.with { $0.listeners[id]?.question } }

    /// A wait for output is over.
    func answer(_ id: Int, _ outcome: ExpectOutcome) {
        state.with { $0.listeners.removeValue(forKey: id) }?.continuation.resume(returning: outcome)
    }

    // MARK: The user's side

    /// Waits for output.
    ///
    /// - Parameters:
    ///   - onWait: told the number of the wait.
    ///   - onCancel: told the number where the task is cancelled.
    func listen(
        _ question: TerminalListener.Question, onWait: @escaping @Sendable (Int) -> Void,
        onCancel: @escaping @Sendable (Int) -> Void
    ) async -> ExpectOutcome {
        let id = state.with { state in
            state.idsGiven += 1
            return state.idsGiven
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Listening) in
                let isClosed = state.with { state in
                    if !state.isClosed { state.listeners[id] = (question, continuation) }
                    return state.isClosed
                }
                if isClosed {
                    continuation.resume(returning: .failed(ExpectFailure(.closed)))
                } else if Task.isCancelled {
                    answer(id, .failed(ExpectFailure(.cancelled)))
                } else {
                    onWait(id)
                }
            }
        } onCancel: {
            answer(id, .failed(ExpectFailure(.cancelled)))
            onCancel(id)
        }
    }

    /// Waits for the next turn that nobody has received.
    ///
    /// - Parameters:
    ///   - onWait: told the number of the wait where there is no turn yet.
    ///   - onCancel: told the number where the task is cancelled.
    func receive(
        onWait: @escaping @Sendable (Int) -> Void, onCancel: @escaping @Sendable (Int) -> Void
    ) async -> Outcome {
        let id = state.with { state in
            state.idsGiven += 1
            return state.idsGiven
        }
        return await withTaskCancellationHandler {
            let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
                let ready: Outcome? = state.with { state in
                    if let next = state.turns.popFirst() {
                        state.lastRaw = next.turn.raw
                        return .turn(next.turn, patternFailure: next.patternFailure)
                    }
                    if state.isClosed { return .closed(state.failure) }
                    state.receivers.append((id, continuation))
                    return nil
                }
                if let ready { continuation.resume(returning: ready) } else { onWait(id) }
            }
            return outcome
        } onCancel: {
            resume(id, .timedOut)
            onCancel(id)
        }
    }

    private func resume(_ id: Int, _ outcome: Outcome) {
        let continuation = state.with { state -> CheckedContinuation<Outcome, Never>? in
            guard let place = state.receivers.firstIndex(where: { $0.id == id }) else { return nil }
            return state.receivers.remove(at: place).continuation
        }
        continuation?.resume(returning: outcome)
    }

    /// Waits until the session is over.
    ///
    /// - Parameter onWait: called where it is not over yet.
    func waitUntilStopped(onWait: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let isOver = state.with { state in
                if state.facts.isStopped || state.isClosed { return true }
                state.stopWaits.append(continuation)
                return false
            }
            if isOver { continuation.resume() } else { onWait() }
        }
    }

    /// Waits until the driver has ended, and with it all that it recorded.
    func waitUntilClosed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.with { state in
                if !state.isClosed { state.closeWaits.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    /// Opens a place for a consumer of events.
    func subscribe(onLevel: @escaping @Sendable (Bool) -> Void) -> Subscription {
        let subscription = Subscription(onLevel: onLevel)
        let isClosed = state.with { state in
            state.subscriptions = state.subscriptions.filter { $0.value.subscription != nil }
            state.idsGiven += 1
            state.subscriptions[state.idsGiven] = Weak(subscription: subscription)
            return state.isClosed
        }
        if isClosed { subscription.end() }
        return subscription
    }

    /// Has all notices reported.
    func report(to reporter: @escaping @Sendable ([Notice]) -> Void) { state.with { $0.reporter = reporter } }

    /// A session begins again.
    func markRunning() {
        state.with { state in
            state.facts.isStopped = false
            state.facts.isRunning = true
        }
    }

    /// Forgets what was said and not asked for.
    func clear() {
        state.with { state in
            state.turns = []
            state.lastRaw = []
            state.partial = []
        }
    }
}
