/// What a program has switched on in a terminal, followed through its output, and the bytes that switch it off again.
///
/// A program that ends badly leaves the alternate screen, mouse reports or a hidden cursor behind. Only what is really
/// on is switched off: blind resets would move the cursor of a terminal that needs none.
/// Source: ECMA-48; xterm control sequences, "DEC Private Mode Set"; kitty keyboard protocol.
public struct TerminalModes: Sendable, Hashable {
    private enum State: Hashable {
        case ground, escape, charset
        case sequence
        /// Inside OSC, DCS, APC, PM or SOS, which end with ST, the first with BEL, too.
        case string, stringEscape
    }

    /// The most bytes of a control sequence that is understood.
    private static let sequenceBytesMax = 64
    /// Private modes that are off in a fresh terminal and that a person feels when they are left on, in the order in
    /// which they are switched off: first output that is held back, then the screen, last the keys.
    private static let offModes =
        [2026, 1049, 1047, 47, 5, 6, 9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016]
        + [2004, 2031, 2048, 1, 66]
    /// Private modes that are on in a fresh terminal: lines wrap, the cursor is seen.
    private static let onModes = [7, 25]

    private var state = State.ground
    private var sequence: [UInt8] = []
    private var switched: Set<Int> = []
    private var keyboardLevels = 0
    private var hasModifiedKeys = false
    private var hasApplicationKeypad = false
    private var hasStyle = false
    private var hasCursorShape = false
    private var hasCharset = false

    /// A fresh terminal.
    public init() {}

    /// Follows output, in pieces of any size.
    ///
    /// - Returns: whether `reset` may have changed.
    public mutating func feed(_ bytes: [UInt8]) -> Bool {
        var isChanged = false
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if state == .ground {
                    index = Self.nextControl(in: bytes, from: index)
                    guard index < bytes.count else { return }
                }
                if take(bytes[index]) { isChanged = true }
                index += 1
            }
        }
        return isChanged
    }

    /// The next ESC, SO or SI from `start` on, or the end.
    private static func nextControl(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x1B || byte == 0x0E || byte == 0x0F { return index }
            index += 1
        }
        return index
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        switch state {
        case .ground:
            if byte == 0x1B { state = .escape } else { hasCharset = byte == 0x0E }
            return byte != 0x1B
        case .escape: return takeAfterEscape(byte)
        case .charset:
            state = .ground
            hasCharset = byte != UInt8(ascii: "B")
            return true
        case .sequence: return takeInSequence(byte)
        case .string:
            if byte == 0x07 || byte == 0x18 || byte == 0x1A { state = .ground }
            if byte == 0x1B { state = .stringEscape }
        case .stringEscape:
            guard byte == UInt8(ascii: "\\") else { return takeAfterEscape(byte) }
            state = .ground
        }
        return false
    }

    private mutating func takeAfterEscape(_ byte: UInt8) -> Bool {
        state = .ground
        switch byte {
        case UInt8(ascii: "["):
            sequence.removeAll(keepingCapacity: true)
            state = .sequence
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            state = .string
        case UInt8(ascii: "("): state = .charset
        case UInt8(ascii: "="), UInt8(ascii: ">"):
            hasApplicationKeypad = byte == UInt8(ascii: "=")
            return true
        case UInt8(ascii: "c"):
            self = TerminalModes()
            return true
        case 0x1B: state = .escape
        default: break
        }
        return false
    }

    private mutating func takeInSequence(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x1B: state = .escape
        case 0x18, 0x1A: state = .ground
        case 0x40...0x7E:
            state = .ground
            return sequence.count <= Self.sequenceBytesMax && interpret(final: byte)
        case 0x20...0x3F: if sequence.count <= Self.sequenceBytesMax { sequence.append(byte) }
        // Control characters inside a sequence act at once and are no part of it.
        default: break
        }
        return false
    }

    private mutating func interpret(final: UInt8) -> Bool {
        let prefix = sequence.first.flatMap { (0x3C...0x3F).contains($0) ? $0 : nil }
        let suffix = sequence.last.flatMap { (0x20...0x2F).contains($0) ? $0 : nil }
        let numbers = sequence.split(separator: UInt8(ascii: ";")).map(Self.number)
        switch (prefix, suffix, final) {
        case (UInt8(ascii: "?"), nil, UInt8(ascii: "h")), (UInt8(ascii: "?"), nil, UInt8(ascii: "l")):
            for mode in numbers { change(mode, isOn: final == UInt8(ascii: "h")) }
        case (UInt8(ascii: ">"), nil, UInt8(ascii: "u")): keyboardLevels += 1
        case (UInt8(ascii: "<"), nil, UInt8(ascii: "u")):
            keyboardLevels = max(keyboardLevels - max(numbers.first ?? 1, 1), 0)
        case (UInt8(ascii: ">"), nil, UInt8(ascii: "m")):
            guard numbers.first == 4 || numbers.isEmpty else { return false }
            hasModifiedKeys = numbers.count > 1 && numbers[1] != 0
        case (nil, nil, UInt8(ascii: "m")): hasStyle = numbers.contains { $0 != 0 } && numbers.last != 0
        case (nil, UInt8(ascii: " "), UInt8(ascii: "q")): hasCursorShape = numbers.first.map { $0 != 0 } ?? false
        case (nil, UInt8(ascii: "!"), UInt8(ascii: "p")):
            // A soft reset leaves the screen, the mouse and the keyboard as they are.
            switched.subtract([1, 6, 7, 25, 66])
            (hasApplicationKeypad, hasStyle, hasCharset) = (false, false, false)
        default: return false
        }
        return true
    }

    private mutating func change(_ mode: Int, isOn: Bool) {
        let isUsual = Self.onModes.contains(mode)
        guard isUsual || Self.offModes.contains(mode) else { return }
        if isOn == isUsual { switched.remove(mode) } else { switched.insert(mode) }
    }

    /// The digits of a parameter as a number; a prefix before and a sub-parameter behind it do not count.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        var value = 0
        for byte in bytes where byte < 0x3C {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), value < 100_000 else { break }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// The bytes that switch off what is on; none for a terminal that is as it was.
    public var reset: [UInt8] {
        var text = ""
        if state == .string || state == .stringEscape { text += "\u{1B}\\" }
        for mode in Self.offModes where switched.contains(mode) { text += "\u{1B}[?\(mode)l" }
        if keyboardLevels > 0 { text += "\u{1B}[<\(min(keyboardLevels, 99))u" }
        if hasModifiedKeys { text += "\u{1B}[>4m" }
        if hasApplicationKeypad { text += "\u{1B}>" }
        if hasCharset { text += "\u{0F}\u{1B}(B" }
        if hasStyle { text += "\u{1B}[m" }
        if hasCursorShape { text += "\u{1B}[0 q" }
        for mode in Self.onModes where switched.contains(mode) { text += "\u{1B}[?\(mode)h" }
        return Array(text.utf8)
    }
}
