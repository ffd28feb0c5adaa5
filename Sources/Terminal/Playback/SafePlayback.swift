/// Lets through of a recorded output only what draws: text, colours, moves of the cursor, erasing, scrolling, and the
/// alternate screen.
///
/// It is an allow-list. Control strings (clipboard, title, hyperlink, DCS, APC, PM, SOS), questions that the terminal
/// would answer into the shell, modes of keyboard and mouse, and everything unknown stay behind and are counted. What
/// leaves is always well-formed UTF-8 without C1 controls, each sequence written anew from what was understood of it. A
/// stream with state: the result is the same for every way to cut the bytes.
/// Source: ECMA-48; xterm's "Control Sequences"; C1 controls count in their UTF-8 form, after decoding.
public struct SafePlayback: Sendable {
    /// What the terminal takes for text.
    public enum Charset: Sendable, Hashable {
        /// Any character.
        case unicode
        /// ASCII only; other characters become `?`, since their bytes might be controls to the terminal.
        case ascii
    }

    /// How long a control sequence may be, in bytes; a longer one is nothing that draws.
    static let sequenceBytesMax = 256
    /// How long a control string may be, in bytes; what comes after that is taken for text again, so that a lost end
    /// can't swallow a session.
    static let stringBytesMax = 1 << 20
    /// How much of a control string is kept to see what it is, in bytes.
    private static let stringKeptBytesMax = 16

    private enum State: Hashable {
        case text
        case escape
        case escapeIntermediate
        case control
        case string
        case stringEscape
        /// After C2 in a control string, which 9C would end.
        case stringLead
    }

    private let charset: Charset
    private var state = State.text
    private var sequence: [UInt8] = []
    private var stringBytes = 0
    /// ESC's second byte that began the control string.
    private var stringKind: UInt8 = 0
    /// The bytes of a character that is not whole yet.
    private var character: [UInt8] = []
    private var sets = DrawingCharacters()

    /// What was held back so far.
    public private(set) var removed = RemovedFromPlayback()

    /// A filter at the start of a stream.
    public init(charset: Charset = .unicode) { self.charset = charset }

    /// What may be shown of a whole output.
    public static func clean(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var filter = SafePlayback()
        var output: [UInt8] = []
        filter.feed(bytes, into: &output)
        filter.finish(into: &output)
        return output
    }

