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

    /// Ends a sequence or string that was begun; then, in the order in which a person needs it: output held back, the
    /// screens, margins and styles, keys and mouse, the cursor.
    private static let sequences =
        "\u{18}\u{1B}\\\u{1B}[?2026l\u{1B}[?1049l\u{1B}[?1047l\u{1B}[?47l\u{1B}7\u{1B}[?69l\u{1B}[r\u{1B}[?6l\u{1B}8"
        + "\u{0F}\u{1B}(B\u{1B})B\u{1B}[m\u{1B}[4l\u{1B}[20l\u{1B}[?5l\u{1B}[?7h"
        + [
            "9", "1000", "1001", "1002", "1003", "1004", "1005", "1006", "1015", "1016", "2004", "2031", "2048", "1",
            "66",
        ]
        .map { "\u{1B}[?\($0)l" }.joined()
        + "\u{1B}[<99u\u{1B}[>4m\u{1B}>\u{1B}[0 q\u{1B}[?25h\r\n"

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

    /// Lines with an echo, signals by keys, line feeds that return. The corresponding command is stty(1) with `sane`.
    private static func makeSane(_ terminal: Int32) {
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return }
        settings.c_iflag |= tcflag_t(BRKINT | ICRNL | IMAXBEL | IXON)
        settings.c_iflag &= ~tcflag_t(IGNBRK | INLCR | IGNCR | IXOFF | ISTRIP)
        settings.c_oflag |= tcflag_t(OPOST | ONLCR)
        settings.c_oflag &= ~tcflag_t(OCRNL | ONOCR | ONLRET)
        settings.c_lflag |= tcflag_t(ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE)
        settings.c_lflag &= ~tcflag_t(ECHONL | NOFLSH | TOSTOP)
        settings.c_cflag |= tcflag_t(CREAD)
        _ = tcsetattr(terminal, TCSANOW, &settings)
    }
}
