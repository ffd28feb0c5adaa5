import Glibc

/// A system call that failed; a number that we have no name for can still be represented.
///
/// Source: errno(3).
struct SystemError: Error, Hashable {
    /// The number of the error.
    let number: Int32

    /// There is nothing to read or no room to write now.
    static let wouldBlock = SystemError(number: EAGAIN)
    /// A signal came first.
    static let interrupted = SystemError(number: EINTR)
    /// The read end of a pipe is gone.
    static let brokenPipe = SystemError(number: EPIPE)
    /// The other side of a terminal is gone.
    static let inputOutput = SystemError(number: EIO)
    /// There is no such process.
    static let noProcess = SystemError(number: ESRCH)
    /// There is no such file.
    static let noFile = SystemError(number: ENOENT)
    /// It is there, but not for us.
    static let accessDenied = SystemError(number: EACCES)
    /// An argument that no call could accept.
    static let invalidArgument = SystemError(number: EINVAL)
    /// A child that is not ours, or was reaped by somebody else.
    static let noChild = SystemError(number: ECHILD)

    /// The system's words for it.
    var text: String { String(cString: strerror(number)) }
}
