import CProcesses
import Determinism
import Glibc

/// The system calls of the clock protocol.
extension SystemCalls {
    /// What came of sending a message.
    enum Sending {
        case done
        /// The other side does not read.
        case full
        /// The other side is gone.
        case gone
    }

    /// What came of looking for a message.
    enum Reception {
        case nothing
        /// The other side is gone.
        case gone
        case message([UInt8])
    }

    /// The corresponding C functions are `socket`, `bind` and `listen`.
    static func listenForParticipants(_ address: String) throws(SystemError) -> Int32 {
        try check(u_clock_listen(address))
    }

    /// A connection of a process of our user; `nil`: none is there. The corresponding C function is `accept4`.
    static func acceptParticipant(_ listener: Int32) -> Int32? {
        let connection = u_clock_accept(listener)
        return connection < 0 ? nil : connection
    }

    /// The corresponding C function is `send`.
    static func send(_ message: [UInt8], to connection: Int32) -> Sending {
        switch u_clock_send(connection, message, message.count, 0) {
        case 0...: .done
        case -EAGAIN: .full
        default: .gone
        }
    }

    /// The next message that has come. The corresponding C function is `recv`.
    static func receiveMessage(_ connection: Int32) -> Reception {
        var bytes = [UInt8](repeating: 0, count: ClockMessage.byteCount)
        let count = u_clock_receive(connection, &bytes, bytes.count)
        if count == -EAGAIN { return .nothing }
        if count <= 0 { return .gone }
        // One that is too long says so by its length.
        if count > bytes.count { bytes += [UInt8](repeating: 0, count: Int(count) - bytes.count) }
        return .message(Array(bytes.prefix(Int(count))))
    }

    /// Waits until one of two descriptors can be read or is broken. The corresponding C function is `poll`.
    static func waitForTwo(_ first: Int32, _ second: Int32, milliseconds: Int) -> (first: Bool, second: Bool) {
        let ready = u_wait_for_two(first, second, Int32(clamping: milliseconds))
        return ready < 0 ? (false, false) : (ready & 1 != 0, ready & 2 != 0)
    }

    /// The corresponding C function is `nanosleep`.
    static func sleep(microseconds: Int) {
        var time = timespec(tv_sec: 0, tv_nsec: microseconds * 1_000)
        nanosleep(&time, nil)
    }

    /// The process group of a process. The corresponding C function is `getpgid`.
    static func group(of process: Int32) -> Int32 { getpgid(process) }

    /// Removes a file. The corresponding C function is `unlink`.
    static func remove(_ path: String) { _ = unlink(path) }
}
