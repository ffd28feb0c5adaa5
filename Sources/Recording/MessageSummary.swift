import Text

/// One line of stream-json in words: who said what.
///
/// Lenient, since it is for reading only: what it does not know it shows as it is.
struct MessageSummary {
    /// A piece of a message.
    struct Part: Hashable {
        /// What was said.
        var text: String
        /// Whether it goes on what was said just before (a partial message).
        var isDelta = false
    }

    /// What a line says; `nil` where it is no message.
    static func parts(ofLine line: [UInt8]) -> [Part]? {
        guard let value = try? JSONParser.parse(line), value.object != nil, let type = value["type"]?.string else {
            return nil
        }
        switch type {
        case "system": return [Part(text: system(value))]
        case "assistant", "user": return message(value, role: type)
        case "result": return [Part(text: result(value))]
        case "stream_event": return [streamEvent(value["event"])]
        case "control_request": return [Part(text: control("control request", value["request"]))]
        case "control_response": return [Part(text: control("control response", value["response"]))]
        default: return [Part(text: "\(type) \(rest(of: value))")]
        }
    }

    private static func system(_ value: JSONValue) -> String {
        let subtype = value["subtype"]?.string ?? "?"
        guard subtype == "init" else { return "system \(subtype) \(rest(of: value))" }
        var facts: [String] = []
        if let session = value["session_id"]?.string { facts.append("session \(session.prefix(8))") }
        if let model = value["model"]?.string { facts.append("model \(model)") }
        if let tools = value["tools"]?.array { facts.append("\(tools.count) tools") }
        if let mode = value["permissionMode"]?.string { facts.append("permissions \(mode)") }
        if let version = value["claude_code_version"]?.string { facts.append("version \(version)") }
        return "init: \(facts.joined(separator: ", "))"
    }

    private static func message(_ value: JSONValue, role: String) -> [Part] {
        let content = value["message"]?["content"]
        if let text = content?.string { return [Part(text: "\(role): \(text)")] }
        let parts = (content?.array ?? []).map { Part(text: block($0, role: role)) }
        return parts.isEmpty ? [Part(text: "\(role) message without content")] : parts
    }

    private static func block(_ block: JSONValue, role: String) -> String {
        switch block["type"]?.string {
        case "text": return "\(role): \(block["text"]?.string ?? "")"
        case "thinking": return "\(role) thinks: \(block["thinking"]?.string ?? "")"
        case "tool_use":
            return "uses \(block["name"]?.string ?? "a tool"): \(block["input"]?.text ?? "")"
        case "tool_result":
            let kind = block["is_error"]?.bool == true ? "tool error" : "tool result"
            return "\(kind): \(toolText(block["content"]))"
        default: return "\(role): \(block.text)"
        }
    }

    private static func toolText(_ content: JSONValue?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).map { $0["text"]?.string ?? $0.text }.joined(separator: " ")
    }

    private static func result(_ value: JSONValue) -> String {
        let subtype = value["subtype"]?.string ?? "?"
        var facts = [value["is_error"]?.bool == true ? "ERROR (\(subtype))" : subtype]
        if let turns = value["num_turns"]?.int { facts.append(turns == 1 ? "1 turn" : "\(turns) turns") }
        if let duration = value["duration_ms"]?.int { facts.append("\(duration) ms") }
        if let cost = value["total_cost_usd"]?.double { facts.append("$\(cost)") }
        let text = value["result"]?.string.map { ": \($0)" } ?? ""
        return "result \(facts.joined(separator: ", "))\(text)"
    }

    private static func streamEvent(_ event: JSONValue?) -> Part {
        let delta = event?["delta"]
        if let text = delta?["text"]?.string ?? delta?["thinking"]?.string ?? delta?["partial_json"]?.string {
            return Part(text: text, isDelta: true)
        }
        return Part(text: "stream \(event?["type"]?.string ?? "?")")
    }

    private static func control(_ title: String, _ body: JSONValue?) -> String {
        let subtype = body?["subtype"]?.string ?? ""
        let tool = body?["tool_name"]?.string.map { " \($0)" } ?? ""
        let input = body?["input"].map { " \($0.text)" } ?? ""
        return "\(title) \(subtype)\(tool)\(input)"
    }

    /// The members of a message that its name has not said.
    private static func rest(of value: JSONValue) -> String {
        let known: Set = ["type", "subtype", "uuid", "session_id", "parent_tool_use_id"]
        let members = (value.object?.members ?? []).filter { !known.contains($0.key) }
        return members.isEmpty ? "" : JSONValue.object(JSONObject(members: members)).text
    }
}
