/// Text that may be spelt with the escapes of JSON, URLs or XML, one unit at a time.
///
/// Any number of backslashes may precede an escape of JSON, since JSON stands in strings of JSON. `%25` may stand for
/// the `%` of a percent escape. What is no escape is itself.
enum EncodedText {
    /// One character as it is spelt.
    struct Unit {
        /// The bytes that it stands for, the first one lowest.
        var bytes: UInt32
        /// How many those are; none for an escape sequence of terminals, which only stands between.
        var count: Int
        /// How many bytes spell it.
        var length: Int

        /// The first byte.
        var first: UInt8 { UInt8(truncatingIfNeeded: bytes) }

        static func byte(_ byte: UInt8, length: Int = 1) -> Unit {
            Unit(bytes: UInt32(byte), count: 1, length: length)
        }

        /// A character by its number, as UTF-8; `nil` where there is none.
        static func scalar(_ value: UInt32, length: Int) -> Unit? {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            var bytes: UInt32 = 0
            var count = 0
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                bytes |= UInt32(byte) << UInt32(8 * count)
                count += 1
            }
            return Unit(bytes: bytes, count: count, length: length)
        }
    }

    /// What an escape begins with.
    static let leads = ByteSet("\\%&")
    /// How many backslashes may stand before an escape: four levels of JSON in JSON.
    static let backslashesMax = 16
    /// The longest reference of XML, such as `&#x0010FFFF;`, in bytes.
    static let referenceMax = 12
    /// The longest control sequence that may stand within a secret, in bytes.
    static let sequenceMax = 32

    /// The unit at a place; `nil` where it is cut off and more bytes may come.
    static func unit(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int, isEnd: Bool) -> Unit? {
        switch bytes[place] {
        case UInt8(ascii: "\\"): escape(bytes, at: place) ?? (isEnd ? .byte(bytes[place]) : nil)
        case UInt8(ascii: "%"): percent(bytes, at: place) ?? (isEnd ? .byte(bytes[place]) : nil)
        case UInt8(ascii: "&"): reference(bytes, at: place) ?? (isEnd ? .byte(bytes[place]) : nil)
        case 0x1B: sequence(bytes, at: place) ?? (isEnd ? .byte(bytes[place]) : nil)
        default: .byte(bytes[place])
        }
    }

    /// Whether no letter or digit stands right before a place, other than the end of an escape.
    static func isBorder(_ bytes: UnsafeBufferPointer<UInt8>, before place: Int) -> Bool {
        guard place > 0, ByteSet.alphanumerics.contains(bytes[place - 1]) else { return true }
        // `\n`, `%20`, `\x20`, `\u0020`: none is longer.
        for start in max(0, place - 6)..<place where leads.contains(bytes[start]) {
            if let unit = unit(bytes, at: start, isEnd: true), unit.length > 1, start + unit.length == place {
                return unit.count != 1 || !ByteSet.alphanumerics.contains(unit.first)
            }
        }
        return false
    }

    /// `\n`, `\"`, `\/`, `\u0041`, `\x41`, each with any number of backslashes.
    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Unit? {
        var index = place
        while index < bytes.count, bytes[index] == UInt8(ascii: "\\") {
            index += 1
            if index - place > backslashesMax { return .byte(bytes[place]) }
        }
        guard index < bytes.count else { return nil }
        let length = index + 1 - place
        switch bytes[index] {
        case UInt8(ascii: "n"): return .byte(0x0A, length: length)
        case UInt8(ascii: "r"): return .byte(0x0D, length: length)
        case UInt8(ascii: "t"): return .byte(0x09, length: length)
        case UInt8(ascii: "b"): return .byte(0x08, length: length)
        case UInt8(ascii: "f"): return .byte(0x0C, length: length)
        case UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "'"): return .byte(bytes[index], length: length)
        case UInt8(ascii: "u"): return unicodeEscape(bytes, at: place, digits: index + 1)
        case UInt8(ascii: "x"):
            switch hexadecimal(bytes, at: index + 1, digits: 2) {
            case .value(let value): return .byte(UInt8(truncatingIfNeeded: value), length: length + 2)
            case .cut: return nil
            case .none: return .byte(bytes[place])
            }
        default: return .byte(bytes[place])
        }
    }

    private static func unicodeEscape(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int, digits: Int) -> Unit? {
        switch hexadecimal(bytes, at: digits, digits: 4) {
        case .cut: return nil
        case .none: return .byte(bytes[place])
        case .value(let value):
            guard value & 0xFC00 == 0xD800 else {
                return .scalar(value, length: digits + 4 - place) ?? .byte(bytes[place])
            }
            // The other half has as many backslashes.
            let other = digits + 4 + (digits - place)
            guard other <= bytes.count else { return nil }
            guard bytes[other - 1] == UInt8(ascii: "u") else { return .byte(bytes[place]) }
            switch hexadecimal(bytes, at: other, digits: 4) {
            case .cut: return nil
            case .value(let low) where low & 0xFC00 == 0xDC00:
                let scalar = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
                return .scalar(scalar, length: other + 4 - place) ?? .byte(bytes[place])
            default: return .byte(bytes[place])
            }
        }
    }

    /// `%41`, and `%2541`, which was escaped twice.
    private static func percent(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Unit? {
        var index = place + 1
        while true {
            switch hexadecimal(bytes, at: index, digits: 2) {
            case .cut: return nil
            case .none: return .byte(bytes[place])
            case .value(0x25):
                switch hexadecimal(bytes, at: index + 2, digits: 2) {
                case .value where index - place < 5: index += 2
                case .cut where index + 2 == bytes.count || bytes.count - index - 2 == 1: return nil
                default: return .byte(0x25, length: index + 2 - place)
                }
            case .value(let value): return .byte(UInt8(truncatingIfNeeded: value), length: index + 2 - place)
            }
        }
    }

    /// `&amp;`, `&#65;`, `&#x41;`.
    private static func reference(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Unit? {
        let end = min(bytes.count, place + referenceMax)
        var index = place + 1
        while index < end, ByteSet.alphanumerics.contains(bytes[index]) || bytes[index] == UInt8(ascii: "#") {
            index += 1
        }
        guard index < end else { return end == place + referenceMax ? .byte(bytes[place]) : nil }
        guard bytes[index] == UInt8(ascii: ";") else { return .byte(bytes[place]) }
        let name = String(decoding: bytes[(place + 1)..<index], as: UTF8.self)
        let length = index + 1 - place
        switch name {
        case "amp": return .byte(UInt8(ascii: "&"), length: length)
        case "lt": return .byte(UInt8(ascii: "<"), length: length)
        case "gt": return .byte(UInt8(ascii: ">"), length: length)
        case "quot": return .byte(UInt8(ascii: "\""), length: length)
        case "apos": return .byte(UInt8(ascii: "'"), length: length)
        default:
            let value =
                name.hasPrefix("#x") || name.hasPrefix("#X")
                ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            return value.flatMap { .scalar($0, length: length) } ?? .byte(bytes[place])
        }
    }

    /// A control sequence (ECMA-48, section 5.4) or the choice of a character set: nothing of the text.
    private static func sequence(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Unit? {
        guard place + 1 < bytes.count else { return nil }
        switch bytes[place + 1] {
        case UInt8(ascii: "["):
            var index = place + 2
            while index < bytes.count, 0x20...0x3F ~= bytes[index] { index += 1 }
            if index - place > sequenceMax { return .byte(bytes[place]) }
            guard index < bytes.count else { return nil }
            guard 0x40...0x7E ~= bytes[index] else { return .byte(bytes[place]) }
            return Unit(bytes: 0, count: 0, length: index + 1 - place)
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            return place + 2 < bytes.count ? Unit(bytes: 0, count: 0, length: 3) : nil
        default: return .byte(bytes[place])
        }
    }

    private enum Digits {
        case value(UInt32)
        /// The bytes end, and all that is there are digits.
        case cut
        case none
    }

    private static func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int, digits: Int) -> Digits {
        var value: UInt32 = 0
        for index in place..<(place + digits) {
            guard index < bytes.count else { return .cut }
            guard let digit = bytes[index].hexadecimalValue else { return .none }
            value = value << 4 | UInt32(digit)
        }
        return .value(value)
    }
}
