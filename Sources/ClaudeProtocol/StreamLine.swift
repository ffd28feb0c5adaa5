public import Text

/// Writes one message as one line, escaped as the CLI escapes it.
public enum StreamLine {
    /// Compact JSON with a line end.
    ///
    /// Text outside ASCII is raw, but characters that format without being seen (U+200D, U+202E, …) are escaped.
    public static func encode(_ message: JSONValue) -> [UInt8] {
        var bytes = escapingFormatCharacters(message.encoded)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// JSON text in which no format character stands by itself. They stand in strings only, so text is enough.
    static func escapingFormatCharacters(_ json: [UInt8]) -> [UInt8] {
        guard
            json.contains(where: { $0 == 0xE2 || $0 == 0xEF || $0 == 0xC2 || ($0 >= 0xD8 && $0 <= 0xDC) || $0 > 0xEF })
        else { return json }
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            if isFormat(scalar.value) {
                for unit in Character(scalar).utf16 { result.append(contentsOf: escape(unit)) }
            } else {
                result.append(contentsOf: Character(scalar).utf8)
            }
        }
        return result
    }

    private static func escape(_ unit: UInt16) -> [UInt8] {
        let digits = String(unit, radix: 16)
        return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }

    /// Whether a character formats text without being seen (Unicode general category Cf, and the two separators).
    private static func isFormat(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x0600...0x0605, 0x061C, 0x06DD, 0x070F, 0x180E: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2064, 0x2066...0x206F: true
        case 0xFEFF, 0xFFF9...0xFFFB, 0xE0001, 0xE0020...0xE007F: true
        default: false
        }
    }
}
