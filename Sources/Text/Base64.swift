/// Bytes as text of 64 letters, strict: exactly what `encode` writes is read, and nothing else.
///
/// Source: RFC 4648, section 4, with padding.
public enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// The value of each letter; 0xFF where a byte is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The text of these bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encoded(bytes), as: UTF8.self)
    }

    /// The text of these bytes, as bytes.
    public static func encoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index + 3 <= bytes.count {
            append(UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]), 4, to: &text)
            index += 3
        }
        switch bytes.count - index {
        case 1: append(UInt32(bytes[index]) << 16, 2, to: &text)
        case 2: append(UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8, 3, to: &text)
        default: break
        }
        return text
    }

    private static func append(_ group: UInt32, _ count: Int, to text: inout [UInt8]) {
        for place in 0..<4 {
            text.append(place < count ? letters[Int(group >> (18 - 6 * UInt32(place)) & 63)] : padding)
        }
    }

    /// The bytes of a text; `nil` where it is not base64, lacks its padding, or has bits that stand for nothing.
    public static func decode(_ text: String) -> [UInt8]? {
        let text = Array(text.utf8)
        guard text.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        for start in stride(from: 0, to: text.count, by: 4) {
            let isLast = start + 4 == text.count
            let padded = isLast ? text[start...].reversed().prefix(2).prefix { $0 == padding }.count : 0
            var group: UInt32 = 0
            for place in 0..<4 {
                let value = place < 4 - padded ? values[Int(text[start + place])] : 0
                guard value != 0xFF else { return nil }
                group = group << 6 | UInt32(value)
            }
            let unused = group & (1 << (8 * UInt32(padded)) - 1)
            guard unused == 0 else { return nil }
            for shift in [UInt32(16), 8, 0].prefix(3 - padded) {
                bytes.append(UInt8(truncatingIfNeeded: group >> shift))
            }
        }
        return bytes
    }
}
