import Recording

/// What is to stand on the screen, and where the cursor belongs.
struct ScreenFrame: Sendable, Hashable {
    /// The lines from the top.
    var lines: [ScreenLine] = []
    /// The cursor's line, from 0.
    var row = 0
    /// The cursor's column, from 0.
    var column = 0
}

/// Draws on the alternate screen: only cells that changed, each at its absolute place.
struct FullscreenRenderer: Sendable {
    private var drawn: [ScreenLine] = []

    /// Forgets what stands on the screen: it has been cleared.
    mutating func reset() { drawn = [] }

    /// The bytes that make the screen show a frame; empty where it does already.
    mutating func draw(_ frame: ScreenFrame, size: TerminalSize, usesColor: Bool) -> [UInt8] {
        let lines = frame.lines.prefix(size.rows).map { $0.clipped(to: size.columns) }
        var bytes = Array("\u{1B}[H".utf8)
        let start = bytes.count
        var writer = StyleWriter(usesColor: usesColor)
        var row = 0
        for index in 0..<max(lines.count, drawn.count) {
            let old = index < drawn.count ? drawn[index] : ScreenLine()
            let new = index < lines.count ? lines[index] : ScreenLine()
            guard old != new else { continue }
            let difference = LineDifference(old: old, new: new)
            // Lines can differ in what nobody sees: the cursor is then still where it was.
            if difference.write(rowsDown: index - row, &writer, into: &bytes) { row = index }
        }
        drawn = lines
        guard bytes.count > start else { return [] }
        writer.change(to: .plain, in: &bytes)
        let cursorRow = min(frame.row, size.rows - 1) + 1
        let cursorColumn = min(frame.column, size.columns - 1) + 1
        bytes += "\u{1B}[\(size.rows);1H\u{1B}[\(cursorRow);\(cursorColumn)H".utf8
        return bytes
    }
}

/// The cells in which two states of a line differ.
struct LineDifference {
    let old: ScreenLine
    let new: ScreenLine

    /// Appends what turns the one into the other: `\r`, `ESC [ n C`, `ESC [ n B` to the first change, then cells, with
    /// `ESC [ n G` over those that stay, and `ESC [ K` for what goes.
    ///
    /// - Returns: whether anything was written, so that the cursor is in the line.
    func write(rowsDown: Int, _ writer: inout StyleWriter, into bytes: inout [UInt8]) -> Bool {
        var place: Int?
        for column in 0..<new.width {
            let cell = new[column]
            guard cell != old[column] || isWideChange(column), !cell.text.isEmpty else { continue }
            if place == nil {
                bytes.append(0x0D)
                if column > 0 { bytes += "\u{1B}[\(column)C".utf8 }
                Self.move(rowsDown, in: &bytes)
            } else if place != column {
                bytes += "\u{1B}[\(column + 1)G".utf8
            }
            writer.change(to: cell.style, in: &bytes)
            bytes += cell.text.utf8
            // Terminals disagree about the width of what is not a single scalar: the next cell says its place.
            place = cell.text.unicodeScalars.count > 1 ? -1 : column + (new.isWide(column) ? 2 : 1)
        }
        guard old.width > new.width else { return place != nil }
        if place == nil {
            bytes.append(0x0D)
            if new.width > 0 { bytes += "\u{1B}[\(new.width)C".utf8 }
            Self.move(rowsDown, in: &bytes)
        } else if place != new.width {
            bytes += "\u{1B}[\(new.width + 1)G".utf8
        }
        writer.change(to: .plain, in: &bytes)
        bytes += "\u{1B}[K".utf8
        return true
    }

    /// Whether half of a wide character would stay.
    private func isWideChange(_ column: Int) -> Bool { new.isWide(column) && new[column + 1] != old[column + 1] }

    /// Appends a move by lines, down or up.
    static func move(_ rows: Int, in bytes: inout [UInt8]) {
        if rows > 0 { bytes += "\u{1B}[\(rows)B".utf8 }
        if rows < 0 { bytes += "\u{1B}[\(-rows)A".utf8 }
    }
}
