public import Determinism
public import Hosting
public import Matching
public import Recording
import Terminal

/// Several programs that are talked to at once: the hosted side of the expect layer, for any host.
///
/// Everything that is asked of it gets a ticket, and a reply with that ticket when it has come about.
public struct ExpectProgram: HostedProgram {
    /// What identifies a reply.
    public typealias Ticket = Int

    /// What has come of something that was asked.
    public enum Reply: Sendable {
        /// The program runs.
        case spawned(pid: Int32)
        /// A wait is over; which program it was about.
        case waited(ProcessHandle, ExpectOutcome)
        /// All has gone into the program's input.
        case sent
        /// The program has ended, or can't be ended (`nil`).
        case stopped(ExitStatus?)
        /// The person has given the session back, or the program has ended.
        case returned
        /// It can't come about.
        case failed(ExpectFailure)
    }

    private enum Pending {
        case spawn(ProcessHandle)
        case wait([ProcessHandle])
        case send(ProcessHandle, until: Instant?)
        case stop(ProcessHandle)
        case interact(ProcessHandle)
    }

    var children: [ExpectChild?] = []
    /// The numbers of the children that are still there.
    private var present: [Int] = []
    private var pending: [(ticket: Ticket, what: Pending)] = []
    private var nextTicket = 0
    private var replies: [(ticket: Ticket, reply: Reply)] = []
    /// Whether the loop that runs it shall end.
    public var isFinished = false

    /// A program without children.
    public init() {}

    /// The earliest instant at which anything is due.
    public var deadline: Instant? {
        var earliest: Instant?
        for index in present {
            if let due = children[index]?.deadline { earliest = min(earliest ?? due, due) }
        }
        for case .send(_, let until?) in pending.map(\.what) { earliest = min(earliest ?? until, until) }
        return earliest
    }

    /// What has come about since the last call.
    public mutating func takeReplies() -> [(ticket: Ticket, reply: Reply)] {
        defer { replies.removeAll(keepingCapacity: true) }
        return replies
    }

    var hasReplies: Bool { !replies.isEmpty }

    // MARK: What can be asked

    /// Starts a program.
    public mutating func spawn(_ options: ExpectLaunch, actions: inout [Action]) -> (ProcessHandle, Ticket) {
        let handle = ProcessHandle(rawValue: children.count)
        children.append(ExpectChild(handle, options))
        present.append(handle.rawValue)
        actions.append(.spawn(handle, options.launch))
        return (handle, ticket(for: .spawn(handle)))
    }

    /// Waits for the first of several things of several programs; at what is there already they are asked in order.
    public mutating func expect(
        _ waits: [(ProcessHandle, [ExpectPattern])], timeout: Duration?, at now: Instant, actions: inout [Action]
    ) -> Ticket {
        let handles = waits.map(\.0)
        let ticket = ticket(for: .wait(handles))
        for (handle, patterns) in waits {
            guard child(handle)?.expecter.isWaiting == false else {
                finish(ticket, .failed(ExpectFailure(.closed)))
                return ticket
            }
            let outcome = children[handle.rawValue]?.expecter.expect(patterns, timeout: timeout, at: now - .zero)
            if let outcome {
                finishWait(of: handle, outcome)
                break
            }
        }
        for handle in handles { children[handle.rawValue]?.demand(&actions) }
        return ticket
    }

    /// Sends something; the reply comes when all has gone, or when the time of the settings is over.
    public mutating func send(
        _ keystrokes: Keystrokes, to handle: ProcessHandle, at now: Instant, actions: inout [Action]
    ) -> Ticket {
        let timeout = child(handle)?.expecter.settings.timeout
        let length = keystrokes.strokes.reduce(Duration.zero) { $0 + $1.delay }
        let ticket = ticket(for: .send(handle, until: timeout.map { now + ($0 + length) }))
        children[handle.rawValue]?.strokes.append(contentsOf: keystrokes.strokes)
        strike(handle, at: now, actions: &actions)
        settleInput(of: handle)
        return ticket
    }

