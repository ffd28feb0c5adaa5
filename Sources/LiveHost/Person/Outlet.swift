import CProcesses
import Glibc

/// A descriptor of the person's that is written, with what waits for it.
struct Outlet {
    /// Whom its events are about.
    let role: Reactor.Role
    var wire = Wire()
    /// Whether epoll(7) refuses it, as it does files and `/dev/null`: it is written at once.
    let isAlwaysReady: Bool
    var pending = PendingInput()
    /// Whether the reader has left.
    var isGone = false
    /// Whether a write may block, since the descriptor could not be opened anew: then little is written at a time.
    private let mayBlock: Bool

    /// What a pipe or socket that is ready takes without blocking, in bytes (pipe(7): `PIPE_BUF`).
    private static let safeBytesMax = 4_096

    /// Opens what the caller's descriptor stands for anew, as `Inlet` does. A file is used as it is, since its position
    /// belongs to all who share it.
    init(_ descriptor: Int32, role: Reactor.Role) throws(SystemError) {
        self.role = role
        let kind = SystemCalls.kind(of: descriptor)
        let opened = kind == .stream ? SystemCalls.openAgain(descriptor, O_WRONLY | O_NONBLOCK) : nil
        isAlwaysReady = kind == .file
        mayBlock = opened == nil && kind != .file
        if let opened { wire = Wire(opened) } else { wire = Wire(try SystemCalls.copy(descriptor)) }
    }

    /// Writes what goes now; how many bytes went.
    ///
    /// - Throws: what the system said, other than that there is no room.
    mutating func write() throws(SystemError) -> Int {
        var total = 0
        do throws(SystemError) {
            var writes = 0
            while !pending.isEmpty, writes < (mayBlock ? 1 : LiveHost.writesMax) {
                let limit = mayBlock ? Self.safeBytesMax : LiveHost.writeBytesMax
                total += try pending.take { bytes throws(SystemError) in
                    try SystemCalls.write(wire.descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(limit)))
                }
                writes += 1
            }
        } catch .wouldBlock {
            return total
        }
        return total
    }
}
