import Determinism
import Orchestrators

/// What a world knows of the sessions and the sleepers in it.
struct WorldState {
    /// A session on the stage.
    struct Session {
        /// Wakes its thread.
        let bell: @Sendable () -> Void
        /// Whether anybody waits for what comes of it.
        let isAwaited: @Sendable () -> Bool
        /// What it waits for; `nil`: it runs.
        var rest: SessionRest?
        /// The round in which it was woken last: it then sees all that was posted before that round.
        var wokenRound: Int
        /// The last round of looking that it has answered.
        var seenRound = 0
        /// The instant that it may go to.
        var grant: Instant?
        /// The timer that it asked for last, which no trap sees twice.
        var timer = Instant.distantFuture
        /// Whether a trap holds it.
        var isHeld = false
    }

    /// A task that sleeps on the world's clock.
    struct Sleeper {
        let due: Instant
        /// The question of an engine that its task answers.
        let call: Int?
        let wake: CheckedContinuation<Void, any Error>
        /// Whether a trap holds it.
        var isHeld: Bool
    }

    /// A trap with what it has caught.
    struct Trap {
        let kind: TimerTrap.Kind
        /// Caught, and not asked for.
        var caught: [TrappedTimer] = []
        /// The numbers of those who are held by it.
        var holding: Set<Int> = []
        /// Who waits for the next.
        var waiter: CheckedContinuation<TrappedTimer?, Never>?
    }

    /// Something that waits until the world is as it wants it.
    struct Watcher {
        let isFulfilled: @Sendable (WorldState) -> Bool
        let resume: CheckedContinuation<Bool, Never>
    }

    /// What keeps a world from rest.
    enum Unrest {
        /// A session's thread is at work.
        case running
        /// A hook or a handler runs, and does not sleep on the world's clock.
        case answering
    }

    /// The present.
    var now = Instant.zero
    var sessions: [Int: Session] = [:]
    var sleepers: [Int: Sleeper] = [:]
    var traps: [Int: Trap] = [:]
    var watchers: [Int: Watcher] = [:]
    /// Operations that time passes for, and whether they are over.
    var operations: [Int: Bool] = [:]
    /// The round of looking whether all is at rest.
    private(set) var round = 0
    private var numbersGiven = 0

    /// A number that nothing had before.
    mutating func newNumber() -> Int {
        numbersGiven += 1
        return numbersGiven
    }

    /// Begins another round of looking: who answers it has seen all that was posted before.
    mutating func beginRound() -> Int {
        round += 1
        for session in sessions.values { session.bell() }
        return round
    }

    /// Why the world is not at rest; `nil`: it is.
    func unrest(since round: Int) -> Unrest? {
        let asleep = Set(sleepers.values.compactMap(\.call))
        var isAnswering = false
        for session in sessions.values where !session.isHeld {
            guard let rest = session.rest, session.seenRound >= round else { return .running }
            isAnswering = isAnswering || !rest.openCalls.isSubset(of: asleep)
        }
        return isAnswering ? .answering : nil
    }

    /// Whether anybody waits for what time brings.
    var isAwaited: Bool { !sleepers.isEmpty || sessions.values.contains { $0.isAwaited() } }

    /// Whether a trap holds anybody.
    var isTrapped: Bool { sessions.values.contains(where: \.isHeld) || sleepers.values.contains(where: \.isHeld) }

    /// What waits for its instant, earliest first.
    var pending: [PendingEvent] {
        var events: [PendingEvent] = []
        for (number, session) in sessions {
            guard let rest = session.rest else { continue }
            if rest.happening < .distantFuture { events.append(PendingEvent(rest.happening, .process, number)) }
            if rest.timer < .distantFuture { events.append(PendingEvent(rest.timer, .timer, number)) }
        }
        for (number, sleeper) in sleepers { events.append(PendingEvent(sleeper.due, .sleeper, number)) }
        return events.sorted()
    }

    /// Lets time be an instant, and all sessions go to it.
    mutating func go(to instant: Instant) {
        now = instant
        for number in sessions.keys {
            sessions[number]?.grant = instant
            sessions[number]?.rest = nil
            sessions[number]?.bell()
        }
    }

    /// Takes out the sleepers whose time has come, in the order in which they fell asleep.
    mutating func takeDueSleepers() -> [CheckedContinuation<Void, any Error>] {
        let due = sleepers.filter { $0.value.due <= now && !$0.value.isHeld }.keys.sorted()
        return due.compactMap { sleepers.removeValue(forKey: $0)?.wake }
    }

    /// Takes out the watchers whose moment has come.
    mutating func takeFulfilled() -> [CheckedContinuation<Bool, Never>] {
        if watchers.isEmpty { return [] }
        let fulfilled = watchers.filter { $0.value.isFulfilled(self) }.keys
        return fulfilled.compactMap { watchers.removeValue(forKey: $0)?.resume }
    }

    /// Has the first trap that is set for it catch a timer.
    ///
    /// - Returns: whether one has.
    mutating func trap(_ timer: TrappedTimer) -> Bool {
        guard let number = traps.keys.sorted().first(where: { traps[$0]?.kind.catches(timer.kind) == true }) else {
            return false
        }
        traps[number]?.holding.insert(timer.number)
        if let waiter = traps[number]?.waiter {
            traps[number]?.waiter = nil
            waiter.resume(returning: timer)
        } else {
            traps[number]?.caught.append(timer)
        }
        return true
    }

    /// Lets go on who is held with a timer.
    mutating func release(_ number: Int) {
        for trap in traps.keys { traps[trap]?.holding.remove(number) }
        if sessions[number]?.isHeld == true {
            sessions[number]?.isHeld = false
            sessions[number]?.rest = nil
            sessions[number]?.bell()
        }
        sleepers[number]?.isHeld = false
    }
}
