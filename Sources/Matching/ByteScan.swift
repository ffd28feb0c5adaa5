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
