import CProcesses
import Determinism
import Hosting

/// Turns: a participant is told to look, does what there is to do, and says when it wants to go on.
extension LiveHost {
    /// Lets a participant go on until it has nothing more to do.
    func giveTurn(_ participant: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        var isUnderWay = true
        participant.hasRun = false
        while isUnderWay, participant.canGoOn {
            let epoch = try clock.beginEpoch()
            try send(ClockMessage(.look, epoch: epoch, instant: clock.now), to: participant, clock)
            if participant.canGoOn { try awaitAnswer(of: participant, epoch, clock) }
            isUnderWay = try followTurn(of: participant)
        }
        clock.schedule(participant)
        if participant.hasRun, participant.stage != .ended { clock.lookAround(participant) }
    }

    /// Takes what a participant has written and gives it what it has room for; whether it can go on at once.
    private func followTurn(of participant: Participant) throws(HostFailure) -> Bool {
        guard let child = child(participant.root) else { return false }
        child.quietSample = nil
        let hasRead = try takeOutput(of: child)
        let goesOn = participant.state == .flushing || hasRead && participant.state == .writing
        guard participant.isChild, !child.pending.isEmpty else { return goesOn }
        let before = child.pending.count
        try writePending(child)
        return goesOn || child.pending.count < before
    }

    private func send(
        _ message: ClockMessage, to participant: Participant, _ clock: ClockCoordinator
    ) throws(HostFailure) {
        switch SystemCalls.send(message.bytes, to: participant.connection) {
        case .done: return
        case .full:
            throw HostFailure(.unresponsive, "\(participant.name) does not read its line of the clock protocol")
        case .gone: try leave(participant, clock)
        }
    }

    /// A participant has closed its line: it ends, or it has become another program.
    private func leave(_ participant: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        SystemCalls.close(participant.connection)
        participant.connection = -1
        participant.stage = .silent
        clock.standStill(for: participant)
        participant.isDueAtHello = true
        let exit = exitDescriptor(of: participant)
        if SystemCalls.waitForTwo(exit, -1, milliseconds: Self.leavingLineMilliseconds).first {
            try end(participant, clock)
        }
    }

    /// How long the end of a process may come behind the end of its line, in milliseconds of the world: it gives back its
    /// memory between the two.
    private static let leavingLineMilliseconds = 1_000

    /// Waits until a participant has nothing more to do, has ended, or was stopped.
    private func awaitAnswer(
        of participant: Participant, _ epoch: UInt64, _ clock: ClockCoordinator
    ) throws(HostFailure) {
        var limit = Limit(milliseconds: clock.patienceMilliseconds)
        while participant.canGoOn {
            let ready = SystemCalls.waitForTwo(
                participant.connection, exitDescriptor(of: participant), milliseconds: limit.nextPause)
            if ready.first {
                switch try takeMessages(of: participant, epoch, clock) {
                case .answered: return
                case .running: limit = Limit(milliseconds: clock.patienceMilliseconds)
                case .nothing: if limit.isOver { try lookWhyNothingComes(from: participant, limit, clock) }
                }
            } else if ready.second {
                return try end(participant, clock)
            } else {
                try lookWhyNothingComes(from: participant, limit, clock)
            }
        }
    }

    private enum Answer {
        case nothing
        case running
        case answered
    }

    /// The most messages that are taken before it is looked how late it is.
    private static let messagesMax = 1_024

    /// Takes the messages of a participant up to the one that ends its turn.
    private func takeMessages(
        of participant: Participant, _ epoch: UInt64, _ clock: ClockCoordinator
    ) throws(HostFailure) -> Answer {
        var answer = Answer.nothing
        for _ in 0..<Self.messagesMax {
            guard participant.canGoOn, let message = try receive(from: participant, clock) else { return answer }
            guard message.epoch <= epoch else {
                throw HostFailure(
                    .unresponsive, "\(participant.name) answered epoch \(message.epoch) in epoch \(epoch)")
            }
            switch message.kind {
            case .running where message.epoch == epoch && !participant.hasRun:
                participant.hasRun = true
                answer = .running
            case .idle where message.epoch == epoch:
                participant.deadline = message.instant
                participant.state = ClockMessage.State(rawValue: message.value) ?? .waiting
                if participant.state == .stopping { try awaitStop(of: participant, clock) }
                return .answered
            case .expect: try expect(message.value, at: message.instant, by: participant, clock)
            case .look, .hello:
                throw HostFailure(
                    .unresponsive, "\(participant.name) sent the message \(message.kind), which is not its to send")
            case .busy: participant.busy.begin(at: clock.now, until: message.instant)
            case .wrote: try note(message, of: participant)
            // Of an earlier epoch, in which it was stopped.
            case .running, .idle: break
            }
        }
        return answer
    }

