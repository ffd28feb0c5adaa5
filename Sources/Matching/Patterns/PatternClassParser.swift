/// Reads a character class in brackets.
enum PatternClassParser {
    /// The set of a class whose opening bracket has been read; `position` ends behind the closing one.
    static func parse(
        _ text: [Unicode.Scalar], _ position: inout Int, flags: Pattern.Flags
    ) throws(PatternError) -> ScalarSet {
        let start = position - 1
        var set = ScalarSet()
        let isNegated = position < text.count && text[position] == "^"
        if isNegated { position += 1 }
        var isFirst = true
        while true {
            guard position < text.count else {
                throw PatternError(.missingBracket, offset: start, expected: "`]` at the end")
            }
            if text[position] == "]", !isFirst { break }
            isFirst = false
            if let named = try posixClass(text, &position) {
                set.insert(named)
                continue
            }
            set.insert(try item(text, &position, flags))
        }
        position += 1
        if flags.contains(.caseInsensitive) { set = flags.contains(.bytes) ? set.foldedASCII : set.folded }
        return isNegated ? set.inverted : set
    }

    /// One character, one class, or a range of characters.
    private static func item(
        _ text: [Unicode.Scalar], _ position: inout Int, _ flags: Pattern.Flags
    ) throws(PatternError) -> ScalarSet {
        let start = position
        let low: UInt32
        switch try element(text, &position, flags) {
        case .set(let set): return set
        case .scalar(let value): low = value
        }
        guard position + 1 < text.count, text[position] == "-", text[position + 1] != "]" else {
            return ScalarSet(low...low)
        }
        position += 1
        guard case .scalar(let high) = try element(text, &position, flags), low <= high else {
            throw PatternError(.badRange, offset: start, expected: "two characters in their order")
        }
        return ScalarSet(low...high)
    }

    private static func element(
        _ text: [Unicode.Scalar], _ position: inout Int, _ flags: Pattern.Flags
    ) throws(PatternError) -> PatternEscape.Meaning {
        let start = position
        position += 1
        guard text[start] == "\\" else {
            if flags.contains(.bytes), !text[start].isASCII {
                throw PatternError(.badRange, offset: start, expected: "bytes: ASCII, or `\\x80` to `\\xFF`")
            }
            return .scalar(text[start].value)
        }
        let meaning = try PatternEscape.parse(text, &position, from: start, flags: flags)
        if case .scalar(let value) = meaning, flags.contains(.bytes), value > 0xFF {
            throw PatternError(.badRange, offset: start, expected: "bytes: ASCII, or `\\x80` to `\\xFF`")
        }
        return meaning
    }

    /// `[:alpha:]`, `[:^alpha:]`
    private static func posixClass(
        _ text: [Unicode.Scalar], _ position: inout Int
    ) throws(PatternError) -> ScalarSet? {
        guard text[position...].starts(with: "[:".unicodeScalars) else { return nil }
        var end = position + 2
        while end + 1 < text.count, text[end] != ":" || text[end + 1] != "]" {
            // Anything but a name means that the bracket is a character of the class.
            guard text[end] == "^" || text[end].isASCII && UInt8(ascii: text[end]).isWordByte else { return nil }
            end += 1
        }
        guard end + 1 < text.count else { return nil }
        let isNegated = text[position + 2] == "^"
        var name = String.UnicodeScalarView()
        name.append(contentsOf: text[(position + (isNegated ? 3 : 2))..<max(end, position + (isNegated ? 3 : 2))])
        guard let set = ScalarSet.posix(String(name)) else {
            throw PatternError(.badClass, offset: position, expected: "a name like `[:alpha:]`")
        }
        position = end + 2
        return isNegated ? set.inverted : set
    }
}
