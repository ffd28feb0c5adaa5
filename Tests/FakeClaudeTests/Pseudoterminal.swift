import Glibc

/// A terminal of the test's own; both ends stay open, so that its modes can be seen after the process has gone.
final class Pseudoterminal {
    private let master: Int32
    private let slave: Int32
    private let name: String

    /// Requests of ioctl_tty(2) that the C library's module does not show.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var lock: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, Self.unlock, &lock) == 0, ioctl(master, Self.number, &number) == 0 else {
            throw FakeProcess.Failure(description: "no pseudoterminal: \(String(cString: strerror(errno)))")
        }
        name = "/dev/pts/\(number)"
        slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Starts the fake with this terminal as all of its streams.
    func start(_ arguments: [String] = [], environment: [String: String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [0, 1, 2] as [Int32] { posix_spawn_file_actions_adddup2(&actions, slave, descriptor) }
        var words: [UnsafeMutablePointer<CChar>?] = (["claude"] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, FakeProcess.path, &actions, nil, &words, &variables)
        guard result == 0 else { throw FakeProcess.Failure(description: String(cString: strerror(result))) }
        return process
    }

    /// Exactly so many bytes of output.
    func read(count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var room = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&room, 1, FakeProcess.patience) > 0 else {
                throw FakeProcess.Failure(description: "nothing came")
            }
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let count = Glibc.read(master, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    func write(_ text: String) { _ = Glibc.write(master, text, text.utf8.count) }

    /// Whether the line discipline echoes what is typed: it does not in raw mode.
    var echoes: Bool {
        var modes = termios()
        tcgetattr(slave, &modes)
        return modes.c_lflag & UInt32(ECHO) != 0
    }

    static func wait(_ process: pid_t) -> Int32 {
        var raw: Int32 = 0
        while waitpid(process, &raw, 0) < 0, errno == EINTR {}
        return raw & 0x7F == 0 ? raw >> 8 & 0xFF : -(raw & 0x7F)
    }
}
