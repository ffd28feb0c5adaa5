import Glibc

/// The terminal's modes, changed and put back.
struct RawTerminal {
    private var original: termios?

    /// Takes away what the line discipline does to bytes (cfmakeraw(3)), or to those that come in.
    ///
    /// - Parameter keepingOutput: whether output is left to the line discipline.
    mutating func enter(keepingOutput: Bool = false) {
        var modes = termios()
        guard original == nil, tcgetattr(0, &modes) == 0 else { return }
        original = modes
        guard keepingOutput else {
            cfmakeraw(&modes)
            tcsetattr(0, TCSADRAIN, &modes)
            return
        }
        modes.c_iflag &= ~tcflag_t(ICRNL | INLCR | IGNCR | IXON)
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        withUnsafeMutableBytes(of: &modes.c_cc) { bytes in
            bytes[Int(VMIN)] = 1
            bytes[Int(VTIME)] = 0
        }
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
