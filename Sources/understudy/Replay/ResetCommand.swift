import ArgumentParser
import Glibc

/// `understudy reset`: a terminal that a killed program has left behind, usable again.
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Makes a terminal usable again that a killed program has left behind.",
        discussion: """
            Leaves the alternate screen; switches off what programs ask of mouse, keyboard and colours; shows the cursor;
            echoes what is typed. What stands on the screen stays.
            """)

    /// What is switched off of keys, mouse and reports. Source: xterm's "Control Sequences", kitty keyboard protocol.
    private static let modes = [9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2031, 2048, 1, 66]

    /// Ends a sequence or string that was begun; then, in the order in which a person needs it: output held back, the
    /// screens, margins and styles, keys and mouse, the cursor.
    private static var sequences: String {
        let parts = [
            "\u{18}\u{1B}\\", "\u{1B}[?2026l", "\u{1B}[?1049l\u{1B}[?1047l\u{1B}[?47l",
            "\u{1B}7\u{1B}[?69l\u{1B}[r\u{1B}[?6l\u{1B}8", "\u{0F}\u{1B}(B\u{1B})B\u{1B}[m",
            "\u{1B}[4l\u{1B}[20l\u{1B}[?5l\u{1B}[?7h", modes.map { "\u{1B}[?\($0)l" }.joined(),
            "\u{1B}[<99u\u{1B}[>4m\u{1B}>", "\u{1B}[0 q\u{1B}[?25h\r\n",
        ]
        return parts.joined()
    }

    func run() throws {
        let terminal = isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { throw CommandFailure(.badInput, "there is no terminal here to reset") }
        Self.makeSane(terminal)
        let bytes = Array(Self.sequences.utf8)
        guard bytes.withUnsafeBytes({ write(terminal, $0.baseAddress, $0.count) }) == bytes.count else {
            throw CommandFailure(.harnessFailed, "can't write to the terminal: \(String(cString: strerror(errno)))")
        }
        tcdrain(terminal)
        tcflush(terminal, TCIFLUSH)
    }

    /// Lines with an echo, signals by keys, line feeds that return: what raw mode has taken, and nothing else.
    private static func makeSane(_ terminal: Int32) {
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return }
        settings.c_iflag |= tcflag_t(ICRNL | IXON)
        settings.c_iflag &= ~tcflag_t(IGNBRK | INLCR | IGNCR | ISTRIP)
        settings.c_oflag |= tcflag_t(OPOST | ONLCR)
        settings.c_lflag |= tcflag_t(ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK)
        settings.c_lflag &= ~tcflag_t(ECHONL | NOFLSH)
        _ = tcsetattr(terminal, TCSANOW, &settings)
    }
}
