/// A line that begins with `Error:` or `Warning:`.
public struct ErrorMention: Sendable, Hashable {
    /// How bad the line says it is.
    public enum Severity: String, Sendable {
        /// `Error: …`
        case error
        /// `Warning: …`
        case warning
    }

    /// How bad the line says it is.
    public var severity: Severity
    /// What the line says behind the colon, without white space at its ends.
    public var text: String
    /// Where it stands: byte offsets in the scanner's stream, from the keyword to the end of the text.
    public var range: Range<Int>

    /// How long a text may be, in bytes; what goes beyond it is cut at a character border.
    public static let textBytesMax = 4096

    /// A mention from its parts.
    public init(severity: Severity, text: String, range: Range<Int>) {
        self.severity = severity
        self.text = text
        self.range = range
    }
}

extension ErrorMention {
    private static let keywords: [(StaticString, Severity)] = [
        ("Error:", .error), ("ERROR:", .error), ("Warning:", .warning), ("WARNING:", .warning),
    ]

    /// The keywords in lower case.
    static let words = ["error", "warning"]

    /// Whether a keyword at the start of a line can end at `colon`.
    @inline(__always)
    static func isPossible(in text: ByteSpan, colon: Int) -> Bool {
        switch colon > 4 ? text[colon - 1] | 0x20 : 0 {
        case UInt8(ascii: "r"): startsLine(UInt8(ascii: "E"), in: text, at: colon - 5)
        case UInt8(ascii: "g"): startsLine(UInt8(ascii: "W"), in: text, at: colon - 7)
        default: false
        }
    }

    private static func startsLine(_ letter: UInt8, in text: ByteSpan, at index: Int) -> Bool {
        index >= 0 && text[index] == letter && (index == 0 || text[index - 1] == UInt8(ascii: "\n"))
    }

    /// The mention that a line is, or `nil`.
    init?(line: ByteSpan, offset: Int) {
        for (word, severity) in Self.keywords where line.has(word, at: 0) {
            let text = line.trimmed(word.utf8CodeUnitCount..<line.count)
            guard !text.isEmpty else { return nil }
            self.init(
                severity: severity, text: line.text(text, atMost: Self.textBytesMax),
                range: offset..<offset + text.upperBound)
            return
        }
        return nil
    }
}
