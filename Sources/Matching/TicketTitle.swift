extension Ticket {
    /// A ticket from its head and the title as it was written; `nil` if no title is left when it is cleaned.
    init?(head: TicketHead, titleEnd: Int, line: ByteSpan, offset: Int) {
        let written = line.trimmed(min(head.titleStart, titleEnd)..<titleEnd)
        var kept = written
        if head.isInsideBold, kept.count > 1, line.has("**", at: kept.upperBound - 2) {
            kept = kept.lowerBound..<kept.upperBound - 2
        }
        let title = Self.cleaned(line.part(kept.lowerBound, kept.upperBound))
        guard !title.isEmpty else { return nil }
        self.init(
            kind: head.kind, title: title, priority: head.kind == .bug ? .high : .medium, keyword: head.keyword,
            range: offset + head.start..<offset + max(written.upperBound, min(head.titleStart, titleEnd)))
    }

    /// A title without the punctuation behind it and one pair of quotes around it, words apart by one space.
    private static func cleaned(_ written: ByteSpan) -> String {
        var title: [UInt8] = []
        title.reserveCapacity(min(written.count, titleBytesMax + 1))
        for byte in written {
            // One byte more than the limit shows that there is more to cut.
            guard title.count <= titleBytesMax else { break }
            if !byte.isSpace { title.append(byte) } else if let last = title.last, !last.isSpace { title.append(0x20) }
        }
        return title.withUnsafeBufferPointer { bytes in
            var range = withoutPunctuation(bytes, 0..<bytes.count)
            for (open, close) in quotes where isQuoted(bytes, range, open, close) {
                let inner = range.lowerBound + open.utf8CodeUnitCount..<range.upperBound - close.utf8CodeUnitCount
                range = withoutPunctuation(bytes, bytes.trimmed(inner))
                break
            }
            return bytes.text(range, atMost: titleBytesMax)
        }
    }

    private static let quotes: [(StaticString, StaticString)] = [
        ("\"", "\""), ("'", "'"), ("`", "`"), ("\u{201C}", "\u{201D}"), ("\u{2018}", "\u{2019}"),
    ]

    private static func isQuoted(
        _ bytes: ByteSpan, _ range: Range<Int>, _ open: StaticString, _ close: StaticString
    ) -> Bool {
        range.count >= open.utf8CodeUnitCount + close.utf8CodeUnitCount && bytes.has(open, at: range.lowerBound)
            && bytes.has(close, at: range.upperBound - close.utf8CodeUnitCount)
    }

    private static func withoutPunctuation(_ bytes: ByteSpan, _ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, isPunctuation(bytes[end - 1]) { end -= 1 }
        return range.lowerBound..<end
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): true
        default: false
        }
    }
}
