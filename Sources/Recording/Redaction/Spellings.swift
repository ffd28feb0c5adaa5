/// The first three bytes of a text in all the spellings that `EncodedText` reads.
enum Spellings {
    /// The grams, the first byte lowest; some stand for more than this text, none is missing.
    static func grams(of text: [UInt8]) -> Set<UInt32> {
        var grams: Set<UInt32> = []
        let first = starts(of: text[0], in: text, at: 0)
        let second = starts(of: text[1], in: text, at: 1)
        for one in first {
            if one.count >= 3 {
                grams.insert(gram(one))
            } else if one.count == 2 {
                for third in bytesAfter(one) { grams.insert(gram(one + [third])) }
            }
        }
        for two in second {
            if two.count >= 2 {
                grams.insert(gram([text[0]] + two))
            }
        }
        for lead in "\\%&".utf8 { grams.insert(gram([text[0], text[1], lead])) }
        return grams
    }

    /// How the escapes of a byte begin: two or three bytes each.
    private static func starts(of byte: UInt8, in text: [UInt8], at place: Int) -> [[UInt8]] {
        let high = byte >> 4
        let low = byte & 15
        var starts: [[UInt8]] = [Array("\\x".utf8), Array("\\\\".utf8), Array("%25".utf8), Array("&#".utf8)]
        for isUpper in [false, true] {
            let digits = [
                UInt8.hexadecimalDigit(high, isUpper: isUpper), UInt8.hexadecimalDigit(low, isUpper: isUpper),
            ]
            starts.append([UInt8(ascii: "%")] + digits)
        }
        // The first digits of a character beyond ASCII depend on all its bytes: any will do.
        starts.append(Array("\\u".utf8))
        switch byte {
        case 0x0A: starts.append(Array("\\n".utf8))
        case 0x0D: starts.append(Array("\\r".utf8))
        case 0x09: starts.append(Array("\\t".utf8))
        case 0x08: starts.append(Array("\\b".utf8))
        case 0x0C: starts.append(Array("\\f".utf8))
        case UInt8(ascii: "\""): starts += [Array("\\\"".utf8), Array("&qu".utf8)]
        case UInt8(ascii: "'"): starts += [Array("\\'".utf8), Array("&ap".utf8)]
        case UInt8(ascii: "/"): starts.append(Array("\\/".utf8))
        case UInt8(ascii: "&"): starts.append(Array("&am".utf8))
        case UInt8(ascii: "<"): starts.append(Array("&lt".utf8))
        case UInt8(ascii: ">"): starts.append(Array("&gt".utf8))
        default: break
        }
        return starts
    }

    /// What may follow two bytes of an escape.
    private static func bytesAfter(_ start: [UInt8]) -> [UInt8] {
        switch start {
        case Array("\\u".utf8), Array("\\x".utf8): Array("0123456789abcdefABCDEF".utf8)
        case Array("&#".utf8): Array("0123456789xX".utf8)
        case Array("\\\\".utf8): Array("\\uxnrtbf\"'/".utf8)
        default: (0...255).map { UInt8($0) }
        }
    }

    private static func gram(_ bytes: [UInt8]) -> UInt32 {
        UInt32(bytes[0]) | UInt32(bytes[1]) << 8 | UInt32(bytes[2]) << 16
    }
}