    /// Sends text and a line feed, where it is not longer than what a terminal takes.
    ///
    /// The kernel takes all bytes of a line and silently drops those behind the 4,095th: what the program would get is not
    /// what was sent, so that nothing is sent at all. A pipe takes lines of any length.
    public mutating func sendLine(
        _ text: String, to handle: ProcessHandle, at now: Instant, actions: inout [Action]
    ) -> Ticket {
        let ends = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        let longest = text.utf8.split(whereSeparator: { ends.contains($0) }).map(\.count).max() ?? 0
        guard longest > LineDiscipline.lineBytesMax, child(handle)?.isOnTerminal == true else {
            return send(.line(text), to: handle, at: now, actions: &actions)
        }
        let ticket = ticket(for: .send(handle, until: nil))
        finish(ticket, .failed(ExpectFailure(.lineTooLong(bytes: longest))))
        return ticket
    }

    /// Does something to a program that has no reply: close its input, signal it, resize its terminal.
    public mutating func perform(_ action: Action, actions: inout [Action]) {
        if case .resize(let handle, let size) = action {
            let screen = ScreenSize(columns: size.columns, rows: size.rows)
            children[handle.rawValue]?.expecter.resizeScreen(screen)
        }
        actions.append(action)
    }

    /// Changes the limits of later waits.
    public mutating func change(_ handle: ProcessHandle, _ settings: ExpectSettings) {
        children[handle.rawValue]?.expecter.settings = settings
    }

    /// Hangs up and ends a program by its ladder; the reply comes when it has ended.
    public mutating func stop(_ handle: ProcessHandle, at now: Instant, actions: inout [Action]) -> Ticket {
        let ticket = ticket(for: .stop(handle))
        guard var child = child(handle) else {
            finish(ticket, .stopped(nil))
            return ticket
        }
        if !child.isHungUp {
            child.isHungUp = true
            child.hasReleasedOutput = child.expecter.hasEnded
            // What is still in the pipes is lost to nobody who could ask for it.
            actions.append(.hangUp(handle))
        }
        if child.status == nil, child.ladder == nil, child.pid != nil {
            // Who has let go of its output is about to end by itself.
            let farewell = StopLadder.Step(.closeInput, grace: ExpectLaunch.farewell)
            var ladder = StopLadder(
                steps: (child.hasReleasedOutput ? [farewell] : []) + child.options.stopSteps)
            ladder.climb(handle, isInputOpen: child.hasReleasedOutput, at: now, actions: &actions)
            child.ladder = ladder
        }
        children[handle.rawValue] = child
        settleStop(of: handle, actions: &actions)
        return ticket
    }

    /// Hands a session over to a person; the reply comes when it is given back or the program has ended.
    public mutating func interact(
        _ handle: ProcessHandle, _ interaction: Interaction, actions: inout [Action]
    ) -> Ticket {
        let ticket = ticket(for: .interact(handle))
        guard var child = child(handle), !child.expecter.hasEnded else {
            if let rest = children[handle.rawValue]?.expecter.takeAll() { interaction.printed(rest) }
            finish(ticket, .returned)
            return ticket
        }
        interaction.printed(child.expecter.takeAll())
        child.interaction = interaction
        child.demand(&actions)
        children[handle.rawValue] = child
        return ticket
    }

    /// Passes on what a person has typed.
    public mutating func typed(_ bytes: [UInt8], to handle: ProcessHandle, at now: Instant, actions: inout [Action]) {
        guard let interaction = child(handle)?.interaction else { return }
        let (part, isOver) = interaction.typed(bytes)
        if !part.isEmpty { _ = send(Keystrokes(part), to: handle, at: now, actions: &actions) }
        if isOver { giveBack(handle) }
    }

