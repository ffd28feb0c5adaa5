/// A terminal's screen: feed it what a program writes, and read what a person would see.
///
/// ```swift
/// var screen = Screen(size: .standard)
/// screen.feed(Array("\u{1B}[1mHello\u{1B}[0m\r\n".utf8))
/// screen.lines[0]                                // "Hello"
/// screen.cell(row: 0, column: 0).style.marks     // bold
/// ```
///
/// A value without effects: the screen is the same for every way to cut the bytes. What a terminal would answer is kept
/// until `takeReplies`, and never sent by itself.
///
/// **What it follows.** xterm, where terminals differ: an erased cell takes the background of the style; after the last
/// column the wrap is pending; a private mode that it does not know is ignored. C1 controls count in their UTF-8 form.
///
/// **Characters.** Marks of no width join the character before them, also where the cursor was moved behind it; at the
/// start of a line they are dropped. With mode 2027, which is on from the start, an emoji has one place, as programs
/// measure their text today: U+FE0F makes one wide, U+200D joins two, a skin tone joins its hand, a flag is one. A
/// program that counts scalars resets the mode (`CSI ? 2027 l`). Ambiguous widths are narrow. A wide character that
/// loses one half loses the other.
///
/// **Resizing** breaks no line anew, as in xterm: see `resize`.
public struct Screen: Sendable, Hashable {
    /// How many lines that scrolled off are kept, where nothing else is said.
    public static let historyLinesDefault = 1_000
    /// How many lines that scrolled off can be kept.
    public static let historyLinesMax = 100_000
    /// How much may be written while synchronized output holds the screen, in bytes; then it shows nevertheless.
    public static let heldBytesMax = ScreenState.heldBytesMax

    private var parser = EscapeParser()
    private var state: ScreenState

    /// A fresh screen.
    ///
    /// - Parameters:
    ///   - size: its size in cells.
    ///   - historyLines: how many lines that scrolled off are kept, 0 to `historyLinesMax`.
    public init(size: ScreenSize, historyLines: Int = historyLinesDefault) {
        state = ScreenState(size: size, historyMax: min(max(historyLines, 0), Self.historyLinesMax))
    }

    // MARK: Writing

    /// Takes what a program wrote.
    public mutating func feed(_ bytes: some Collection<UInt8>) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { feed($0) }
        guard isDone == nil else { return }
        Array(bytes).withUnsafeBufferPointer { feed($0) }
    }

    private mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser.feed(bytes, into: &state)
        state.expireHold(at: parser.position)
    }

    /// Takes another size; the scrolling region is the whole screen again, and held output shows.
    ///
    /// Lines are not broken anew: columns are cut off or added at the right. Where rows go, those below the cursor go
    /// first, then those at the top, on the main screen into the history. Where rows come, they come out of the history,
    /// then at the bottom.
    public mutating func resize(to size: ScreenSize) { state.resize(to: size) }

    /// Shows what synchronized output holds back: for who has a clock, when it has lasted too long.
    public mutating func releaseHold() { state.expireHold(at: .max) }

    /// What a terminal would have sent to the program since the last call, in order.
    public mutating func takeReplies() -> [[UInt8]] { state.replies.take() }

    // MARK: Reading

    private var shown: ScreenState.Frame { state.held ?? state.frame }

    /// Its size in cells.
    public var size: ScreenSize { ScreenSize(columns: state.columns, rows: state.rows) }

    /// The text of each row, without the blanks at its end.
    public var lines: [String] {
        let grid = shown.grid
        return (0..<grid.rows).map { text(grid.used($0), isTrimmed: true) }
    }

    /// The text of each row, as wide as the screen.
    public var paddedLines: [String] {
        let grid = shown.grid
        return (0..<grid.rows).map { row in
            let used = grid.used(row)
            return text(used, isTrimmed: false) + String(repeating: " ", count: grid.columns - used.count)
        }
    }

    /// The rows without the blanks at their ends, as lines, without the empty ones at the end.
    public var text: String {
        var lines = self.lines
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// Whether the text of a row went on in the next row because the line was full.
    public func isWrapped(row: Int) -> Bool { shown.grid.wraps(row) }

    /// A cell.
    ///
    /// - Precondition: row and column are on the screen.
    public func cell(row: Int, column: Int) -> ScreenCell {
        precondition((0..<size.columns).contains(column), "column \(column) is not on the screen")
        return resolve(shown.grid[row, column])
    }

    /// The text of the lines that have scrolled off the main screen, the oldest first, without the blanks at their ends.
    public var history: [String] {
        let grid = mainGrid
        return (0..<grid.historyCount).map { text(grid.usedHistory($0).cells, isTrimmed: true) }
    }

    /// How many lines have ever scrolled off the main screen, those that are no longer kept included.
    public var scrolledRows: Int { mainGrid.scrolledCount }

    private var mainGrid: Grid {
        state.frame.modes.contains(.alternateScreen) ? state.otherGrid ?? state.frame.grid : state.frame.grid
    }

    /// The cursor.
    public var cursor: ScreenCursor {
        let frame = shown
        return ScreenCursor(
            row: frame.cursor.row, column: frame.cursor.column, isWrapPending: frame.cursor.isWrapPending,
            isVisible: frame.modes.contains(.cursorVisible), shape: state.cursorShape)
    }

    /// The modes that are set.
    public var modes: ScreenModes { state.frame.modes }

    /// Whether the alternate screen shows.
    public var isAlternate: Bool { shown.modes.contains(.alternateScreen) }

    /// Whether synchronized output holds the screen still.
    public var isHeld: Bool { state.held != nil }

    /// The window's title.
    public var title: String { state.names.title }

    /// The name of the window's icon.
    public var iconName: String { state.names.icon }

    /// The flags of the keyboard protocol (`CSI > flags u`); 0 where it is off.
    public var keyboardFlags: Int { Int(state.side.keyboard.last ?? 0) }

    /// The level of modifyOtherKeys (`CSI > 4 ; n m`).
    public var modifyOtherKeys: Int { state.modifyOtherKeys }

    // MARK: Cells to text

    private func resolve(_ cell: Cell) -> ScreenCell {
        var text = String.UnicodeScalarView()
        state.clusters.append(cell, to: &text)
        return ScreenCell(
            text: String(text), width: cell.isTail ? 0 : cell.isWide ? 2 : 1, style: cell.style.style)
    }

    private func text(_ cells: ArraySlice<Cell>, isTrimmed: Bool) -> String {
        var cells = cells
        if isTrimmed { while let last = cells.last, last.isSpace { cells.removeLast() } }
        var text = String.UnicodeScalarView()
        for cell in cells { state.clusters.append(cell, to: &text) }
        return String(text)
    }
}

/// Where the cursor of a screen is, and how it looks.
public struct ScreenCursor: Sendable, Hashable {
    /// Its row, from 0.
    public let row: Int
    /// Its column, from 0 to the last one.
    public let column: Int
    /// Whether the last column was written, and the next character goes to the next line.
    public let isWrapPending: Bool
    /// Whether it shows.
    public let isVisible: Bool
    /// The number of DECSCUSR: 0 to 2 a block, 3 and 4 a line under, 5 and 6 a line before; odd ones blink.
    public let shape: Int
}
