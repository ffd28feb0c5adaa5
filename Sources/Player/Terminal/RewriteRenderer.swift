import Recording

/// Draws as old versions do: what is settled is written once, and all below it is erased and written anew.
struct RewriteRenderer: Sendable {
    /// Whether lines are for a screen reader: no colours, the cursor at its place, no line behind the last one.
    let isPlain: Bool
    private var drawn: [ScreenLine] = []
    private var row = 0
    private var column = 0

    /// A renderer with nothing on the screen.
    init(isPlain: Bool) { self.isPlain = isPlain }

    /// Forgets what stands on the screen.
    mutating func reset() { self = RewriteRenderer(isPlain: isPlain) }

    /// The bytes that write settled lines, and a frame below them; empty where nothing changed.
    mutating func draw(
        settled: [ScreenLine], _ frame: ScreenFrame, size: TerminalSize, usesColor: Bool
    ) -> [UInt8] {
        let room = isPlain ? size.rows : max(1, size.rows - 1)
        let lines = frame.lines.suffix(room).map { $0.clipped(to: size.columns) }
        let newRow = max(0, frame.row - (frame.lines.count - lines.count))
        guard !settled.isEmpty || lines != drawn || newRow != row || frame.column != column else { return [] }
        var bytes = isPlain ? [] : Array(ModeSequences.synchronizedStart.utf8)
        if !drawn.isEmpty { erase(into: &bytes) }
        var writer = StyleWriter(usesColor: usesColor && !isPlain)
        for line in settled { write(line, &writer, endsLine: true, into: &bytes) }
        for (index, line) in lines.enumerated() {
            write(line, &writer, endsLine: !isPlain || index < lines.count - 1, into: &bytes)
        }
        drawn = lines
        (row, column) = (newRow, frame.column)
        if isPlain {
            LineDifference.move(row - (lines.count - 1), in: &bytes)
            bytes += "\u{1B}[\(min(column, size.columns - 1) + 1)G".utf8
        } else {
            bytes += ModeSequences.synchronizedEnd.utf8
        }
        return bytes
    }

    /// Moves below the last line, for what the program leaves behind.
    func moveToEnd() -> [UInt8] {
        guard isPlain, !drawn.isEmpty else { return [] }
        var bytes: [UInt8] = []
        LineDifference.move(drawn.count - 1 - row, in: &bytes)
        return bytes
    }

    private func erase(into bytes: inout [UInt8]) {
        if isPlain { LineDifference.move(drawn.count - 1 - row, in: &bytes) }
        for _ in 0..<(isPlain ? drawn.count - 1 : drawn.count) { bytes += "\u{1B}[2K\u{1B}[1A".utf8 }
        bytes += "\u{1B}[2K\u{1B}[G".utf8
    }

    private func write(
        _ line: ScreenLine, _ writer: inout StyleWriter, endsLine: Bool, into bytes: inout [UInt8]
    ) {
        for cell in line.cells where !cell.text.isEmpty {
            let style = isPlain ? .plain : cell.style
            writer.change(to: style, in: &bytes)
            bytes += cell.text.utf8
        }
        writer.change(to: .plain, in: &bytes)
        if endsLine { bytes += "\r\n".utf8 }
    }
}
