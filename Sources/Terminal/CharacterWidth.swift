/// How many columns a character takes on a terminal.
///
/// Source: Unicode Standard Annex #11 (East Asian Width, classes W and F), and UTS #51 for emoji: a sequence with
/// U+FE0F, a pair of regional indicators and a joined sequence take two columns. Ambiguous characters take one.
public enum CharacterWidth {
    /// The columns of a character as a reader sees it, 0 to 2; 0 for controls and for marks that stand alone.
    public static func columns(of character: Character) -> Int {
        var scalars = character.unicodeScalars.makeIterator()
        guard let first = scalars.next() else { return 0 }
        var width = columns(of: first)
        var isIndicator = isRegionalIndicator(first)
        while let scalar = scalars.next() {
            switch scalar.value {
            case 0xFE0F where first.properties.isEmoji: width = 2
            case _ where isIndicator && isRegionalIndicator(scalar): width = 2
            default: width = max(width, columns(of: scalar))
            }
            isIndicator = false
        }
        return width
    }

    /// The columns of a text without line breaks.
    public static func columns(of text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The columns of a scalar by itself, 0 to 2.
    public static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x7F: return 1
        case 0..<0x20, 0x7F..<0xA0: return 0
        case 0xA0..<0x300: return 1
        case 0x1160...0x11FF: return 0
        // What is frequent needs no look into a table: Greek and Cyrillic; dashes and quotes; arrows and operators; lines
        // and blocks; Braille; CJK ideographs; Hangul.
        case 0x370..<0x483, 0x2010...0x2027, 0x2190...0x22FF, 0x2500...0x25FC, 0x2800...0x28FF: return 1
        case 0x4E00...0x9FFF, 0xAC00...0xD7A3: return 2
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return 0
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    /// Whether the East Asian Width is W or F.
    private static func isWide(_ value: UInt32) -> Bool {
        if value < 0x1100 { return false }
        if value < 0x2E80 { return isWideSymbol(value) }
        if value < 0x1F000 { return isWideLetter(value) }
        return isWidePictograph(value)
    }

    /// Hangul Jamo, and symbols with an emoji form.
    private static func isWideSymbol(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0, 0x23F3, 0x25FD...0x25FE,
            0x2614...0x2615, 0x2648...0x2653, 0x267F, 0x2693, 0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE,
            0x26C4...0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F3, 0x26F5, 0x26FA, 0x26FD, 0x2705, 0x270A...0x270B,
            0x2728, 0x274C, 0x274E, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27B0, 0x27BF, 0x2B1B...0x2B1C, 0x2B50,
            0x2B55:
            return true
        default: return false
        }
    }

    /// Letters and marks of East Asian scripts, and full-width forms.
    private static func isWideLetter(_ value: UInt32) -> Bool {
        switch value {
        case 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
            0x18D00...0x18D08, 0x1AFF0...0x1B2FF:
            return true
        default: return false
        }
    }

    /// Pictographs, and the ideographs of planes 2 and 3.
    private static func isWidePictograph(_ value: UInt32) -> Bool {
        switch value {
        case 0x1F004, 0x1F0CF, 0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
            0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4, 0x1F3F8...0x1F43E,
            0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A,
            0x1F595...0x1F596, 0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC, 0x1F6D0...0x1F6D2,
            0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0,
            0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x2FFFD,
            0x30000...0x3FFFD:
            return true
        default: return false
        }
    }
}
