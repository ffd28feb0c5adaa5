import CProcesses
import Glibc
import Recording

/// The person's terminal, as far as a playback needs it: keys one by one, output as it is, and everything back at the end.
///
/// While it is raw a guard of C gives it back even where this process dies of a signal that can be caught.
struct PersonTerminal {
    /// Where keys are read; `nil`: there are none.
    let keys: Int32?
    /// Whether standard output is a terminal.
    let isShown: Bool
    /// Where signals can be read while it is raw.
    private(set) var signals: Int32?

    /// How long answers of the terminal are waited for at the end, in milliseconds.
    private static let answersMilliseconds: Int32 = 150

    /// The terminal of this process, if its output is shown on one.
    init() {
        isShown = isatty(STDOUT_FILENO) == 1
        if !isShown {
            keys = nil
        } else if isatty(STDIN_FILENO) == 1 {
            keys = STDIN_FILENO
        } else {
            let own = open("/dev/tty", O_RDWR | O_CLOEXEC)
            keys = own >= 0 ? own : nil
        }
    }

    /// Its size; `nil` where there is none, or it does not know.
    var size: TerminalSize? {
        var size = winsize()
        guard isShown, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Whether the locale says that text is UTF-8. Source: locale(7).
    static var isUnicode: Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { continue }
            return value.uppercased().replacing("-", with: "").contains("UTF8")
        }
        return false
    }

    /// Makes it raw, and takes over the signals that would leave it so.
    mutating func enter() {
        guard let keys else { return }
        var ignored: UInt64 = 0
        let opened = u_open_signals(&ignored)
        signals = opened >= 0 ? opened : nil
        u_enter_raw(keys)
    }

    /// The key that a signal stands for, if one came that matters here.
    func takeSignal() -> ReplayKeys.Key? {
        var signal = u_signal()
        while let signals, u_next_signal(signals, &signal) == 1 {
            switch signal.number {
            case SIGINT, SIGTERM, SIGHUP, SIGQUIT: return .end(by: signal.number)
            case SIGTSTP: return .suspend
            default: continue
            }
        }
        return nil
    }

    /// Says what has to be written so that it is as it was.
    func setReset(_ bytes: [UInt8]) { bytes.withUnsafeBytes { u_set_reset($0.baseAddress, $0.count) } }

    /// Gives it back, and drops what was typed, so that no key and no answer gets to the shell.
    mutating func leave(awaitsAnswers: Bool) {
        guard let keys else { return }
        tcdrain(keys)
        if awaitsAnswers {
            var entry = pollfd(fd: keys, events: Int16(POLLIN), revents: 0)
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while poll(&entry, 1, Self.answersMilliseconds) > 0, read(keys, &buffer, buffer.count) > 0 {}
        }
        tcflush(keys, TCIFLUSH)
        u_leave_raw()
        if let signals { u_close_signals(signals) }
        signals = nil
    }

    /// Stops this process as Ctrl-Z does, with the terminal as the shell wants it, and goes on.
    func suspend() {
        u_leave_raw()
        _ = u_suspend(1)
        if let keys { u_enter_raw(keys) }
    }
}
