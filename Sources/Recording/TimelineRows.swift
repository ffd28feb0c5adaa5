import Text

/// The rows of a timeline as text, each as soon as nothing more can be added to it.
public struct TimelineRows: Sendable {
    private var table: TimelineTable
    private let width: Int
    private let isFull: Bool

    /// Rows for a recording with this header, at most `width` cells wide (at least `RecordingTimeline.widthMin`).
    ///
    /// - Parameter isFull: whether texts go on over as many lines as they take, where they would be cut.
    public init(header: RecordingHeader, width: Int, isFull: Bool = false) {
        table = TimelineTable(isTerminal: header.isTerminal)
        self.width = max(width, RecordingTimeline.widthMin)
        self.isFull = isFull
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

    private func text(of row: TimelineTable.Row) -> [String] {
        guard isFull else { return [RecordingTimeline.fitted(row.text, width: width)] }
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