    /// Appends what may be shown of these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>, into output: inout [UInt8]) {
        for byte in bytes { step(byte, &output) }
    }

    /// Ends the stream: a sequence without an end is dropped, a character without one becomes U+FFFD.
    public mutating func finish(into output: inout [UInt8]) {
        if state == .text { breakCharacter(&output) } else { endSequenceAtOnce() }
        state = .text
    }

    private mutating func step(_ byte: UInt8, _ output: inout [UInt8]) {
        switch state {
        case .text: text(byte, &output)
        case .escape: escape(byte, &output)
        case .escapeIntermediate: escapeIntermediate(byte, &output)
        case .control: control(byte, &output)
        case .string, .stringEscape, .stringLead: string(byte, &output)
        }
    }

    // MARK: Text

    private mutating func text(_ byte: UInt8, _ output: inout [UInt8]) {
        if character.isEmpty, byte < 0x80 { return ascii(byte, &output) }
        character.append(byte)
        switch Self.form(of: character) {
        case .begun: break
        case .whole:
            let scalar = Self.scalar(of: character)
            character.removeAll(keepingCapacity: true)
            emit(scalar, &output)
        case .broken:
            // The byte does not continue the character: what was there is broken, and the byte is read anew.
            character.removeLast()
            let isAlone = character.isEmpty
            breakCharacter(&output)
            if isAlone { replace(&output) } else { text(byte, &output) }
        }
    }

    private mutating func ascii(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x20..<0x7F: sets.append(byte, charset, to: &output)
        case 0x1B: begin(.escape)
        default: simpleControl(byte, &output)
        }
    }

    /// A control character by itself.
    private mutating func simpleControl(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x08, 0x09, 0x0A, 0x0D: output.append(byte)
        // A vertical tab and a form feed go down one line on a terminal.
        case 0x0B, 0x0C: output.append(0x0A)
        case 0x0E: sets.isShifted = true
        case 0x0F: sets.isShifted = false
        case 0x05: removed.count(.query)
        case 0x07: removed.count(.bell)
        // NUL and DEL fill time on old terminals; CAN and SUB end sequences only.
        case 0x00, 0x18, 0x1A, 0x7F: break
        default: removed.count(.other)
        }
    }

    private mutating func breakCharacter(_ output: inout [UInt8]) {
        guard !character.isEmpty else { return }
        character.removeAll(keepingCapacity: true)
        replace(&output)
    }

    private mutating func replace(_ output: inout [UInt8]) {
        removed.count(.invalid)
        emit("\u{FFFD}", &output)
    }

    private mutating func emit(_ scalar: Unicode.Scalar, _ output: inout [UInt8]) {
        switch scalar.value {
        case 0x80..<0xA0:
            begin(.escape)
            escape(UInt8(scalar.value) - 0x40, &output)
        // Characters that turn the order of the text around them.
        case 0x202A...0x202E, 0x2066...0x2069: removed.count(.direction)
        default:
            if charset == .ascii {
                output.append(UInt8(ascii: "?"))
            } else {
                output.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    private enum Form { case begun, whole, broken }

    /// Whether bytes are a whole character, begin one, or never can be. Source: Unicode 15, table 3-7.
    private static func form(of bytes: [UInt8]) -> Form {
        let length: Int
        let second: ClosedRange<UInt8>
        switch bytes[0] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return .broken
        }
        if bytes.count > 1, !second.contains(bytes[1]) { return .broken }
        if bytes.count > 2, let last = bytes.last, !(0x80...0xBF).contains(last) { return .broken }
        return bytes.count == length ? .whole : .begun
    }

    private static func scalar(of bytes: [UInt8]) -> Unicode.Scalar {
        let head = UInt32(bytes[0]) & (0x7F >> UInt32(bytes.count))
        let value = bytes.dropFirst().reduce(head) { $0 << 6 | UInt32($1 & 0x3F) }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    // MARK: Sequences

    private mutating func begin(_ next: State) {
        state = next
        sequence.removeAll(keepingCapacity: true)
    }

    private mutating func escape(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "["): begin(.control)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            begin(.string)
            stringBytes = 0
            stringKind = byte
        case 0x20..<0x30:
            sequence.append(byte)
            state = .escapeIntermediate
        case 0x30..<0x7F:
            state = .text
            finish(escape: byte, &output)
        default: outside(byte, &output)
        }
    }

    private mutating func escapeIntermediate(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x20..<0x30: if sequence.count < Self.sequenceBytesMax { sequence.append(byte) }
        case 0x30..<0x7F:
            state = .text
            if !sets.designate(sequence, byte) { removed.count(.other) }
        default: outside(byte, &output)
        }
    }

    private mutating func finish(escape byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "7"), UInt8(ascii: "8"), UInt8(ascii: "D"), UInt8(ascii: "E"), UInt8(ascii: "M"):
            output += [0x1B, byte]
        // A full reset would take the person's own settings and history: it becomes an empty screen.
        case UInt8(ascii: "c"):
            sets = DrawingCharacters()
            output += Array("\u{1B}[m\u{1B}[r\u{1B}[H\u{1B}[2J".utf8)
        case UInt8(ascii: "="), UInt8(ascii: ">"): removed.count(.mode)
        case UInt8(ascii: "Z"): removed.count(.query)
        // The end of a string that was none.
        case UInt8(ascii: "\\"): break
        default: removed.count(.other)
        }
    }

    private mutating func control(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x20..<0x40: if sequence.count <= Self.sequenceBytesMax { sequence.append(byte) }
        case 0x40..<0x7F:
            state = .text
            switch ControlFunction.judge(sequence, final: byte) {
            case .draws(let bytes): output += bytes
            case .removed(let kind): removed.count(kind)
            }
        default: outside(byte, &output)
        }
    }

    /// A byte that is no part of a sequence: controls act as it goes on, ESC begins another, the rest ends it.
    private mutating func outside(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x18, 0x1A: endSequenceAtOnce()
        case 0x1B:
            removed.count(.other)
            begin(.escape)
        case 0x00..<0x20, 0x7F: simpleControl(byte, &output)
        default:
            endSequenceAtOnce()
            text(byte, &output)
        }
    }

    private mutating func endSequenceAtOnce() {
        state = .text
        removed.count(.other)
    }

    // MARK: Strings

    private mutating func string(_ byte: UInt8, _ output: inout [UInt8]) {
        stringBytes += 1
        switch (state, byte) {
        case (.stringEscape, UInt8(ascii: "\\")), (.stringLead, 0x9C): return endString()
        case (.stringEscape, _):
            // Another sequence begins: the string has no end of its own.
            endString()
            begin(.escape)
            return escape(byte, &output)
        case (_, 0x07) where stringKind == UInt8(ascii: "]"), (_, 0x18), (_, 0x1A): return endString()
        case (_, 0x1B): state = .stringEscape
        case (_, 0xC2): state = .stringLead
        default:
            state = .string
            if sequence.count < Self.stringKeptBytesMax { sequence.append(byte) }
        }
        if stringBytes >= Self.stringBytesMax { endString() }
    }

    private mutating func endString() {
        state = .text
        removed.count(RemovedFromPlayback.kind(ofString: stringKind, sequence))
    }
}
