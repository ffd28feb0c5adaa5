/// Finds bytes in bytes.
public enum ByteSearch {
    /// Where `part` stands first; an empty part stands at the start.
    public static func firstRange(of part: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let first = part.first else { return bytes.startIndex..<bytes.startIndex }
        guard bytes.count >= part.count else { return nil }
        for start in bytes.startIndex...(bytes.endIndex - part.count) where bytes[start] == first {
            if bytes[start..<start + part.count].elementsEqual(part) { return start..<start + part.count }
        }
        return nil
    }
}
