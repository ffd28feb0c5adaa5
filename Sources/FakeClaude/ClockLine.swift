import CProcesses
import Determinism
import Glibc

/// The line to a coordinator of the clock protocol, where this process shares a virtual clock with others.
///
/// A class, since what speaks on it and what waits on it are different parts of one process.
final class ClockLine {
    private let connection: Int32
    /// The present, as the coordinator said last.
    private(set) var now = Instant.zero
    /// Whether the coordinator is there; without it, time is the world's again.
    private(set) var isOpen = true
    private var epoch: UInt64 = 0
    private var hasSaidRunning = true

    /// Connects, says hello and waits for the first turn; `nil` where nobody coordinates.
    static func open() -> ClockLine? {
        guard let address = getenv(ClockMessage.addressVariable), address.pointee != 0 else { return nil }
        let connection = u_clock_connect(address)
        guard connection >= 0 else { return nil }
        let line = ClockLine(connection)
        line.send(ClockMessage(.hello, value: getpid()))
        line.awaitTurn()
        return line.isOpen ? line : nil
    }

    private init(_ connection: Int32) { self.connection = connection }

    /// There is something to do in this turn.
    func sayRunning() {
        guard isOpen, !hasSaidRunning else { return }
        hasSaidRunning = true
        send(ClockMessage(.running, epoch: epoch))
    }

    /// A process was started that will say hello and goes on at an instant.
    func expect(_ process: pid_t, at instant: Instant) {
        send(ClockMessage(.expect, value: process, epoch: epoch, instant: instant))
    }

    /// Bytes were written to a pipe.
    func noteWrite(_ count: Int, to descriptor: Int32) { send(.wrote(count, to: descriptor, epoch: epoch)) }

    /// The processor is busy until an instant: nothing else is done before.
    func spin(until end: Instant) {
        send(ClockMessage(.busy, epoch: epoch, instant: end))
        while isOpen, now < end { rest(until: end) }
    }

    /// There is nothing to do before an instant: waits for the next turn.
    func rest(until deadline: Instant?, _ state: ClockMessage.State = .waiting) {
        say(state, until: deadline)
        awaitTurn()
    }

    /// Ends a turn without waiting for the next one.
    func say(_ state: ClockMessage.State, until deadline: Instant? = nil) {
        send(ClockMessage(.idle, value: state.rawValue, epoch: epoch, instant: deadline ?? .distantFuture))
    }

    /// Waits for a turn, or for the end of the coordinator.
    func awaitTurn() {
        var bytes = [UInt8](repeating: 0, count: ClockMessage.byteCount)
        while isOpen {
            let count = u_clock_receive(connection, &bytes, bytes.count)
            guard count == Int32(bytes.count), let message = try? ClockMessage(bytes: bytes) else { return hangUp() }
            guard message.kind == .look else { continue }
            epoch = message.epoch
            now = max(now, message.instant)
            hasSaidRunning = false
            return
        }
    }

    private func send(_ message: ClockMessage) {
        guard isOpen else { return }
        if u_clock_send(connection, message.bytes, ClockMessage.byteCount, 1) < 0 { hangUp() }
    }

    private func hangUp() {
        isOpen = false
        close(connection)
    }
}
