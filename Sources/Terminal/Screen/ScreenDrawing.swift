import Text

extension Screen {
    /// The screen as a picture: an SVG file with its text, colours, lines and cursor.
    ///
    /// Every cell has its place, whatever the font: text of one style is stretched over its columns. A program's text is
    /// escaped, and a character that XML can't have is replaced. Blinking is not drawn.
    /// Source: Scalable Vector Graphics 1.1.
    public var svg: [UInt8] {
        var drawing = ScreenDrawing(size: size, isInverse: modes.contains(.inverseScreen), title: title)
        for row in 0..<size.rows {
            var column = 0
            while column < size.columns {
                let first = cell(row: row, column: column)
                var text = first.text
                var end = column + max(first.width, 1)
                while end < size.columns {
                    let next = cell(row: row, column: end)
                    guard next.style == first.style, next.width == first.width else { break }
                    text += next.text
                    end += max(next.width, 1)
                }
                drawing.draw(text, first.style, row: row, columns: column..<end)
                column = end
            }
        }
        if cursor.isVisible {
            let width = max(cell(row: cursor.row, column: cursor.column).width, 1)
            drawing.drawCursor(cursor, columns: cursor.column..<cursor.column + width)
        }
        return drawing.finished()
    }
}

/// Writes an SVG file of a screen, run by run.
private struct ScreenDrawing {
    /// The size of a cell, in units of the picture.
    static let (cellWidth, cellHeight) = (9, 18)
    /// How far below its top a cell's text stands.
    static let baseline = 14
    static let fontSize = 15

    private let foreground: Palette.Color
    private let background: Palette.Color
    private var backgrounds = ""
    private var texts = ""
    private let head: String

    init(size: ScreenSize, isInverse: Bool, title: String) {
        foreground = isInverse ? Palette.background : Palette.foreground
        background = isInverse ? Palette.foreground : Palette.background
        let (width, height) = (size.columns * Self.cellWidth, size.rows * Self.cellHeight)
        head = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">
            <title>\(Self.escaped(title))</title>
            <rect width="\(width)" height="\(height)" fill="\(background.hex)"/>

            """
    }

    /// Draws text of one style over its columns.
    mutating func draw(_ text: String, _ style: CellStyle, row: Int, columns: Range<Int>) {
        var (front, back) = (color(style.foreground, foreground), color(style.background, background))
        if style.marks.contains(.inverse) { swap(&front, &back) }
        let (x, y) = (columns.lowerBound * Self.cellWidth, row * Self.cellHeight)
        let width = columns.count * Self.cellWidth
        if back != background {
            backgrounds += """
                <rect x="\(x)" y="\(y)" width="\(width)" height="\(Self.cellHeight)" fill="\(back.hex)"/>

                """
        }
        guard !style.marks.contains(.invisible) else { return }
        drawLines(style, front, x: x, y: y, width: width)
        // Blanks at the ends are left out: a viewer that drops them would stretch the rest over their cells.
        let blanks = (text.prefix { $0 == " " }.count, text.reversed().prefix { $0 == " " }.count)
        guard blanks.0 < text.count else { return }
        let shown = text.dropFirst(blanks.0).dropLast(blanks.1)
        let start = x + blanks.0 * Self.cellWidth
        let length = width - (blanks.0 + blanks.1) * Self.cellWidth
        var attributes = ""
        if style.marks.contains(.bold) { attributes += " font-weight=\"bold\"" }
        if style.marks.contains(.italic) { attributes += " font-style=\"italic\"" }
        if style.marks.contains(.faint) { attributes += " fill-opacity=\"0.6\"" }
        texts += """
            <text x="\(start)" y="\(y + Self.baseline)" textLength="\(length)" lengthAdjust="spacingAndGlyphs" \
            fill="\(front.hex)"\(attributes)>\(Self.escaped(String(shown)))</text>

            """
    }

    private mutating func drawLines(_ style: CellStyle, _ color: Palette.Color, x: Int, y: Int, width: Int) {
        let bottom = y + Self.cellHeight - 2
        switch style.underline {
        case .none: break
        case .single: line(color, x: x, y: bottom, width: width)
        case .double:
            line(color, x: x, y: bottom - 1, width: width)
            line(color, x: x, y: bottom + 1, width: width)
        case .curly:
            let waves = String(repeating: " q 1.5 -3 3 0 t 3 0 t 3 0", count: width / Self.cellWidth)
            texts += "<path d=\"M \(x) \(bottom)\(waves)\" fill=\"none\" stroke=\"\(color.hex)\"/>\n"
        case .dotted: line(color, x: x, y: bottom, width: width, dashes: "1 2")
        case .dashed: line(color, x: x, y: bottom, width: width, dashes: "6 3")
        }
        if style.marks.contains(.strike) { line(color, x: x, y: y + Self.cellHeight / 2, width: width) }
        if style.marks.contains(.overline) { line(color, x: x, y: y, width: width) }
    }

    private mutating func line(_ color: Palette.Color, x: Int, y: Int, width: Int, dashes: String = "") {
        let dashes = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
        texts += "<path d=\"M \(x) \(y).5 h \(width)\" stroke=\"\(color.hex)\"\(dashes)/>\n"
    }

    mutating func drawCursor(_ cursor: ScreenCursor, columns: Range<Int>) {
        let x = columns.lowerBound * Self.cellWidth
        var y = cursor.row * Self.cellHeight
        var (width, height) = (columns.count * Self.cellWidth, Self.cellHeight)
        switch cursor.shape {
        case 3, 4: (y, height) = (y + Self.cellHeight - 2, 2)
        case 5, 6: width = 2
        default: break
        }
        texts += """
            <rect x="\(x)" y="\(y)" width="\(width)" height="\(height)" fill="\(foreground.hex)" fill-opacity="0.6"/>

            """
    }

    func finished() -> [UInt8] {
        let font = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"
        let group = "<g font-family=\"\(font)\" font-size=\"\(Self.fontSize)\" xml:space=\"preserve\">\n"
        return Array((head + backgrounds + group + texts + "</g>\n</svg>\n").utf8)
    }

    private func color(_ color: CellColor, _ standard: Palette.Color) -> Palette.Color {
        switch color {
        case .standard: standard
        case .indexed(let index): Palette.color(index)
        case .rgb(let red, let green, let blue): Palette.Color(red, green, blue)
        }
    }

    /// Text as XML has it.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in VisibleText.clean(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
