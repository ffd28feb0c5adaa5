public import Determinism
public import Hosting
public import Player
import Recording
import Terminal

/// Processes, pipes and time that exist only as values: hours pass in milliseconds, and a seed decides every order.
///
/// Virtual time moves only to the next event and only when nothing is ready. Events of one instant come in an order
/// drawn from the seed; those of one process keep theirs, and output comes before the engine's own timers.
public struct SimulatedHost: ~Copyable, MailboxHost {
    /// What a launch starts: a program, or the error that the kernel would give (errno(3)).
    public enum Program {
        /// The process plays a part.
        case player(Player)
        /// The process is a program of its own kind.
        case program(any VirtualProgram)
        /// The launch fails.
        case failure(errno: Int32)
    }

    /// Something that happens at its instant.
    private enum Happening {
        case run(Int)
        case grandchildEnds(process: Int, index: Int)
        case release(Int)
    }

    private let makeProgram: (Launch, _ pid: Int32, Instant) -> Program
    let variation: Variation
    var choices: Choices
    /// How many reads were cut.
    var cutCount = 0
    private var queue = EventQueue<Happening>()
    private var sequence: UInt64 = 0
    /// A buffer for what a program does about one event, used again and again.
    private var spareActions: [PlayerAction] = []
    private var processes: [VirtualProcess?] = []
    private var ready: [Int] = []
    private var mailbox: Mailbox?
    private let faults: FaultLog

    /// The present.
    public private(set) var now = Instant.zero

    /// The number of the first virtual process.
    public static let firstPID: Int32 = 1_000

    /// How often a player may ask for an instant that is already there before it is called a loop.
    private static let turnsAtOneInstantMax = 100_000
    /// The same where runs are many and scenarios small.
    private static let turnsOfExplorationMax = 5_000

    /// A host without processes.
    ///
    /// - Parameters:
    ///   - seed: decides the order of what happens at the same instant.
    ///   - faults: where the faults that happen here are noted.
    ///   - makeProgram: what a launch starts.
    public init(
        seed: UInt64, faults: FaultLog = FaultLog(),
        makeProgram: @escaping (Launch, _ pid: Int32, Instant) -> Program
    ) {
        self.init(choices: Choices(seed: seed), variation: .order, faults: faults, makeProgram: makeProgram)
    }

    /// A host without processes that takes its choices from outside.
    ///
    /// - Parameters:
    ///   - choices: decide whatever is left open, within `variation`.
    ///   - variation: what is left open.
    ///   - faults: where the faults that happen here are noted.
    ///   - makeProgram: what a launch starts.
    public init(
        choices: Choices, variation: Variation, faults: FaultLog = FaultLog(),
        makeProgram: @escaping (Launch, _ pid: Int32, Instant) -> Program
    ) {
        self.faults = faults
        self.choices = choices
        self.variation = variation
        self.makeProgram = makeProgram
    }

    /// The choices so far, where they are kept.
    public var choicesMade: ChoiceList { choices.made }

    private var turnsMax: Int {
        variation == .order ? Self.turnsAtOneInstantMax : Self.turnsOfExplorationMax
    }

    // MARK: The host line

    /// Takes one action at the present instant.
    public mutating func perform(_ action: Action) throws(HostFailure) {
        switch action {
        case .spawn(let handle, let launch): spawn(handle, launch)
        case .write(let handle, let bytes): write(bytes, to: handle.rawValue)
        case .closeInput(let handle):
            guard let process = process(handle.rawValue), !process.isPseudoterminal else { return }
            process.input.isClosing = true
            wake(handle.rawValue)
        case .hangUp(let handle): hangUp(handle.rawValue)
        case .signal(let handle, let signal, let scope): self.signal(signal, scope, to: handle.rawValue)
        case .resize(let handle, let size):
            if let process = process(handle.rawValue), process.isPseudoterminal { resize(process, to: size) }
        case .demand(let channel, let bytes):
            guard let process = process(channel.process.rawValue) else { return }
            process.withOutput(channel.stream) { $0.ask(for: bytes) }
            pump(process)
        case .sample(let handle):
            if let process = process(handle.rawValue) { emit(.sampled(handle, process.sample(at: now)), for: process) }
        case .person: break
        case .callUser(let id, let request):
            if let mailbox { mailbox.serve(id, request) } else { immediate.append(.unserved(id, request)) }
        case .noteCall, .noteOutcome: break
        }
    }

