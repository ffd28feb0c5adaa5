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

    /// Whether a keyword can end at `colon`.
    @inline(__always)
    static func isPossible(in line: ByteSpan, colon: Int) -> Bool {
        guard colon > 4 else { return false }
        let last = line[colon - 1] | 0x20
        return last == UInt8(ascii: "r") || last == UInt8(ascii: "g")
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
