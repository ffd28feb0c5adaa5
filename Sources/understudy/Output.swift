@preconcurrency import Glibc
import Synchronization
import Text

/// What the command says to a person: on standard error where it is no result.
enum Output {
    /// Says what went wrong.
    static func complain(_ message: String, prefix: String = "understudy: ") {
        var text = VisibleText.clean(prefix + message) + "\n"
        flush()
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Whether a descriptor is a terminal that may get colours.
    static func isColourful(_ descriptor: Int32) -> Bool {
        guard isatty(descriptor) == 1, getenv("NO_COLOR") == nil else { return false }
        return getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
    }

    /// The width of standard output in columns; 100 where it is no terminal.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }

    /// Why standard output has not taken something; the first reason counts.
    private static let failure = Mutex<Int32?>(nil)

    /// Brings what was printed on its way. Not all streams: that of the input is locked while somebody is asked for a line.
    static func flush() {
        let isWhole = fflush(stdout) == 0
        let reason = errno
        if !isWhole { failure.withLock { $0 = $0 ?? reason } }
    }

    /// Why not everything that was printed got to its reader; `nil`: it did, or the reader has left.
    ///
    /// `print` says nothing about a full disk.
    static func lossOfPrints() -> String? {
        flush()
        let reason = failure.withLock { $0 } ?? (ferror(stdout) == 0 ? nil : EIO)
        return reason.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
    }

    /// Keeps the standard descriptors from being taken by files and pipes of ours, and survives readers that leave.
    ///
    /// A closed one is replaced by one that fails, so that nothing printed ends up in a report.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Writes bytes exactly as they are.
    ///
    /// - Throws: `CommandFailure` where standard output can't take them; a reader that has gone is no failure.
    static func write(_ bytes: [UInt8]) throws {
        flush()
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if errno == EPIPE { return }
                throw CommandFailure(
                    .harnessFailed, "can't write to standard output: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
