import Determinism
import Player

/// Where the program of a process runs.
///
/// Nearly all of them are players, which are large values: one that stands in a class of its own is told its events
/// where it is, while one behind an existential is copied for each look at it.
class ProgramPlace {
    /// When the program wants its timer; found once for each of its events.
    @exclusivity(unchecked) fileprivate(set) var deadline: Instant?

    fileprivate init(deadline: Instant?) { self.deadline = deadline }

    /// The faults that have happened to it.
    var faults: [FaultKind] { [] }

    /// Lets the program see one event.
    func see(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction]) {}
}

/// The place of a player.
final class PlayerPlace: ProgramPlace {
    @exclusivity(unchecked) private var player: Player

    init(_ player: Player) {
        self.player = player
        super.init(deadline: player.deadline)
    }

    override var faults: [FaultKind] { player.faultsThatHappened }

    override func see(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction]) {
        player.handle(event, at: now, into: &actions)
        deadline = player.deadline
    }
}

/// The place of a program of another kind.
final class OtherPlace: ProgramPlace {
    private var program: any VirtualProgram

    init(_ program: any VirtualProgram) {
        self.program = program
        super.init(deadline: program.deadline)
    }

    override func see(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction]) {
        program.handle(event, at: now, into: &actions)
        deadline = program.deadline
    }
}
