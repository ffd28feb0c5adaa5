/// The cells of one screen, and the lines that have scrolled off its top.
///
/// Rows lie in slots of one array and change places by their slots' numbers, so that scrolling moves no cells. What lies
/// behind a row's extent is blank, so that most rows are cleared and copied in part.
struct Grid: Sendable, Hashable {
    private(set) var columns: Int
    private(set) var rows: Int
    /// How many lines are kept that scrolled off.
    let historyMax: Int

    private var cells: [Cell]
    /// How many cells a slot has: the columns, or more where lines were kept from a wider screen.
    private var stride: Int
    /// The slot of each row.
    private var visible: [Int32]
    /// The slots of the lines that scrolled off: a ring once it is full.
    private var history: [Int32] = []
    private var historyStart = 0
    /// How many lines have ever become history.
    private(set) var scrolledCount = 0
    /// For each slot, where the cells begin that are all blank.
    private var extents: [Int32]
    /// For each slot, whether its text goes on in the next row.
    private var wraps: [Bool]

    init(size: ScreenSize, historyMax: Int) {
        columns = size.columns
        rows = size.rows
        self.historyMax = historyMax
        stride = size.columns
        cells = Array(repeating: .blank, count: stride * size.rows)
        visible = (0..<Int32(size.rows)).map { $0 }
        extents = Array(repeating: 0, count: size.rows)
        wraps = Array(repeating: false, count: size.rows)
    }

    var historyCount: Int { history.count }

    // MARK: Reading

    @inline(__always)
    private func slot(_ row: Int) -> Int { Int(visible[row]) }

    @inline(__always)
    subscript(row: Int, column: Int) -> Cell { cells[slot(row) * stride + column] }

    func wraps(_ row: Int) -> Bool { wraps[slot(row)] }

    /// The cells of a row that may be other than blank.
    func used(_ row: Int) -> ArraySlice<Cell> { used(ofSlot: slot(row)) }

    /// The cells of a line that scrolled off, the oldest first, and whether its text goes on in the next.
    func usedHistory(_ index: Int) -> (cells: ArraySlice<Cell>, wraps: Bool) {
        let slot = historySlot(index)
        return (used(ofSlot: slot), wraps[slot])
    }

    private func historySlot(_ index: Int) -> Int { Int(history[(historyStart + index) % history.count]) }

    private func used(ofSlot slot: Int) -> ArraySlice<Cell> {
        cells[slot * stride..<slot * stride + Int(extents[slot])]
    }

    /// A copy without what scrolled off, which keeps so much of what will.
    func withoutHistory(keeping historyMax: Int = 0) -> Grid {
        var copy = Grid(size: ScreenSize(columns: columns, rows: rows), historyMax: historyMax)
        for row in 0..<rows {
            copy.fill(slot: row, with: used(row).prefix(columns))
            copy.wraps[row] = wraps(row)
        }
        return copy
    }

    // MARK: Writing

    mutating func setWraps(_ row: Int, to wraps: Bool) { self.wraps[slot(row)] = wraps }

    /// Writes ASCII characters of one style; they must fit into the row.
    @inline(__always)
    mutating func write(_ text: UnsafeBufferPointer<UInt8>, row: Int, column: Int, style: PackedStyle) {
        let slot = slot(row)
        let end = column + text.count
        separate(row, column)
        separate(row, end)
        let start = slot * stride + column
        cells.withUnsafeMutableBufferPointer { cells in
            for index in 0..<text.count { cells[start + index] = Cell(content: UInt32(text[index]), style: style) }
        }
        extents[slot] = max(extents[slot], Int32(end))
    }

    /// Writes one character of one or two columns; it must fit into the row.
    mutating func write(_ content: UInt32, width: Int, row: Int, column: Int, style: PackedStyle) {
        let slot = slot(row)
        separate(row, column)
        separate(row, column + width)
        let start = slot * stride + column
        if width == 2 {
            cells[start] = Cell(content: content | Cell.wideBit, style: style)
            cells[start + 1] = Cell(content: Cell.tail, style: style)
        } else {
            cells[start] = Cell(content: content, style: style)
        }
        extents[slot] = max(extents[slot], Int32(column + width))
    }

