import ArgumentParser
import Recording
import Scenarios
import Terminal

/// `understudy show`: a recording as a timeline for people.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a recording: what was said, done and measured, and when.")

    @Argument(help: "The recording, a folder of recordings, or a pack.")
    var file: String

    @Option(help: "Of a folder or pack, only this process.")
    var process: String?

    @Flag(help: "One JSON object per event instead; with --screen one for the screen.")
    var json = false

    @Flag(help: "Every text to its end, over as many lines as it takes.")
    var full = false

    @Option(help: "The terminal's screen at a time instead: 12.3s, end, or a marker's name.")
    var screen: String?

    @Option(help: "Draw that screen (default: the last) into an SVG file, which may not be there yet.")
    var svg: String?

    func run() throws {
        if screen != nil || svg != nil { return try showScreen() }
        let (set, entries) = try RecordingFiles.open(file, process: process)
        for (index, entry) in entries.enumerated() {
            if json {
                try printJSON(set, entry)
            } else {
                if entries.count > 1 {
                    try Output.write(Array("\(index > 0 ? "\n" : "")== \(VisibleName.clean(entry.name))\n".utf8))
                }
                try printTimeline(set, entry)
            }
        }
    }

    private func showScreen() throws {
        let recording = try RecordingFiles.read(file, process: process)
        let moment = self.screen.map { ScreenMoment($0) } ?? .end
        let (screen, instant) = try moment.screen(of: recording, file: file)
        if let svg { try RecordingFiles.write(screen.svg, to: svg) }
        if self.screen != nil { try Output.write(json ? screen.json(at: instant) : screen.page) }
    }

    private func printJSON(_ set: RecordingSet, _ entry: RecordingSet.Entry) throws {
        var buffer = OutputBuffer()
        try Self.forEachEvent(of: set, entry) { event throws in
            try buffer.write(RecordingTimeline.json(of: event) + [UInt8(ascii: "\n")])
        }
        try buffer.flush()
    }

    /// Reads twice, so that a recording of any size is shown in flat memory: the summary, then the rows.
    private func printTimeline(_ set: RecordingSet, _ entry: RecordingSet.Entry) throws {
        var summary = TimelineSummary()
        let reader = try Self.forEachEvent(of: set, entry) { summary.add($0) }
        for warning in reader.warnings { Output.complain("\(entry.title): warning: \(warning)") }
        let header = reader.header ?? RecordingHeader()
        let width = Output.width
        var buffer = OutputBuffer()
        let lines = summary.lines(
            header: header, warnings: reader.warnings, isComplete: reader.isComplete, width: width)
        for line in lines + [""] { try buffer.write(Array((line + "\n").utf8)) }
        var rows = TimelineRows(header: header, width: width, isFull: full)
        try Self.forEachEvent(of: set, entry) { event throws in
            for row in rows.add(event) { try buffer.write(Array((row + "\n").utf8)) }
        }
        for row in rows.finish() { try buffer.write(Array((row + "\n").utf8)) }
        try buffer.flush()
    }

    @discardableResult
    private static func forEachEvent(
        of set: RecordingSet, _ entry: RecordingSet.Entry, _ body: (RecordedEvent) throws -> Void
    ) throws -> RecordingReader {
        var input = try RecordingFiles.reporting { () throws(RecordingFailure) in try set.open(entry) }
        while true {
            let event: RecordedEvent?
            do throws(RecordingFailure) { event = try input.next() } catch {
                throw CommandFailure(.badInput, "\(error)")
            }
            guard let event else { return input.reader }
            try body(event)
            _ = input.takeComments()
        }
    }
}
