import Terminal

extension TerminalView {
    /// What is on a screen now.
    init(_ screen: Screen) {
        let cursor = screen.cursor
        rows = screen.lines
        hintRows = Set(rows.indices.filter { rows[$0].hasPrefix("❯") && Self.isHint($0, on: screen) })
        cursorRow = cursor.row
        cursorColumn = cursor.column
        isCursorVisible = cursor.isVisible
        isAlternate = screen.isAlternate
        takesPaste = screen.modes.contains(.bracketedPaste)
        history = screen.isAlternate ? [] : screen.history
        scrolledRows = screen.isAlternate ? 0 : screen.scrolledRows
    }

    /// Whether the text behind the mark of an input box is a hint: faint, but for the cell of the drawn cursor.
    private static func isHint(_ row: Int, on screen: Screen) -> Bool {
        let cells = (1..<screen.size.columns).map { screen.cell(row: row, column: $0) }
        let letters = cells.filter { !$0.text.allSatisfy(\.isBlank) && !$0.style.marks.contains(.inverse) }
        return !letters.isEmpty && letters.allSatisfy { $0.style.marks.contains(.faint) }
    }
}