    /// Erases the wide character that stands on both sides of a border, if there is one.
    @inline(__always)
    mutating func separate(_ row: Int, _ column: Int) {
        guard column > 0, column < columns else { return }
        let index = slot(row) * stride + column
        guard cells[index].isTail else { return }
        cells[index - 1].content = 0
        cells[index].content = 0
    }

    /// Erases cells; `isSelective` leaves those that are protected.
    mutating func erase(_ row: Int, _ range: Range<Int>, style: PackedStyle, isSelective: Bool = false) {
        guard !range.isEmpty else { return }
        let slot = slot(row)
        separate(row, range.lowerBound)
        separate(row, range.upperBound)
        if range.upperBound == columns { wraps[slot] = false }
        let start = slot * stride
        let blank = Cell(content: 0, style: style.erasing)
        if isSelective {
            for column in range where !cells[start + column].style.has(.protected) { cells[start + column] = blank }
        } else {
            let last = blank == .blank ? min(range.upperBound, Int(extents[slot])) : range.upperBound
            for column in range.lowerBound..<max(last, range.lowerBound) { cells[start + column] = blank }
        }
        if blank != .blank {
            extents[slot] = max(extents[slot], Int32(range.upperBound))
        } else if !isSelective, range.upperBound >= Int(extents[slot]) {
            extents[slot] = min(extents[slot], Int32(range.lowerBound))
        }
    }

    /// Fills all rows with one character.
    mutating func fill(_ content: UInt32, style: PackedStyle) {
        for slot in visible {
            let start = Int(slot) * stride
            for column in 0..<columns { cells[start + column] = Cell(content: content, style: style) }
            extents[Int(slot)] = Int32(columns)
            wraps[Int(slot)] = false
        }
    }

    /// Moves the cells from a column on to the right; what is pushed over the edge is lost.
    mutating func insertCells(_ count: Int, row: Int, column: Int, style: PackedStyle) {
        let slot = slot(row)
        let start = slot * stride
        let count = min(count, columns - column)
        separate(row, column)
        separate(row, columns - count)
        cells.withUnsafeMutableBufferPointer { cells in
            for index in Swift.stride(from: columns - 1, through: column + count, by: -1) {
                cells[start + index] = cells[start + index - count]
            }
        }
        blank(slot, column..<column + count, style)
    }

    /// Removes cells; what stands right of them moves to the left.
    mutating func deleteCells(_ count: Int, row: Int, column: Int, style: PackedStyle) {
        let slot = slot(row)
        let start = slot * stride
        let count = min(count, columns - column)
        separate(row, column)
        separate(row, column + count)
        cells.withUnsafeMutableBufferPointer { cells in
            for index in column..<columns - count { cells[start + index] = cells[start + index + count] }
        }
        blank(slot, columns - count..<columns, style)
    }

    /// Erases what a shift has left behind: copies, of which no other half is to be looked for.
    private mutating func blank(_ slot: Int, _ range: Range<Int>, _ style: PackedStyle) {
        let blank = Cell(content: 0, style: style.erasing)
        for column in range { cells[slot * stride + column] = blank }
        extents[slot] = Int32(columns)
    }

    // MARK: Scrolling

    /// Moves rows up within a region, and lets blank ones follow; with `keepsHistory` the others are kept as history.
    mutating func scrollUp(_ region: ClosedRange<Int>, by count: Int, style: PackedStyle, keepsHistory: Bool) {
        let count = min(count, region.count)
        let isKept = keepsHistory && historyMax > 0
        if count == 1 {
            let gone = visible[region.lowerBound]
            visible.withUnsafeMutableBufferPointer { visible in
                for row in region.lowerBound..<region.upperBound { visible[row] = visible[row + 1] }
            }
            let fresh = isKept ? keep(gone) : gone
            visible[region.upperBound] = fresh
            return clear(slot: Int(fresh), style: style)
        }
        let gone = Array(visible[region.lowerBound..<region.lowerBound + count])
        for row in region where row + count <= region.upperBound { visible[row] = visible[row + count] }
        for (index, slot) in gone.enumerated() {
            let fresh = isKept ? keep(slot) : slot
            visible[region.upperBound - count + 1 + index] = fresh
            clear(slot: Int(fresh), style: style)
        }
    }

