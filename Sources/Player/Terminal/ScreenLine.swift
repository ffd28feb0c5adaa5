import Terminal

/// A line as it is to stand on the screen: cells by column, without blank ones at its end.
struct ScreenLine: Sendable, Hashable {
    /// A column of a line.
    struct Cell: Sendable, Hashable {
        /// The character as a reader sees it; empty in the second column of a wide one.
        var text: String
        /// How it looks.
        var style: TextStyle

        /// What stands where nothing was written.
        static let blank = Cell(text: " ", style: .plain)
    }

    /// The cells, by column.
    private(set) var cells: [Cell] = []

    /// An empty line.
    init() {}

    /// A line of one style.
    init(_ text: some StringProtocol, _ style: TextStyle = .plain) { append(text, style) }

    /// Columns up to the last cell.
    var width: Int { cells.count }

    /// The cell of a column; blank behind the last one.
    subscript(column: Int) -> Cell { column < cells.count ? cells[column] : .blank }

    /// Whether the character of a column takes the next one too.
    func isWide(_ column: Int) -> Bool { column + 1 < cells.count && cells[column + 1].text.isEmpty }

    /// Appends text, a cell for each column; controls are left out, a lone mark joins the character before it.
    mutating func append(_ text: some StringProtocol, _ style: TextStyle = .plain) {
        for character in text { append(character, style) }
    }

    /// Appends a character.
    mutating func append(_ character: Character, _ style: TextStyle = .plain) {
        switch CharacterWidth.columns(of: character) {
        case 1: cells.append(Cell(text: String(character), style: style))
        case 2:
            cells.append(Cell(text: String(character), style: style))
            cells.append(Cell(text: "", style: style))
        default:
            guard let place = cells.lastIndex(where: { !$0.text.isEmpty }), !Self.isControl(character) else { return }
            cells[place].text.append(character)
        }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
    }

    /// Appends blanks up to a column.
    mutating func fill(to column: Int, _ style: TextStyle = .plain) {
        guard column > cells.count else { return }
        cells += repeatElement(Cell(text: " ", style: style), count: column - cells.count)
    }

    /// Appends all cells of a line.
    mutating func append(_ line: ScreenLine) { cells += line.cells }

    /// Gives a column another style; what is behind the last one is filled up.
    mutating func restyle(_ column: Int, _ style: TextStyle) {
        fill(to: column + 1)
        cells[column].style = style
        if column + 1 < cells.count, cells[column + 1].text.isEmpty { cells[column + 1].style = style }
    }

    /// The line cut to a width, with an ellipsis where it was longer.
    func clipped(to width: Int) -> ScreenLine {
        guard cells.count > width else { return self }
        var line = self
        line.cells.removeLast(cells.count - max(0, width - 1))
        // A wide character without its second column can't stand.
        if let last = line.cells.last, !last.text.isEmpty, cells[line.cells.count].text.isEmpty {
            line.cells[line.cells.count - 1] = .blank
        }
        if width > 0 { line.cells.append(Cell(text: "…", style: line.cells.last?.style ?? .plain)) }
        return line
    }

    /// The text without styles.
    var text: String { cells.reduce(into: "") { $0 += $1.text } }
}
