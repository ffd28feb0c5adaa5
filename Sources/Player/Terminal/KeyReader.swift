import Determinism

/// Reads keys from the bytes of a terminal, however they were cut.
///
/// Answers of the terminal to queries, reports of the mouse and sequences that nobody knows never become text.
/// Source: ECMA-48; xterm, "Control Sequences"; the kitty keyboard protocol.
struct KeyReader: Sendable {
    /// How long ESC may wait for the rest of a sequence.
    static let escapeWait = Duration.milliseconds(50)
    /// How long a sequence that has begun may wait for its end.
    static let sequenceWait = Duration.milliseconds(500)
    /// How long a control sequence may be, in bytes.
    static let sequenceBytesMax = 256
    /// How long a paste may be, in bytes; what comes after that is another paste.
    static let pasteBytesMax = 1 << 20

    private enum State: Sendable, Equatable {
        case ground
        /// After ESC.
        case escape
        /// After ESC O.
        case singleShift
        /// Within ESC [.
        case control
        /// The bytes that follow ESC [ M, a report of the mouse in its old form.
        case mouse(left: Int)
        /// Within OSC, DCS, APC, PM or SOS; whether the last byte was ESC.
        case string(afterEscape: Bool)
        /// Within a bracketed paste.
        case paste
    }

    private var state = State.ground
    /// The bytes of the sequence or paste so far.
    private var held: [UInt8] = []
    /// The bytes of text that no key ended yet.
    private var text: [UInt8] = []
    private var keys: [Key] = []
    /// When what is held is given up, unless its rest comes.
    private(set) var deadline: Instant?

    /// Reads bytes that came in one read.
    mutating func read(_ bytes: [UInt8], at now: Instant) -> [Key] {
        for byte in bytes { step(byte) }
        flushText(keepingPartial: true)
        switch state {
        case .ground, .paste: deadline = nil
        case .escape: deadline = now + Self.escapeWait
        default: deadline = now + Self.sequenceWait
        }
        return taken()
    }

    /// The deadline has come: ESC was the key, and a sequence without an end is dropped.
    mutating func timeOut() -> [Key] {
        deadline = nil
        if state == .escape { keys.append(.escape) }
        if state != .paste {
            state = .ground
            held = []
        }
        return taken()
    }

    private mutating func taken() -> [Key] {
        defer { keys = [] }
        return keys
    }

    private mutating func step(_ byte: UInt8) {
        switch state {
        case .ground: ground(byte)
        case .escape: escape(byte)
        case .singleShift:
            state = .ground
            singleShift(byte)
        case .control: control(byte)
        case .mouse(let left): state = left > 1 ? .mouse(left: left - 1) : .ground
        case .string(let afterEscape): string(byte, afterEscape: afterEscape)
        case .paste: paste(byte)
        }
    }

    // MARK: Text and single keys

    private mutating func ground(_ byte: UInt8) {
        switch byte {
        case 0x20..<0x7F, 0x80...: text.append(byte)
        default:
            flushText(keepingPartial: false)
            if byte == 0x1B { state = .escape } else { keys.append(Self.key(of: byte)) }
        }
    }

    private static func key(of byte: UInt8) -> Key {
        switch byte {
        case 0x0D: .enter
        case 0x0A: .newline
        case 0x09: .tab
        case 0x08, 0x7F: .backspace
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        default: .control(Character(Unicode.Scalar(byte + 0x40)))
        }
    }

    /// Turns held text into a key; the first bytes of a character wait for the rest of it.
    private mutating func flushText(keepingPartial: Bool) {
        guard !text.isEmpty else { return }
        let partial = keepingPartial ? Self.partialCharacter(at: text) : 0
        let whole = String(decoding: text.dropLast(partial), as: UTF8.self)
        text.removeFirst(text.count - partial)
        if !whole.isEmpty { keys.append(.text(whole)) }
    }

