/// A secret that is known byte by byte: the value of a variable, a text of the user's, a home folder.
struct SecretLiteral: Sendable {
    /// The number of its rule.
    let rule: Int32
    /// The secret.
    let bytes: [UInt8]
    /// What the replacement begins at: the last part of a home folder; 0: all is replaced.
    var secretOffset = 0
    /// What each byte becomes.
    var mask = RedactionRules.mask
    /// Whether letters, digits or `_` behind it make it another word.
    var needsBorder = false

    /// The shortest secret that is looked for, in bytes: shorter ones stand in ordinary text too.
    static let bytesMin = 6

    /// Whether it has nothing that looks like an escape: it can't be told from one then, and each spelling is looked for.
    var isPlain: Bool {
        !bytes.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "&") }
    }

    /// How it is spelt as a whole.
    var spellings: [[UInt8]] {
        let once = Self.json(bytes)
        return [
            bytes, once, Self.json(once), bytes.flatMap { Self.percent($0, isUpper: true) },
            bytes.flatMap { Self.percent($0, isUpper: false) }, bytes.flatMap { Self.xml($0, isFull: true) },
            bytes.flatMap { Self.xml($0, isFull: false) },
        ]
    }

    /// As JSON text writes it, without quotes.
    private static func json(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case 0x0A: Array("\\n".utf8)
            case 0x0D: Array("\\r".utf8)
            case 0x09: Array("\\t".utf8)
            default: [byte]
            }
        }
    }

    private static func percent(_ byte: UInt8, isUpper: Bool) -> [UInt8] {
        if ByteSet.key.contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") { return [byte] }
        return [
            UInt8(ascii: "%"), .hexadecimalDigit(byte >> 4, isUpper: isUpper),
            .hexadecimalDigit(byte & 15, isUpper: isUpper),
        ]
    }

    private static func xml(_ byte: UInt8, isFull: Bool) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "&"): Array("&amp;".utf8)
        case UInt8(ascii: "<"): Array("&lt;".utf8)
        case UInt8(ascii: ">") where isFull: Array("&gt;".utf8)
        case UInt8(ascii: "\"") where isFull: Array("&quot;".utf8)
        default: [byte]
        }
    }
}
