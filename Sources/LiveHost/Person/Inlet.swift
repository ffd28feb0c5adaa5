import CProcesses
import Glibc

/// A descriptor of the person's that is read: a terminal, a pipe, a file.
struct Inlet {
    var wire = Wire()
    /// Whether epoll(7) refuses it, as it does files and `/dev/null`, which are always ready.
    let isAlwaysReady: Bool

    /// Opens what the caller's descriptor stands for anew, so that ours alone does not block (fault 26); a socket, which
    /// can't be opened, is used as it is, and read when it is ready.
    init(_ descriptor: Int32) throws(SystemError) {
        let kind = SystemCalls.kind(of: descriptor)
        isAlwaysReady = kind == .file
        let opened = kind == .stream ? SystemCalls.openAgain(descriptor, O_RDONLY | O_NONBLOCK) : nil
        if let opened { wire = Wire(opened) } else { wire = Wire(try SystemCalls.copy(descriptor)) }
    }

    /// Reads once what there is; `nil`: nothing now. A terminal that hung up has ended.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        do throws(SystemError) {
            return try SystemCalls.read(wire.descriptor, into: buffer)
        } catch .wouldBlock {
            return nil
        } catch .inputOutput {
            return 0
        }
    }
}
