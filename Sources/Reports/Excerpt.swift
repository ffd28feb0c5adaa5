import Text

/// Foreign text made fit for a report: bounded, cleaned, never invisible where a name is due.
enum Excerpt {
    /// The bytes, cleaned; beyond the limit head and tail, and between them a line that says what is missing.
    static func lines(_ bytes: [UInt8], limit: Int) -> String {
        guard bytes.count > limit else { return VisibleText.clean(bytes) }
        let (head, tail) = ends(of: bytes, limit: limit)
        let missing = bytes.count - head.count - tail.count
        return VisibleText.clean(head) + "\n[... \(missing) bytes left out ...]\n" + VisibleText.clean(tail)
    }

    /// Text of many lines, cleaned and bounded in the same way.
    static func lines(_ text: String, limit: Int) -> String {
        guard text.utf8.count > limit else { return VisibleText.clean(text) }
        return lines(Array(text.utf8), limit: limit)
    }

    /// Text for an attribute, cleaned; beyond the limit head and tail with a sign between them.
    static func line(_ text: String, limit: Int = ReportLimits.messageBytesMax) -> String {
        guard text.utf8.count > limit else { return VisibleText.clean(text) }
        let (head, tail) = ends(of: Array(text.utf8), limit: limit)
        return VisibleText.clean(head) + " [...] " + VisibleText.clean(tail)
    }

    /// A name, cleaned and bounded; one that nobody could see becomes `(no name)`.
    ///
    /// Ant's schema wants names that still have a character when spaces are collapsed (`xs:token`, `minLength` 1).
    static func name(_ text: String) -> String {
        let name = line(text, limit: ReportLimits.nameBytesMax)
        let isBlank = name.unicodeScalars.allSatisfy { !isPlainLetter($0) && $0.properties.isWhitespace }
        return isBlank ? "(no name)" : name
    }

    /// The machine's name; `localhost`, as Ant's schema asks, where it is not known.
    static func hostname(_ text: String) -> String { text.isEmpty ? "localhost" : name(text) }

    /// The first and the last bytes, which don't begin or end inside a character of UTF-8.
    private static func ends(of bytes: [UInt8], limit: Int) -> (head: ArraySlice<UInt8>, tail: ArraySlice<UInt8>) {
        var headEnd = limit / 2
        var tailStart = bytes.count - (limit - headEnd)
        let earliest = max(headEnd - characterBytesMax, 0)
        while headEnd > earliest, isContinuation(bytes[headEnd]) { headEnd -= 1 }
        let latest = min(tailStart + characterBytesMax, bytes.count - 1)
        while tailStart < latest, isContinuation(bytes[tailStart]) { tailStart += 1 }
        return (bytes[..<headEnd], bytes[tailStart...])
    }

    /// Bytes of the longest character in UTF-8, less the first.
    private static let characterBytesMax = 3

    /// Most names begin with one, and asking Unicode's tables takes longer than all else here.
    private static func isPlainLetter(_ scalar: Unicode.Scalar) -> Bool { ("!"..."~").contains(scalar) }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
