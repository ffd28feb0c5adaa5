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

    /// The text of a terminal without what only fills the screen: rows of blanks, lines and line ends.
    private static func condensed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var run = 0
        for scalar in text.unicodeScalars {
            let isFiller = scalar == " " || (0x2500...0x257F).contains(scalar.value)
            run = isFiller && result.last == scalar ? run + 1 : 0
            if run >= (scalar == " " ? 1 : 3) { continue }
            // Line ends that follow each other are one.
            if scalar == "⏎", result.suffix(2).elementsEqual("⏎ ".unicodeScalars) { continue }
            result.append(scalar)
        }
        return String(result)
    }

    private func text(of row: TimelineTable.Row) -> [String] {
        guard isFull else {
            let what = isTerminal ? Self.condensed(row.what) : row.what
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
