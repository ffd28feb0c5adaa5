public import Determinism
public import Player

/// What runs in a process of the simulation: a player, or a program that was made for a test.
public protocol VirtualProgram {
    /// When `PlayerEvent.timer` is wanted at the latest; `nil`: never.
    var deadline: Instant? { get }

    /// Takes one event and says what the process does.
    mutating func handle(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction])
}

extension Player: VirtualProgram {}
