import Text

/// The classes of ASCII bytes that the scanners ask for.
extension UInt8 {
    /// A letter, a digit or `_`, as `\w` in ASCII.
    @inline(__always) var isWordByte: Bool {
        (self | 0x20) &- UInt8(ascii: "a") < 26 || self &- UInt8(ascii: "0") < 10 || self == UInt8(ascii: "_")
    }

    /// A letter or a digit.
    @inline(__always) var isLetterOrDigit: Bool {
        (self | 0x20) &- UInt8(ascii: "a") < 26 || self &- UInt8(ascii: "0") < 10
    }

    /// A space or a tab.
    @inline(__always) var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// White space within or at the end of a line.
    @inline(__always) var isSpace: Bool { self == UInt8(ascii: " ") || self &- 9 < 5 }

    /// What may stand between the words of an agent's name, and the marks of bold text around them.
    @inline(__always) var isLabelSeparator: Bool {
        isBlank || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: "*")
    }

    /// The lower-case letter of an ASCII letter, else the byte itself.
    @inline(__always) var asciiLowercased: UInt8 {
        self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self
    }
}

/// A part of a text under the eyes of a scanner; the text outlives it.
typealias ByteSpan = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    /// The bytes from `start` up to, but not including, `end`.
    @inline(__always) func part(_ start: Int, _ end: Int) -> ByteSpan { ByteSpan(rebasing: self[start..<end]) }

    /// Whether `word` stands at `index`.
    @inline(__always) func has(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where self[index + offset] != word.utf8Start[offset] { return false }
        return true
    }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isSpace { start += 1 }
        while end > start, self[end - 1].isSpace { end -= 1 }
        return start..<end
    }

    /// Text of at most `limit` bytes, cut at a character border.
    func text(_ range: Range<Int>, atMost limit: Int) -> String {
        let part = part(range.lowerBound, Swift.min(range.upperBound, range.lowerBound + limit))
        guard range.count > limit else { return String(decoding: part, as: UTF8.self) }
        return String(decoding: part.dropLast(UTF8Splitter.incompleteTail(of: part)), as: UTF8.self)
    }
}
