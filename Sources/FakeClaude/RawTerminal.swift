import Glibc

/// The terminal's modes, changed and put back.
struct RawTerminal {
    private var original: termios?

    /// Takes away what the line discipline does to bytes that come in; what goes out keeps its line ends (termios(3)).
    mutating func enter() {
        var modes = termios()
        guard original == nil, tcgetattr(0, &modes) == 0 else { return }
        original = modes
        cfmakeraw(&modes)
        modes.c_oflag |= tcflag_t(OPOST)
        tcsetattr(0, TCSADRAIN, &modes)
    }

    /// Puts the modes back as they were.
    mutating func leave() {
        guard var modes = original else { return }
        original = nil
        // Without waiting for output: whoever reads it may be gone.
        tcsetattr(0, TCSANOW, &modes)
    }

    /// Forgets how the terminal was.
    mutating func abandon() { original = nil }

    /// Whether the modes are changed.
    var isRaw: Bool { original != nil }
}
