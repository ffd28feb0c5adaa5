/// Moves of the cursor, scrolling, tabs, and the saved cursor.
extension ScreenState {
    /// The rows that the cursor can be sent to.
    private var reach: ClosedRange<Int> { frame.modes.contains(.origin) ? top...bottom : 0...rows - 1 }

    var region: ClosedRange<Int> { top...bottom }

    /// Goes to a place; rows count from the top margin in origin mode.
    mutating func move(row: Int, column: Int) {
        let reach = reach
        frame.cursor.row = min(reach.lowerBound + max(row, 0), reach.upperBound)
        frame.cursor.column = min(max(column, 0), columns - 1)
        frame.cursor.isWrapPending = false
    }

    /// Goes to another column of the line.
    mutating func move(column: Int) {
        frame.cursor.column = min(max(column, 0), columns - 1)
        frame.cursor.isWrapPending = false
    }

    /// Goes down within what the cursor can be sent to; the margins stop it in origin mode only.
    mutating func move(down count: Int) {
        move(row: frame.cursor.row - reach.lowerBound + count, column: frame.cursor.column)
    }

    /// Goes up; the top margin stops who is below it.
    mutating func up(_ count: Int) {
        let limit = frame.cursor.row >= top ? top : 0
        frame.cursor.row = max(frame.cursor.row - count, limit)
        frame.cursor.isWrapPending = false
    }

    /// Goes down; the bottom margin stops who is above it.
    mutating func down(_ count: Int) {
        let limit = frame.cursor.row <= bottom ? bottom : rows - 1
        frame.cursor.row = min(frame.cursor.row + count, limit)
        frame.cursor.isWrapPending = false
    }

    mutating func carriageReturn() { move(column: 0) }

    /// Goes down a row; at the bottom margin the region scrolls up.
    @inline(__always)
    mutating func lineFeed() {
        frame.cursor.isWrapPending = false
        if frame.cursor.row == bottom {
            scrollUp(region, by: 1)
        } else if frame.cursor.row < rows - 1 {
            frame.cursor.row += 1
        }
    }

    /// Goes up a row; at the top margin the region scrolls down.
    mutating func reverseLineFeed() {
        frame.cursor.isWrapPending = false
        if frame.cursor.row == top {
            frame.grid.scrollDown(region, by: 1, style: style)
        } else if frame.cursor.row > 0 {
            frame.cursor.row -= 1
        }
    }

    /// Scrolls up; what leaves the main screen at its top goes to the history.
    mutating func scrollUp(_ region: ClosedRange<Int>, by count: Int) {
        frame.grid.scrollUp(region, by: count, style: style, keepsHistory: region.lowerBound == 0)
    }

    /// Goes back; with reverse wrap also to the line above, and from the first to the last.
    mutating func back(_ count: Int) {
        guard frame.modes.isSuperset(of: [.reverseWrap, .autowrap]) else {
            return move(column: frame.cursor.column - count)
        }
        let cells = columns * rows
        let steps = frame.cursor.isWrapPending ? count - 1 : count
        let place = (frame.cursor.row * columns + frame.cursor.column - steps % cells + cells) % cells
        frame.cursor.row = place / columns
        move(column: place % columns)
    }

    // MARK: Tabs

    /// Goes to a tab stop on the right; a wrap that is pending stays so.
    mutating func tab(_ count: Int) {
        for _ in 0..<min(count, columns) {
            frame.cursor.column = tabStops.next(after: frame.cursor.column, columns: columns)
        }
    }

    /// Goes to a tab stop on the left.
    mutating func backTab(_ count: Int) {
        for _ in 0..<min(count, columns) { move(column: tabStops.previous(before: frame.cursor.column)) }
    }

    mutating func clearTabs(_ kind: Int) {
        switch kind {
        case 0: tabStops.clear(frame.cursor.column)
        case 3: tabStops.clearAll()
        default: break
        }
    }

    // MARK: Region and saved cursor

    /// Sets the scrolling region and goes home; a region of less than two rows is refused.
    mutating func setRegion(top first: Int, bottom last: Int) {
        let last = min(last, rows)
        guard first < last else { return }
        top = first - 1
        bottom = last - 1
        move(row: 0, column: 0)
    }

    mutating func resetRegion() {
        top = 0
        bottom = rows - 1
    }

    mutating func saveCursor() {
        side.saved = SavedCursor(cursor: frame.cursor, isOriginMode: frame.modes.contains(.origin))
    }

    /// Restores what was saved; without that the cursor goes home in the style of a fresh screen.
    mutating func restoreCursor() {
        let saved = side.saved ?? SavedCursor()
        frame.cursor = saved.cursor
        frame.cursor.row = min(frame.cursor.row, rows - 1)
        frame.cursor.column = min(frame.cursor.column, columns - 1)
        frame.modes.set(.origin, to: saved.isOriginMode)
    }
}

extension ScreenModes {
    /// Sets or resets modes.
    mutating func set(_ modes: ScreenModes, to isOn: Bool) {
        if isOn { formUnion(modes) } else { subtract(modes) }
    }
}
