import Terminal

/// A small model of a terminal's screen, enough to read what the program draws: moves, erasures, the alternate screen,
/// wrapping and scrolling, modes, the title. Styles are read and left out.
struct ScreenReader {
    let columns: Int
    let rows: Int
    private(set) var title = ""
    private(set) var modes: Set<String> = ["?7", "?25"]
    private(set) var scrolledAway: [String] = []
    private var cells: [[String]]
    private var main: [[String]] = []
    private(set) var row = 0
    private(set) var column = 0
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// The lines without blanks at their ends.
    var lines: [String] { cells.map(Self.text) }

    /// All lines, without empty ones at the end.
    var text: String {
        var lines = self.lines
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func text(_ cells: [String]) -> String {
        var text = cells.joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    mutating func feed(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        var scalars = Array(text)[...]
        while let character = scalars.popFirst() {
            switch character {
            case "\u{1B}": sequence(&scalars)
            case "\r\n":
                column = 0
                lineFeed()
            case "\r": column = 0
            case "\n": lineFeed()
            case "\u{07}", "\u{0F}": break
            default: put(character)
            }
        }
    }

    private mutating func lineFeed() {
        if row < rows - 1 {
            row += 1
        } else {
            scrolledAway.append(Self.text(cells.removeFirst()))
            cells.append(Array(repeating: " ", count: columns))
        }
    }

    private mutating func put(_ character: Character) {
        let width = CharacterWidth.columns(of: character)
        guard width > 0 else { return }
        if column + width > columns {
            column = 0
            lineFeed()
        }
        cells[row][column] = String(character)
        if width == 2, column + 1 < columns { cells[row][column + 1] = "" }
        column += width
    }

    private mutating func sequence(_ rest: inout ArraySlice<Character>) {
        switch rest.popFirst() {
        case "[":
            var parameters = ""
            while let next = rest.popFirst() {
                let value = next.unicodeScalars.first?.value ?? 0
                if (0x40..<0x7F).contains(value) { return control(parameters, next) }
                parameters.append(next)
            }
        case "]", "_":
            var string = ""
            while let next = rest.popFirst() {
                if next == "\u{07}" { break }
                if next == "\u{1B}" {
                    _ = rest.popFirst()
                    break
                }
                string.append(next)
            }
            if string.hasPrefix("0;") { title = String(string.dropFirst(2)) }
        case "(": _ = rest.popFirst()
        default: break
        }
    }

    private mutating func control(_ parameters: String, _ final: Character) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let count = max(1, numbers.first ?? 1)
        switch final {
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, min(column, columns) - count)
        case "G": column = min(columns, count) - 1
        case "H":
            row = min(rows, max(1, numbers.first ?? 1)) - 1
            column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
        case "J": erase(numbers.first ?? 0)
        case "K":
            switch numbers.first ?? 0 {
            case 2: cells[row] = Array(repeating: " ", count: columns)
            default: for place in min(column, columns)..<columns { cells[row][place] = " " }
            }
        case "h", "l": setMode(parameters, final == "h")
        default: break
        }
    }

    private mutating func erase(_ kind: Int) {
        switch kind {
        case 2: cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
        case 3: scrolledAway = []
        default:
            for place in min(column, columns)..<columns { cells[row][place] = " " }
            for line in cells.indices where line > row { cells[line] = Array(repeating: " ", count: columns) }
        }
    }

    private mutating func setMode(_ mode: String, _ isOn: Bool) {
        if mode == "?1049", isOn != modes.contains(mode) {
            if isOn { main = cells } else { cells = main }
        }
        if isOn { modes.insert(mode) } else { modes.remove(mode) }
    }
}
