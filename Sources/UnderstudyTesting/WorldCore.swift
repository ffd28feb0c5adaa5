import Determinism
import Orchestrators

/// The time of a world: who waits for it, and when it may pass.
///
/// Sessions run on threads of their own, tasks on those of Swift: all meet here, under one lock. Whether all is at rest is
/// asked in rounds: a session that was woken in a round and rests again has seen whatever was posted before that round.
final class WorldCore: TimeKeeper {
    /// How long a session's thread may be at work in real time before it counts as lost.
    private static let workMax: Duration = .seconds(60)

    private let state = Lock(WorldState())
    private let patience: Duration

    init(patience: Duration) { self.patience = patience }

    var now: Duration { state.with { $0.now } - .zero }
    var pending: [PendingEvent] { state.with { $0.pending } }

    /// Changes the state, and lets go on whoever has waited for that.
    private func change<Result>(_ body: (inout WorldState) -> Result) -> Result {
        let (result, fulfilled) = state.with { state in
            let result = body(&state)
            return (result, state.takeFulfilled())
        }
        for continuation in fulfilled { continuation.resume(returning: true) }
        return result
    }

    // MARK: Sessions

    func join(
        bell: @escaping @Sendable () -> Void, isAwaited: @escaping @Sendable () -> Bool
    ) -> (id: Int, at: Instant) {
        change { state in
            let number = state.newNumber()
            state.sessions[number] = WorldState.Session(bell: bell, isAwaited: isAwaited, wokenRound: state.round)
            return (number, state.now)
        }
    }

    func leave(_ session: Int) { change { $0.sessions[session] = nil } }

    func rest(_ session: Int, _ rest: SessionRest, wait: () -> Void) -> Instant? {
        change { state in
            guard var resting = state.sessions[session] else { return }
            resting.rest = rest
            resting.seenRound = resting.wokenRound
            if rest.timer != resting.timer, rest.timer < .distantFuture {
                let asked = TrappedTimer(core: self, number: session, kind: .timer, due: rest.timer, askedAt: state.now)
                resting.isHeld = state.trap(asked)
            }
            resting.timer = rest.timer
            state.sessions[session] = resting
        }
        while true {
            wait()
            let woken: (isHeld: Bool, grant: Instant?) = change { state in
                guard var waking = state.sessions[session] else { return (false, nil) }
                if waking.isHeld { return (true, nil) }
                defer { state.sessions[session] = waking }
                defer { waking.grant = nil }
                waking.rest = nil
                waking.wokenRound = state.round
                return (false, waking.grant)
            }
            if !woken.isHeld { return woken.grant }
        }
    }

    // MARK: Rest

    /// Waits until the state is as it is wanted, and says what keeps it from that for too long.
    private func wait(
        since round: Int, until isFulfilled: @escaping @Sendable (WorldState) -> Bool
    ) async throws(WorldError) {
        var waited = Duration.zero
        while true {
            let hasPatience = await hasCome(isFulfilled)
            // What was so for a moment may be over again before its waiter runs.
            if state.with({ isFulfilled($0) }) { return }
            if hasPatience { continue }
            waited += patience
            switch state.with({ $0.unrest(since: round) }) {
            case .answering:
                throw WorldError(
                    .foreignSuspension,
                    "a hook or a handler has not answered for \(patience) of real time: let it sleep on the world's "
                        + "clock, or give the world more patience")
            case .running where waited >= Self.workMax:
                throw WorldError(.host, "a session has not come to rest for \(waited) of real time")
            case .running, nil: break
            }
        }
    }

    /// Waits for a state as long as patience lasts; whether it came, for a moment at least.
    private func hasCome(_ isFulfilled: @escaping @Sendable (WorldState) -> Bool) async -> Bool {
        let number = change { $0.newNumber() }
        let patience = patience
        let limit = Task.detached { [self] in
            try await Task.sleep(for: patience)
            state.with { $0.watchers.removeValue(forKey: number) }?.resume.resume(returning: false)
        }
        defer { limit.cancel() }
        return await withCheckedContinuation { continuation in
            change { $0.watchers[number] = WorldState.Watcher(isFulfilled: isFulfilled, resume: continuation) }
        }
    }

    func settle() async throws(WorldError) {
        let round = change { $0.beginRound() }
        try await wait(since: round) { $0.unrest(since: round) == nil }
    }

    // MARK: Time

