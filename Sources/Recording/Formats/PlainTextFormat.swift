import Determinism
import Text

/// Text without times, in and out.
enum PlainTextFormat {
    /// The interval that a line is given where its source says no time.
    static let lineInterval = Duration.milliseconds(10)

    /// Each line as one write to standard output, `lineInterval` apart, the first at once.
    static func read(_ bytes: [UInt8]) -> Recording {
        var details = RecordingDetails(streams: .pipes)
        details.origin = ["format": "text", "times": "synthetic"]
        var header = RecordingHeader()
        header.understudy = details
        return Recording(header: header, events: LineTimes.events(of: bytes))
    }

    /// What a person would read: the bytes of pipes as they are, those of a terminal without their sequences.
    static func write(_ recording: Recording, losses: inout ConversionLosses) -> [UInt8] {
        losses.add("comment line", count: recording.comments.count)
        var text: [UInt8] = []
        var plain = TerminalPlainText(keepingLines: true)
        let isTerminal = recording.header.isTerminal
        for event in recording.events {
            switch event.content {
            case .output(let bytes), .error(let bytes):
                text += isTerminal ? Array(plain.feed(bytes).utf8) : bytes
            default: losses.add(event: event.content)
            }
        }
        losses.add("time", count: recording.events.count)
        return text
    }
}

/// Times for lines whose source says none.
enum LineTimes {
    /// Each line, with its end, as output; the n-th is n times `PlainTextFormat.lineInterval` late.
    static func events(of bytes: [UInt8]) -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        var rest = bytes[...]
        var clock = Instant.zero
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            events.append(RecordedEvent(at: clock, content: .output(Array(rest[..<end]))))
            rest = rest[end...]
            clock = clock + PlainTextFormat.lineInterval
        }
        return events
    }
}
