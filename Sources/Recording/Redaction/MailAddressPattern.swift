/// Finds e-mail addresses that are spelt plainly.
///
/// An address begins with any word, so every word at the end of a chunk waits: that is why this is off by default.
struct MailAddressPattern: RedactionPattern {
    /// The name of the rule.
    static let rule = "email"

    var name: String { Self.rule }

    func makeStream() -> any RedactionPatternStream { MailAddressStream() }
}

/// A search for addresses: what is kept is the word that the bytes so far end in.
struct MailAddressStream: RedactionPatternStream {
    /// The longest local part (RFC 5321, section 4.5.3.1.1), in bytes.
    static let localMax = 64
    /// The longest domain, in bytes.
    static let domainMax = 255

    private static let local = ByteSet.key + ByteSet(".+%")
    private static let domain = ByteSet.alphanumerics + ByteSet("-.")

    /// What may be an address, up to the end of the bytes so far, and where it begins in the stream.
    private var kept: [UInt8] = []
    private var keptStart = 0

    var openBytes: Int { kept.count }

    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, into matches: inout [Range<Int>]) {
        scan(kept + Array(bytes), isEnd: false, into: &matches)
    }

    mutating func finish(into matches: inout [Range<Int>]) { scan(kept, isEnd: true, into: &matches) }

    private mutating func scan(_ text: [UInt8], isEnd: Bool, into matches: inout [Range<Int>]) {
        var place = 0
        while let sign = text[place...].firstIndex(of: UInt8(ascii: "@")) {
            var first = sign
            while first > place, sign - first < Self.localMax, Self.local.contains(text[first - 1]) { first -= 1 }
            var end = sign + 1
            while end < text.count, end - sign <= Self.domainMax, Self.domain.contains(text[end]) { end += 1 }
            if first < sign, end == text.count, !isEnd { return keep(text, from: first) }
            while end > sign + 1, !ByteSet.alphanumerics.contains(text[end - 1]) { end -= 1 }
            place = sign + 1
            guard first < sign, Self.isDomain(text[place..<end]) else { continue }
            matches.append(keptStart + first..<keptStart + end)
            place = end
        }
        var word = text.count
        while word > place, text.count - word < Self.localMax, Self.local.contains(text[word - 1]) { word -= 1 }
        keep(text, from: isEnd ? text.count : word)
    }

    private mutating func keep(_ text: [UInt8], from start: Int) {
        keptStart += start
        kept = Array(text[start...])
    }

    /// Whether there are two labels or more, and the last one has two letters or more.
    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last else { return false }
        return last.count >= 2 && last.allSatisfy(ByteSet.letters.contains) && labels.allSatisfy { !$0.isEmpty }
    }
}