    private func receive(
        from participant: Participant, _ clock: ClockCoordinator
    ) throws(HostFailure) -> ClockMessage? {
        switch SystemCalls.receiveMessage(participant.connection) {
        case .nothing: return nil
        case .gone:
            try leave(participant, clock)
            return nil
        case .message(let bytes): return try decode(bytes, of: participant.name)
        }
    }

    /// A message, or a failure that names who sent what is none.
    func decode(_ bytes: [UInt8], of name: String) throws(HostFailure) -> ClockMessage {
        do { return try ClockMessage(bytes: bytes) } catch {
            throw HostFailure(.unresponsive, "\(name) sent \(error)")
        }
    }

    private func lookWhyNothingComes(
        from participant: Participant, _ limit: Limit, _ clock: ClockCoordinator
    ) throws(HostFailure) {
        try refuseIfCancelled()
        if processes.state(of: participant.pid) == ProcessTable.stopped {
            participant.isStopped = true
        } else if limit.isOver {
            throw HostFailure(
                .unresponsive,
                "\(participant.name) takes part in the clock protocol and has not answered for \(limit.milliseconds) ms"
            )
        }
    }

    /// Waits until a process is stopped, or says that it is not.
    func awaitStop(
        of participant: Participant, milliseconds: Int? = nil, _ clock: ClockCoordinator
    ) throws(HostFailure) {
        var limit = Limit(milliseconds: milliseconds ?? clock.patienceMilliseconds)
        while true {
            let state = processes.state(of: participant.pid)
            if state == ProcessTable.stopped {
                participant.isStopped = true
                return
            }
            let ready = SystemCalls.waitForTwo(
                participant.connection, exitDescriptor(of: participant), milliseconds: 0)
            if ready.first || ready.second { return }
            try refuseIfCancelled()
            if limit.isOver { return }
            SystemCalls.sleep(microseconds: limit.nextPauseMicroseconds)
        }
    }

    /// Waits for the end of a process that was sent a signal by which it dies.
    func awaitEnd(of participant: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        var limit = Limit(milliseconds: clock.patienceMilliseconds)
        while participant.stage != .ended {
            if SystemCalls.waitForTwo(exitDescriptor(of: participant), -1, milliseconds: limit.nextPause).first {
                return try end(participant, clock)
            }
            try refuseIfCancelled()
            if limit.isOver {
                throw HostFailure(.unresponsive, "\(participant.name) was killed and has not ended")
            }
        }
    }

    private func exitDescriptor(of participant: Participant) -> Int32 {
        participant.isChild ? child(participant.root)?.exit.descriptor ?? -1 : participant.exit.descriptor
    }

    /// A limit in real time, and how long to wait until the next look at what can't be waited for.
    private struct Limit {
        let milliseconds: Int
        private let end: Int64
        private var pause = 1

        init(milliseconds: Int) {
            self.milliseconds = milliseconds
            end = SystemCalls.monotonicNanoseconds + Int64(milliseconds) * 1_000_000
        }

        var isOver: Bool { SystemCalls.monotonicNanoseconds >= end }

        /// 2 ms, then longer and longer up to 50 ms.
        var nextPause: Int {
            mutating get {
                pause = min(pause * 2, 50)
                return pause
            }
        }

        /// 40 µs, then longer and longer up to 1 ms.
        var nextPauseMicroseconds: Int {
            mutating get {
                pause = min(pause * 2, 50)
                return pause * 20
            }
        }
    }
}
