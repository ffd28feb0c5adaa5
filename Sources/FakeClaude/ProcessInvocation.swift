import Glibc
import Player
import Recording

/// What this process was started with.
enum ProcessInvocation {
    static func current() -> Invocation {
        Invocation(
            arguments: texts(CommandLine.unsafeArgv + 1), environment: environment(), workingDirectory: folder(),
            terminal: isatty(0) == 1 && isatty(1) == 1 ? terminalSize() : nil, isOutputTerminal: isatty(1) == 1,
            processID: getpid(), userID: geteuid(), wallClock: wallClock())
    }

    /// Whether the answer may stand in a folder of recordings, or is to be recorded into one.
    static var playsFolder: Bool {
        if getenv("UNDERSTUDY_MODE") != nil { return true }
        var status = stat()
        guard let play = getenv("UNDERSTUDY_PLAY"), stat(play, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The size of the terminal that standard input is.
    static func terminalSize() -> TerminalSize {
        var size = winsize()
        guard ioctl(0, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return .standard }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// The environment stands behind the arguments (Linux, execve(2)); reading it there needs no global variable.
    private static func environment() -> [(name: String, value: String)] {
        let list = texts(CommandLine.unsafeArgv + Int(CommandLine.argc) + 1)
        return list.compactMap { entry in
            guard let separator = entry.firstIndex(of: "=") else { return nil }
            return (String(entry[..<separator]), String(entry[entry.index(after: separator)...]))
        }
    }

    /// A list of C strings up to its null pointer.
    private static func texts(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> [String] {
        var texts: [String] = []
        var place = list
        while let text = place.pointee {
            texts.append(String(cString: text))
            place += 1
        }
        return texts
    }

    private static func folder() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    private static func wallClock() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
