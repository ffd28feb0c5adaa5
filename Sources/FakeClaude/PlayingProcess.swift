import Determinism
import Glibc
import Player
import Recording

/// The loop around the player: it waits for what the player wants, and does what the player says.
struct PlayingProcess {
    /// The bytes that one read takes at most: what a pipe holds.
    private static let readBytesMax = 65_536

    private let invocation: Invocation
    private var player: Player
    private var clock: PlayerClock
    private var signals = SignalBox()
    private var streams = [OutputChannel(0), OutputChannel(1), OutputChannel(2)]
    private var memory = HeldMemory()
    private var terminal = RawTerminal()
    private var resources = HeldResources()
    private var actions: [PlayerAction] = []
    private var wantsInput = false
    private var isInputOpen = true
    private var buffer: [UInt8] = []
    private let privateFolder = PrivateFolder()
    private let environment = CommandLine.unsafeArgv + Int(CommandLine.argc) + 1
    private var commands = HookCommands(environment: CommandLine.unsafeArgv + Int(CommandLine.argc) + 1)

    init(invocation: Invocation) {
        let line = ClockLine.open()
        var invocation = invocation
        // On virtual time, the clock on the wall is virtual, too.
        if let line { invocation.wallClock = line.now.microseconds / 1000 }
        self.invocation = invocation
        guard let clock = PlayerClock(invocation["UNDERSTUDY_SPEED"], line: line) else {
            let text = "understudy: UNDERSTUDY_SPEED: expected 1, another factor such as 4 or 300.5, or instant\n"
            _ = Glibc.write(2, text, text.utf8.count)
            _exit(2)
        }
        self.clock = clock
        player = Player(
            invocation: invocation, files: DiskStore(privateFolder: privateFolder, environment: environment),
            timerSlack: clock.slack)
    }

    /// Runs to the end of the process.
    mutating func run() -> Never {
        if invocation.terminal != nil { signals.arrange(.windowChange, .handled) }
        tell(.started)
        while true {
            if actions.isEmpty { wait() } else { perform(actions.removeFirst()) }
        }
    }

    private mutating func tell(_ event: PlayerEvent) {
        clock.line?.sayRunning()
        player.handle(event, at: clock.now, into: &actions)
    }

    // MARK: Waiting

    private mutating func wait() {
        var limit: Int64?
        if let deadline = player.deadline {
            if clock.speed == nil, !player.isAwaitingInput { clock.jump(to: deadline) }
            limit = clock.realNanoseconds(until: deadline)
        }
        // What runs beside us takes real time, so we have our turn for as long as it does.
        if clock.isShared { limit = commands.isEmpty ? 0 : nil }
        if wantsInput, isInputOpen, fcntl(0, F_GETFD) < 0 {
            // Started without a standard input: there is nothing to wait for.
            isInputOpen = false
            return tell(.inputEnded)
        }
        let input: [Int32] = wantsInput && isInputOpen ? [0] : []
        let ready = signals.wait(
            reading: input + commands.readable, writing: commands.writable, nanoseconds: limit)
        if takeSignal() != .none { return }
        if !commands.isEmpty, ready.contains(where: { $0 != 0 }) {
            for end in commands.work() { tell(.commandEnded(end)) }
            if !ready.contains(0) { return }
        }
        if ready.contains(0) { return readInput() }
        if let deadline = player.deadline, deadline <= clock.now { return tell(.timer) }
        if clock.isShared, commands.isEmpty { clock.line?.rest(until: player.deadline) }
    }

    /// What signals have brought.
    private enum Arrival {
        case none
        case some
        /// The process ends at once: what was to be done before is dropped.
        case end
    }

    /// Tells the player of one signal that came; what it does about that comes before the next.
    private mutating func takeSignal() -> Arrival {
        guard let signal = signals.take() else { return .none }
        if signal == .windowChange {
            tell(.resized(ProcessInvocation.terminalSize()))
            return .some
        }
        let before = actions.count
        tell(.signal(signal))
        guard let first = actions[before...].first(where: { $0 != .setRawMode(false) }), Self.isEnd(first) else {
            return .some
        }
        actions.removeFirst(before)
        return .end
    }

    private static func isEnd(_ action: PlayerAction) -> Bool {
        switch action {
        case .exit, .die: true
        default: false
        }
    }

