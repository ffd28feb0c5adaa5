import CProcesses
import Glibc
import Terminal

/// A pseudoterminal of the kernel with both of its sides in our hands; nothing of it ever waits.
///
/// What the kernel does with bytes it does a moment later, on a thread of its own. A read that finds nothing has it done
/// first, on either side, so that all is there once both sides are read to their ends.
final class RealTerminal {
    /// There is no pseudoterminal to be had.
    struct Missing: Error {
        let call: String
        let number: Int32
    }

    private let master: Int32
    private let slave: Int32
    private let original: termios
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init() throws {
        var name = [CChar](repeating: 0, count: Int(U_TERMINAL_NAME_BYTES))
        let opened = name.withUnsafeMutableBufferPointer { u_open_terminal($0.baseAddress) }
        guard opened >= 0 else { throw Missing(call: "posix_openpt", number: -opened) }
        master = opened
        slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        var modes = termios()
        guard slave >= 0, tcgetattr(slave, &modes) == 0 else {
            close(opened)
            throw Missing(call: "open", number: errno)
        }
        original = modes
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Types bytes; how many the kernel has taken.
    func type(_ bytes: [UInt8]) -> Int { max(0, write(master, bytes, bytes.count)) }

    /// Writes bytes as the program does; how many the kernel has taken.
    func print(_ bytes: [UInt8]) -> Int { max(0, write(slave, bytes, bytes.count)) }

    /// One read of the program: empty is the end of the input, `nil` that there is nothing.
    func read() -> [UInt8]? { take(slave) }

    /// All that is on the screen.
    func screen() -> [UInt8] {
        var all: [UInt8] = []
        while let part = take(master), !part.isEmpty { all += part }
        return all
    }

    /// Has the kernel take all that was typed, where the program can read nothing yet.
    func settle() {
        var entry = pollfd(fd: slave, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, 0)
    }

    private func take(_ descriptor: Int32) -> [UInt8]? {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Changes the settings at once.
    func change(to settings: LineSettings) {
        var modes = original
        modes.c_iflag = Self.bits(settings.flags, Self.input)
        modes.c_oflag = Self.bits(settings.flags, Self.output)
        modes.c_lflag = Self.bits(settings.flags, Self.local)
        let characters = settings.characters
        withUnsafeMutableBytes(of: &modes.c_cc) { bytes in
            bytes[Int(VINTR)] = characters.interrupt
            bytes[Int(VQUIT)] = characters.quit
            bytes[Int(VSUSP)] = characters.suspend
            bytes[Int(VERASE)] = characters.erase
            bytes[Int(VWERASE)] = characters.wordErase
            bytes[Int(VKILL)] = characters.kill
            bytes[Int(VEOF)] = characters.endOfFile
            bytes[Int(VEOL)] = characters.endOfLine
            bytes[Int(VEOL2)] = characters.secondEndOfLine
            bytes[Int(VLNEXT)] = characters.literalNext
            bytes[Int(VREPRINT)] = characters.reprint
            bytes[Int(VSTART)] = characters.start
            bytes[Int(VSTOP)] = characters.stop
            bytes[Int(VMIN)] = 1
            bytes[Int(VTIME)] = 0
        }
        tcsetattr(slave, TCSANOW, &modes)
    }

    /// What the kernel calls the settings that a new pseudoterminal has.
    var originalFlags: LineSettings.Flags {
        var flags: LineSettings.Flags = []
        for (flag, bit) in Self.input where original.c_iflag & tcflag_t(bit) != 0 { flags.insert(flag) }
        for (flag, bit) in Self.output where original.c_oflag & tcflag_t(bit) != 0 { flags.insert(flag) }
        for (flag, bit) in Self.local where original.c_lflag & tcflag_t(bit) != 0 { flags.insert(flag) }
        return flags
    }

    private static func bits(_ flags: LineSettings.Flags, _ names: [(LineSettings.Flags, Int32)]) -> tcflag_t {
        names.reduce(0) { flags.contains($1.0) ? $0 | tcflag_t($1.1) : $0 }
    }

    private static let input: [(LineSettings.Flags, Int32)] = [
        (.igncr, IGNCR), (.icrnl, ICRNL), (.inlcr, INLCR), (.ixon, IXON), (.ixany, IXANY), (.iutf8, 0x4000),
    ]
    private static let output: [(LineSettings.Flags, Int32)] = [
        (.opost, OPOST), (.onlcr, ONLCR), (.ocrnl, OCRNL), (.onocr, ONOCR), (.onlret, ONLRET),
    ]
    private static let local: [(LineSettings.Flags, Int32)] = [
        (.isig, ISIG), (.icanon, ICANON), (.echo, ECHO), (.echoe, ECHOE), (.echok, ECHOK), (.echoke, 0x800),
        (.echonl, ECHONL), (.echoctl, 0x200), (.noflsh, NOFLSH), (.iexten, IEXTEN),
    ]
}
