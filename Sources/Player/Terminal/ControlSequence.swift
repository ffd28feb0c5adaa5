/// A control sequence that a terminal sent: `ESC [ parameters final`.
struct ControlSequence {
    /// The bytes between `ESC [` and the last one.
    let parameters: [UInt8]
    /// The last byte.
    let final: UInt8

    /// What it means; `nil` for reports and for sequences that nobody here knows.
    var key: Key? {
        switch (parameters.first, final) {
        case (UInt8(ascii: "?"), UInt8(ascii: "c")): .deviceAttributes
        case (UInt8(ascii: "?"), UInt8(ascii: "u")): .keyboardProtocol
        case (UInt8(ascii: "?"), UInt8(ascii: "y")) where parameters.last == UInt8(ascii: "$"): modeReport
        case (UInt8(ascii: "?"), _), (UInt8(ascii: "<"), _), (UInt8(ascii: ">"), _), (UInt8(ascii: "="), _): nil
        case (nil, UInt8(ascii: "I")): .focus(true)
        case (nil, UInt8(ascii: "O")): .focus(false)
        case (nil, UInt8(ascii: "Z")), (UInt8(ascii: "1"), UInt8(ascii: "Z")): .backTab
        case (_, UInt8(ascii: "~")): tildeKey
        case (_, UInt8(ascii: "u")): codedKey(numbers.first ?? 0, modifiers: modifiers)
        // The Linux console's function keys, `ESC [ [ A`.
        case (UInt8(ascii: "["), _): nil
        default: KeyReader.cursorKey(final, modifiers: modifiers)
        }
    }

    /// The numbers between semicolons; a number with sub-parameters counts with its first.
    private var numbers: [Int] {
        parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            let digits = part.prefix { $0 != UInt8(ascii: ":") }.drop { $0 == UInt8(ascii: "?") }
            return Int(String(decoding: digits.prefix { $0 >= 0x30 && $0 < 0x3A }, as: UTF8.self)) ?? 0
        }
    }

    /// The second number: 1 and a bit each for Shift, Alt, Ctrl.
    private var modifiers: Int {
        let numbers = numbers
        return numbers.count > 1 ? max(1, numbers[1]) : 1
    }

    private var modeReport: Key? {
        let numbers = numbers
        guard numbers.count == 2 else { return nil }
        return .mode(numbers[0], isKnown: numbers[1] == 1 || numbers[1] == 2)
    }

    private var tildeKey: Key? {
        let numbers = numbers
        switch numbers.first {
        case 1, 7: return .home
        case 4, 8: return .end
        case 3: return .delete
        case 5: return .pageUp
        case 6: return .pageDown
        // modifyOtherKeys: ESC [ 27 ; modifiers ; code ~
        case 27 where numbers.count == 3: return codedKey(numbers[2], modifiers: max(1, numbers[1]))
        default: return nil
        }
    }

    /// A key by its code point: `ESC [ 13 ; 2 u` is Shift-Enter.
    private func codedKey(_ code: Int, modifiers: Int) -> Key? {
        let bits = modifiers > 0 ? modifiers - 1 : 0
        let hasShift = bits & 1 != 0
        let hasAlt = bits & 2 != 0
        let hasControl = bits & 4 != 0
        switch code {
        case 13: return hasShift || hasAlt ? .newline : .enter
        case 27: return .escape
        case 9: return hasShift ? .backTab : .tab
        case 127, 8: return hasAlt || hasControl ? .control("w") : .backspace
        case 0x20..<0x7F:
            guard let scalar = Unicode.Scalar(code) else { return nil }
            let character = Character(scalar)
            if hasControl { return .control(Character(character.lowercased())) }
            if hasAlt { return .alt(character) }
            return .text(hasShift ? character.uppercased() : String(character))
        default:
            guard code > 0x9F, !hasControl, !hasAlt, let scalar = Unicode.Scalar(UInt32(clamping: code)) else {
                return nil
            }
            return .text(String(Character(scalar)))
        }
    }
}
