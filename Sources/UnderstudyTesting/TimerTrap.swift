import Determinism

/// Catches timers that the code under test asks for.
///
/// ```swift
/// let trap = world.trap(.timer)
/// try await orchestrator.send("go")
/// let asked = try await trap.next()
/// #expect(asked.due == .seconds(300))
/// asked.release()
/// trap.remove()
/// ```
public final class TimerTrap: Sendable {
    /// Which timers are caught.
    public enum Kind: Sendable, Hashable {
        /// All of them.
        case any
        /// Those that an engine asks for.
        case timer
        /// Sleeps on the world's clock.
        case sleeper

        func catches(_ kind: PendingEvent.Kind) -> Bool {
            switch self {
            case .any: true
            case .timer: kind == .timer
            case .sleeper: kind == .sleeper
            }
        }
    }

    private let core: WorldCore
    private let number: Int

    init(core: WorldCore, kind: Kind) {
        self.core = core
        number = core.setTrap(kind)
    }

    deinit { core.removeTrap(number) }

    /// Waits until a timer is caught; those that were caught meanwhile come first, in order.
    ///
    /// - Throws: `WorldError.Code.stalled` where the task is cancelled or the trap removed before one is.
    public func next() async throws(WorldError) -> TrappedTimer { try await core.nextTrapped(by: number) }

    /// Catches no more, and lets all go that it holds.
    public func remove() { core.removeTrap(number) }
}

/// A timer that the code under test has asked for, and that it is held with.
public struct TrappedTimer: Sendable {
    private let core: WorldCore
    let number: Int
    /// Who asks.
    public let kind: PendingEvent.Kind
    /// When it would be due, since the world began.
    public let due: Duration
    /// How long that is from the instant at which it was asked for.
    public let duration: Duration

    init(core: WorldCore, number: Int, kind: PendingEvent.Kind, due: Instant, askedAt: Instant) {
        self.core = core
        self.number = number
        self.kind = kind
        self.due = due - .zero
        duration = due - askedAt
    }

    /// Lets go on who asked; the timer counts as it was asked for.
    public func release() { core.release(number) }
}
