/// Looks for one literal in a text that grows, without looking at any place twice.
struct LiteralSearch: Sendable {
    let literal: [UInt8]
    /// The first place that was not looked at.
    private(set) var position: Int

    init(_ literal: [UInt8], from position: Int) {
        self.literal = literal
        self.position = position
    }

    /// Where the literal stands first in `text`, of the places that were not looked at.
    ///
    /// - Parameter base: the offset of the first byte of `text`.
    mutating func next(in text: ByteSpan, base: Int) -> Range<Int>? {
        let last = text.count - literal.count
        let from = position - base
        guard from <= last else { return nil }
        let place = Self.first(literal, in: text, from: from)
        position = base + (place ?? last + 1)
        return place.map { base + $0..<base + $0 + literal.count }
    }

    /// The first place of a literal, by its first and last byte 64 places at a time.
    ///
    /// Source: W. Mula, "SIMD-friendly algorithms for substring searching", 2016.
    static func first(_ literal: [UInt8], in text: ByteSpan, from start: Int) -> Int? {
        guard let head = literal.first, let tail = literal.last else { return start <= text.count ? start : nil }
        let width = literal.count - 1
        var index = start
        guard let base = text.baseAddress.map({ UnsafeRawPointer($0) }) else { return nil }
        let (heads, tails) = (SIMD64<UInt8>(repeating: head), SIMD64<UInt8>(repeating: tail))
        while index + 64 + width <= text.count {
            let front = base.loadUnaligned(fromByteOffset: index, as: SIMD64<UInt8>.self) .== heads
            let back = base.loadUnaligned(fromByteOffset: index + width, as: SIMD64<UInt8>.self) .== tails
            let hits = unsafeBitCast(front .& back, to: SIMD8<UInt64>.self)
            let halves = hits.lowHalf | hits.highHalf
            let quarters = halves.lowHalf | halves.highHalf
            // Two words: a comparison of vectors would look at each of their elements.
            if quarters.x | quarters.y != 0,
                let place = firstOf(hits, from: index, where: { stands(literal, at: $0, in: text) })
            {
                return place
            }
            index += 64
        }
        while index + width < text.count {
            if stands(literal, at: index, in: text) { return index }
            index += 1
        }
        return nil
    }

    /// The first of the places whose bytes are set in `hits` that passes a test; little-endian, as all hosts are.
    @inline(__always)
    private static func firstOf(_ hits: SIMD8<UInt64>, from start: Int, where test: (Int) -> Bool) -> Int? {
        for word in 0..<8 {
            var rest = hits[word]
            while rest != 0 {
                let byte = rest.trailingZeroBitCount >> 3
                if test(start + (word << 3) + byte) { return start + (word << 3) + byte }
                rest &= ~(0xFF << UInt64(byte << 3))
            }
        }
        return nil
    }

    @inline(__always)
    private static func stands(_ literal: [UInt8], at place: Int, in text: ByteSpan) -> Bool {
        for offset in literal.indices where text[place + offset] != literal[offset] { return false }
        return true
    }
}
