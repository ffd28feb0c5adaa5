import CProcesses
import Determinism
public import Hosting
import Recording

/// Virtual time on real processes: one at a time goes on, and time moves when none has anything to do.
extension LiveHost {
    /// The longest real time that a participant may take to answer, in milliseconds.
    public static let answerMillisecondsMax = 10_000

    /// A host whose children share a virtual clock, which stands at zero, by the clock protocol.
    ///
    /// A child that says hello goes on when it is told to; time stands still while one runs that does not. Time moves only
    /// to the next deadline of a participant or of the program, and only when nothing else can happen.
    ///
    /// - Parameters:
    ///   - seed: decides the order of what happens at the same instant, as in a simulation.
    ///   - address: where participants connect to: a path of at most 107 bytes where nothing is yet, or a name behind an
    ///     `@`; `nil`: a name of the host's own.
    ///   - patience: how long a participant may take to answer, in real milliseconds.
    ///   - cancellation: as of `init(timeScale:cancellation:person:)`.
    /// - Throws: `HostFailure.Code.systemCall` where there is no descriptor left, or no socket can be made there.
    public convenience init(
        virtualTimeFrom seed: UInt64, address: String? = nil, patience: Int = LiveHost.answerMillisecondsMax,
        cancellation: Int32? = nil
    ) throws(HostFailure) {
        try self.init(timeScale: 1, cancellation: cancellation)
        let address = address ?? "@understudy-\(hostName)"
        do throws(SystemError) {
            let coordinator = try ClockCoordinator(address: address, seed: seed, patienceMilliseconds: patience)
            try reactor.watch(&coordinator.listener, for: Reactor.readable, process: 0, role: .clock)
            self.coordinator = coordinator
        } catch {
            throw HostFailure(.systemCall, "can't listen on \(address) for the clock protocol: \(error.text)")
        }
    }

    /// Where participants of the clock protocol connect to; `nil`: this host runs on real time.
    public var clockAddress: String? { coordinator?.address }

    /// The next event on virtual time; see `Host.next`.
    func next(_ clock: ClockCoordinator, until deadline: Instant) throws(HostFailure) -> Occurrence? {
        while true {
            if mailbox != nil { takeMail() }
            while let number = clock.continuations.popFirst() { try giveTurn(clock.participants[number], clock) }
            if let event = clock.takeEvent() { return Occurrence(event, at: clock.now) }
            // What nobody announced: a kill from outside, the end of the run.
            try collect(nanoseconds: 0)
            if clock.hasEvents || !clock.continuations.isEmpty { continue }
            if let laggard = clock.laggard {
                try wait(for: laggard, clock)
            } else if !clock.openQuestions.isEmpty {
                try waitForAnswers(clock)
            } else if let instant = clock.nextInstant, instant <= deadline {
                if let participant = clock.takeTurn() { try run(participant, clock) }
            } else if deadline < .distantFuture {
                clock.move(to: deadline)
                return nil
            } else {
                throw HostFailure(.stalled, "nothing is due at \(clock.now) s and no process will do anything more")
            }
        }
    }

    private func run(_ participant: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        participant.isScheduledNow = false
        if participant.isStopped, processes.state(of: participant.pid) != ProcessTable.stopped {
            participant.isStopped = false
        }
        switch participant.stage {
        case .silent:
            clock.standStill(for: participant)
            participant.isDueAtHello = true
        case .speaking: try giveTurn(participant, clock)
        case .ended: break
        }
    }

    /// Waits until a process that has not said hello does so, ends, or does something that the engine sees.
    private func wait(for laggard: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        guard try collect(nanoseconds: Int64(clock.patienceMilliseconds) * 1_000_000) else {
            throw HostFailure(
                .takesNoPart,
                """
                \(laggard.name) takes no part in the clock protocol and has done nothing for \
                \(clock.patienceMilliseconds) ms: use a time scale for what it is to wait for
                """)
        }
    }

    private func waitForAnswers(_ clock: ClockCoordinator) throws(HostFailure) {
        guard try collect(nanoseconds: Int64(clock.patienceMilliseconds) * 1_000_000) else {
            let names = clock.openQuestions.sorted { $0.key < $1.key }.map(\.value.name).joined(separator: ", ")
            throw HostFailure(
                .unanswered, "the closure \(names) has not answered for \(clock.patienceMilliseconds) ms of real time")
        }
    }

    /// Measures a tree at once. One in which nobody has gone on since uses what it used.
    private func takeSample(of handle: ProcessHandle, _ clock: ClockCoordinator) {
        let child = child(handle)
        let isQuiet = clock.tree(of: handle).allSatisfy { $0.stage == .speaking }
        if isQuiet, var sample = child?.quietSample {
            sample.processorTime = clock.processorTime(of: handle)
            samplings.removeAll { $0.handle == handle }
            return report(.sampled(handle, sample))
        }
        while !samplings.isEmpty { continueSampling() }
    }

    private func wake(_ child: Child, _ clock: ClockCoordinator) {
        if let participant = clock.participant(child.handle) { clock.wake(participant) }
    }

    /// What an action means for the participants.
    func follow(_ action: Action, _ clock: ClockCoordinator) throws(HostFailure) {
        switch action {
        case .spawn(let handle, _):
            guard let child = child(handle), clock.participant(handle) == nil else { return }
            clock.wake(try clock.register(handle, isChild: true, pid: child.pid))
        case .write(let handle, _):
            if let child = child(handle), !child.isInputGone { wake(child, clock) }
        case .closeInput(let handle):
            if let child = child(handle), !child.isTerminal { wake(child, clock) }
        case .resize(let handle, _):
            if let child = child(handle), child.isTerminal { wake(child, clock) }
        case .hangUp(let handle):
            guard let participant = clock.participant(handle), let child = child(handle) else { return }
            if child.isTerminal { try settle(.hangUp, participant, clock) }
            clock.wake(participant)
        case .demand(let channel, _):
            guard let child = child(channel.process), let participant = clock.participant(channel.process) else {
                return
            }
            if try takeOutput(of: child), participant.state == .writing {
                clock.continuations.append(participant.number)
            }
        case .sample(let handle): takeSample(of: handle, clock)
        case .callUser(let id, let request):
            if mailbox != nil { clock.openQuestions[id] = request }
        case .signal, .person, .noteCall, .noteOutcome: break
        }
    }
}

extension HostFailure.Code {
    /// A process takes part in the clock protocol and does not answer.
    public static let unresponsive = HostFailure.Code(name: "unresponsive")
    /// A process takes no part in the clock protocol, and waits for something that only time could bring.
    public static let takesNoPart = HostFailure.Code(name: "takes no part")
    /// A closure of the user's does not answer.
    public static let unanswered = HostFailure.Code(name: "unanswered")
}
