import Matching
import Text

/// Holds a value against a JSON Schema: as much of draft 2020-12 as our schemas use; another keyword is a complaint.
struct JSONSchemaCheck {
    let root: JSONValue

    /// What is wrong with a value, each with its place; empty: nothing.
    func complaints(about value: JSONValue) -> [String] { complaints(value, root, "") }

    private static let notes = ["$schema", "$defs", "title", "description", "default"]

    private func complaints(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        guard let object = schema.object else { return schema.bool == true ? [] : ["\(place): nothing may stand here"] }
        return object.members.flatMap { complaints(value, $0, object, place) }
    }

    private func complaints(
        _ value: JSONValue, _ keyword: JSONObject.Member, _ schema: JSONObject, _ place: String
    ) -> [String] {
        let wanted = keyword.value
        func unless(_ holds: Bool) -> [String] { holds ? [] : ["\(place): \(keyword.key) \(wanted.text.prefix(200))"] }
        switch keyword.key {
        case let note where Self.notes.contains(note): return []
        case "$ref":
            let name = (wanted.string ?? "").replacing("#/$defs/", with: "")
            guard let target = root["$defs"]?[name] else { return ["\(place): no definition \(wanted.text)"] }
            return complaints(value, target, place)
        case "type": return unless((wanted.array ?? [wanted]).contains { isOf(type: $0.string ?? "", value) })
        case "enum": return unless(wanted.array?.contains(value) ?? false)
        case "const": return unless(wanted == value)
        case "anyOf": return unless(wanted.array?.contains { complaints(value, $0, place).isEmpty } ?? false)
        case "oneOf": return unless(wanted.array?.count { complaints(value, $0, place).isEmpty } == 1)
        case "pattern":
            guard let text = value.string else { return [] }
            return unless((try? Pattern(wanted.string ?? ""))?.matches(text) ?? false)
        case "minimum": return unless(value.double.map { $0 >= wanted.double ?? 0 } ?? true)
        case "maximum": return unless(value.double.map { $0 <= wanted.double ?? 0 } ?? true)
        case "minItems": return unless(value.array.map { $0.count >= wanted.int ?? 0 } ?? true)
        case "maxItems": return unless(value.array.map { $0.count <= wanted.int ?? 0 } ?? true)
        case "minProperties": return unless(value.object.map { $0.members.count >= wanted.int ?? 0 } ?? true)
        case "maxProperties": return unless(value.object.map { $0.members.count <= wanted.int ?? 0 } ?? true)
        case "required":
            guard let object = value.object else { return [] }
            return (wanted.array ?? []).compactMap(\.string).filter { object[$0] == nil }.map { "\(place): no \($0)" }
        case "items":
            return (value.array ?? []).enumerated().flatMap { complaints($0.element, wanted, "\(place)[\($0.offset)]") }
        case "propertyNames":
            return (value.object?.members ?? []).flatMap { complaints(.string($0.key), wanted, "\(place).\($0.key)") }
        case "properties":
            return (value.object?.members ?? []).flatMap { member in
                wanted[member.key].map { complaints(member.value, $0, "\(place).\(member.key)") } ?? []
            }
        case "additionalProperties":
            return (value.object?.members ?? []).filter { schema["properties"]?[$0.key] == nil }
                .flatMap { complaints($0.value, wanted, "\(place).\($0.key)") }
        default: return ["\(place): unknown keyword \(keyword.key)"]
        }
    }

    private func isOf(type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "null": value == .null
        case "boolean": value.bool != nil
        case "string": value.string != nil
        case "number": value.double != nil
        case "integer": value.int != nil
        case "array": value.array != nil
        case "object": value.object != nil
        default: false
        }
    }
}
