/// Finds the bytes of a string that JSON does not write as they are, eight or sixteen bytes at a time.
///
/// Shared by the parser, the writer, and readers that need no tree.
public enum JSONRun {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The next quote, backslash or control character below 0x20 from `start` on, or the end.
    public static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 16 <= bytes.count {
            if stops(word(bytes, at: index)) | stops(word(bytes, at: index + 8)) != 0 { break }
            index += 16
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return index }
            index += 1
        }
        return index
    }

    /// How many bytes of eight, from the lowest on, a writer writes as they are before one that it must escape.
    @inline(__always) static func writableCount(_ word: UInt64) -> Int {
        let delete = word ^ (ones &* 0x7F)
        // The lowest hit is always a true one.
        let hits = stops(word) | ((delete &- ones) & ~delete & highs)
        return hits.trailingZeroBitCount / 8
    }

    /// Whether a writer must escape this byte.
    @inlinable public static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    /// The next byte of this value from `start` on, or the end.
    public static func index(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count, !hasByte(word(bytes, at: index), byte) { index += 8 }
        while index < bytes.count, bytes[index] != byte { index += 1 }
        return index
    }

    /// Whether all bytes of a range are below 0x80.
    public static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            if word(bytes, at: index) & highs != 0 { return false }
            index += 8
        }
        while index < range.upperBound {
            if bytes[index] >= 0x80 { return false }
            index += 1
        }
        return true
    }

    @inline(__always) private static func word(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt64 {
        UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + index).loadUnaligned(as: UInt64.self)
    }

    /// Marks quotes, backslashes and what is below 0x20; what is marked above the lowest may be a false alarm.
    @inline(__always) private static func stops(_ word: UInt64) -> UInt64 {
        let quote = word ^ (ones &* 0x22)
        let slash = word ^ (ones &* 0x5C)
        let hits = ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | ((word &- (ones &* 0x20)) & ~word)
        return hits & highs
    }

    @inline(__always) private static func hasByte(_ word: UInt64, _ byte: UInt8) -> Bool {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & highs != 0
    }
}
