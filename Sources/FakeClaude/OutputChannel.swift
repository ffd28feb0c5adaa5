import CProcesses
import Glibc

/// Standard output or standard error, written so that a full pipe can be waited for together with signals.
///
/// The descriptor is shared with whoever started us, so it must not be made non-blocking. A pipe or a terminal is
/// opened a second time through /proc, which gives a description of our own; a socket takes a flag with each call.
struct OutputChannel {
    /// What became of a write.
    enum Outcome {
        /// So many bytes went out.
        case wrote(Int)
        /// There is no room: wait for this descriptor.
        case full(Int32)
        /// Nobody reads any more.
        case refused
    }

    private enum Kind {
        case file
        case socket
        /// A pipe or a terminal with a description of our own.
        case own(Int32)
        /// A pipe or a terminal that can't be opened again: at most a page is written, when there is room.
        case shared
    }

    private let descriptor: Int32
    private var kind: Kind?
    private(set) var isClosed = false

    /// What fits into a pipe that has room at all, in bytes (pipe(7)).
    private static let pageBytes = 4096
    /// What a pipe holds, in bytes (pipe(7)).
    static let pipeBytes = 65_536

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Writes as much as goes out at once, in one write(2).
    mutating func write(_ bytes: ArraySlice<UInt8>) -> Outcome {
        guard !isClosed else { return .wrote(bytes.count) }
        let kind = kind ?? find()
        self.kind = kind
        switch kind {
        case .file: return outcome(of: bytes, on: descriptor, using: { Glibc.write($0, $1, $2) })
        case .own(let own): return outcome(of: bytes, on: own, using: { Glibc.write($0, $1, $2) })
        case .socket:
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            return outcome(of: bytes, on: descriptor, using: { send($0, $1, $2, flags) })
        case .shared:
            var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&room, 1, 0) > 0 else { return .full(descriptor) }
            return outcome(of: bytes.prefix(Self.pageBytes), on: descriptor, using: { Glibc.write($0, $1, $2) })
        }
    }

    /// How many bytes come out on the other side of what was written: a terminal may complete line ends (ONLCR,
    /// termios(3)); `nil`: nobody counts there.
    func count(of bytes: ArraySlice<UInt8>) -> Int? {
        switch transport {
        case .pipe: return bytes.count
        case .terminal:
            var modes = termios()
            guard tcgetattr(descriptor, &modes) == 0 else { return nil }
            let completing = tcflag_t(OPOST | ONLCR)
            guard modes.c_oflag & completing == completing else { return bytes.count }
            return bytes.count + bytes.count { $0 == UInt8(ascii: "\n") }
        case .other: return nil
        }
    }

    /// How many bytes wait in a pipe to be read (FIONREAD).
    var unreadBytes: Int { transport == .pipe ? max(0, Int(u_readable_bytes(descriptor))) : 0 }

    private enum Transport {
        case other
        case pipe
        case terminal
    }

    private var transport = Transport.other

    /// Closes the stream for us; who else holds it keeps it.
    mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        if case .own(let own) = kind { Glibc.close(own) }
        Glibc.close(descriptor)
    }

    private func outcome(
        of bytes: ArraySlice<UInt8>, on descriptor: Int32, using write: (Int32, UnsafeRawPointer?, Int) -> Int
    ) -> Outcome {
        while true {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return .wrote(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .full(descriptor)
            // Nobody reads, the terminal is gone, or the stream was never open.
            default: return .refused
            }
        }
    }

    private mutating func find() -> Kind {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .file }
        switch status.st_mode & S_IFMT {
        case S_IFSOCK: return .socket
        case S_IFIFO: transport = .pipe
        case S_IFCHR where isatty(descriptor) == 1: transport = .terminal
        default: return .file
        }
        let own = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        if own >= SignalBox.descriptorMax {
            Glibc.close(own)
            return .shared
        }
        return own >= 0 ? .own(own) : .shared
    }
}
