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
        let width = max(width, widthMin)
        var table = TimelineTable(isTerminal: recording.header.isTerminal)
        for event in recording.events { table.add(event) }
        table.finish()
        let all = summary(of: recording, width: width) + [""] + table.rows.map(\.text)
        return all.map { CellWidth.cut(VisibleText.clean($0).replacingLineEnds, to: width) }
    }

    /// One JSON object for each event: `time` in seconds, `code`, and `text`, `base64` or `data`.
    ///
    /// Codes are lower-case; bytes that are not valid text by themselves are in `base64`. Lines have no line end.
    public static func json(of recording: Recording) -> [[UInt8]] { recording.events.map(TimelineJSON.line(of:)) }

    private static func summary(of recording: Recording, width: Int) -> [String] {
        var lines = [title(of: recording.header), source(of: recording.header), sizes(of: recording)]
        lines += recording.warnings.map { "warning: \($0)" }
        let isOurs = recording.header.understudy != nil
        if isOurs, !recording.isComplete {
            lines.append("not complete: the end is missing, or the file was changed")
        }
        if let memory = memory(of: recording.events, width: width) { lines.append(memory) }
        return lines.filter { !$0.isEmpty }
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

    private static func sizes(of recording: Recording) -> String {
        var counts = RecordingClosing()
        for event in recording.events { counts.count(event) }
        let last = recording.events.last?.at ?? .zero
        var facts = ["\(last) s", counts.events == 1 ? "1 event" : "\(counts.events) events"]
        for (name, bytes) in [("stdin", counts.stdin), ("stdout", counts.stdout), ("stderr", counts.stderr)]
        where bytes > 0 {
            facts.append("\(name) \(ByteCount.text(bytes))")
        }
        return facts.joined(separator: " · ")
    }

    private static func memory(of events: [RecordedEvent], width: Int) -> String? {
        let values = events.compactMap { event in
            if case .sample(let sample) = event.content { sample.memory } else { nil }
        }
        guard let low = values.min(), let high = values.max() else { return nil }
        let range = " \(ByteCount.text(low)) to \(ByteCount.text(high))"
        return "memory " + Sparkline.text(of: values, width: width - 7 - range.count) + range
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
    fileprivate var replacingLineEnds: String {
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