    /// How many bytes at the end begin a character of UTF-8 without ending it.
    private static func partialCharacter(at bytes: [UInt8]) -> Int {
        for (back, byte) in bytes.reversed().prefix(4).enumerated() {
            switch byte {
            case 0x80..<0xC0: continue
            case 0xC2..<0xE0: return back < 1 ? back + 1 : 0
            case 0xE0..<0xF0: return back < 2 ? back + 1 : 0
            case 0xF0..<0xF5: return back < 3 ? back + 1 : 0
            default: return 0
            }
        }
        return 0
    }

    // MARK: Sequences

    private mutating func escape(_ byte: UInt8) {
        state = .ground
        switch byte {
        case UInt8(ascii: "["):
            held = []
            state = .control
        case UInt8(ascii: "O"): state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            state = .string(afterEscape: false)
        case 0x1B:
            keys.append(.escape)
            state = .escape
        case 0x0D, 0x0A: keys.append(.newline)
        case 0x08, 0x7F: keys.append(.control("w"))
        case 0x20..<0x7F: keys.append(.alt(Character(Unicode.Scalar(byte))))
        default:
            keys.append(.escape)
            ground(byte)
        }
    }

    private mutating func singleShift(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "M"): keys.append(.enter)
        case 0x1B: state = .escape
        default: if let key = Self.cursorKey(byte, modifiers: 1) { keys.append(key) }
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x20..<0x40: if held.count < Self.sequenceBytesMax { held.append(byte) }
        case UInt8(ascii: "M") where held.isEmpty: state = .mouse(left: 3)
        case UInt8(ascii: "[") where held.isEmpty: held.append(byte)
        case 0x40..<0x7F:
            state = .ground
            if let key = ControlSequence(parameters: held, final: byte).key { keys.append(key) }
            if held == Array("200".utf8), byte == UInt8(ascii: "~") { state = .paste }
            held = []
        case 0x1B:
            held = []
            state = .escape
        default:
            // No byte of a sequence: what was held is given up, and the key counts.
            held = []
            state = .ground
            ground(byte)
        }
    }

    private mutating func string(_ byte: UInt8, afterEscape: Bool) {
        switch byte {
        case 0x07, 0x18, 0x1A: state = .ground
        case UInt8(ascii: "\\") where afterEscape: state = .ground
        case 0x1B: state = .string(afterEscape: true)
        default: state = .string(afterEscape: false)
        }
    }

    // MARK: Pastes

    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private mutating func paste(_ byte: UInt8) {
        held.append(byte)
        if byte == UInt8(ascii: "~"), held.suffix(Self.pasteEnd.count) == Self.pasteEnd[...] {
            held.removeLast(Self.pasteEnd.count)
            endPaste()
            state = .ground
        } else if held.count >= Self.pasteBytesMax, byte < 0x80, byte != 0x1B, !held.suffix(6).contains(0x1B) {
            endPaste()
        }
    }

    private mutating func endPaste() {
        var lines: [UInt8] = []
        for (index, byte) in held.enumerated() {
            if byte == 0x0A, index > 0, held[index - 1] == 0x0D { continue }
            lines.append(byte == 0x0D ? 0x0A : byte)
        }
        held = []
        keys.append(.paste(String(decoding: lines, as: UTF8.self)))
    }

    /// The key of a cursor sequence: `ESC [ A`, `ESC O A`, `ESC [ 1 ; 5 C`.
    static func cursorKey(_ final: UInt8, modifiers: Int) -> Key? {
        let isWord = modifiers == 5 || modifiers == 3
        switch final {
        case UInt8(ascii: "A"): return .up
        case UInt8(ascii: "B"): return .down
        case UInt8(ascii: "C"): return isWord ? .wordRight : .right
        case UInt8(ascii: "D"): return isWord ? .wordLeft : .left
        case UInt8(ascii: "H"): return .home
        case UInt8(ascii: "F"): return .end
        default: return nil
        }
    }
}
