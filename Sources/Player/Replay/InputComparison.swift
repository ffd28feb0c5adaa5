import Text

/// Compares a line of stream-json input with the recorded one: names that clients invent are left out.
enum InputComparison {
    private static let invented: Set<String> = ["request_id", "uuid", "session_id"]

    /// What differs first: the path with what was expected and what came; `nil`: nothing.
    static func difference(_ wanted: JSONValue?, _ found: JSONValue?, at path: String = "") -> String? {
        if let one = wanted?.object, let other = found?.object {
            let keys = one.members.map(\.key) + other.members.map(\.key).filter { one[$0] == nil }
            for key in keys where !invented.contains(key) {
                if let difference = difference(one[key], other[key], at: "\(path).\(key)") { return difference }
            }
            return nil
        }
        if let one = wanted?.array, let other = found?.array {
            for index in 0..<max(one.count, other.count) {
                let (first, second) = (index < one.count ? one[index] : nil, index < other.count ? other[index] : nil)
                if let difference = difference(first, second, at: "\(path)[\(index)]") { return difference }
            }
            return nil
        }
        guard wanted != found else { return nil }
        return "at \(path.isEmpty ? "the top" : path):\n  - \(shown(wanted))\n  + \(shown(found))"
    }

    private static func shown(_ value: JSONValue?) -> String {
        guard let value else { return "(nothing)" }
        let text = VisibleText.clean(value.text)
        return text.count > 200 ? "\(text.prefix(200))…" : text
    }
}
