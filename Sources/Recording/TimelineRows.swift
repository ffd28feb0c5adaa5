import Text

/// The rows of a timeline as text, each as soon as nothing more can be added to it.
public struct TimelineRows: Sendable {
    private var table: TimelineTable
    private let width: Int
    private let isFull: Bool
    private let isTerminal: Bool

    /// Rows for a recording with this header, at most `width` cells wide (at least `RecordingTimeline.widthMin`).
    ///
    /// - Parameter isFull: whether texts go on over as many lines as they take, where they would be cut.
    public init(header: RecordingHeader, width: Int, isFull: Bool = false) {
        table = TimelineTable(isTerminal: header.isTerminal)
        self.width = max(width, RecordingTimeline.widthMin)
        self.isFull = isFull
        isTerminal = header.isTerminal
    }

    /// Adds an event; the rows that are whole now.
    public mutating func add(_ event: RecordedEvent) -> [String] {
        table.add(event)
        return table.takeFinished().flatMap(text)
    }

    /// The rows that are left at the end.
    public mutating func finish() -> [String] {
        table.finish()
        return table.takeAll().flatMap(text)
    }

    /// As much of a text as `width` cells can show, and a little more, so that it shows that there is more.
    private static func limited(_ text: String, to width: Int) -> String {
        guard text.utf8.count > width else { return text }
        var room = width
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix { scalar in
                    defer { room -= CellWidth.width(scalar) }
                    return room >= 0
                }))
    }

    /// The text of a terminal without what only fills the screen, rows of blanks, lines and line ends, in so many cells and
    /// a little more.
    private static func condensed(_ text: String, to width: Int) -> String {
        var result = String.UnicodeScalarView()
        var run = 0
        var room = width
        for scalar in text.unicodeScalars where room >= 0 {
            let isFiller = scalar == " " || (0x2500...0x257F).contains(scalar.value)
            run = isFiller && result.last == scalar ? run + 1 : 0
            if run >= (scalar == " " ? 1 : 3) { continue }
            // Line ends that follow each other are one.
            if scalar == "⏎", result.suffix(2).elementsEqual("⏎ ".unicodeScalars) { continue }
            result.append(scalar)
            room -= CellWidth.width(scalar)
        }
        return String(result)
    }

    private func text(of row: TimelineTable.Row) -> [String] {
        guard isFull else {
            let what = isTerminal ? Self.condensed(row.what, to: width) : Self.limited(row.what, to: width)
            return [RecordingTimeline.fitted(row.columns + what, width: width)]
        }
        let indent = String(repeating: " ", count: TimelineTable.Row.textColumn)
        var lines: [String] = []
        for (index, part) in row.what.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let start = index == 0 ? row.columns : indent
            let text = VisibleText.clean(String(part))
            for (place, piece) in CellWidth.wrapped(text, to: width - TimelineTable.Row.textColumn).enumerated() {
                lines.append((place == 0 ? start : indent) + piece)
            }
        }
        return lines
    }
}
