extension Screen {
    /// What makes a fresh terminal of this size show what this one shows: text, styles, cursor, title and modes.
    ///
    /// What does not show is not there: the history, the scrolling region, tab stops, the saved cursor, the style that
    /// the next character would get, and the main screen behind an alternate one.
    public var redrawing: [UInt8] {
        var text = "\u{1B}[0m"
        if isAlternate { text += "\u{1B}[?1049h" }
        text += "\u{1B}[H\u{1B}[2J"
        var style = CellStyle.standard
        for row in 0..<size.rows { text += drawing(row: row, &style) }
        if style != .standard { text += "\u{1B}[0m" }
        if !title.isEmpty { text += "\u{1B}]2;\(title)\u{7}" }
        for (mode, number) in Self.redrawnModes {
            let isStandard = ScreenModes.standard.contains(mode)
            if modes.contains(mode) != isStandard { text += "\u{1B}[?\(number)\(isStandard ? "l" : "h")" }
        }
        text += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H"
        return Array(text.utf8)
    }

    /// Modes with their numbers, but for those that would change how the picture is drawn.
    private static let redrawnModes: [(ScreenModes, Int)] = [
        (.applicationCursorKeys, 1), (.inverseScreen, 5), (.autowrap, 7), (.mouseX10, 9), (.cursorVisible, 25),
        (.applicationKeypad, 66), (.mouseClicks, 1_000), (.mouseDrags, 1_002), (.mouseMoves, 1_003),
        (.focusReports, 1_004), (.mouseSGR, 1_006), (.bracketedPaste, 2_004), (.colorSchemeReports, 2_031),
    ]

    /// A row, from its first cell up to the last that is not blank.
    private func drawing(row: Int, _ style: inout CellStyle) -> String {
        let cells = (0..<size.columns).map { cell(row: row, column: $0) }
        guard let last = cells.lastIndex(where: { $0.text != " " || $0.style != .standard }) else { return "" }
        var text = "\u{1B}[\(row + 1);1H"
        for cell in cells[...last] where cell.width > 0 {
            if cell.style != style {
                text += cell.style.selection
                style = cell.style
            }
            text += cell.text
        }
        return text
    }
}

extension CellStyle {
    /// The sequence that selects this style and no other (Select Graphic Rendition).
    var selection: String {
        var codes = ["0"]
        let numbers: [(Marks, String)] = [
            (.bold, "1"), (.faint, "2"), (.italic, "3"), (.blink, "5"), (.inverse, "7"), (.invisible, "8"),
            (.strike, "9"), (.overline, "53"),
        ]
        codes += numbers.filter { marks.contains($0.0) }.map(\.1)
        if underline != .none { codes.append("4:\(underline.rawValue)") }
        codes += Self.codes(of: foreground, base: 30) + Self.codes(of: background, base: 40)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    private static func codes(of color: CellColor, base: Int) -> [String] {
        switch color {
        case .standard: []
        case .indexed(let index) where index < 8: [String(base + Int(index))]
        case .indexed(let index): [String(base + 8), "5", String(index)]
        case .rgb(let red, let green, let blue): [String(base + 8), "2", String(red), String(green), String(blue)]
        }
    }
}
