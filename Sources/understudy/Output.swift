import Glibc
import Text

/// What the command says to a person: on standard error where it is no result.
enum Output {
    /// Says what went wrong.
    static func complain(_ message: String, prefix: String = "understudy: ") {
        var text = VisibleText.clean(prefix + message) + "\n"
        fflush(nil)
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

    /// Writes bytes exactly as they are.
    ///
    /// - Throws: `CommandFailure` where standard output can't take them; a reader that has gone is no failure.
    static func write(_ bytes: [UInt8]) throws {
        fflush(nil)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if errno == EPIPE { return }
                throw CommandFailure(.harnessFailed, "can't write to standard output: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
