/// Characters onto the grid: wrapping, inserting, wide ones, and those that join the one before.
extension ScreenState {
    /// Prints ASCII characters; by runs where nothing special is on.
    mutating func printASCII(_ text: UnsafeBufferPointer<UInt8>) {
        guard frame.cursor.isPlain, !frame.modes.contains(.insert) else {
            for byte in text { place(frame.cursor.translate(UInt32(byte)), width: 1) }
            return
        }
        guard let last = text.last else { return }
        var rest = text
        while !rest.isEmpty {
            if frame.cursor.isWrapPending { wrap() }
            let room = columns - frame.cursor.column
            let run = UnsafeBufferPointer(rebasing: rest.prefix(room))
            frame.grid.write(run, row: frame.cursor.row, column: frame.cursor.column, style: frame.cursor.style)
            advance(run.count)
            rest = UnsafeBufferPointer(rebasing: rest.dropFirst(run.count))
        }
        lastPrinted = Printed(content: UInt32(last), width: 1)
        joining = .byKind
    }

    /// Prints one character beyond ASCII, or joins it to the one before.
    mutating func print(_ scalar: UInt32) {
        if scalar < 0x80 { return place(frame.cursor.translate(scalar), width: 1) }
        let width = Unicode.Scalar(scalar).map { CharacterWidth.columns(of: $0) } ?? 1
        if width == 0 { return join(scalar, width: 0) }
        if scalar >= 0x2000, joinsPrevious(scalar) { return join(scalar, width: width) }
        place(scalar, width: width)
    }

    /// Repeats the character that was printed last.
    mutating func repeatLast(_ count: Int) {
        guard lastPrinted.width > 0 else { return }
        for _ in 0..<min(count, columns * rows) { place(lastPrinted.content, width: lastPrinted.width) }
    }

    private mutating func place(_ content: UInt32, width: Int) {
        // A wide character has no place on a screen of one column.
        guard width <= columns else { return }
        if frame.cursor.isWrapPending { wrap() }
        if frame.cursor.column + width > columns {
            if frame.modes.contains(.autowrap) {
                frame.cursor.isWrapPending = true
                wrap()
            } else {
                frame.cursor.column = columns - width
            }
        }
        let (row, column) = (frame.cursor.row, frame.cursor.column)
        if frame.modes.contains(.insert) {
            frame.grid.insertCells(width, row: row, column: column, style: style)
        }
        frame.grid.write(content, width: width, row: row, column: column, style: style)
        advance(width)
        lastPrinted = Printed(content: content, width: width)
        joining = .byKind
    }

    @inline(__always)
    private mutating func advance(_ width: Int) {
        frame.cursor.column += width
        if frame.cursor.column >= columns {
            frame.cursor.column = columns - 1
            frame.cursor.isWrapPending = true
        }
    }

    /// Goes to the next line because the last column is full; without autowrap the last column is written again.
    private mutating func wrap() {
        frame.cursor.isWrapPending = false
        guard frame.modes.contains(.autowrap) else { return }
        frame.grid.setWraps(frame.cursor.row, to: true)
        frame.cursor.column = 0
        lineFeed()
    }

    // MARK: Joining

    /// The first column of the character before the cursor; `nil` at the start of a line.
    private var previousColumn: Int? {
        let column = frame.cursor.isWrapPending ? frame.cursor.column : frame.cursor.column - 1
        guard column >= 0 else { return nil }
        return frame.grid[frame.cursor.row, column].isTail && column > 0 ? column - 1 : column
    }

    /// Whether a scalar that has a width of its own belongs to the character that was just printed.
    ///
    /// Source: UAX #29, rules GB9, GB11, GB12: joined emoji, skin tones, flags.
    private func joinsPrevious(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x1F3FB...0x1F3FF, 0x1F1E6...0x1F1FF: guard joining != .none else { return false }
        default: guard joining == .byJoiner else { return false }
        }
        guard frame.modes.contains(.graphemeClusters), let column = previousColumn else { return false }
        let character = frame.grid[frame.cursor.row, column].character
        switch scalar {
        case 0x1F3FB...0x1F3FF:
            return Unicode.Scalar(clusters.last(of: character))?.properties.isEmojiModifierBase ?? false
        case 0x1F1E6...0x1F1FF: return (0x1F1E6...0x1F1FF).contains(character)
        default: return Unicode.Scalar(scalar)?.properties.isEmoji ?? false
        }
    }

    /// Adds a scalar to the character before the cursor, which may become wide by it.
    private mutating func join(_ scalar: UInt32, width: Int) {
        // At the start of a line there is nothing to join.
        guard let column = previousColumn else { return }
        joining = scalar == 0x200D && joining != .none ? .byJoiner : .byKind
        let row = frame.cursor.row
        let cell = frame.grid[row, column]
        guard let content = clusters.content(of: cell.character, adding: scalar) else { return }
        let isWide = cell.isWide || becomesWide(cell.character, by: scalar, width: width)
        if isWide, !cell.isWide, column + 1 < columns, frame.cursor.column == column + 1 {
            frame.grid.write(content, width: 2, row: row, column: column, style: cell.style)
            advance(1)
            lastPrinted = Printed(content: content, width: 2)
        } else {
            frame.grid.write(content, width: cell.isWide ? 2 : 1, row: row, column: column, style: cell.style)
            lastPrinted = Printed(content: content, width: cell.isWide ? 2 : 1)
        }
    }

    private func becomesWide(_ character: UInt32, by scalar: UInt32, width: Int) -> Bool {
        guard frame.modes.contains(.graphemeClusters) else { return false }
        if scalar == 0xFE0F { return Unicode.Scalar(character)?.properties.isEmoji ?? false }
        return width == 2 || (0x1F1E6...0x1F1FF).contains(scalar)
    }
}
