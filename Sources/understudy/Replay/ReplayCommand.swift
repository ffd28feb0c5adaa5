import ArgumentParser
import Determinism
import Glibc
import Recording
import Terminal
import Text

/// `understudy replay`: a recording, shown again in the terminal, safely and at its own pace.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Shows a recording again in the terminal, at its own pace.",
        discussion: """
            Keys: space pauses and goes on, . shows the next event, ] goes to the next marker, q or Ctrl-C ends.
            Only text, colours, moves of the cursor, erasing, scrolling and the alternate screen reach the terminal; what
            was held back is said at the end. --raw writes the recorded bytes as they are: only for recordings that you
            trust. Should a replay be killed: understudy reset.
            """)

    @Argument(help: "The recording.")
    var file: String

    @Option(help: "Of a folder or pack, this process.")
    var process: String?

    @Option(help: "How much faster than recorded (2, 0.5), or instant.")
    var speed = PlaybackSpeed(speed: .times(1))

    @Option(help: "The longest pause that is kept, as 2s (default: what the recording asks for).")
    var idleLimit: PositiveDuration?

    @Option(
        help:
            "Begin behind a marker, by its name or number, or at a time, as 12.3s; what comes before is shown at once.")
    var from: String?

    @Flag(help: "Begin paused: . shows one event after the other.")
    var step = false

    @Flag(help: "Write the recorded bytes as they are, whatever they do to the terminal.")
    var raw = false

    func run() throws {
        let recording = try RecordingFiles.read(file, process: process)
        let header = recording.header
        let limit = idleLimit?.duration ?? header.idleTimeLimit.flatMap { $0 > .zero ? $0 : nil }
        let playback = Playback(recording.events, speed: speed.speed, idleLimit: limit)
        let place = try from.map { try start($0, of: playback) } ?? 0
        let isOfPipes = header.understudy?.streams == .pipes
        let terminal = PersonTerminal()
        if step, terminal.keys == nil { throw CommandFailure(.badInput, "--step needs a terminal for its keys") }
        if !isOfPipes { warnIfSmall(terminal, recording) }
        let charset: SafePlayback.Charset = terminal.isShown && !PersonTerminal.isUnicode ? .ascii : .unicode
        if charset == .ascii, !raw {
            Output.complain("warning: the locale is not UTF-8: characters beyond ASCII are shown as '?'")
        }
        let output = PlaybackOutput(
            treatment: raw ? .raw : .safe(charset), addsReturns: isOfPipes && terminal.isShown)
        var session = ReplaySession(playback: playback, output: output, terminal: terminal)
        try session.run(from: place, isStepping: step)
    }

    private func start(_ text: String, of playback: Playback) throws -> Int {
        if let place = playback.place(behindMarker: text) { return place }
        if let time = try? Quantity.duration(text) { return playback.place(at: Instant.zero + time) }
        let markers = playback.items.compactMap { item -> String? in
            if case .marker(let name) = item.content { name } else { nil }
        }
        let hint = markers.isEmpty ? "it has no marker" : "its markers: \(markers.joined(separator: ", "))"
        throw CommandFailure(
            .badInput, "--from \(text): \(file) has no such marker, and this is no time as 12.3s; \(hint)")
    }

    private func warnIfSmall(_ terminal: PersonTerminal, _ recording: Recording) {
        guard let size = terminal.size else { return }
        var columns = recording.header.term.size.columns
        var rows = recording.header.term.size.rows
        for case .resize(let change) in recording.events.map(\.content) {
            columns = max(columns, change.columns)
            rows = max(rows, change.rows)
        }
        guard columns > size.columns || rows > size.rows else { return }
        Output.complain(
            "warning: recorded on \(columns)x\(rows), this terminal has \(size.columns)x\(size.rows): enlarge it, or lines "
                + "will break")
    }
}

/// A speed on the command line.
struct PlaybackSpeed: ExpressibleByArgument {
    let speed: Playback.Speed

    init(speed: Playback.Speed) { self.speed = speed }

    init?(argument: String) {
        if argument == "instant" {
            speed = .instant
        } else if let factor = Double(argument), Playback.speedRange.contains(factor) {
            speed = .times(factor)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { "1" }
}

/// A length of time above zero on the command line.
struct PositiveDuration: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = try? Quantity.duration(argument), duration > .zero else { return nil }
        self.duration = duration
    }
}
