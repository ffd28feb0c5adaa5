import ArgumentParser
import Determinism
import Recording
import Scenarios
import Terminal
import Text

/// `understudy cut`: a part of a recording as a recording of its own.
struct CutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut", abstract: "Makes a recording of a part of one.",
        discussion: "The part has the events from one place up to another, which is no part of it.")

    @Argument(help: "The recording.")
    var file: String

    @Option(help: ArgumentHelp("Where the part begins (default: the start).", valueName: "time|marker"))
    var from: String?

    @Option(help: ArgumentHelp("Where it ends (default: the end).", valueName: "time|marker"))
    var to: String?

    @Option(help: "Of a folder or pack, this process.")
    var process: String?

    @Option(name: .shortAndLong, help: "The new file; it may not be there yet.")
    var output: String

    func run() throws {
        let recording = try RecordingFiles.read(file, process: process)
        let part: Recording
        do throws(RecordingCut.Failure) {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            part = try RecordingCut.part(
                of: recording, from: from.map { Self.place($0, in: recording) },
                to: to.map { Self.place($0, in: recording) },
                name: name, redraw: { ScreenPlayback.screen(after: $0).redrawing })
        } catch {
            throw CommandFailure(.badInput, "\(file): \(error)")
        }
        try RecordingFiles.write(part.encoded, to: output)
        let end = part.events.last?.at ?? .zero
        print("\(output): \(part.events.count) events, \(end) s")
    }

    /// A time such as `12.3s`, `1m30s` or `12.3` (seconds), where no marker has that name; else a marker.
    static func place(_ text: String, in recording: Recording) -> RecordingCut.Place {
        if recording.events.contains(where: { $0.content == .marker(text) }) { return .marker(text) }
        for spelling in [text, text + "s"] {
            guard let duration = try? Quantity.duration(spelling) else { continue }
            return .time(Instant(microseconds: duration.microseconds))
        }
        return .marker(text)
    }
}
