import Terminal

extension FuzzTarget {
    /// The escape parser and the screen: the first three bytes say the size and how the others are cut.
    static let screen = FuzzTarget(name: "screen") { input in
        guard input.count > 3 else { return }
        let size = ScreenSize(columns: 1 + Int(input[0] % 24), rows: 1 + Int(input[1] % 9))
        let bytes = Array(input.dropFirst(3))
        var whole = Screen(size: size, historyLines: 12)
        whole.feed(bytes)
        var cut = Screen(size: size, historyLines: 12)
        for piece in pieces(of: bytes, by: input[2]) { cut.feed(piece) }
        precondition(whole == cut, "the screen depends on how the bytes are cut")
        check(whole)
        cut.resize(to: ScreenSize(columns: 1 + Int(input[2] % 24), rows: 1 + Int(input[0] % 9)))
        check(cut)
        cut.feed(bytes)
        check(cut)
        if input[2] % 16 == 0 { precondition(!cut.svg.isEmpty) }
    }

    /// What holds for every screen: the cursor is inside, wide characters are whole.
    private static func check(_ screen: Screen) {
        let (size, cursor) = (screen.size, screen.cursor)
        precondition((0..<size.rows).contains(cursor.row) && (0..<size.columns).contains(cursor.column))
        precondition(!cursor.isWrapPending || cursor.column == size.columns - 1)
        precondition(screen.history.count <= 12)
        for row in 0..<size.rows {
            var isTailDue = false
            for column in 0..<size.columns {
                let cell = screen.cell(row: row, column: column)
                precondition(isTailDue == (cell.width == 0), "half of a wide character")
                isTailDue = cell.width == 2
            }
            precondition(!isTailDue, "half of a wide character at the edge")
        }
    }
}