    func advance(by duration: Duration) async throws(WorldError) {
        guard duration >= .zero else { throw WorldError(.pastEvent, "time does not go back, not by \(duration)") }
        try await settle()
        let refusal: WorldError? = change { state in
            let target = state.now + duration
            if let refusal = Self.refusal(state) { return refusal }
            if let first = state.pending.first, first.at < target {
                return WorldError(
                    .pastEvent,
                    "advancing from \(state.now) s to \(target) s would step over \(first): "
                        + "advance by \(first.at - state.now) first, or use advanceToNext()")
            }
            state.go(to: target)
            return nil
        }
        if let refusal { throw refusal }
        try await arrive()
    }

    func advanceToNext() async throws(WorldError) -> PendingEvent {
        try await settle()
        let found: Result<PendingEvent, WorldError> = change { state in
            if let refusal = Self.refusal(state) { return .failure(refusal) }
            guard let first = state.pending.first else {
                return .failure(
                    WorldError(.stalled, "nothing is due at \(state.now) s, and nothing would ever happen"))
            }
            state.go(to: first.at)
            return .success(first)
        }
        let event = try found.get()
        try await arrive()
        return event
    }

    private static func refusal(_ state: WorldState) -> WorldError? {
        guard state.isTrapped else { return nil }
        return WorldError(.trapped, "time stands still at \(state.now) s while a trap holds a timer: release it first")
    }

    /// Everything that is due now happens: what sessions do first, then what sleeps.
    private func arrive() async throws(WorldError) {
        try await settle()
        let woken = change { $0.takeDueSleepers() }
        for sleeper in woken {
            sleeper.resume()
            try await settle()
        }
    }

    // MARK: Operations

    func beginOperation() -> Int {
        change { state in
            let number = state.newNumber()
            state.operations[number] = false
            return number
        }
    }

    func endOperation(_ operation: Int) { change { $0.operations[operation] = true } }

    func isOver(_ operation: Int) -> Bool { state.with { $0.operations[operation] == true } }

    /// Waits until an operation is over, or waits for time to pass.
    ///
    /// - Returns: whether it waits.
    func waitForTurn(of operation: Int) async throws(WorldError) -> Bool {
        let round = change { $0.beginRound() }
        try await wait(since: round) { state in
            state.operations[operation] == true || state.unrest(since: round) == nil && state.isAwaited
        }
        return !isOver(operation)
    }

    // MARK: Sleepers

    func sleep(until due: Instant) async throws {
        let number = change { $0.newNumber() }
        let call = UserSideCall.current
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                change { state in
                    if Task.isCancelled { return wake.resume(throwing: CancellationError()) }
                    if due <= state.now { return wake.resume() }
                    let asked = TrappedTimer(core: self, number: number, kind: .sleeper, due: due, askedAt: state.now)
                    let isHeld = state.trap(asked)
                    state.sleepers[number] = WorldState.Sleeper(due: due, call: call, wake: wake, isHeld: isHeld)
                }
            }
        } onCancel: {
            change { $0.sleepers.removeValue(forKey: number) }?.wake.resume(throwing: CancellationError())
        }
    }

    // MARK: Traps

    func setTrap(_ kind: TimerTrap.Kind) -> Int {
        change { state in
            let number = state.newNumber()
            state.traps[number] = WorldState.Trap(kind: kind)
            return number
        }
    }

    func removeTrap(_ number: Int) {
        let waiter = change { state -> CheckedContinuation<TrappedTimer?, Never>? in
            guard let trap = state.traps.removeValue(forKey: number) else { return nil }
            for held in trap.holding { state.release(held) }
            return trap.waiter
        }
        waiter?.resume(returning: nil)
    }

    func release(_ number: Int) { change { $0.release(number) } }

    func nextTrapped(by number: Int) async throws(WorldError) -> TrappedTimer {
        let timer = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: CheckedContinuation<TrappedTimer?, Never>) in
                change { state in
                    guard !Task.isCancelled, var trap = state.traps[number] else {
                        return waiter.resume(returning: nil)
                    }
                    if trap.caught.isEmpty {
                        trap.waiter = waiter
                    } else {
                        waiter.resume(returning: trap.caught.removeFirst())
                    }
                    state.traps[number] = trap
                }
            }
        } onCancel: {
            let waiter = change { state in
                defer { state.traps[number]?.waiter = nil }
                return state.traps[number]?.waiter
            }
            waiter?.resume(returning: nil)
        }
        guard let timer else {
            throw WorldError(.stalled, "the trap was removed, or its task cancelled, before a timer was asked for")
        }
        return timer
    }
}
