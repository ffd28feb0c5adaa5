import Glibc
import Recording

/// The terminal of a person, by its descriptors, or anything that can be read and written in its place.
public struct PersonTerminal: Sendable {
    private let input: Int32
    private let output: Int32

    /// A terminal by its descriptors, which stay the caller's.
    public init(input: Int32 = 0, output: Int32 = 1) {
        self.input = input
        self.output = output
    }

    /// Its size; `nil` where it is no terminal.
    var size: TerminalSize? {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Shows bytes; a terminal that is gone is no failure.
    func show(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Takes the terminal into raw mode; `PersonReading.start` then passes on what is typed, empty when the input has ended.
    func prepare(_ onTyped: @escaping @Sendable ([UInt8]) -> Void) throws -> PersonReading {
        try PersonReading(input, onTyped)
    }
}

/// A thread that reads what a person types until it is told to end.
///
/// Unchecked: the fields are set before the thread starts, or where it is started, which comes before `end`.
final class PersonReading: @unchecked Sendable {
    private let input: Int32
    private let onTyped: @Sendable ([UInt8]) -> Void
    private let earlier: termios?
    private var stopper: [Int32] = [-1, -1]
    private var thread: pthread_t?

    /// The most bytes of one read.
    private static let readBytesMax = 4096

    init(_ input: Int32, _ onTyped: @escaping @Sendable ([UInt8]) -> Void) throws {
        self.input = input
        self.onTyped = onTyped
        var attributes = termios()
        let isTerminal = tcgetattr(input, &attributes) == 0
        earlier = isTerminal ? attributes : nil
        guard pipe(&stopper) == 0 else { throw PersonFailure(description: "no pipe is left (errno \(errno))") }
        for end in stopper { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        if isTerminal {
            cfmakeraw(&attributes)
            tcsetattr(input, TCSANOW, &attributes)
        }
    }

    /// Starts the thread; called once. Where there is none left, the input has ended.
    func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<PersonReading>.fromOpaque(context).takeRetainedValue().read()
                return nil
            }, context.toOpaque())
        if code == 0 {
            self.thread = thread
        } else {
            context.release()
            onTyped([])
        }
    }

    /// Ends the thread and gives the terminal its earlier modes.
    func end() {
        close(stopper[1])
        if let thread { pthread_join(thread, nil) }
        close(stopper[0])
        if var earlier { tcsetattr(input, TCSANOW, &earlier) }
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: Self.readBytesMax)
        while true {
            var sources = [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopper[0], events: Int16(POLLIN), revents: 0),
            ]
            if poll(&sources, 2, -1) < 0 {
                if errno == EINTR { continue }
                return
            }
            if sources[1].revents != 0 { return }
            let count = Glibc.read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                onTyped([])
                return
            }
            onTyped(Array(buffer[..<count]))
        }
    }
}

/// Why a terminal can't be read.
struct PersonFailure: Error, CustomStringConvertible {
    let description: String
}
