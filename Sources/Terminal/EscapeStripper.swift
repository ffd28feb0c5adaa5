/// Takes the escape sequences out of a terminal's output, so that words can be looked for in it.
///
/// A stream with state: the result is the same for every way to cut the bytes. Moves of the cursor that draw words apart
/// become one space (in a line) or one line feed (to another line), CR LF and CR CR LF become LF, other controls but tab
/// and carriage return go. Nothing of a sequence is kept, so memory is constant.
/// Source: ECMA-48, and xterm's "Control Sequences"; C1 controls count in their UTF-8 form only.
public struct EscapeStripper: Sendable, Hashable {
    /// How long a sequence may be, in bytes; what comes after that is taken for text again.
    public static let sequenceBytesMax = 1 << 20

    private enum State: UInt8 {
        case text
        /// After ESC.
        case escape
        /// After ESC and an intermediate byte: `ESC ( B`.
        case escapeIntermediate
        /// Within a control sequence: `ESC [ …`.
        case control
        /// Within a control string: OSC, DCS, APC, PM, SOS.
        case string
        /// After ESC in a control string.
        case stringEscape
        /// After C2 in text: the first byte of a C1 control or of another character.
        case lead
        /// After C2 in a control string.
        case stringLead
    }

    private var state = State.text
    private var sequenceBytes = 0
    /// Whether a carriage return waits for what follows it.
    private var hasReturn = false
    /// Whether BEL ends the control string: only OSC.
    private var endsAtBell = false

    /// A stripper at the start of a stream.
    public init() {}

    /// The text of a whole output.
    public static func strip(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var stripper = EscapeStripper()
        var text: [UInt8] = []
        stripper.feed(bytes, into: &text)
        stripper.finish(into: &text)
        return text
    }

    /// Appends the text of these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>, into text: inout [UInt8]) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { feed($0, into: &text) }
        guard isDone == nil else { return }
        Array(bytes).withUnsafeBufferPointer { feed($0, into: &text) }
    }

    /// The text of these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        feed(bytes, into: &text)
        return text
    }

    /// Ends the stream: a sequence without an end is dropped, a last carriage return is text.
    public mutating func finish(into text: inout [UInt8]) {
        if state == .lead { emit(0xC2, &text) }
        emitReturn(&text)
        self = EscapeStripper()
    }

    private mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            if state == .text {
                let start = index
                while index < bytes.count, Self.isPlain(bytes[index]) { index += 1 }
                if index > start {
                    emitReturn(&text)
                    text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                    continue
                }
            }
            step(bytes[index], &text)
            index += 1
        }
    }

    /// Whether a byte in text means itself; C2 may begin a C1 control.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F && byte != 0xC2 || byte == UInt8(ascii: "\t")
    }

    private mutating func step(_ byte: UInt8, _ text: inout [UInt8]) {
        if state != .text { sequenceBytes += 1 }
        switch state {
        case .text: plain(byte, &text)
        case .lead: afterLead(byte, &text)
        case .escape: afterEscape(byte, &text)
        case .escapeIntermediate: escapeIntermediate(byte, &text)
        case .control: control(byte, &text)
        case .string: string(byte)
        case .stringEscape: stringEscape(byte, &text)
        case .stringLead: state = byte == 0x9C ? .text : .string
        }
        if sequenceBytes >= Self.sequenceBytesMax {
            state = .text
            sequenceBytes = 0
        }
    }

    private mutating func plain(_ byte: UInt8, _ text: inout [UInt8]) {
        switch byte {
        case 0x1B: begin(.escape)
        case 0xC2: begin(.lead)
        case UInt8(ascii: "\r"): hasReturn = true
        case UInt8(ascii: "\n"): emitLineFeed(&text)
        case 0x00..<0x20 where byte != UInt8(ascii: "\t"), 0x7F: break
        default: emit(byte, &text)
        }
    }

    private mutating func begin(_ state: State) {
        self.state = state
        sequenceBytes = 0
    }

    private mutating func afterLead(_ byte: UInt8, _ text: inout [UInt8]) {
        state = .text
        switch byte {
        case 0x84, 0x85: emitLineFeed(&text)
        case 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F: introduce(byte - 0x40)
        case 0x80..<0xA0: break
        default:
            emit(0xC2, &text)
            plain(byte, &text)
        }
    }

    /// Begins what `ESC byte` begins; false if that is no introducer.
    @discardableResult
    private mutating func introduce(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["): begin(.control)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            begin(.string)
            endsAtBell = byte == UInt8(ascii: "]")
        default: return false
        }
        return true
    }

    private mutating func afterEscape(_ byte: UInt8, _ text: inout [UInt8]) {
        if introduce(byte) { return }
        switch byte {
        case 0x20..<0x30: state = .escapeIntermediate
        case UInt8(ascii: "D"), UInt8(ascii: "E"):
            state = .text
            emitLineFeed(&text)
        case 0x30..<0x7F: state = .text
        default: abandon(byte, &text)
        }
    }

    private mutating func escapeIntermediate(_ byte: UInt8, _ text: inout [UInt8]) {
        switch byte {
        case 0x20..<0x30: break
        case 0x30..<0x7F: state = .text
        default: abandon(byte, &text)
        }
    }

    private mutating func control(_ byte: UInt8, _ text: inout [UInt8]) {
        switch byte {
        case 0x20..<0x40: break
        case 0x40..<0x7F:
            state = .text
            move(final: byte, &text)
        case UInt8(ascii: "\r"), UInt8(ascii: "\n"): plain(byte, &text)
        case 0x00..<0x18, 0x19, 0x1C..<0x20, 0x7F: break
        default: abandon(byte, &text)
        }
    }

    /// What a move of the cursor leaves between the words before and behind it.
    private mutating func move(final byte: UInt8, _ text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "C"), UInt8(ascii: "G"), UInt8(ascii: "I"), UInt8(ascii: "a"), UInt8(ascii: "`"):
            emit(UInt8(ascii: " "), &text)
        case UInt8(ascii: "E"), UInt8(ascii: "H"), UInt8(ascii: "d"), UInt8(ascii: "f"): emitLineFeed(&text)
        default: break
        }
    }

    private mutating func string(_ byte: UInt8) {
        switch byte {
        case 0x07 where endsAtBell, 0x18, 0x1A: state = .text
        case 0x1B: state = .stringEscape
        case 0xC2: state = .stringLead
        default: break
        }
    }

    private mutating func stringEscape(_ byte: UInt8, _ text: inout [UInt8]) {
        if byte == UInt8(ascii: "\\") {
            state = .text
        } else {
            // Another sequence begins: the string has no end of its own.
            begin(.escape)
            afterEscape(byte, &text)
        }
    }

    /// Gives up a sequence at a byte that can't be in it; CAN and SUB end it, other bytes are read anew.
    private mutating func abandon(_ byte: UInt8, _ text: inout [UInt8]) {
        state = .text
        if byte != 0x18, byte != 0x1A { plain(byte, &text) }
    }

    private mutating func emit(_ byte: UInt8, _ text: inout [UInt8]) {
        emitReturn(&text)
        text.append(byte)
    }

    private mutating func emitLineFeed(_ text: inout [UInt8]) {
        hasReturn = false
        text.append(UInt8(ascii: "\n"))
    }

    private mutating func emitReturn(_ text: inout [UInt8]) {
        if hasReturn { text.append(UInt8(ascii: "\r")) }
        hasReturn = false
    }
}
