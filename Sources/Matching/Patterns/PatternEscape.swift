/// What a backslash and the characters behind it mean, in a class or outside.
enum PatternEscape {
    /// A character or a class of characters.
    enum Meaning {
        case scalar(UInt32)
        case set(ScalarSet)
    }

    /// Reads behind the backslash that stands at `start`.
    static func parse(
        _ text: [Unicode.Scalar], _ position: inout Int, from start: Int, flags: Pattern.Flags
    ) throws(PatternError) -> Meaning {
        guard position < text.count else {
            throw PatternError(.badEscape, offset: start, expected: "a character behind the backslash")
        }
        let next = text[position]
        position += 1
        if let set = set(next) { return .set(set) }
        if let control = control(next) { return .scalar(control) }
        switch next {
        case "x": return .scalar(try hexadecimal(text, &position, from: start))
        case "0": return .scalar(octal(text, &position, digits: 2))
        case "1"..."7":
            // Three octal digits are a character; fewer would be a reference to a group.
            guard position + 1 < text.count, isOctal(text[position]), isOctal(text[position + 1]) else {
                throw PatternError(.backReference, offset: start)
            }
            position -= 1
            return .scalar(octal(text, &position, digits: 3))
        case "8", "9": throw PatternError(.backReference, offset: start)
        case "p", "P":
            guard !flags.contains(.bytes) else {
                throw PatternError(.unicodeProperty, offset: start, expected: "characters, which are bytes here")
            }
            let set = try property(text, &position, from: start)
            let folded = flags.contains(.caseInsensitive) ? set.folded : set
            return .set(next == "P" ? folded.inverted : folded)
        default:
            guard next.isASCII, !UInt8(ascii: next).isWordByte || next == "_" else {
                throw PatternError(.badEscape, offset: start, expected: next == "Z" ? "`\\z`" : nil)
            }
            return .scalar(next.value)
        }
    }

    /// `\pL`, `\p{Greek}`, `\p{^Greek}`, behind the `p`.
    private static func property(
        _ text: [Unicode.Scalar], _ position: inout Int, from start: Int
    ) throws(PatternError) -> ScalarSet {
        var name = String.UnicodeScalarView()
        var isNegated = false
        if position < text.count, text[position] == "{" {
            position += 1
            isNegated = position < text.count && text[position] == "^"
            if isNegated { position += 1 }
            while position < text.count, text[position] != "}" {
                name.append(text[position])
                position += 1
            }
            guard position < text.count else {
                throw PatternError(.unicodeProperty, offset: start, expected: "`}` behind a name")
            }
        } else if position < text.count {
            name.append(text[position])
        }
        position += 1
        guard let set = UnicodeClass.set(named: String(name)) else {
            throw PatternError(
                .unicodeProperty, offset: start, expected: "a category like `Lu` or a script like `Greek`")
        }
        return isNegated ? set.inverted : set
    }

    private static func set(_ letter: Unicode.Scalar) -> ScalarSet? {
        switch letter {
        case "d": .digits
        case "D": ScalarSet.digits.inverted
        case "s": .spaces
        case "S": ScalarSet.spaces.inverted
        case "w": .words
        case "W": ScalarSet.words.inverted
        default: nil
        }
    }

    private static func control(_ letter: Unicode.Scalar) -> UInt32? {
        switch letter {
        case "a": 7
        case "t": 9
        case "n": 10
        case "v": 11
        case "f": 12
        case "r": 13
        default: nil
        }
    }

    private static func isOctal(_ scalar: Unicode.Scalar) -> Bool { ("0"..."7").contains(scalar) }

    private static func octal(_ text: [Unicode.Scalar], _ position: inout Int, digits: Int) -> UInt32 {
        var value: UInt32 = 0
        let end = position + digits
        while position < text.count, position < end, isOctal(text[position]) {
            value = value * 8 + (text[position].value - 0x30)
            position += 1
        }
        return value
    }

    /// `\x41` and `\x{1F642}`
    private static func hexadecimal(
        _ text: [Unicode.Scalar], _ position: inout Int, from start: Int
    ) throws(PatternError) -> UInt32 {
        let isBraced = position < text.count && text[position] == "{"
        if isBraced { position += 1 }
        let first = position
        var value: UInt32 = 0
        while position < text.count, position - first < (isBraced ? 8 : 2),
            let digit = Character(text[position]).hexDigitValue
        {
            value = value << 4 | UInt32(digit)
            position += 1
        }
        let isClosed = !isBraced || position < text.count && text[position] == "}"
        let isLong = isBraced ? position > first : position == first + 2
        guard isClosed, isLong, Unicode.Scalar(value) != nil else {
            throw PatternError(.badEscape, offset: start, expected: "two hexadecimal digits, or a character in braces")
        }
        if isBraced { position += 1 }
        return value
    }
}