    /// Gives the next event up to a deadline, moving virtual time as far as it needs to.
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        while true {
            if let event = takeReady() { return Occurrence(event, at: now) }
            guard let entry = queue.first, entry.instant <= deadline else {
                guard deadline < .distantFuture else {
                    throw HostFailure(.stalled, "nothing is due at \(now) s and no process will do anything more")
                }
                now = max(now, deadline)
                return nil
            }
            _ = queue.pop()
            now = max(now, entry.instant)
            switch entry.element {
            case .run(let index): try run(index)
            case .grandchildEnds(let index, let grandchild): endGrandchild(grandchild, of: index)
            case .release(let index): release(index)
            }
        }
    }

    /// When something happens by itself next; the far future: never, unless the engine does something.
    public var nextHappening: Instant { queue.first?.instant ?? .distantFuture }

    /// Opens the mailbox; what is posted comes before all else of the present instant, and time does not move for it.
    public mutating func openMailbox(server: @escaping Mailbox.Server = Mailbox.refuse) -> Mailbox {
        openMailbox(wake: {}, server: server)
    }

    /// Opens the mailbox and says who is told of each post: for who waits for them outside of virtual time.
    public mutating func openMailbox(
        wake: @escaping @Sendable () -> Void, server: @escaping Mailbox.Server
    ) -> Mailbox {
        let opened = mailbox ?? Mailbox(wake: wake, server: server)
        mailbox = opened
        return opened
    }

    /// Ends all that is left.
    public mutating func sweep() -> Int {
        var count = 0
        for index in processes.indices {
            guard let process = processes[index] else { continue }
            count += process.population
            kill(index, by: .kill)
            for grandchild in process.grandchildren.indices { endGrandchild(grandchild, of: index) }
        }
        return count
    }

    // MARK: Actions

    private mutating func spawn(_ handle: ProcessHandle, _ launch: Launch) {
        while processes.count <= handle.rawValue { processes.append(nil) }
        let pid = Self.firstPID + Int32(clamping: handle.rawValue)
        guard launch.arguments.allSatisfy({ $0.utf8.count < Self.argumentBytesMax }) else {
            return immediate.append(.spawnFailed(handle, errno: Self.argumentTooLong))
        }
        switch makeProgram(launch, pid, now) {
        case .failure(let errno):
            faults.note(FaultLog.startFailure)
            immediate.append(.spawnFailed(handle, errno: errno))
        case .player(let player): begin(handle, pid, launch, PlayerPlace(player))
        case .program(let program):
            begin(handle, pid, launch, OtherPlace(program), on: program.terminalSettings)
        }
    }

    private mutating func begin(
        _ handle: ProcessHandle, _ pid: Int32, _ launch: Launch, _ program: ProgramPlace,
        on settings: LineSettings = .cooked
    ) {
        let process = VirtualProcess(handle: handle, pid: pid, launch: launch, program: program, settings: settings)
        process.inbox.append(.started)
        processes[process.handle.rawValue] = process
        emit(.spawned(process.handle, pid: process.pid), for: process)
        wake(process.handle.rawValue)
    }

    /// The kernel refuses an argument of so many bytes (MAX_ARG_STRLEN, execve(2)).
    private static let argumentBytesMax = 131_072
    /// E2BIG, errno(3).
    private static let argumentTooLong: Int32 = 7

    /// Events without a process of their own.
    private var immediate: [Event] = []

    private mutating func write(_ bytes: [UInt8], to index: Int) {
        guard let process = process(index) else { return }
        guard process.input.isReaderOpen, process.isAlive else {
            return emit(.inputRefused(process.handle), for: process)
        }
        if process.isPseudoterminal { return type(bytes, on: process) }
        let moved = process.input.write(bytes)
        if moved > 0 { emit(.wrote(process.handle, bytes: moved), for: process) }
        wake(index)
    }

    private mutating func hangUp(_ index: Int) {
        guard let process = process(index) else { return }
        process.stdout.closeReader()
        process.stderr.closeReader()
        process.input.closeWriter()
        if process.isPseudoterminal { hangUpTerminal(of: process) }
        goOn(process)
        wake(index)
        process.isLetGo = true
        forgetIfOver(index)
    }

    /// Long simulations keep nothing of processes that are over.
    private mutating func forgetIfOver(_ index: Int) {
        if process(index)?.isOver == true { processes[index] = nil }
    }

    // MARK: Processes

    /// Lets a process see what has arrived, then what is due.
    private mutating func run(_ index: Int) throws(HostFailure) {
        guard let process = process(index) else { return }
        process.isScheduledNow = false
        if process.isBusy, !endBusyTime(of: process) { return }
        var turns = 0
        var actions: [PlayerAction] = []
        swap(&actions, &spareActions)
        defer { swap(&actions, &spareActions) }
        while process.isAlive, !process.isStopped, !process.isBusy, let event = takeEvent(of: process) {
            turns += 1
            guard turns <= turnsMax else {
                throw HostFailure(.limit, "process \(index) never waits: \(turns) events at \(now) s")
            }
            process.program.see(event, at: now, into: &actions)
            if case .signal = event, Self.isEndAlone(actions) { process.dropHeld() }
            if actions.count == 1, let only = actions.popLast() {
                // Nearly always there is one, which is moved out and not copied.
                if process.isFree { perform(only, for: process) } else { process.held.append(only) }
            } else {
                perform(actions, for: process)
                actions.removeAll(keepingCapacity: true)
            }
        }
        schedule(process)
    }

    /// Lets a process go on that has kept a processor busy; whether it is through with that.
    private mutating func endBusyTime(of process: VirtualProcess) -> Bool {
        guard process.busy.end <= now, !process.isStopped else {
            schedule(process)
            return false
        }
        process.isBusy = false
        // Its turn is now: what it does of what was held up needs no other.
        process.isScheduledNow = true
        goOn(process)
        process.isScheduledNow = false
        return true
    }

    /// The next thing that a process sees: what arrived, its input, its timer. Behind a full pipe it sees only signals.
    private mutating func takeEvent(of process: VirtualProcess) -> PlayerEvent? {
        if !process.held.isEmpty {
            return process.inbox.removeFirst { if case .signal = $0 { true } else { false } }
        }
        if let event = process.inbox.popFirst() { return event }
        if let input = takeInput(of: process) { return input }
        if let deadline = process.program.deadline, deadline <= now { return .timer }
        // It rests, so that what waited for room in its input goes on.
        if process.isPseudoterminal { return refillTerminal(of: process) }
        let moved = process.input.refill()
        guard moved > 0 else { return nil }
        emit(.wrote(process.handle, bytes: moved), for: process)
        return takeInput(of: process)
    }

    private mutating func takeInput(of process: VirtualProcess) -> PlayerEvent? {
        if process.isPseudoterminal { return takeTyped(by: process) }
        guard process.input.isReadable else { return nil }
        for chunk in process.input.read() { process.inbox.append(.input(chunk)) }
        if process.input.takeEnd() { process.inbox.append(.inputEnded) }
        return process.inbox.popFirst()
    }

    /// Whether the answer to a signal is an end and nothing else, which overtakes what a full pipe holds up.
    private static func isEndAlone(_ actions: [PlayerAction]) -> Bool {
        switch actions.first(where: { $0 != .setRawMode(false) }) {
        case .exit, .die: true
        default: false
        }
    }

    private mutating func perform(_ actions: [PlayerAction], for process: VirtualProcess) {
        for action in actions {
            guard process.isAlive else { return }
            if process.isFree { perform(action, for: process) } else { process.held.append(action) }
        }
    }

    private mutating func perform(_ action: PlayerAction, for process: VirtualProcess) {
        switch action {
        case .write(let stream, let bytes):
            let shown = process.isPseudoterminal ? process.terminal?.line.write(bytes) : nil
            write(shown ?? bytes, from: 0, of: stream, for: process)
        case .setRawMode(true): changeTerminal(of: process) { $0.makeRaw(keepingOutput: false, into: &$1) }
        case .setRawMode(false): changeTerminal(of: process) { $0.restore(into: &$1) }
        case .setRawInput: changeTerminal(of: process) { $0.makeRaw(keepingOutput: true, into: &$1) }
        case .abandonTerminal: process.terminal?.abandon()
        case .wantInput(let isWanted): process.input.isWanted = isWanted
        case .close(let stream):
            if process.close(stream) { emit(.inputRefused(process.handle), for: process) }
            pump(process)
        case .holdMemory(let bytes):
            process.memory = bytes
            killIfBeyondMemory(process)
        case .spawnGrandchild(let traits): spawn(traits, of: process)
        case .setDisposition(let signal, let disposition): process.dispositions[signal] = disposition
        case .runCommand(let command):
            process.inbox.append(.commandEnded(process.end(of: command)))
            wake(process.handle.rawValue)
        case .openDescriptors(let count): process.extraDescriptors = max(0, process.extraDescriptors + count)
        case .suspend:
            changeTerminal(of: process) { $0.suspend(into: &$1) }
            process.isStopped = true
        case .stopSelf: process.isStopped = true
        case .spin(let duration):
            process.busy.begin(at: now, until: now + duration)
            process.isBusy = duration > .zero
        case .growFile(let bytes): process.diskBytes += bytes
        case .killCommand, .startThreads: break
        // Nothing real can be recorded here; scenarios do not ask for it.
        case .record: end(process, .exited(Player.unansweredStatus))
        case .exit(let status): end(process, .exited(status & 0xFF))
        case .die(let signal): end(process, .signaled(signal))
        }
    }

    private mutating func write(
        _ bytes: [UInt8], from offset: Int, of stream: PlayerStream, for process: VirtualProcess
    ) {
        guard !process.hasClosed(stream) else { return }
        let channel: Channel.Stream = stream == .stderr ? .stderr : .stdout
        guard process.withOutput(channel, { $0.isReaderOpen }) else {
            process.inbox.append(.outputRefused(stream))
            return
        }
        var offset = offset
        while offset < bytes.count {
            let count = process.isOutputStopped ? 0 : process.withOutput(channel) { $0.fill(bytes, from: offset) }
            offset += count
            pump(process)
            if count == 0 {
                process.held = [.write(stream, bytes)]
                process.heldOffset = offset
                return
            }
        }
    }

    private mutating func spawn(_ traits: Grandchild, of process: VirtualProcess) {
        let end = now + traits.lifetime
        process.adopt(traits)
        let place = process.grandchildren.count - 1
        push(.grandchildEnds(process: process.handle.rawValue, index: place), at: end)
        killIfBeyondMemory(process)
    }

    /// The control group's end of a tree that is too large: all of it at once, and the event that tells why comes first.
    private mutating func killIfBeyondMemory(_ process: VirtualProcess) {
        guard process.isAlive, process.isBeyondMemory else { return }
        var sample = ResourceSample()
        sample.memoryKills = process.population
        emit(.sampled(process.handle, sample), for: process)
        let index = process.handle.rawValue
        for grandchild in process.grandchildren.indices { endGrandchild(grandchild, of: index) }
        kill(index, by: .kill)
    }

    mutating func endGrandchild(_ grandchild: Int, of index: Int) {
        guard let process = process(index), process.bury(grandchild) else { return }
        pump(process)
        forgetIfOver(index)
    }

    mutating func kill(_ index: Int, by signal: Signal) {
        if let process = process(index), process.isAlive { end(process, .signaled(signal)) }
    }

    private mutating func end(_ process: VirtualProcess, _ status: ExitStatus) {
        guard process.isAlive else { return }
        process.busy.stop(at: now)
        if process.die() { emit(.inputRefused(process.handle), for: process) }
        pump(process)
        emit(.exited(process.handle, status), for: process)
        for kind in process.program.faults { faults.note(kind.rawValue) }
        if process.isPseudoterminal { hangUpGroup(of: process) }
    }

    // MARK: Pipes, events, time

    /// Moves output to the engine as far as it asks for it, and lets a writer go on that waited for room.
    mutating func pump(_ process: VirtualProcess) {
        pump(.stdout, of: process)
        if !process.isPseudoterminal { pump(.stderr, of: process) }
        goOn(process)
    }

    private mutating func pump(_ stream: Channel.Stream, of process: VirtualProcess) {
        while let bytes = read(stream, of: process) {
            emit(.bytes(Channel(process.handle, stream), bytes), for: process)
        }
        if process.withOutput(stream, { $0.takeEnd() }) {
            emit(.ended(Channel(process.handle, stream)), for: process)
        }
    }

    /// Tries again what a full pipe has held up.
    mutating func goOn(_ process: VirtualProcess) {
        guard !process.held.isEmpty, process.isAlive, !process.isStopped, !process.isBusy, !process.isPumping else {
            return
        }
        process.isPumping = true
        let held = process.held
        let offset = process.heldOffset
        process.held = []
        process.heldOffset = nil
        if let offset, case .write(let stream, let bytes)? = held.first {
            write(bytes, from: offset, of: stream, for: process)
            perform(Array(held.dropFirst()), for: process)
        } else {
            perform(held, for: process)
        }
        process.isPumping = false
        if process.held.isEmpty { wake(process.handle.rawValue) }
    }

    mutating func emit(_ event: Event, for process: VirtualProcess) {
        if process.events.isEmpty, !process.isHeldBack { announce(process) }
        process.events.append(event)
    }

    /// Lets the engine hear of a process: at once, or a while later where the machine is slow.
    private mutating func announce(_ process: VirtualProcess) {
        let delay = variation.contains(.delays) ? drawDelay() : .zero
        guard delay > .zero else { return ready.append(process.handle.rawValue) }
        process.isHeldBack = true
        push(.release(process.handle.rawValue), at: now + delay)
    }

    private mutating func release(_ index: Int) {
        guard let process = process(index), process.isHeldBack else { return }
        process.isHeldBack = false
        if !process.events.isEmpty { ready.append(index) }
    }

    private mutating func takeReady() -> Event? {
        if let mailbox { immediate += mailbox.takeAll() }
        if !immediate.isEmpty { return immediate.removeFirst() }
        guard !ready.isEmpty else { return nil }
        let place = ready.count == 1 ? 0 : drawPlace(among: ready.count)
        let process = process(ready[place])
        let event = process?.events.popFirst()
        if process?.events.isEmpty != false {
            let index = ready.count == 1 ? ready.removeLast() : ready.remove(at: place)
            if process?.isLetGo == true { forgetIfOver(index) }
        }
        return event
    }

    mutating func wake(_ index: Int) {
        guard let process = process(index), process.isAlive, !process.isScheduledNow else { return }
        process.isScheduledNow = true
        push(.run(index), at: now)
    }

    private mutating func schedule(_ process: VirtualProcess) {
        guard process.isAlive, !process.isStopped, process.isBusy || process.held.isEmpty,
            let deadline = process.isBusy ? process.busy.end : process.program.deadline,
            deadline != process.scheduledDeadline || deadline <= now
        else { return }
        process.scheduledDeadline = deadline
        push(.run(process.handle.rawValue), at: max(deadline, now))
    }

    private mutating func push(_ happening: Happening, at instant: Instant) {
        sequence += 1
        queue.push(happening, at: instant, ticket: drawOrder() << 32 | sequence & 0xFFFF_FFFF)
    }

    func process(_ index: Int) -> VirtualProcess? {
        processes.indices.contains(index) ? processes[index] : nil
    }
}