    /// What is known of a program.
    public func pid(of handle: ProcessHandle) -> Int32? { child(handle)?.pid }

    /// How a program has ended; `nil` while it runs.
    public func status(of handle: ProcessHandle) -> ExitStatus? { child(handle)?.status }

    /// The waits of a program.
    public func expecter(of handle: ProcessHandle) -> Expecter? { child(handle)?.expecter }

    /// Gives up what a ticket is for: a wait ends and leaves what was printed; what is being sent or ended goes on.
    public mutating func cancel(_ ticket: Ticket) {
        guard let place = pending.firstIndex(where: { $0.ticket == ticket }) else { return }
        if case .wait(let handles) = pending[place].what {
            for handle in handles { children[handle.rawValue]?.expecter.cancel() }
        }
        finish(ticket, .failed(ExpectFailure(.cancelled)))
    }

    // MARK: The host line

    /// Does nothing: what is to be done is asked later.
    public mutating func start(at now: Instant, actions: inout [Action]) {}

    /// Takes one event.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        switch event {
        case .timer: passTime(at: now, actions: &actions)
        case .bytes(let channel, let bytes): read(bytes, channel, at: now, actions: &actions)
        case .wrote(let handle, let count):
            children[handle.rawValue]?.unwritten -= count
            settleInput(of: handle)
        case .inputRefused(let handle):
            children[handle.rawValue]?.isInputRefused = true
            settleInput(of: handle)
        case .spawned(let handle, let pid):
            children[handle.rawValue]?.pid = pid
            children[handle.rawValue]?.demand(&actions)
            finishAll(.spawned(pid: pid)) { if case .spawn(handle) = $0 { true } else { false } }
        case .spawnFailed(let handle, let errno):
            forget(handle)
            let failure = ExpectFailure(.notStarted(errno: errno))
            finishAll(.failed(failure)) { if case .spawn(handle) = $0 { true } else { false } }
        case .ended(let channel):
            guard children[channel.process.rawValue]?.endStream() == true else { return }
            let outcome = children[channel.process.rawValue]?.expecter.end(at: now - .zero)
            if let outcome { finishWait(of: channel.process, outcome) }
            giveBack(channel.process)
        case .exited(let handle, let status):
            children[handle.rawValue]?.status = status
            let outcome = children[handle.rawValue]?.expecter.exited(status.code, at: now - .zero)
            if let outcome { finishWait(of: handle, outcome) }
            settleStop(of: handle, actions: &actions)
        case .sampled, .leftovers, .signalFailed, .person, .userCall, .userAnswer: break
        }
    }

    private mutating func read(_ bytes: [UInt8], _ channel: Channel, at now: Instant, actions: inout [Action]) {
        let index = channel.process.rawValue
        children[index]?.took(bytes.count, of: channel.stream)
        children[index]?.options.onTraffic?(.read(bytes))
        if let interaction = children[index]?.interaction {
            interaction.printed(bytes)
        } else {
            let outcome = children[index]?.expecter.feed(bytes, at: now - .zero)
            if let outcome { finishWait(of: channel.process, outcome) }
        }
        // Somebody who asks the terminal gets its answer, as from any terminal.
        for reply in children[index]?.expecter.takeReplies() ?? [] {
            children[index]?.unwritten += reply.count
            actions.append(.write(channel.process, reply))
        }
        children[index]?.demand(&actions)
    }

    private mutating func passTime(at now: Instant, actions: inout [Action]) {
        for index in present {
            guard let due = children[index]?.deadline, due <= now else { continue }
            let handle = ProcessHandle(rawValue: index)
            strike(handle, at: now, actions: &actions)
            settleInput(of: handle)
            let outcome = children[index]?.expecter.timer(at: now - .zero)
            if let outcome { finishWait(of: handle, outcome) }
            if let step = children[index]?.ladder?.deadline, step <= now {
                children[index]?.ladder?.climb(handle, isInputOpen: false, at: now, actions: &actions)
                settleStop(of: handle, actions: &actions)
            }
        }
        finishAll(.failed(ExpectFailure(.timeout))) {
            if case .send(_, let until?) = $0 { until <= now } else { false }
        }
    }

    /// Sends the strokes that are due.
    private mutating func strike(_ handle: ProcessHandle, at now: Instant, actions: inout [Action]) {
        guard var child = child(handle) else { return }
        while let stroke = child.strokes.first, !child.isInputRefused {
            let due = child.nextStroke ?? now + stroke.delay
            guard due <= now else {
                child.nextStroke = due
                break
            }
            child.strokes.removeFirst()
            child.nextStroke = nil
            guard !stroke.bytes.isEmpty else { continue }
            child.unwritten += stroke.bytes.count
            child.options.onTraffic?(.sent(stroke.bytes))
            actions.append(.write(handle, stroke.bytes))
        }
        if child.strokes.isEmpty || child.isInputRefused { child.nextStroke = nil }
        children[handle.rawValue] = child
    }

    // MARK: Replies

    private func child(_ handle: ProcessHandle) -> ExpectChild? {
        children.indices.contains(handle.rawValue) ? children[handle.rawValue] : nil
    }

    private mutating func forget(_ handle: ProcessHandle) {
        children[handle.rawValue] = nil
        present.removeAll { $0 == handle.rawValue }
    }

    private mutating func ticket(for what: Pending) -> Ticket {
        nextTicket += 1
        pending.append((nextTicket, what))
        return nextTicket
    }

    private mutating func finish(_ ticket: Ticket, _ reply: Reply) {
        guard let place = pending.firstIndex(where: { $0.ticket == ticket }) else { return }
        pending.remove(at: place)
        replies.append((ticket, reply))
    }

    private mutating func finishAll(_ reply: Reply, where isIt: (Pending) -> Bool) {
        for (ticket, what) in pending where isIt(what) { finish(ticket, reply) }
    }

    /// The first of several waits is over: the others end without an outcome.
    private mutating func finishWait(of handle: ProcessHandle, _ outcome: ExpectOutcome) {
        for (ticket, what) in pending {
            guard case .wait(let handles) = what, handles.contains(handle) else { continue }
            for other in handles where other != handle { children[other.rawValue]?.expecter.cancel() }
            finish(ticket, .waited(handle, outcome))
        }
    }

    private mutating func settleInput(of handle: ProcessHandle) {
        guard let child = child(handle) else {
            return finishAll(.failed(ExpectFailure(.closed))) { if case .send(handle, _) = $0 { true } else { false } }
        }
        guard child.isInputThrough else { return }
        finishAll(child.isInputRefused ? .failed(ExpectFailure(.inputRefused)) : .sent) {
            if case .send(handle, _) = $0 { true } else { false }
        }
    }

    private mutating func settleStop(of handle: ProcessHandle, actions: inout [Action]) {
        guard let child = child(handle), child.isHungUp, child.isOver else { return }
        // What the program has left behind in its group goes with it: nobody, where nobody held its output any more.
        if !child.hasReleasedOutput { actions.append(.signal(handle, .kill, .group)) }
        forget(handle)
        finishAll(.waited(handle, .failed(ExpectFailure(.closed)))) {
            if case .wait(let handles) = $0 { handles.contains(handle) } else { false }
        }
        finishAll(.stopped(child.status)) { if case .stop(handle) = $0 { true } else { false } }
        settleInput(of: handle)
        finishAll(.returned) { if case .interact(handle) = $0 { true } else { false } }
    }

    /// Takes a session out of a person's hands.
    public mutating func giveBack(_ handle: ProcessHandle) {
        guard child(handle)?.interaction != nil else { return }
        children[handle.rawValue]?.interaction = nil
        finishAll(.returned) { if case .interact(handle) = $0 { true } else { false } }
    }
}
