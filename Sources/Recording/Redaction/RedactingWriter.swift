/// Writes a recording line by line, as `RecordingWriter` does, and takes secrets out before a line is handed out.
///
/// While a chunk ends in what may be the start of a secret, its line and all later ones wait: `lines` then gives nothing,
/// and later several lines at once, with their own times. Without rules each byte is what `RecordingWriter` writes.
public struct RedactingWriter: Sendable {
    private var writer: RecordingWriter
    private var events: EventRedactor

    /// A writer of a recording with this header, from which secrets are taken too.
    public init(header: RecordingHeader, rules: RedactionRules = .none) {
        var redaction = HeaderRedaction(rules)
        writer = RecordingWriter(header: redaction.redacted(header))
        events = EventRedactor(rules)
    }

    /// The header that `headerLine` writes.
    public var header: RecordingHeader { writer.header }

    /// How often each rule has struck behind the header so far.
    public var redactions: [(rule: String, count: Int)] { RedactionCounts.named(events.counts, events.rules) }

    /// The first line.
    public mutating func headerLine() -> [UInt8] { writer.headerLine() }

    /// The lines that can be written now that this event has happened: none while something waits.
    public mutating func lines(for event: RecordedEvent) -> [UInt8] { lines(events.take(event)) }

    /// The lines that waited, the comment with the counts, and the closing line.
    public mutating func closingLines() -> [UInt8] {
        var lines = heldLines()
        if !redactions.isEmpty { lines += writer.comment(RedactionCounts.comment(redactions)) }
        return lines + writer.closingLine()
    }

    /// The lines that waited, for a recording that ends without being complete.
    public mutating func heldLines() -> [UInt8] { lines(events.finish()) }

    private mutating func lines(_ events: [RecordedEvent]) -> [UInt8] {
        guard events.count != 1 else { return writer.line(for: events[0]) }
        var lines: [UInt8] = []
        for event in events { lines += writer.line(for: event) }
        return lines
    }
}
