/// Tells whether bytes are well-formed UTF-8, without making a string of them.
///
/// Source: Unicode 15, table 3-7 ("Well-Formed UTF-8 Byte Sequences").
public enum UTF8Check {
    /// Whether these bytes are well-formed.
    public static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.withContiguousStorageIfAvailable(isValid(_:)) ?? isValid(Array(bytes))
    }

    /// Whether these bytes are well-formed; ASCII goes by eight bytes at a time.
    public static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                index = skipASCII(bytes, from: index)
                continue
            }
            guard let length = lengthOfCharacter(bytes, at: index) else { return false }
            index += length
        }
        return true
    }

    private static func skipASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let address = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + index)
            if address.loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        return index
    }

    /// How long the character of more than one byte is that starts here; `nil` where none does.
    private static func lengthOfCharacter(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[index] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return nil
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
        for place in 2..<max(length, 2) where bytes[index + place] & 0xC0 != 0x80 { return nil }
        return length
    }
}