    /// Moves rows down within a region, and lets blank ones go before.
    mutating func scrollDown(_ region: ClosedRange<Int>, by count: Int, style: PackedStyle) {
        let count = min(count, region.count)
        let gone = Array(visible[(region.upperBound - count + 1)...region.upperBound])
        for row in region.reversed() where row - count >= region.lowerBound { visible[row] = visible[row - count] }
        for (index, slot) in gone.enumerated() {
            visible[region.lowerBound + index] = slot
            clear(slot: Int(slot), style: style)
        }
    }

    /// Keeps a slot as the newest line of history, and returns another for use.
    private mutating func keep(_ slot: Int32) -> Int32 {
        scrolledCount += 1
        guard history.count == historyMax else {
            history.append(slot)
            return addSlot()
        }
        let oldest = history[historyStart]
        history[historyStart] = slot
        historyStart = historyStart + 1 == historyMax ? 0 : historyStart + 1
        return oldest
    }

    private mutating func addSlot() -> Int32 {
        cells.append(contentsOf: repeatElement(.blank, count: stride))
        extents.append(0)
        wraps.append(false)
        return Int32(extents.count - 1)
    }

    private mutating func clear(slot: Int, style: PackedStyle) {
        let start = slot * stride
        let extent = Int(extents[slot])
        cells.withUnsafeMutableBufferPointer { cells in
            for index in start..<start + extent { cells[index] = .blank }
        }
        extents[slot] = 0
        wraps[slot] = false
        guard !style.isStandardBackground else { return }
        let blank = Cell(content: 0, style: style.erasing)
        for index in start..<start + columns { cells[index] = blank }
        extents[slot] = Int32(columns)
    }

    private mutating func fill(slot: Int, with row: ArraySlice<Cell>) {
        cells.replaceSubrange(slot * stride..<slot * stride + row.count, with: row)
        extents[slot] = Int32(row.count)
        // A wide character whose second half was cut off can't be shown.
        if let last = row.last, last.isWide { cells[slot * stride + row.count - 1].content = 0 }
    }

    /// Forgets the lines that scrolled off.
    mutating func clearHistory() { self = withoutHistory(keeping: historyMax) }

    // MARK: Resizing

    /// Takes another size, and returns by how many rows the text moved down (negative: up).
    ///
    /// Text is not broken anew, as in xterm: columns are cut off or added at the right. Fewer rows are cut off below the
    /// cursor; where it would be cut off too, the rows above move up, into the history. More rows come out of the
    /// history, then at the bottom.
    mutating func resize(to size: ScreenSize, cursorRow: Int) -> Int {
        var lines = (0..<historyCount).map { historySlot($0) }
        let above = lines.count
        lines += visible.map { Int($0) }
        let up = max(0, cursorRow - (size.rows - 1))
        let down = up > 0 ? 0 : min(max(0, size.rows - rows), above)
        let first = above + (size.rows < rows ? up : -down)
        let kept = max(0, first - historyMax)..<first
        let widest = kept.map { Int(extents[lines[$0]]) }.max() ?? 0
        var grid = Grid(size: size, historyMax: historyMax)
        grid.stride = max(size.columns, widest)
        grid.cells = Array(repeating: .blank, count: grid.stride * (size.rows + kept.count))
        grid.extents = Array(repeating: 0, count: size.rows + kept.count)
        grid.wraps = Array(repeating: false, count: size.rows + kept.count)
        for row in 0..<size.rows where first + row < lines.count {
            grid.fill(slot: row, with: used(ofSlot: lines[first + row]).prefix(size.columns))
            grid.wraps[row] = wraps[lines[first + row]]
        }
        for (index, line) in kept.enumerated() {
            grid.fill(slot: size.rows + index, with: used(ofSlot: lines[line]))
            grid.wraps[size.rows + index] = wraps[lines[line]]
            grid.history.append(Int32(size.rows + index))
        }
        grid.scrolledCount = scrolledCount + first - above
        self = grid
        return above - first
    }
}
