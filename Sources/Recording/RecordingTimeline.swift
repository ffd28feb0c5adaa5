import Determinism
import Text

/// A recording as a person reads it: what it is, then who said what, and when.
///
/// Everything is made harmless: no control character of a recording reaches the terminal that shows it.
public enum RecordingTimeline {
    /// The narrowest terminal that is laid out for, in cells.
    public static let widthMin = 40

    /// The summary and the timeline, each line at most `width` cells wide (at least `widthMin`).
    public static func lines(of recording: Recording, width: Int) -> [String] {
        var summary = TimelineSummary()
        var rows = TimelineRows(header: recording.header, width: width)
        var table: [String] = []
        for event in recording.events {
            summary.add(event)
            table += rows.add(event)
        }
        table += rows.finish()
        let top = summary.lines(
            header: recording.header, warnings: recording.warnings, isComplete: recording.isComplete, width: width)
        return top + [""] + table
    }

    /// One JSON object for each event: `time` in seconds, `code`, and `text`, `base64` or `data`.
    ///
    /// Codes are lower-case; bytes that are not valid text by themselves are in `base64`. Lines have no line end.
    public static func json(of recording: Recording) -> [[UInt8]] { recording.events.map(TimelineJSON.line(of:)) }

    /// The JSON object of one event.
    public static func json(of event: RecordedEvent) -> [UInt8] { TimelineJSON.line(of: event) }

    /// The first lines: what was recorded, and how.
    static func origin(of header: RecordingHeader) -> [String] { [title(of: header), source(of: header)] }

    /// A line made harmless, in at most `width` cells.
    static func fitted(_ line: String, width: Int) -> String {
        CellWidth.cut(VisibleText.clean(line).replacingLineEnds, to: width)
    }

    private static func title(of header: RecordingHeader) -> String {
        let command = header.understudy?.argv?.map(\.shellWord).joined(separator: " ") ?? header.command
        return [header.title, command].compactMap { $0 }.joined(separator: " · ")
    }

    private static func source(of header: RecordingHeader) -> String {
        var facts: [String] = []
        if let provenance = header.understudy?.provenance {
            facts.append(provenance.kind?.rawValue ?? "of unknown origin")
            if let cli = provenance.cli { facts.append([cli, provenance.cliVersion ?? ""].joined(separator: " ")) }
            if let recorder = provenance.recorderVersion { facts.append("recorder \(recorder)") }
        } else {
            facts.append("asciicast \(header.version)")
        }
        facts.append(header.isTerminal ? "terminal \(header.term.size)" : "pipes")
        if let process = header.understudy?.process { facts.append("process \(process)") }
        if let seed = header.understudy?.seed { facts.append("seed \(seed)") }
        return facts.joined(separator: " · ")
    }
}

/// Bytes in the unit that people read best.
enum ByteCount {
    /// `999 B`, `1.2 kB`, `640.0 MB`.
    static func text(_ bytes: Int) -> String {
        guard bytes >= 1_000 else { return "\(bytes) B" }
        var unit = 1_000
        var names = ["kB", "MB", "GB", "TB"][...]
        while bytes / unit >= 1_000, names.count > 1 {
            unit *= 1_000
            names = names.dropFirst()
        }
        return "\(bytes / unit).\(bytes % unit / (unit / 10)) \(names.first ?? "")"
    }
}

extension RecordingHeader {
    /// Whether the recorded process had a terminal.
    var isTerminal: Bool { (understudy?.streams ?? .pty) == .pty }
}

extension String {
    /// The text on one line, with tabs of one cell.
    var replacingLineEnds: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" ? "⏎" : $0 == "\t" ? " " : $0 }))
    }

    /// The text as a word of a command line.
    fileprivate var shellWord: String {
        let marks = "-_=./:,@+%0123456789".unicodeScalars
        let isPlain = unicodeScalars.allSatisfy { marks.contains($0) || ($0.isASCII && $0.properties.isAlphabetic) }
        if isPlain, !isEmpty { return self }
        return "'\(split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
