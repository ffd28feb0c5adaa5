import CProcesses
import Determinism
import Hosting

/// Virtual time for real processes: who takes part, whose turn is next, and what the engine is still to be told.
///
/// Turns and events of one instant come in the order that the simulation draws from the same seed, by the same draws.
final class ClockCoordinator {
    /// Where participants connect to.
    let address: String
    var listener: Wire
    /// How long a participant may take to answer, in milliseconds of the world.
    let patienceMilliseconds: Int
    /// The present.
    private(set) var now = Instant.zero
    var participants: [Participant] = []
    /// The participants of each child's tree, the child first.
    private var trees: [ProcessHandle: [Int]] = [:]
    /// Those who were waited for, until they said hello or ended.
    private var awaited: [Int] = []
    /// Participants who go on before anything else happens: there is room again for what they write.
    var continuations: ArraySlice<Int> = []
    /// Questions to the user's closures that are not answered yet.
    var openQuestions: [CallID: UserRequest] = [:]
    private var epoch: UInt64 = 0
    private var choices: Choices
    private var queue = EventQueue<Int>()
    private var sequence: UInt64 = 0
    /// Events that belong to no process.
    private var immediate: ArraySlice<Event> = []
    /// Children with events on their way to the engine, in the order in which they came to have some.
    private var ready: [ProcessHandle] = []
    private var waiting: [ProcessHandle: ArraySlice<Event>] = [:]
    /// How many turns were given at this instant.
    private var turns = 0

    /// How often participants may go on at one instant before it is called a loop.
    static let turnsAtOneInstantMax = 1_000_000
    /// The most participants of one host.
    static let participantsMax = 1 << 20

    /// A coordinator that stands at zero.
    init(address: String, seed: UInt64, patienceMilliseconds: Int) throws(SystemError) {
        self.address = address
        self.patienceMilliseconds = patienceMilliseconds
        choices = Choices(seed: seed)
        listener = Wire(try SystemCalls.listenForParticipants(address))
    }

    // MARK: Events

    /// Notes an event of the present.
    func emit(_ event: Event) {
        guard let handle = event.process else { return immediate.append(event) }
        // No process came of it, so nothing can come before or after.
        if case .spawnFailed = event { return immediate.append(event) }
        if waiting[handle, default: []].isEmpty { ready.append(handle) }
        waiting[handle, default: []].append(event)
    }

    /// Whether the engine is still to be told something.
    var hasEvents: Bool { !immediate.isEmpty || !ready.isEmpty }

    /// The next event of the present.
    func takeEvent() -> Event? {
        if let event = immediate.popFirst() { return event }
        guard !ready.isEmpty else { return nil }
        let place = ready.count == 1 ? 0 : choices.below(ready.count, "order of events at one instant")
        let handle = ready[place]
        let event = waiting[handle]?.popFirst()
        if waiting[handle]?.isEmpty != false {
            waiting[handle] = nil
            ready.remove(at: place)
        }
        return event
    }

    // MARK: Turns

    /// A new participant, who goes on at an instant.
    func register(_ root: ProcessHandle, isChild: Bool, pid: Int32) throws(HostFailure) -> Participant {
        guard participants.count < Self.participantsMax else {
            throw HostFailure(.limit, "more than \(Self.participantsMax) processes take part in the clock protocol")
        }
        let participant = Participant(number: participants.count, root: root, isChild: isChild, pid: pid)
        participants.append(participant)
        trees[root, default: []].append(participant.number)
        return participant
    }

    /// The participant that a child is.
    func participant(_ handle: ProcessHandle) -> Participant? { trees[handle]?.first.map { participants[$0] } }

    /// All of a child's tree that has not ended.
    func tree(of root: ProcessHandle) -> [Participant] {
        (trees[root] ?? []).map { participants[$0] }.filter { $0.stage != .ended }
    }

    /// How long a child's tree has kept processors busy, in microseconds.
    func processorTime(of root: ProcessHandle) -> Int {
        (trees[root] ?? []).reduce(0) { $0 + Int(participants[$1].busy.total(at: now).microseconds) }
    }

    /// Lets time stand still until a participant has said hello or has ended.
    func standStill(for participant: Participant) { awaited.append(participant.number) }

    /// Somebody for whom time stands still.
    var laggard: Participant? {
        while let number = awaited.last {
            if participants[number].stage == .silent { return participants[number] }
            awaited.removeLast()
        }
        return nil
    }

    /// Somebody of a tree has done something, or has ended: the others look whether that is something to them.
    func lookAround(_ participant: Participant) {
        for other in tree(of: participant.root) where other !== participant && other.canGoOn {
            if !continuations.contains(other.number) { continuations.append(other.number) }
        }
    }

    /// Lets a participant go on at this instant.
    func wake(_ participant: Participant) {
        guard participant.stage != .ended, !participant.isScheduledNow else { return }
        participant.isScheduledNow = true
        push(participant, at: now)
    }

    /// Lets a participant go on when it wants to.
    func schedule(_ participant: Participant) {
        let deadline = participant.deadline
        guard participant.canGoOn, deadline < .distantFuture else { return }
        guard deadline != participant.scheduledDeadline || deadline <= now else { return }
        participant.scheduledDeadline = deadline
        push(participant, at: max(deadline, now))
    }

    func push(_ participant: Participant, at instant: Instant) {
        sequence += 1
        let order = choices.bits("order of processes at one instant") & 0xFFFF_FFFF
        queue.push(participant.number, at: instant, ticket: order << 32 | sequence & 0xFFFF_FFFF)
    }

    /// When the next participant wants to go on.
    var nextInstant: Instant? { queue.first?.instant }

    /// Moves time to the next turn.
    func takeTurn() -> Participant? {
        guard let entry = queue.pop() else { return nil }
        move(to: entry.instant)
        return participants[entry.element]
    }

    /// Moves time forward.
    func move(to instant: Instant) {
        guard instant > now else { return }
        now = instant
        turns = 0
    }

    /// Opens an epoch.
    func beginEpoch() throws(HostFailure) -> UInt64 {
        turns += 1
        guard turns <= Self.turnsAtOneInstantMax else {
            throw HostFailure(.limit, "processes went on \(turns) times at \(now) s: one of them never waits")
        }
        epoch += 1
        return epoch
    }
}
