import CProcesses
import Determinism
import Hosting
import Recording

/// Participants come and go.
extension LiveHost {
    /// Takes the connections of processes that say hello.
    func admitParticipants(_ clock: ClockCoordinator) throws(HostFailure) {
        while let connection = SystemCalls.acceptParticipant(clock.listener.descriptor) {
            guard let participant = try greet(connection, clock) else {
                // Nobody announced it: it goes on in real time.
                SystemCalls.close(connection)
                continue
            }
            participant.connection = connection
            participant.stage = .speaking
            if participant.isDueAtHello {
                participant.isDueAtHello = false
                clock.continuations.append(participant.number)
            }
        }
    }

    /// Who says hello; `nil`: nobody that was announced.
    private func greet(_ connection: Int32, _ clock: ClockCoordinator) throws(HostFailure) -> Participant? {
        guard SystemCalls.waitForTwo(connection, -1, milliseconds: clock.patienceMilliseconds).first,
            case .message(let bytes) = SystemCalls.receiveMessage(connection)
        else { return nil }
        let message = try decode(bytes, of: "a process that connected to \(clock.address)")
        guard message.kind == .hello else { return nil }
        return clock.participants.last { $0.pid == message.value && $0.stage == .silent }
    }

    /// A participant has started a process that will say hello.
    func expect(
        _ pid: Int32, at instant: Instant, by participant: Participant, _ clock: ClockCoordinator
    ) throws(HostFailure) {
        let descendant = try clock.register(participant.root, isChild: false, pid: pid)
        guard let descriptor = try? SystemCalls.openProcess(pid) else {
            // It has ended already.
            descendant.stage = .ended
            return
        }
        descendant.exit = Wire(descriptor)
        clock.standStill(for: descendant)
        descendant.deadline = instant
        descendant.scheduledDeadline = instant
        do throws(SystemError) {
            try reactor.watch(
                &descendant.exit, for: Reactor.readable, process: descendant.number, role: .participantExit)
        } catch {
            throw HostFailure(.systemCall, "can't watch \(descendant.name): \(error.text)")
        }
        if instant < .distantFuture { clock.push(descendant, at: max(instant, clock.now)) }
    }

    /// A process that takes part has ended: what it wrote last comes first.
    func end(_ participant: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        guard participant.stage != .ended else { return }
        if participant.isChild {
            // Comes back as `noteExit`.
            try serveExit(participant.root.rawValue)
        } else {
            forget(participant)
            if let child = child(participant.root) { _ = try takeOutput(of: child) }
            clock.lookAround(participant)
        }
    }

    /// A descendant that was announced has ended by itself.
    func serveParticipantExit(_ number: Int) throws(HostFailure) {
        guard let clock = coordinator, clock.participants.indices.contains(number) else { return }
        try end(clock.participants[number], clock)
    }

    /// A child was reaped.
    func noteExit(of child: Child, _ clock: ClockCoordinator) throws(HostFailure) {
        guard let participant = clock.participant(child.handle) else { return }
        forget(participant)
        clock.lookAround(participant)
        guard child.isTerminal else { return }
        // The end of a session's leader is a hang-up for the group in the foreground (tty_ioctl(4)).
        for descendant in clock.tree(of: child.handle) where SystemCalls.group(of: descendant.pid) == child.pid {
            try settle(.hangUp, descendant, clock)
        }
    }

    private func forget(_ participant: Participant) {
        participant.stage = .ended
        if let clock = coordinator { participant.busy.stop(at: clock.now) }
        child(participant.root)?.quietSample = nil
        SystemCalls.close(participant.connection)
        participant.connection = -1
        reactor.close(&participant.exit)
    }

    /// Lets go of all participants: who is left goes on in real time.
    func closeClock() {
        guard let clock = coordinator else { return }
        for participant in clock.participants { forget(participant) }
        reactor.close(&clock.listener)
        if clock.address.first != "@" { SystemCalls.remove(clock.address) }
    }

    /// Throws where the run was ended from outside.
    func refuseIfCancelled() throws(HostFailure) {
        if SystemCalls.waitForTwo(cancellation.descriptor, -1, milliseconds: 0).first {
            throw HostFailure(.cancelled, "the run was cancelled from outside")
        }
    }
}
