import Text

/// Writes values as YAML that a person can read: blocks, and quotes where a plain word would not say the same.
enum YAMLWriter {
    /// The text of a document.
    static func text(_ value: YAMLValue) -> String {
        var text = ""
        write(value, indent: 0, isInline: false, into: &text)
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    /// - Parameter isInline: whether the value begins behind a `- ` on the same line.
    private static func write(_ value: YAMLValue, indent: Int, isInline: Bool, into text: inout String) {
        let margin = String(repeating: " ", count: indent)
        switch value.content {
        case .scalar(let scalar, let isQuoted): text += word(scalar, isQuoted: isQuoted) + "\n"
        case .sequence(let elements) where elements.isEmpty: text += "[]\n"
        case .mapping(let members) where members.isEmpty: text += "{}\n"
        case .sequence(let elements):
            for (place, element) in elements.enumerated() {
                text += (place == 0 && isInline ? "" : margin) + "- "
                write(element, indent: indent + 2, isInline: true, into: &text)
            }
        case .mapping(let members):
            for (place, member) in members.enumerated() {
                text += (place == 0 && isInline ? "" : margin) + word(member.key, isQuoted: false) + ":"
                write(behindKey: member.value, indent: indent, into: &text)
            }
        }
    }

    private static func write(behindKey value: YAMLValue, indent: Int, into text: inout String) {
        switch value.content {
        case .sequence(let elements) where !elements.isEmpty: text += "\n"
        case .mapping(let members) where !members.isEmpty: text += "\n"
        default:
            text += " "
            return write(value, indent: 0, isInline: true, into: &text)
        }
        write(value, indent: indent + 2, isInline: false, into: &text)
    }

    /// A scalar: plain where it was plain and can be, else in double quotes (YAML 1.2, section 7.3).
    private static func word(_ scalar: String, isQuoted: Bool) -> String {
        if !isQuoted, isPlain(scalar) { return scalar }
        var quoted = "\""
        for character in scalar.unicodeScalars {
            switch character {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where character.value < 0x20 || (0x7F..<0xA0).contains(character.value):
                let hex = String(character.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
            case "\u{2028}": quoted += "\\L"
            case "\u{2029}": quoted += "\\P"
            case "\u{FEFF}": quoted += "\\uFEFF"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "\""
    }

    private static func isPlain(_ scalar: String) -> Bool {
        guard let first = scalar.first, first.isASCII, first.isLetter || first.isNumber || first == "/" else {
            return false
        }
        return scalar.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " ._/|-()".contains($0)) }
            && scalar.last != " "
    }
}
