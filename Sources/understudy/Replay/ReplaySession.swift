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
    private var terminal: PersonTerminal
    private var modes = TerminalModes()
    private var keys = ReplayKeys()
    /// Keys that were typed and have not acted yet.
    private var typed: ArraySlice<ReplayKeys.Key> = []
    private let timer: Int32

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
        let signal: Int32?
        do {
            signal = try play(from: place, isStepping: isStepping)
            try write(output.finish())
        } catch {
            terminal.leave(awaitsAnswers: output.isRaw)
            throw error
        }
        terminal.leave(awaitsAnswers: output.isRaw)
        if let removed = output.removed { Output.complain("held back: \(removed)") }
        if let signal { u_die_by(signal) }
    }

    /// Plays.
    ///
    /// - Returns: the signal that ended it; `nil`: none did.
    private mutating func play(from place: Int, isStepping: Bool) throws -> Int32? {
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
            case .quit: return nil
            case .interrupt: return SIGINT
            case .end(let signal): return signal
            case nil: break
            }
        }
        return nil
    }

    private mutating func suspend() {
        let wasPaused = playback.isPaused
        if !wasPaused { playback.pause(Self.now) }
        terminal.suspend()
        if !wasPaused { playback.pause(Self.now) }
    }

    /// Waits for the deadline or a key.
    private mutating func wait() -> ReplayKeys.Key? {
        if let key = typed.popFirst() { return key }
        _ = u_set_timer(timer, playback.deadline ?? 0)
        // A descriptor below zero is passed over.
        var entries = [timer, terminal.keys ?? -1, terminal.signals ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        guard poll(&entries, nfds_t(entries.count), -1) > 0 else { return nil }
        if entries[2].revents != 0, let key = terminal.takeSignal() { return key }
        guard entries[1].revents != 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(entries[1].fd, &buffer, buffer.count)
        // A terminal that has gone away ends the playback.
        guard count > 0 else { return .quit }
        typed += buffer[..<count].compactMap { keys.take($0) }
        return typed.popFirst()
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
