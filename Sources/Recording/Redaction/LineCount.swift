/// Counts lines, eight bytes at a time.
enum LineCount {
    private static let lows: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    private static let lineFeeds: UInt64 = 0x0A0A_0A0A_0A0A_0A0A

    /// How many line feeds there are.
    static func count(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { bytes in
            var count = 0
            var index = 0
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ lineFeeds
                // The high bit of each byte that is not zero now.
                let others = ((word & lows) &+ lows) | word
                count += (~others & ~lows).nonzeroBitCount
                index += 8
            }
            while index < bytes.count {
                if bytes[index] == 0x0A { count += 1 }
                index += 1
            }
            return count
        }
    }
}
