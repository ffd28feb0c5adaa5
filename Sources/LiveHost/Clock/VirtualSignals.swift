import Hosting
import Recording

/// Signals on virtual time: who dies of one has ended before anything else happens, who catches one has its turn.
extension LiveHost {
    /// Waits for what a signal does to those of a child's tree whom it reached.
    func settle(_ signal: Signal, sentTo handle: ProcessHandle, _ scope: SignalScope) throws(HostFailure) {
        guard let clock = coordinator, let child = child(handle) else { return }
        // All got it at once: descendants first, so that who dies of it is gone before the end of a stream is seen.
        for participant in clock.tree(of: handle).reversed() {
            if !participant.isChild {
                guard scope != .process else { continue }
                guard scope == .tree || SystemCalls.group(of: participant.pid) == child.pid else { continue }
            }
            try settle(signal, participant, clock)
        }
    }

    /// Waits for what a signal does to a process that got it.
    func settle(_ signal: Signal, _ participant: Participant, _ clock: ClockCoordinator) throws(HostFailure) {
        switch signal {
        case .kill: try awaitEnd(of: participant, clock)
        case .stop: try awaitStop(of: participant, clock)
        case .continue:
            guard participant.isStopped else { return }
            participant.isStopped = false
            clock.wake(participant)
        // It waits until the process is continued (signal(7)).
        case _ where participant.isStopped: break
        default: try settleByDisposition(signal, participant, clock)
        }
    }

    private func settleByDisposition(
        _ signal: Signal, _ participant: Participant, _ clock: ClockCoordinator
    ) throws(HostFailure) {
        switch processes.disposition(of: signal, in: participant.pid) {
        case .ignored: break
        case .caught: clock.wake(participant)
        case .standard where Self.stopping.contains(signal):
            // In a group without a shell the kernel drops it (termios(3)).
            try awaitStop(of: participant, milliseconds: Self.stoppingMilliseconds, clock)
        case .standard where Self.harmless.contains(signal): break
        case .standard: try awaitEnd(of: participant, clock)
        }
    }

    /// How long a process may take to stop by a signal that the kernel may have dropped, in milliseconds of the world.
    private static let stoppingMilliseconds = 20
    /// SIGTSTP, SIGTTIN, SIGTTOU.
    private static let stopping: [Signal] = [.terminalStop, Signal(rawValue: 21), Signal(rawValue: 22)]
    /// No signal, SIGCHLD, SIGURG, SIGWINCH: nothing happens by default (signal(7)).
    private static let harmless: [Signal] = [
        Signal(rawValue: 0), Signal(rawValue: 17), Signal(rawValue: 23), .windowChange,
    ]
}

extension ProcessTable {
    /// What a process has arranged for a signal.
    enum Disposition {
        case standard
        case ignored
        case caught
    }

    /// The state of a stopped process (proc(5)).
    static let stopped = UInt8(ascii: "T")

    /// The letter of a process's state; `nil`: there is none.
    func state(of pid: Int32) -> UInt8? {
        guard let bytes = files.read(pid, "stat"), let name = bytes.lastIndex(of: UInt8(ascii: ")")),
            name + 2 < bytes.count
        else { return nil }
        return bytes[name + 2]
    }

    /// What a process has arranged for a signal, as /proc/PID/status says.
    func disposition(of signal: Signal, in pid: Int32) -> Disposition {
        guard signal.rawValue > 0, let bytes = files.read(pid, "status") else { return .standard }
        let text = String(decoding: bytes, as: UTF8.self)
        func has(_ label: String) -> Bool {
            for line in text.split(separator: "\n") where line.hasPrefix(label) {
                let digits = line.dropFirst(label.count).filter { $0.isHexDigit }
                return (UInt64(digits, radix: 16) ?? 0) >> UInt64(signal.rawValue - 1) & 1 != 0
            }
            return false
        }
        if has("SigIgn:") { return .ignored }
        return has("SigCgt:") ? .caught : .standard
    }
}
