/// Looks for bytes 64 at a time.
enum ByteScan {
    /// The offset of `byte` from `start`, or `text.count` without one.
    static func first(_ byte: UInt8, in text: ByteSpan, from start: Int) -> Int {
        var index = start
        guard let base = text.baseAddress.map({ UnsafeRawPointer($0) }) else { return text.count }
        let wanted = SIMD64<UInt8>(repeating: byte)
        while index + 64 <= text.count {
            let here = base.loadUnaligned(fromByteOffset: index, as: SIMD64<UInt8>.self)
            if let offset = firstByte(unsafeBitCast(here .== wanted, to: SIMD8<UInt64>.self)) { return index + offset }
            index += 64
        }
        while index < text.count, text[index] != byte { index += 1 }
        return index
    }

    /// Whether a text holds any byte without which nothing is found: a colon, a backtick, a tilde.
    static func hasTrigger(_ text: ByteSpan) -> Bool {
        guard text.count >= 8, let base = text.baseAddress.map({ UnsafeRawPointer($0) }) else {
            return text.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "~") }
        }
        var hits: UInt64 = 0
        for index in stride(from: 0, to: text.count - 8, by: 8) { hits |= triggers(base, index) }
        // The last eight may overlap those before them.
        return (hits | triggers(base, text.count - 8)) != 0
    }

    /// Not 0 where one of eight bytes is a trigger: a byte that is equal becomes 0, which alone borrows.
    @inline(__always)
    private static func triggers(_ base: UnsafeRawPointer, _ index: Int) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let colon = word ^ ones &* UInt64(UInt8(ascii: ":"))
        let backtick = word ^ ones &* UInt64(UInt8(ascii: "`"))
        let tilde = word ^ ones &* UInt64(UInt8(ascii: "~"))
        let zeros = (colon &- ones) & ~colon | (backtick &- ones) & ~backtick | (tilde &- ones) & ~tilde
        return zeros & (ones << 7)
    }

    /// The offset after the last line feed, or 0 without one.
    static func endOfLastLine(in text: ByteSpan) -> Int {
        var index = text.count
        while index > 0, text[index - 1] != UInt8(ascii: "\n") { index -= 1 }
        return index
    }

    /// The index of the first byte that is set; little-endian, as all hosts of this package are.
    @inline(__always)
    private static func firstByte(_ hits: SIMD8<UInt64>) -> Int? {
        let low = hits.lowHalf | hits.highHalf
        let either = low.lowHalf | low.highHalf
        guard either.x | either.y != 0 else { return nil }
        for word in 0..<8 where hits[word] != 0 { return word << 3 + hits[word].trailingZeroBitCount >> 3 }
        return nil
    }
}
