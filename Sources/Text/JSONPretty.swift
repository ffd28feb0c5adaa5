extension JSONValue {
    /// The value on lines for people: two spaces a level, short lists and objects on one line.
    public var prettyText: String {
        var lines = ""
        write(to: &lines, indent: 0)
        return lines
    }

    /// How long a list or an object may be that stands on one line, in characters.
    private static let lineMax = 100

    private func write(to text: inout String, indent: Int) {
        let plain = self.text
        if plain.count + indent <= Self.lineMax { return text += plain }
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + inner
                element.write(to: &text, indent: indent + 2)
            }
            text += "\n\(outer)]"
        case .object(let object):
            text += "{"
            for (index, member) in object.members.enumerated() {
                text += (index == 0 ? "\n" : ",\n") + inner + JSONValue.string(member.key).text + ": "
                member.value.write(to: &text, indent: indent + 2)
            }
            text += "\n\(outer)}"
        default: text += plain
        }
    }
}
