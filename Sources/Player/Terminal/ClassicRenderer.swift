import Recording

/// Draws on the main screen, below what stands there, at places relative to the cursor.
///
/// Lines that have scrolled away stay as they are. Between frames the cursor rests where the person writes.
struct ClassicRenderer: Sendable {
    private var drawn: [ScreenLine] = []
    private var row = 0
    private var column = 0

    /// Forgets what stands on the screen: the next frame begins where the cursor is, at the start of a line.
    mutating func reset() { self = ClassicRenderer() }

    /// Lines at the top that the program has forgotten; they have long scrolled away.
    mutating func forget(_ count: Int) {
        drawn.removeFirst(min(count, drawn.count))
        row = max(0, row - count)
    }

    /// Moves the cursor to the line below the last one.
    func moveToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        guard !drawn.isEmpty else { return bytes }
        if column > 0 { bytes += "\u{1B}[\(column)D".utf8 }
        LineDifference.move(drawn.count - row, in: &bytes)
        return bytes
    }

    /// The bytes that make the screen show a frame; empty where it does already.
    mutating func draw(_ frame: ScreenFrame, size: TerminalSize, usesColor: Bool) -> [UInt8] {
        // Below the last line there is one more, for the cursor.
        let room = max(1, size.rows - 1)
        let lines = frame.lines.map { $0.clipped(to: size.columns) }
        let newRow = max(min(frame.row, lines.count - 1), lines.count - room, 0)
        let newColumn = min(frame.column, size.columns - 1)
        guard lines != drawn || newRow != row || newColumn != column else { return [] }
        var bytes = moveToEnd()
        var writer = StyleWriter(usesColor: usesColor)
        let reach = max(0, drawn.count - room)
        if lines.count < reach {
            // All that can be seen is gone: begin anew.
            bytes += ModeSequences.clearScreen.utf8
            drawn = []
        }
        var place = drawn.count
        for index in max(0, drawn.count - room)..<max(min(lines.count, drawn.count), max(0, drawn.count - room))
        where lines[index] != drawn[index] {
            let difference = LineDifference(old: drawn[index], new: lines[index])
            if difference.write(rowsDown: index - place, &writer, into: &bytes) { place = index }
        }
        if lines.count < drawn.count {
            writer.change(to: .plain, in: &bytes)
            bytes.append(0x0D)
            LineDifference.move(lines.count - place, in: &bytes)
            bytes += "\u{1B}[J".utf8
        } else {
            writer.change(to: .plain, in: &bytes)
            bytes.append(0x0D)
            LineDifference.move(drawn.count - place, in: &bytes)
            for line in lines[drawn.count...] { write(line, &writer, into: &bytes) }
        }
        drawn = lines
        (row, column) = (newRow, newColumn)
        if column > 0 { bytes += "\u{1B}[\(column)C".utf8 }
        LineDifference.move(row - drawn.count, in: &bytes)
        return bytes
    }

    private func write(_ line: ScreenLine, _ writer: inout StyleWriter, into bytes: inout [UInt8]) {
        var place = 0
        for column in 0..<line.width {
            let cell = line[column]
            guard !cell.text.isEmpty, cell != .blank else { continue }
            if place != column { bytes += "\u{1B}[\(column + 1)G".utf8 }
            writer.change(to: cell.style, in: &bytes)
            bytes += cell.text.utf8
            place = cell.text.unicodeScalars.count > 1 ? -1 : column + (line.isWide(column) ? 2 : 1)
        }
        writer.change(to: .plain, in: &bytes)
        bytes += "\r\r\n".utf8
    }
}
