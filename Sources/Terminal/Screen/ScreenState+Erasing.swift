/// Erasing, inserting and deleting; what is erased takes the background of the style, as in xterm.
extension ScreenState {
    /// ED and DECSED.
    mutating func eraseInDisplay(_ kind: Int, isSelective: Bool) {
        let row = frame.cursor.row
        switch kind {
        case 0:
            eraseInLine(0, isSelective: isSelective)
            eraseRows(row + 1..<rows, isSelective: isSelective)
        case 1:
            eraseRows(0..<row, isSelective: isSelective)
            eraseInLine(1, isSelective: isSelective)
        case 2: eraseRows(0..<rows, isSelective: isSelective)
        case 3: if !isSelective { frame.grid.clearHistory() }
        default: break
        }
    }

    /// EL and DECSEL.
    mutating func eraseInLine(_ kind: Int, isSelective: Bool) {
        let (row, column) = (frame.cursor.row, frame.cursor.column)
        switch kind {
        case 0:
            frame.grid.erase(row, column..<columns, style: style, isSelective: isSelective)
            frame.cursor.isWrapPending = false
        case 1: frame.grid.erase(row, 0..<column + 1, style: style, isSelective: isSelective)
        case 2: frame.grid.erase(row, 0..<columns, style: style, isSelective: isSelective)
        default: break
        }
    }

    private mutating func eraseRows(_ rows: Range<Int>, isSelective: Bool) {
        for row in rows { frame.grid.erase(row, 0..<columns, style: style, isSelective: isSelective) }
    }

    /// ECH.
    mutating func eraseCharacters(_ count: Int) {
        let column = frame.cursor.column
        frame.grid.erase(frame.cursor.row, column..<min(column + count, columns), style: style)
        frame.cursor.isWrapPending = false
    }

    /// ICH.
    mutating func insertCharacters(_ count: Int) {
        frame.grid.insertCells(count, row: frame.cursor.row, column: frame.cursor.column, style: style)
        frame.cursor.isWrapPending = false
    }

    /// DCH.
    mutating func deleteCharacters(_ count: Int) {
        frame.grid.deleteCells(count, row: frame.cursor.row, column: frame.cursor.column, style: style)
        frame.cursor.isWrapPending = false
    }

    /// IL: rows below go down, within the region.
    mutating func insertLines(_ count: Int) {
        guard region.contains(frame.cursor.row) else { return }
        frame.grid.scrollDown(frame.cursor.row...bottom, by: count, style: style)
        carriageReturn()
    }

    /// DL: rows below come up, within the region.
    mutating func deleteLines(_ count: Int) {
        guard region.contains(frame.cursor.row) else { return }
        frame.grid.scrollUp(frame.cursor.row...bottom, by: count, style: style, keepsHistory: false)
        carriageReturn()
    }

    /// DECIC, DECDC, SL and SR: columns from one on move in all rows of the region.
    mutating func shiftColumns(_ count: Int, from column: Int, isInsertion: Bool) {
        guard region.contains(frame.cursor.row) else { return }
        for row in region {
            if isInsertion {
                frame.grid.insertCells(count, row: row, column: column, style: style)
            } else {
                frame.grid.deleteCells(count, row: row, column: column, style: style)
            }
        }
        frame.cursor.isWrapPending = false
    }

    /// DECALN: the screen full of E, without margins.
    mutating func alignmentPattern() {
        resetRegion()
        frame.modes.remove(.origin)
        move(row: 0, column: 0)
        frame.grid.fill(UInt32(UInt8(ascii: "E")), style: PackedStyle())
    }

    /// DECSTR: what programs rely on is as on a fresh screen; text and cursor stay.
    mutating func softReset() {
        frame.modes.subtract([.insert, .origin, .applicationCursorKeys, .applicationKeypad, .keyboardLock])
        frame.modes.formUnion([.cursorVisible, .autowrap])
        resetRegion()
        let (row, column) = (frame.cursor.row, frame.cursor.column)
        frame.cursor = CursorState()
        move(row: row, column: column)
        side.saved = nil
        cursorShape = 0
    }

    /// RIS: all is as on a fresh screen; the window's names and what was replied stay.
    mutating func reset() {
        let main = frame.modes.contains(.alternateScreen) ? otherGrid ?? frame.grid : frame.grid
        var fresh = ScreenState(size: ScreenSize(columns: columns, rows: rows), historyMax: main.historyMax)
        fresh.names = names
        fresh.replies = replies
        self = fresh
    }
}
