/// How a cell looks: what SGR (ECMA-48, section 8.3.117) can say of it, as far as the program uses it.
struct TextStyle: Sendable, Hashable {
    /// A colour of the palette.
    enum Color: UInt8, Sendable {
        /// The terminal's own.
        case standard
        /// The program's own colour: its figure, the spinner.
        case brand
        /// The light that runs over the spinner's word.
        case brandLight
        /// Secondary text.
        case grey
        /// Rules around the input box.
        case rule
        /// Thin rules in a dialog.
        case thinRule
        /// What is selected, and dialogs.
        case accent
        /// Errors.
        case red
        /// Warnings.
        case yellow
        /// Calls that succeeded.
        case green
        /// The person's words.
        case white
        /// Behind the person's words.
        case shade

        /// Red, green, blue, as in `ESC [ 38 ; 2 ; r ; g ; b m`; `nil`: the terminal's own.
        var components: StaticString? {
            switch self {
            case .standard: nil
            case .brand: "215;119;87"
            case .brandLight: "235;159;127"
            case .grey: "153;153;153"
            case .rule: "136;136;136"
            case .thinRule: "80;80;80"
            case .accent: "177;185;249"
            case .red: "255;107;128"
            case .yellow: "255;193;7"
            case .green: "78;186;101"
            case .white: "255;255;255"
            case .shade: "55;55;55"
            }
        }
    }

    /// The colour of the text.
    var foreground = Color.standard
    /// The colour behind it.
    var background = Color.standard
    /// Bold (1).
    var isBold = false
    /// Faint (2).
    var isDim = false
    /// Negative image (7): how the cursor is drawn.
    var isInverse = false

    /// As the terminal writes by itself.
    static let plain = TextStyle()
    /// Bold text.
    static let bold = TextStyle(isBold: true)
    /// Faint text.
    static let dim = TextStyle(isDim: true)
    /// The cursor.
    static let cursor = TextStyle(isInverse: true)
    /// Secondary text.
    static let grey = TextStyle(foreground: .grey)
    /// The person's words in the transcript.
    static let said = TextStyle(foreground: .white, background: .shade)
    /// The mark before the person's words.
    static let saidMark = TextStyle(foreground: .grey, background: .shade)

    /// Text in a colour.
    static func color(_ color: Color) -> TextStyle { TextStyle(foreground: color) }
}

/// Writes changes of style, each attribute by a sequence of its own.
struct StyleWriter {
    private(set) var current = TextStyle.plain
    /// Whether colours and faces are written at all; the cursor's negative image always is (NO_COLOR).
    let usesColor: Bool

    /// A writer on a terminal in its plain state.
    init(usesColor: Bool) { self.usesColor = usesColor }

    /// Appends what makes the next text look so.
    mutating func change(to style: TextStyle, in bytes: inout [UInt8]) {
        guard style != current else { return }
        if style.isInverse != current.isInverse { bytes += style.isInverse ? "\u{1B}[7m".utf8 : "\u{1B}[27m".utf8 }
        if usesColor { changeColors(to: style, in: &bytes) }
        current = style
    }

    private func changeColors(to style: TextStyle, in bytes: inout [UInt8]) {
        if style.background != current.background { Self.write(style.background, "48", "49", in: &bytes) }
        if style.foreground != current.foreground { Self.write(style.foreground, "38", "39", in: &bytes) }
        if style.isBold == current.isBold, style.isDim == current.isDim { return }
        if current.isBold || current.isDim { bytes += "\u{1B}[22m".utf8 }
        if style.isBold { bytes += "\u{1B}[1m".utf8 }
        if style.isDim { bytes += "\u{1B}[2m".utf8 }
    }

    private static func write(_ color: TextStyle.Color, _ set: String, _ reset: String, in bytes: inout [UInt8]) {
        if let components = color.components {
            bytes += "\u{1B}[\(set);2;\(components)m".utf8
        } else {
            bytes += "\u{1B}[\(reset)m".utf8
        }
    }
}
