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
        var input = splitter.feed(bytes)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        input.withUTF8 { input in
            var index = 0
            while index < input.count {
                if place == .text {
                    let end = Self.endOfRun(in: input, from: index)
                    text.append(contentsOf: input[index..<end])
                    index = end
                    guard index < input.count else { break }
                }
                let length = Self.length(of: input[index])
                // A control character of the second set is C2 and its own number.
                let isSecond = input[index] == 0xC2 && index + 1 < input.count
                take(isSecond ? input[index + 1] : input[index], isASCII: length == 1, isSecond: isSecond, into: &text)
                if let last = text.last { endsInSpace = last == 0x20 || last == 0x0A }
                index += length
            }
        }
        if let last = text.last { endsInSpace = last == 0x20 || last == 0x0A }
        return String(decoding: text, as: UTF8.self)
    }

    /// Where what is shown as it is ends: at a control character, of either set.
    private static func endOfRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F { break }
            if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] < 0xA0 { break }
            index += 1
        }
        return index
    }

    /// How many bytes the character has that begins with this one.
    private static func length(of byte: UInt8) -> Int { byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4 }

    /// Takes a character: its number, where it is ASCII or of the second set of control characters.
    private mutating func take(_ byte: UInt8, isASCII: Bool, isSecond: Bool, into text: inout [UInt8]) {
        switch place {
        case .text: takeControl(byte, into: &text)
        case .escape:
            guard isASCII else { return place = .text }
            switch byte {
            case UInt8(ascii: "["): place = .control
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                place = .string
            case 0x1B: break
            // Intermediate bytes, as in `ESC ( B`: one more byte follows.
            case 0x20...0x2F: break
            default: place = .text
            }
        case .control:
            guard isASCII else { return }
            guard byte != 0x1B else { return place = .escape }
            guard 0x40...0x7E ~= byte else { return }
            place = .text
            // A move of the cursor parts words that no space parts.
            let isMove = 0x41...0x48 ~= byte || byte == UInt8(ascii: "d") || byte == UInt8(ascii: "f")
            if isMove, !endsInSpace { text.append(0x20) }
        case .string:
            if isASCII, byte == 0x1B {
                place = .stringEscape
            } else if isASCII && byte == 0x07 || isSecond && byte == 0x9C {
                place = .text
            }
        case .stringEscape: place = isASCII && byte == UInt8(ascii: "\\") ? .text : .string
        }
    }

    private mutating func takeControl(_ byte: UInt8, into text: inout [UInt8]) {
        switch byte {
        case 0x1B: place = .escape
        case 0x9B: place = .control
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: place = .string
        case 0x0A: text.append(contentsOf: lineEnd.utf8)
        case 0x09: text.append(0x20)
        default: break
        }
    }
}
