public import Determinism
public import Player
public import Terminal

/// What runs in a process of the simulation: a player, or a program that was made for a test.
public protocol VirtualProgram {
    /// When `PlayerEvent.timer` is wanted at the latest; `nil`: never.
    var deadline: Instant? { get }

    /// How the terminal that it may be on is set before it starts.
    var terminalSettings: LineSettings { get }

    /// Takes one event and says what the process does.
    mutating func handle(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction])
}

extension VirtualProgram {
    /// As every new pseudoterminal is.
    public var terminalSettings: LineSettings { .cooked }
}

extension Player: VirtualProgram {}
