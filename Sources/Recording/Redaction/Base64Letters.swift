/// Base64 within a text, letter by letter: both alphabets, over line ends, and with the escapes of JSON and URLs.
///
/// Source: RFC 4648, sections 4 and 5; RFC 2045, section 6.8.
enum Base64Letters {
    /// One letter as it is spelt.
    struct Letter {
        /// Its six bits.
        var value: UInt32
        /// How many bytes spell it.
        var length: Int
    }

    /// What stands at a place.
    enum Reading {
        case letter(Letter)
        /// Nothing of the text: a line end.
        case between(length: Int)
        /// The text of base64 has ended.
        case end
        /// An escape is cut off here.
        case cut
    }

    /// The value of each letter of both alphabets; 0xFF where a byte is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        return values
    }()

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The letter of six bits; of the plain alphabet.
    static func letter(_ value: UInt32) -> UInt8 { letters[Int(value & 63)] }

    /// The value of a letter that stands for itself.
    static func value(_ byte: UInt8) -> UInt32? {
        let value = values[Int(byte)]
        return value == 0xFF ? nil : UInt32(value)
    }

    /// Reads what stands at a place.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int, isEnd: Bool) -> Reading {
        guard place < bytes.count else { return isEnd ? .end : .cut }
        if let value = value(bytes[place]) { return .letter(Letter(value: value, length: 1)) }
        switch bytes[place] {
        case 0x0A, 0x0D: return .between(length: 1)
        case UInt8(ascii: "\\"), UInt8(ascii: "%"):
            guard let unit = EncodedText.unit(bytes, at: place, isEnd: isEnd) else { return .cut }
            guard unit.count == 1, unit.length > 1 else { return .end }
            if unit.first == 0x0A || unit.first == 0x0D { return .between(length: unit.length) }
            return value(unit.first).map { .letter(Letter(value: $0, length: unit.length)) } ?? .end
        default: return .end
        }
    }

    /// How many of the secret's first bits stand in the letter before the first one that is all the secret's.
    static func leadingBits(before: Int) -> Int { before == 0 ? 0 : 6 - 2 * before }

    /// The first three letters that are known, in both alphabets, the first one lowest.
    ///
    /// - Parameter before: how many bytes stand before the text in its group of three.
    static func grams(of text: [UInt8], before: Int) -> [UInt32] {
        let bits = UInt32(text[0]) << 16 | UInt32(text[1]) << 8 | UInt32(text[2])
        let skipped = UInt32(leadingBits(before: before))
        var grams: [UInt32] = [0]
        for place in 0..<3 {
            let value = bits >> (18 - skipped - 6 * UInt32(place)) & 63
            let spellings = value == 62 ? [0x2B, 0x2D] : value == 63 ? [0x2F, 0x5F] : [UInt32(letters[Int(value)])]
            grams = grams.flatMap { gram in spellings.map { gram | $0 << UInt32(8 * place) } }
        }
        return grams
    }

    /// The value of a letter as it now stands in an output; `nil` where there is none any more.
    static func value(of letter: Letter, in bytes: [UInt8], at place: Int) -> UInt32? {
        switch letter.length {
        case 1: return value(bytes[place])
        case 3...:
            guard let high = bytes[place + letter.length - 2].hexadecimalValue,
                let low = bytes[place + letter.length - 1].hexadecimalValue
            else { return nil }
            return value(high << 4 | low)
        default: return letter.value
        }
    }

    /// Writes other bits where a letter is spelt, in as many bytes.
    static func write(_ value: UInt32, over letter: Letter, at place: Int, to bytes: inout [UInt8]) {
        let written = Self.letter(value)
        switch letter.length {
        case 1: bytes[place] = written
        case 3...: writeEscape(written, length: letter.length, at: place, to: &bytes)
        // `\/` has no other letter of its length: six bits of the secret stay.
        default: break
        }
    }

    /// The last two digits of `%41` and `\u0041` are the letter's.
    private static func writeEscape(_ letter: UInt8, length: Int, at place: Int, to bytes: inout [UInt8]) {
        guard bytes[place + length - 1].hexadecimalValue != nil, bytes[place + length - 2].hexadecimalValue != nil
        else {
            return
        }
        bytes[place + length - 2] = .hexadecimalDigit(letter >> 4)
        bytes[place + length - 1] = .hexadecimalDigit(letter & 15)
    }
}
