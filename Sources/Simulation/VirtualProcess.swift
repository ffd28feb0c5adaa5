import Determinism
import Hosting
import Player
import Recording
import Terminal

/// A child of the simulation: a program, its pipes, its signals, its memory and what it leaves behind.
///
/// The host alone, on its one thread, changes a process, and never one part of it from within a change of the same part:
/// what is touched at every event is not checked for that again, which took an eighth of all the time.
final class VirtualProcess {
    /// A process that the child started and that may outlive it.
    struct VirtualGrandchild {
        let traits: Grandchild
        var isAlive = true
    }

    let handle: ProcessHandle
    let pid: Int32
    let isPseudoterminal: Bool
    let program: ProgramPlace

    @exclusivity(unchecked) var isAlive = true
    @exclusivity(unchecked) var isStopped = false
    /// The terminal that it is on; `nil`: there are pipes.
    @exclusivity(unchecked) var terminal: VirtualTerminal?
    @exclusivity(unchecked) var input = InputPipe()
    @exclusivity(unchecked) var stdout = OutputPipe()
    @exclusivity(unchecked) var stderr = OutputPipe()
    @exclusivity(unchecked) var inbox = Queue<PlayerEvent>()
    /// Actions behind a write that the full pipe holds up.
    @exclusivity(unchecked) var held: [PlayerAction] = []
    /// How many bytes of the first held write have gone out; `nil`: none of them was tried.
    var heldOffset: Int?
    /// Signals that a stopped process will see once it is continued.
    var pendingSignals: [Signal] = []
    /// Whether the engine has let go of it.
    var isLetGo = false
    var dispositions: [Signal: SignalDisposition] = [:]
    var memory = 0
    /// Bytes that its files have grown by.
    var diskBytes = 0
    /// What the tree is held to as by the kernel; `nil`: nothing.
    let confinement: Confinement?
    /// How long it has kept a processor busy.
    var busy = BusyTime()
    /// Whether it does so at present, and does nothing else.
    @exclusivity(unchecked) var isBusy = false
    /// Descriptors besides the standard streams.
    var extraDescriptors = 0
    /// A bit for each of its own streams that it has closed.
    @exclusivity(unchecked) private var closed: UInt8 = 0
    var grandchildren: [VirtualGrandchild] = []
    /// Events on their way to the engine, in the order of this process.
    @exclusivity(unchecked) var events = Queue<Event>()
    /// Whether the engine hears of its events only later.
    var isHeldBack = false
    /// How reads of its outputs are cut, where that varies.
    var cuts: [Channel.Stream: ReadCut] = [:]
    /// The program's deadline that stands in the queue.
    @exclusivity(unchecked) var scheduledDeadline: Instant?
    @exclusivity(unchecked) var isScheduledNow = false
    /// Whether held actions are being tried again.
    @exclusivity(unchecked) var isPumping = false

    /// The memory of a fake that holds nothing, in bytes.
    static let baseMemory = 3_000_000

    init(
        handle: ProcessHandle, pid: Int32, launch: Launch, program: ProgramPlace, settings: LineSettings = .cooked
    ) {
        self.handle = handle
        self.pid = pid
        self.program = program
        confinement = launch.confinement
        if case .pseudoterminal(let size) = launch.streams {
            isPseudoterminal = true
            terminal = VirtualTerminal(size: size, settings: settings)
            stderr.writers = 0
        } else {
            isPseudoterminal = false
        }
    }

    /// Notes a signal, or a new size of the terminal, which a signal tells of: one of a kind is pending at most, and the
    /// lowest number comes first (signal(7)).
    func post(_ event: PlayerEvent) {
        guard let number = Self.signalNumber(event) else { return inbox.append(event) }
        var waiting = Array(inbox)
        var place = waiting.endIndex
        while place > 0, let earlier = Self.signalNumber(waiting[place - 1]), earlier >= number { place -= 1 }
        if waiting.indices.contains(place), Self.signalNumber(waiting[place]) == number {
            waiting[place] = event
        } else {
            waiting.insert(event, at: place)
        }
        inbox.removeAll()
        for event in waiting { inbox.append(event) }
    }

    private static func signalNumber(_ event: PlayerEvent) -> Int32? {
        switch event {
        case .signal(let signal): signal.rawValue
        case .resized: Signal.windowChange.rawValue
        default: nil
        }
    }

