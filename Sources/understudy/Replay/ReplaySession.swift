import CProcesses
import Glibc
import Recording
import Terminal

/// A playback under way: waits for the next deadline or key, and writes what is due.
///
/// The timer is absolute, so that neither writing nor waking late ever delays what comes later.
struct ReplaySession {
    private var playback: Playback
    private var output: PlaybackOutput
    private let terminal: PersonTerminal
    private var modes = TerminalModes()
    private let timer: Int32

    /// What a key does.
    private enum Key {
        case pause, step, marker, quit, interrupt, suspend
    }

    init(playback: Playback, output: PlaybackOutput, terminal: PersonTerminal) {
        self.playback = playback
        self.output = output
        self.terminal = terminal
        timer = u_open_timer()
    }

    /// Plays to the end, or until the person ends it.
    ///
    /// - Throws: `CommandFailure` where the output can't be written.
    mutating func run(from place: Int, isStepping: Bool) throws {
        guard timer >= 0 else { throw CommandFailure(.harnessFailed, "can't make a timer: error \(-timer)") }
        defer { close(timer) }
        terminal.enter()
        let isInterrupted: Bool
        do {
            isInterrupted = try play(from: place, isStepping: isStepping)
            try write(output.finish())
        } catch {
            terminal.leave(awaitsAnswers: output.isRaw)
            throw error
        }
        terminal.leave(awaitsAnswers: output.isRaw)
        if let removed = output.removed { Output.complain("held back: \(removed)") }
        if isInterrupted { u_die_by(SIGINT) }
    }

    /// Plays.
    ///
    /// - Returns: whether the person interrupted it.
    private mutating func play(from place: Int, isStepping: Bool) throws -> Bool {
        for item in playback.items[..<place] { try show(item) }
        playback.begin(at: place, now: Self.now)
        if isStepping { playback.pause(Self.now) }
        while !playback.isOver {
            while let item = playback.takeDue(Self.now) { try show(item) }
            if playback.isOver { break }
            switch wait() {
            case .pause: playback.pause(Self.now)
            case .step: if let item = playback.step(Self.now) { try show(item) }
            case .marker: for item in playback.takeToMarker(Self.now) { try show(item) }
            case .suspend: suspend()
            case .quit: return false
            case .interrupt: return true
            case nil: break
            }
        }
        return false
    }

    private mutating func suspend() {
        let wasPaused = playback.isPaused
        if !wasPaused { playback.pause(Self.now) }
        terminal.suspend()
        if !wasPaused { playback.pause(Self.now) }
    }

    /// Waits for the deadline or a key.
    private func wait() -> Key? {
        _ = u_set_timer(timer, playback.deadline ?? 0)
        var entries = [pollfd(fd: timer, events: Int16(POLLIN), revents: 0)]
        if let keys = terminal.keys { entries.append(pollfd(fd: keys, events: Int16(POLLIN), revents: 0)) }
        guard poll(&entries, nfds_t(entries.count), -1) > 0, entries.count > 1, entries[1].revents != 0 else {
            return nil
        }
        return readKey()
    }

    private func readKey() -> Key? {
        guard let keys = terminal.keys else { return nil }
        var byte: UInt8 = 0
        // A terminal that has gone away ends the playback.
        guard read(keys, &byte, 1) == 1 else { return .quit }
        switch byte {
        case UInt8(ascii: " "): return .pause
        case UInt8(ascii: "."): return .step
        case UInt8(ascii: "]"): return .marker
        case UInt8(ascii: "q"): return .quit
        case 0x03: return .interrupt
        case 0x1A: return .suspend
        case 0x1B: passOver(keys)
        default: break
        }
        return nil
    }

    /// A key that sends several bytes, or an answer of the terminal: none of them is a key of ours.
    private func passOver(_ keys: Int32) {
        var entry = pollfd(fd: keys, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 256)
        if poll(&entry, 1, 0) > 0 { _ = read(keys, &buffer, buffer.count) }
    }

    private mutating func show(_ item: Playback.Item) throws { try write(output.bytes(for: item.content)) }

    private mutating func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        // Known before it is written, so that the guard can undo what a killed playback has just done.
        if terminal.isShown, modes.feed(bytes) { terminal.setReset(modes.reset) }
        try Output.write(bytes)
    }

    /// The monotonic clock, in nanoseconds.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
