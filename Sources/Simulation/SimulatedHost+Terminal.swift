import Determinism
import Hosting
import Player
import Recording
import Terminal

/// Terminals: keys, echoes, the signals of keys, sizes and hang-ups, as pty(7) and the line discipline have them.
extension SimulatedHost {
    /// Somebody types on the terminal of a process.
    mutating func type(_ bytes: [UInt8], on process: VirtualProcess) {
        let wasStopped = process.isOutputStopped
        var screen: [UInt8] = []
        guard let typed = process.terminal?.type(bytes, into: &screen) else { return }
        if typed.count > 0 { emit(.wrote(process.handle, bytes: typed.count), for: process) }
        show(screen, typed.signals, wasStopped: wasStopped, on: process)
        wake(process.handle.rawValue)
    }

    /// Lets the terminal take what waited for room; what the process sees of that.
    mutating func refillTerminal(of process: VirtualProcess) -> PlayerEvent? {
        guard process.terminal?.isWaiting == true else { return nil }
        let wasStopped = process.isOutputStopped
        var screen: [UInt8] = []
        guard let typed = process.terminal?.refill(into: &screen) else { return nil }
        if typed.count > 0 { emit(.wrote(process.handle, bytes: typed.count), for: process) }
        show(screen, typed.signals, wasStopped: wasStopped, on: process)
        return process.inbox.popFirst() ?? takeTyped(by: process)
    }

    /// Shows an echo, then lets the group in the foreground have the signals that were typed.
    private mutating func show(
        _ screen: [UInt8], _ signals: [LineDiscipline.Signal], wasStopped: Bool, on process: VirtualProcess
    ) {
        if !screen.isEmpty, process.stdout.isReaderOpen {
            // The kernel forgets an echo that finds no room.
            _ = process.stdout.fill(screen, from: 0)
            pump(process)
        }
        for signal in signals { reach(Self.signal(signal), of: process) }
        if wasStopped, !process.isOutputStopped { goOn(process) }
    }

    private static func signal(_ signal: LineDiscipline.Signal) -> Signal {
        switch signal {
        case .interrupt: .interrupt
        case .quit: .quit
        case .suspend: .terminalStop
        }
    }

    /// Changes the settings of a terminal and shows what that lets go.
    mutating func changeTerminal(
        of process: VirtualProcess, by change: (inout VirtualTerminal, inout [UInt8]) -> Void
    ) {
        guard var terminal = process.terminal else { return }
        let wasStopped = process.isOutputStopped
        var screen: [UInt8] = []
        change(&terminal, &screen)
        process.terminal = terminal
        show(screen, [], wasStopped: wasStopped, on: process)
    }

    /// One read of a process from its terminal; the end of the input comes once.
    func takeTyped(by process: VirtualProcess) -> PlayerEvent? {
        guard process.input.isWanted, process.input.isReaderOpen, let bytes = process.terminal?.read() else {
            return nil
        }
        if !bytes.isEmpty { return .input(bytes) }
        process.terminal?.isInputOver = true
        return .inputEnded
    }

    /// A terminal has a new size: the kernel tells of it if it is another one (ioctl_tty(2), TIOCSWINSZ).
    mutating func resize(_ process: VirtualProcess, to size: TerminalSize) {
        guard let isNew = process.terminal?.resize(to: size) else { return }
        if isNew { process.post(.resized(size)) }
        wake(process.handle.rawValue)
    }

    /// The master of a terminal is closed: reads are at their end, and the session's leader is told, even where it is
    /// stopped.
    mutating func hangUpTerminal(of process: VirtualProcess) {
        process.terminal?.hangUp()
        guard process.isAlive else { return }
        deliver(.hangUp, to: process.handle.rawValue)
        deliver(.continue, to: process.handle.rawValue)
    }
}