    /// How many processes of the tree run.
    var population: Int { (isAlive ? 1 : 0) + grandchildren.count(where: \.isAlive) }

    /// Memory of the tree, in bytes.
    private var treeMemory: Int {
        let inherited = grandchildren.filter(\.isAlive).reduce(0) { $0 + Self.baseMemory + $1.traits.memory }
        return (isAlive ? Self.baseMemory + memory : 0) + inherited
    }

    /// What the tree uses.
    func sample(at now: Instant) -> ResourceSample {
        var sample = ResourceSample()
        sample.proportionalSetSize = treeMemory
        sample.residentSetSize = sample.proportionalSetSize
        sample.processorTime = Int(busy.total(at: now).microseconds)
        sample.processes = population
        sample.descriptors = 3 * population + (isAlive ? extraDescriptors : 0)
        sample.diskBytes = diskBytes
        return sample
    }

    /// Whether the tree has more memory than its control group may have.
    var isBeyondMemory: Bool {
        guard let max = confinement?.memoryMax else { return false }
        return treeMemory > max
    }

    /// The pipe behind a stream; a pseudoterminal has one for all output.
    func withOutput<Result>(_ stream: Channel.Stream, _ body: (inout OutputPipe) -> Result) -> Result {
        stream == .stderr && !isPseudoterminal ? body(&stderr) : body(&stdout)
    }

    /// Whether nothing of it is left that could happen or be asked for.
    var isOver: Bool { isLetGo && population == 0 && events.isEmpty }

    /// Whether a person has stopped what it writes (Ctrl-S).
    var isOutputStopped: Bool { isPseudoterminal && terminal?.line.isStopped == true }

    /// Whether nothing keeps it from doing the next thing.
    var isFree: Bool { held.isEmpty && !isBusy }

    /// Whether the process has closed one of its own streams.
    func hasClosed(_ stream: PlayerStream) -> Bool { closed & Self.bit(of: stream) != 0 }

    private static func bit(of stream: PlayerStream) -> UInt8 { 1 << stream.rawValue }

    /// The process closes one of its own streams; a pseudoterminal stays open through the others.
    ///
    /// - Returns: whether input was still waiting to be taken, which is refused.
    func close(_ stream: PlayerStream) -> Bool {
        guard !hasClosed(stream) else { return false }
        closed |= Self.bit(of: stream)
        if stream == .stdin { return input.closeReader() }
        if !isPseudoterminal { changeWriters(of: [stream], by: -1) }
        return false
    }

    /// How a command of a hook ends: a simulation runs no shell, so that it is one that is not there.
    func end(of command: CommandRun) -> CommandEnd {
        CommandEnd(
            id: command.id, status: .exited(127), error: Array("sh: not found: \(command.line)\n".utf8))
    }

    /// Starts a grandchild: it writes where its parent does.
    func adopt(_ traits: Grandchild) {
        grandchildren.append(VirtualGrandchild(traits: traits))
        changeWriters(of: traits.holding, by: 1)
    }

    /// Ends a grandchild.
    ///
    /// - Returns: whether it was alive.
    func bury(_ grandchild: Int) -> Bool {
        guard grandchildren[grandchild].isAlive else { return false }
        grandchildren[grandchild].isAlive = false
        changeWriters(of: grandchildren[grandchild].traits.holding, by: -1)
        return true
    }

    /// The process ends: all that it held and all that it was about to do goes with it.
    ///
    /// - Returns: whether input was still waiting to be taken, which is refused.
    func die() -> Bool {
        isAlive = false
        inbox.removeAll()
        dropHeld()
        changeWriters(of: isPseudoterminal ? [.stdout] : openOutputs, by: -1)
        return input.closeReader()
    }

    /// What was held up is not done any more.
    func dropHeld() {
        held = []
        heldOffset = nil
    }

    private var openOutputs: [PlayerStream] { [.stdout, .stderr].filter { !hasClosed($0) } }

    private func changeWriters(of streams: [PlayerStream], by change: Int) {
        for stream in streams where stream != .stdin {
            if stream == .stderr, !isPseudoterminal { stderr.writers += change } else { stdout.writers += change }
        }
    }
}
