import Text

/// What a person would read of a terminal's output: the text without the sequences that colour and move it.
///
/// It keeps its place between chunks, so that a sequence which a read has split does not show. Source: ECMA-48.
struct TerminalPlainText {
    private enum Place {
        case text
        case escape
        /// Behind `ESC [`, up to the final byte.
        case control
        /// In a string (`ESC ]`, `ESC P`, …) that BEL or `ESC \` ends.
        case string
        case stringEscape
    }

    private var place = Place.text
    private var splitter = UTF8Splitter()
    private var endsInSpace = true
    private let lineEnd: String

    /// A reader at the start of a stream; line ends come out as they are, or as a sign within one line.
    init(keepingLines: Bool = false) { lineEnd = keepingLines ? "\n" : " ⏎ " }

    /// The readable text of a chunk: line ends as ` ⏎ `, other controls left out.
    mutating func feed(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for scalar in splitter.feed(bytes).unicodeScalars {
            take(scalar, into: &text)
            if let last = text.last { endsInSpace = last == " " || last == "\n" }
        }
        return String(text)
    }

    private mutating func take(_ scalar: Unicode.Scalar, into text: inout String.UnicodeScalarView) {
        switch place {
        case .text:
            switch scalar.value {
            case 0x1B: place = .escape
            case 0x9B: place = .control
            case 0x90, 0x98, 0x9D, 0x9E, 0x9F: place = .string
            case 0x0A: text.append(contentsOf: lineEnd.unicodeScalars)
            case 0x09: text.append(" ")
            case 0x00..<0x20, 0x7F..<0xA0: break
            default: text.append(scalar)
            }
        case .escape:
            switch scalar {
            case "[": place = .control
            case "]", "P", "X", "^", "_": place = .string
            case "\u{1B}": break
            // Intermediate bytes, as in `ESC ( B`: one more byte follows.
            case " "..."/": break
            default: place = .text
            }
        case .control:
            guard scalar != "\u{1B}" else { return place = .escape }
            guard ("@"..."~").contains(scalar) else { return }
            place = .text
            // A move of the cursor parts words that no space parts.
            if "ABCDEFGHdf".unicodeScalars.contains(scalar), !endsInSpace { text.append(" ") }
        case .string:
            if scalar == "\u{1B}" {
                place = .stringEscape
            } else if scalar == "\u{7}" || scalar == "\u{9C}" {
                place = .text
            }
        case .stringEscape:
            place = scalar == "\\" ? .text : .string
        }
    }
}
