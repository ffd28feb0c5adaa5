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
        case "stream_event": return streamEvent(value["event"])
        case "control_request": return [Part(text: control("control request", value["request"]))]
        case "control_response": return [Part(text: control("control response", value["response"]))]
        default: return [Part(text: "\(type) \(rest(of: value))")]
        }
    }

    private static func system(_ value: JSONValue) -> String {
        let subtype = value["subtype"]?.string ?? "?"
        guard subtype == "init" else { return notice(subtype, value) ?? "system \(subtype) \(rest(of: value))" }
        var facts: [String] = []
        if let session = value["session_id"]?.string { facts.append("session \(session.prefix(8))") }
        if let model = value["model"]?.string { facts.append("model \(model)") }
        if let tools = value["tools"]?.array { facts.append("\(tools.count) tools") }
        if let mode = value["permissionMode"]?.string { facts.append("permissions \(mode)") }
        if let version = value["claude_code_version"]?.string { facts.append("version \(version)") }
        return "init: \(facts.joined(separator: ", "))"
    }

    /// What the CLI says besides the conversation; `nil` where there are no words for it.
    private static func notice(_ subtype: String, _ value: JSONValue) -> String? {
        func word(_ key: String) -> String { value[key].map { $0.string ?? $0.text } ?? "?" }
        switch subtype {
        case "api_retry":
            let why = value["error_status"]?.int.map { "\(word("error")) (\($0))" } ?? word("error")
            return "retry \(word("attempt")) of \(word("max_retries")) in \(word("retry_delay_ms")) ms: \(why)"
        case "status": return value["status"]?.string.map { "status: \($0)" } ?? "status: idle"
        case "session_state_changed": return "state: \(word("state"))"
        case "task_started": return "task started: \(word("description"))"
        case "task_progress": return "task goes on: \(word("description"))"
        case "task_notification": return "task \(word("status")): \(word("summary"))"
        case "permission_denied": return "permission denied for \(word("tool_name")): \(word("message"))"
        case "model_fallback": return "model \(word("original_model")) → \(word("fallback_model")): \(word("trigger"))"
        case "hook_started": return "hook \(word("hook_name")) begins"
        case "hook_response":
            let output = value["output"]?.string ?? ""
            return "hook \(word("hook_name")): \(word("outcome"))\(output.isEmpty ? "" : ": \(output)")"
        case "informational": return "notice: \(word("content"))"
        default: return nil
        }
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
            return "uses \(block["name"]?.string ?? "a tool"): \(input(of: block))"
        case "tool_result":
            let kind = block["is_error"]?.bool == true ? "tool error" : "tool result"
            return "\(kind): \(toolText(block["content"]))"
        default: return "\(role): \(block.text)"
        }
    }

    /// What a tool shall do: the one value that says it, where there is one, else all of it.
    private static func input(of block: JSONValue) -> String {
        let input = block["input"]
        let keys = ["command", "file_path", "path", "pattern", "query", "url", "prompt", "description"]
        return keys.lazy.compactMap { input?[$0]?.string }.first ?? input?.text ?? ""
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

    /// A piece of a partial message; what only frames the pieces is left out.
    private static func streamEvent(_ event: JSONValue?) -> [Part] {
        let delta = event?["delta"]
        if let text = delta?["text"]?.string ?? delta?["thinking"]?.string ?? delta?["partial_json"]?.string {
            return [Part(text: text, isDelta: true)]
        }
        let type = event?["type"]?.string ?? "?"
        if let name = event?["content_block"]?["name"]?.string {
            return [Part(text: "begins to use \(name): ", isDelta: true)]
        }
        let frames: Set = [
            "message_start", "message_delta", "message_stop", "content_block_start", "content_block_stop",
            "content_block_delta",
        ]
        return frames.contains(type) ? [] : [Part(text: "stream \(type)")]
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
