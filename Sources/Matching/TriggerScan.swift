/// Walks over the rare bytes that every pattern needs, 64 at a time, so that plain text is not looked at twice.
///
/// All patterns hold a colon; code fences hold two equal backticks or tildes side by side.
struct TriggerScan {
    /// How many bytes are looked at together.
    private static let blockBytes = 64

    private let text: ByteSpan
    /// The end of the block that `bits` stands for.
    private var blockEnd: Int
    /// A bit for each byte of the block that is a trigger and has not been passed.
    private var bits: UInt64 = 0

    /// A walk over a text from an offset.
    init(_ text: ByteSpan, from start: Int) {
        self.text = text
        blockEnd = start
    }

    /// The offset of the next trigger, or `nil` at the end of the text.
    @inline(__always)
    mutating func next() -> Int? {
        while bits == 0 {
            guard blockEnd < text.count else { return nil }
            bits = Self.triggers(in: text, from: blockEnd)
            blockEnd += Self.blockBytes
        }
        let offset = blockEnd - Self.blockBytes + bits.trailingZeroBitCount
        bits &= bits &- 1
        return offset
    }

    /// Goes on from a later offset.
    mutating func skip(to offset: Int) {
        if offset >= blockEnd {
            blockEnd = offset
            bits = 0
        } else {
            let passed = max(0, offset - (blockEnd - Self.blockBytes))
            bits = (bits >> UInt64(passed)) << UInt64(passed)
        }
    }

    /// The triggers of the block from `start`; without a branch, since hits come at random.
    @inline(__always)
    private static func triggers(in text: ByteSpan, from start: Int) -> UInt64 {
        guard start + blockBytes < text.count, let base = text.baseAddress.map({ UnsafeRawPointer($0) }) else {
            return lastTriggers(in: text, from: start)
        }
        let here = base.loadUnaligned(fromByteOffset: start, as: SIMD64<UInt8>.self)
        let after = base.loadUnaligned(fromByteOffset: start + 1, as: SIMD64<UInt8>.self)
        let backtick = SIMD64<UInt8>(repeating: UInt8(ascii: "`"))
        let tilde = SIMD64<UInt8>(repeating: UInt8(ascii: "~"))
        let colon = SIMD64<UInt8>(repeating: UInt8(ascii: ":"))
        let fence = ((here .== backtick) .| (here .== tilde)) .& (here .== after)
        let hits = unsafeBitCast((here .== colon) .| fence, to: SIMD8<UInt64>.self)
        // Of each byte of a word one bit is left, another one for each; a product brings them together at the top.
        // Little-endian, as all hosts of this package are.
        let bytes = ((hits & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
        var bits: UInt64 = 0
        for word in 0..<8 { bits |= bytes[word] << UInt64(word * 8) }
        return bits
    }

    /// The triggers of the last block, which may be short.
    private static func lastTriggers(in text: ByteSpan, from start: Int) -> UInt64 {
        var bits: UInt64 = 0
        for index in start..<min(start + blockBytes, text.count) {
            let byte = text[index]
            let isMark = byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~")
            let isFence = isMark && index + 1 < text.count && text[index + 1] == byte
            if byte == UInt8(ascii: ":") || isFence { bits |= 1 << UInt64(index - start) }
        }
        return bits
    }
}
