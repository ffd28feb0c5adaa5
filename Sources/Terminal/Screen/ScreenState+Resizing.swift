/// Another size for both screens.
extension ScreenState {
    mutating func resize(to size: ScreenSize) {
        guard size != ScreenSize(columns: columns, rows: rows) else { return }
        expireHold(at: .max)
        // Where the hidden screen's text was last worked on is what was saved there, if anything was.
        let hiddenRow = min(otherSide.saved?.cursor.row ?? 0, rows - 1)
        let moved = frame.grid.resize(to: size, cursorRow: frame.cursor.row)
        let movedHidden = otherGrid?.resize(to: size, cursorRow: hiddenRow) ?? 0
        frame.cursor.move(byRows: moved, within: size)
        side.saved?.cursor.move(byRows: moved, within: size)
        otherSide.saved?.cursor.move(byRows: movedHidden, within: size)
        resetRegion()
    }
}

extension CursorState {
    /// Goes with its text, which moved as the screen took another size.
    fileprivate mutating func move(byRows count: Int, within size: ScreenSize) {
        row = min(max(row + count, 0), size.rows - 1)
        // A wrap stays pending only in the column that was the last and still is.
        if column != size.columns - 1 { isWrapPending = false }
        column = min(column, size.columns - 1)
    }
}
