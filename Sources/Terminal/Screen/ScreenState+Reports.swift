/// What the terminal answers to questions about itself.
extension ScreenState {
    /// DA: the primary (0), secondary (1) or tertiary (2) attributes. It says that it is a VT220 with colours.
    mutating func reportAttributes(_ kind: Int) {
        switch kind {
        case 0: replies.add("\u{1B}[?62;22c")
        case 1: replies.add("\u{1B}[>1;0;0c")
        default: replies.add("\u{1B}P!|00000000\u{1B}\\")
        }
    }

    /// XTVERSION.
    mutating func reportVersion() { replies.add("\u{1B}P>|understudy\u{1B}\\") }

    /// DSR: whether all is well (5), and where the cursor is (6).
    mutating func reportStatus(_ kind: Int) {
        switch kind {
        case 5: replies.add("\u{1B}[0n")
        case 6: replies.add("\u{1B}[\(placeText)R")
        default: break
        }
    }

    /// The private form: with a page, and the colour scheme (996).
    mutating func reportPrivateStatus(_ kind: Int) {
        switch kind {
        case 6: replies.add("\u{1B}[?\(placeText);1R")
        case 15: replies.add("\u{1B}[?13n")
        case 25: replies.add("\u{1B}[?20n")
        case 26: replies.add("\u{1B}[?27;1;0;0n")
        case 996: replies.add("\u{1B}[?997;1n")
        default: break
        }
    }

    private var placeText: String {
        let first = frame.modes.contains(.origin) ? top : 0
        return "\(frame.cursor.row - first + 1);\(frame.cursor.column + 1)"
    }

    /// DECRQM: 1 is set, 2 reset, 0 not known.
    mutating func reportMode(_ number: Int, isPrivate: Bool) {
        let mode = isPrivate ? ScreenModes.dec(number) : ScreenModes.ansi(number)
        let value = mode.map { frame.modes.contains($0) ? 1 : 2 } ?? 0
        replies.add("\u{1B}[\(isPrivate ? "?" : "")\(number);\(value)$y")
    }

    /// DECRQSS for the style, the region and the shape of the cursor.
    mutating func reportSetting(_ name: String) {
        switch name {
        case "m": replies.add("\u{1B}P1$r\(styleText)m\u{1B}\\")
        case "r": replies.add("\u{1B}P1$r\(top + 1);\(bottom + 1)r\u{1B}\\")
        case " q": replies.add("\u{1B}P1$r\(cursorShape) q\u{1B}\\")
        default: replies.add("\u{1B}P0$r\u{1B}\\")
        }
    }

    private var styleText: String {
        let style = frame.cursor.style.style
        var codes = ["0"]
        for (mark, code) in Self.markCodes where style.marks.contains(mark) { codes.append(code) }
        if style.underline != .none { codes.append("4:\(style.underline.rawValue)") }
        codes += Self.code(of: style.foreground, 38) + Self.code(of: style.background, 48)
        return codes.joined(separator: ";")
    }

    private static let markCodes: [(CellStyle.Marks, String)] = [
        (.bold, "1"), (.faint, "2"), (.italic, "3"), (.blink, "5"), (.inverse, "7"), (.invisible, "8"), (.strike, "9"),
        (.overline, "53"),
    ]

    private static func code(of color: CellColor, _ base: Int) -> [String] {
        switch color {
        case .standard: []
        case .indexed(let index): ["\(base):5:\(index)"]
        case .rgb(let red, let green, let blue): ["\(base):2::\(red):\(green):\(blue)"]
        }
    }

    // MARK: Colours

    /// OSC 10, 11 and 12: the colours of text, background and cursor; each further parameter means the next.
    mutating func reportColors(_ parameters: ArraySlice<UInt8>, from number: Int, end: String) {
        let parts = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        for (part, number) in zip(parts, number...12) where part.elementsEqual([UInt8(ascii: "?")]) {
            let color = number == 11 ? Palette.background : Palette.foreground
            replies.add("\u{1B}]\(number);\(color.text)\(end)")
        }
    }

    /// OSC 4: a colour of the palette.
    mutating func reportPalette(_ parameters: ArraySlice<UInt8>, end: String) {
        let parts = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].elementsEqual([UInt8(ascii: "?")]),
            let index = UInt8(String(decoding: parts[0], as: UTF8.self))
        else { return }
        replies.add("\u{1B}]4;\(index);\(Palette.color(index).text)\(end)")
    }
}
