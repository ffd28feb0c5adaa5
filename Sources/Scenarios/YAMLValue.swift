import Text

/// A YAML value with the place where it stands: the strict part of YAML 1.2, in which every value is one tree.
struct YAMLValue: Sendable {
    /// One key and its value.
    struct Member: Sendable {
        let key: String
        let position: SourcePosition
        let value: YAMLValue
    }

    /// What stands there.
    enum Content: Sendable {
        case scalar(String, isQuoted: Bool)
        case sequence([YAMLValue])
        case mapping([Member])
    }

    let content: Content
    let position: SourcePosition

    /// What kind of value this is, as an error message names it.
    var kind: String {
        switch content {
        case .scalar(let text, _): text.isEmpty ? "nothing" : "'\(text.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Whether nothing stands there: `key:` or `key: null`.
    var isNull: Bool {
        if case .scalar(let text, isQuoted: false) = content { ["", "~", "null"].contains(text) } else { false }
    }

    /// The value as JSON: plain scalars are typed by JSON's own grammar (YAML 1.2 core schema), so `no` and `012` are text.
    var json: JSONValue {
        switch content {
        case .scalar(let text, let isQuoted): Self.json(text, isQuoted: isQuoted)
        case .sequence(let elements): .array(elements.map(\.json))
        case .mapping(let members):
            .object(JSONObject(members: members.map { JSONObject.Member(key: $0.key, value: $0.value.json) }))
        }
    }

    private static func json(_ text: String, isQuoted: Bool) -> JSONValue {
        if isQuoted { return .string(text) }
        if ["", "~"].contains(text) { return .null }
        guard let first = text.utf8.first, first != UInt8(ascii: "\""), first != UInt8(ascii: "["),
            first != UInt8(ascii: "{"), let value = try? JSONParser.parse(text)
        else { return .string(text) }
        return value
    }
}
