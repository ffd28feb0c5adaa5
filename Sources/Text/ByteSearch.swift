/// Finds bytes in bytes.
public enum ByteSearch {
    /// Where `part` stands first; an empty part stands at the start.
    public static func firstRange(of part: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let first = part.first else { return bytes.startIndex..<bytes.startIndex }
        guard bytes.count >= part.count else { return nil }
        let place = bytes.withUnsafeBufferPointer { text -> Int? in
            let last = text.count - part.count
            var start = firstIndex(of: first, in: text, from: 0)
            while start <= last {
                if text[start..<start + part.count].elementsEqual(part) { return start }
                start = firstIndex(of: first, in: text, from: start + 1)
            }
            return nil
        }
        return place.map { bytes.startIndex + $0..<bytes.startIndex + $0 + part.count }
    }

    /// Where a byte stands first from an offset on, or the count without one; eight bytes are looked at together.
    public static func firstIndex(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let wanted = ones &* UInt64(byte)
        let address = UnsafeRawPointer(bytes.baseAddress)
        var index = start
        while let address, index + 8 <= bytes.count {
            // A byte that is there becomes zero, and the lowest zero byte borrows from its high bit.
            let word = UInt64(littleEndian: address.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ wanted
            let zeros = (word &- ones) & ~word & (ones << 7)
            if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, bytes[index] != byte { index += 1 }
        return index
    }
}