    private mutating func readInput() {
        if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.readBytesMax) }
        let count = Glibc.read(0, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        if count > 0 { return tell(.input(Array(buffer[..<count]))) }
        // The end, or a terminal that hung up (EIO).
        isInputOpen = false
        tell(.inputEnded)
    }

    // MARK: Doing

    private mutating func perform(_ action: PlayerAction) {
        switch action {
        case .write(let stream, let bytes): write(bytes, to: stream)
        case .wantInput(let wanted): wantsInput = wanted
        case .close(let stream): close(stream)
        case .holdMemory(let bytes):
            if !memory.hold(bytes) { fail("the kernel has no \(bytes) bytes to hold (memory:)") }
        case .spawnGrandchild(let grandchild):
            start(grandchild)
        case .openDescriptors(let count): resources.openDescriptors(count)
        case .spin(let duration): spin(duration)
        case .growFile(let bytes):
            if let folder = privateFolder.make() { resources.growFile(in: folder, by: bytes) }
        case .startThreads(let count): resources.startThreads(count)
        case .stopSelf(let signal): stop(by: signal.rawValue)
        case .suspend: suspend()
        case .abandonTerminal: terminal.abandon()
        case .runCommand(let command): if let end = commands.start(command) { tell(.commandEnded(end)) }
        case .killCommand(let id): commands.kill(id)
        case .setDisposition(let signal, let disposition): signals.arrange(signal, disposition)
        case .setRawMode(let isRaw): setRawMode(isRaw)
        case .setRawInput: terminal.enter(keepingOutput: true)
        case .record(let order): handOver(order)
        case .exit(let status):
            leave()
            _exit(status)
        case .die(let signal):
            leave()
            SignalBox.die(by: signal)
        }
    }

    /// Leaves the call to the recorder, as if it had been started in our place.
    private mutating func handOver(_ order: RecordOrder) {
        leave()
        signals.release()
        let recorder = CallRecorder(
            order: order, arguments: invocation.arguments, isTerminal: invocation.terminal != nil)
        fail(recorder.replaceProcess())
    }

    /// Stops until somebody continues the process, which is told as the signal that does it.
    private mutating func suspend() {
        terminal.leave()
        stop(by: SIGSTOP)
        terminal.enter(keepingOutput: true)
    }

    /// Stops; who continues us gives us our turn, too.
    private mutating func stop(by signal: Int32) {
        clock.line?.say(.stopping)
        kill(getpid(), signal)
        if clock.isShared { clock.line?.rest(until: player.deadline) }
    }

    /// Keeps the processor busy; on a clock that is shared, says that it does.
    private func spin(_ duration: Duration) {
        if clock.isShared {
            clock.line?.spin(until: clock.now + duration)
        } else {
            HeldResources.spin(microseconds: clock.realMicroseconds(duration))
        }
    }

    private mutating func start(_ grandchild: Grandchild) {
        let end = clock.isShared ? clock.now + grandchild.lifetime : nil
        let process = GrandchildProcess.start(
            grandchild, microseconds: clock.realMicroseconds(grandchild.lifetime), until: end, environment: environment)
        guard let process else { fail("can't start a process (spawn:)") }
        if let end { clock.line?.expect(process, at: end) }
    }

    /// Puts back what was changed and removes what was made.
    private mutating func leave() {
        commands.killAll()
        terminal.leave()
        privateFolder.remove()
    }

    /// Writes one chunk: in one write(2) where it fits, else as the reader makes room.
    private mutating func write(_ bytes: [UInt8], to stream: PlayerStream) {
        var rest = bytes[...]
        let since = clock.now
        let place = Int(stream.rawValue)
        while !rest.isEmpty {
            if clock.isShared { makeRoom(for: rest.count, in: place) }
            switch streams[place].write(rest) {
            case .wrote(let count):
                if clock.isShared, let counted = streams[place].count(of: rest.prefix(count)) {
                    clock.line?.noteWrite(counted, to: Int32(place))
                }
                rest = rest.dropFirst(count)
            case .refused: return tell(.outputRefused(stream))
            case .full(let descriptor):
                let wait = waitForRoom(descriptor, since: since)
                if wait == .end { return }
                if wait == .lost { return loseOutput() }
            }
        }
    }

    /// Has what was written so far read, where the pipe would be full before its reader has had a look.
    private mutating func makeRoom(for count: Int, in place: Int) {
        let unread = streams[place].unreadBytes
        if unread > 0, unread + count > OutputChannel.pipeBytes { clock.line?.rest(until: clock.now, .flushing) }
    }

    /// What a wait for room has brought.
    private enum Room {
        /// Room, or a signal: try again.
        case some
        /// The process ends at once.
        case end
        /// Nobody has read for too long.
        case lost
    }

    private mutating func waitForRoom(_ descriptor: Int32, since: Instant) -> Room {
        let patience = player.writePatience
        if clock.isShared {
            let ready = signals.wait(writing: [descriptor], nanoseconds: 0)
            if takeSignal() == .end { return .end }
            if !ready.isEmpty { return .some }
            if let patience, since + patience <= clock.now { return .lost }
            clock.line?.rest(until: patience.map { since + $0 }, .writing)
            return .some
        }
        let limit = patience.map { clock.realMicroseconds($0) * 1000 }
        let ready = signals.wait(writing: [descriptor], nanoseconds: limit)
        let arrival = takeSignal()
        if arrival == .end { return .end }
        return ready.isEmpty && limit != nil && arrival == .none ? .lost : .some
    }

    /// Nobody has read for too long: what has not gone out is lost, and nobody is told.
    private mutating func loseOutput() {
        actions.removeAll { if case .write = $0 { true } else { false } }
    }

    private mutating func close(_ stream: PlayerStream) {
        if stream == .stdin { isInputOpen = false }
        streams[Int(stream.rawValue)].close()
    }

    private mutating func setRawMode(_ isRaw: Bool) {
        if isRaw { terminal.enter() } else { terminal.leave() }
    }

    /// Ends because the machine can't do what the script wants.
    private mutating func fail(_ reason: String) -> Never {
        let text = Array("understudy: \(reason)\n".utf8)
        _ = streams[2].write(text[...])
        leave()
        _exit(Player.unansweredStatus)
    }
}
