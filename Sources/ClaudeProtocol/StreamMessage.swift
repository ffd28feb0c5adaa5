public import Text

/// What one line of stream-json output says to a client.
///
/// A line may hold several (an assistant message with several content blocks); unknown kinds are kept as `other`, since
/// every new CLI version brings some.
public enum StreamMessage: Sendable, Hashable {
    /// A session has begun, or another turn of it: the CLI says so before every turn.
    case initialized(sessionID: String, model: String?, version: String?)
    /// A whole text block of an assistant message.
    case text(String, parentToolUseID: String?)
    /// A piece of a text block that is still being written.
    case textDelta(String)
    /// A whole thinking block.
    case thinking(String)
    /// A tool is about to run.
    case toolUse(id: String, name: String, input: JSONValue, parentToolUseID: String?)
    /// What a tool answered.
    case toolResult(id: String, isError: Bool, text: String)
    /// The turn is over; more turns, and more results, may follow.
    case result(TurnOutcome)
    /// A request to the API failed and is made again after a delay.
    case apiRetry(attempt: Int, delay: Duration, error: String)
    /// The CLI asks the client something, and waits: `can_use_tool`, `hook_callback`, `mcp_message`.
    case controlRequest(id: String, subtype: String, request: JSONValue)
    /// The CLI answers a request of the client's: with an object, or an error.
    case controlResponse(id: String, response: JSONValue?, error: String?)
    /// The CLI no longer waits for the answer to a request.
    case controlCancel(id: String)
    /// A kind that needs no answer, or that is newer than we are.
    case other(type: String, subtype: String?)

    /// Reads one line of standard output.
    ///
    /// - Parameter line: the bytes of the line, with or without its line end.
    /// - Returns: `nil` where the line is no JSON object with a `type`; banners and torn lines are such.
    public static func parse(_ line: some Collection<UInt8>) -> [StreamMessage]? {
        line.withContiguousStorageIfAvailable(parse(_:)) ?? Array(line).withUnsafeBufferPointer(parse(_:))
    }

    /// Reads one line of standard output where it stands.
    public static func parse(_ line: UnsafeBufferPointer<UInt8>) -> [StreamMessage]? {
        guard line.first(where: { !isSpace($0) }) == UInt8(ascii: "{") else { return nil }
        guard let value = try? JSONParser.parse(line, keeping: wanted), let type = value["type"]?.string else {
            return nil
        }
        return messages(of: value, type: type)
    }

    /// The members that are looked at here and by `TurnOutcome`.
    private static let wanted: JSONSelection = {
        let kept = JSONSelection.everything
        return JSONSelection([
            "type": kept, "subtype": kept, "message": JSONSelection(["content": kept]),
            "event": JSONSelection(["delta": kept]), "parent_tool_use_id": kept, "session_id": kept, "model": kept,
            "claude_code_version": kept, "retry_delay_ms": kept, "attempt": kept, "error": kept,
            "is_error": kept, "result": kept, "errors": kept, "num_turns": kept, "duration_ms": kept,
            "total_cost_usd": kept, "usage": JSONSelection(["input_tokens": kept, "output_tokens": kept]),
            "api_error_status": kept, "terminal_reason": kept, "permission_denials": kept,
            "origin": kept, "request_id": kept, "request": kept, "response": kept,
        ])
    }()

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }

    private static func messages(of value: JSONValue, type: String) -> [StreamMessage] {
        let subtype = value["subtype"]?.string
        let known: [StreamMessage]
        switch type {
        case "assistant", "user": known = blocks(of: value, isAssistant: type == "assistant")
        case "result": known = [.result(TurnOutcome(value))]
        case "stream_event": known = delta(of: value)
        case "system": known = system(value, subtype: subtype)
        case "control_request", "control_response", "control_cancel_request": known = control(value, type: type)
        default: known = []
        }
        return known.isEmpty ? [.other(type: type, subtype: subtype)] : known
    }

    private static func system(_ value: JSONValue, subtype: String?) -> [StreamMessage] {
        switch subtype {
        case "init":
            let version = value["claude_code_version"]?.string
            let session = value["session_id"]?.string ?? ""
            return [.initialized(sessionID: session, model: value["model"]?.string, version: version)]
        case "api_retry":
            let delay = Duration.microseconds(Int64(clampedMilliseconds(value["retry_delay_ms"]) * 1000))
            let error = value["error"]?.string ?? "unknown"
            return [.apiRetry(attempt: value["attempt"]?.int ?? 0, delay: delay, error: error)]
        default: return []
        }
    }

    private static func control(_ value: JSONValue, type: String) -> [StreamMessage] {
        switch type {
        case "control_request":
            guard let id = value["request_id"]?.string, let request = value["request"] else { return [] }
            return [.controlRequest(id: id, subtype: request["subtype"]?.string ?? "", request: request)]
        case "control_response":
            guard let response = value["response"], let id = response["request_id"]?.string else { return [] }
            let isError = response["subtype"]?.string == "error"
            let error = isError ? response["error"]?.string ?? "unknown error" : nil
            return [.controlResponse(id: id, response: response["response"], error: error)]
        default: return value["request_id"]?.string.map { [.controlCancel(id: $0)] } ?? []
        }
    }

    /// A delay in milliseconds, at most a day: what is beyond is a mistake of the sender.
    private static func clampedMilliseconds(_ value: JSONValue?) -> Double {
        guard let number = value?.double, number.isFinite else { return 0 }
        return min(max(number, 0), 86_400_000)
    }

    private static func delta(of value: JSONValue) -> [StreamMessage] {
        let delta = value["event"]?["delta"]
        guard delta?["type"]?.string == "text_delta", let text = delta?["text"]?.string else { return [] }
        return [.textDelta(text)]
    }

    /// The blocks of a message; its content may be one string instead of a list.
    private static func blocks(of value: JSONValue, isAssistant: Bool) -> [StreamMessage] {
        let parent = value["parent_tool_use_id"]?.string
        let content = value["message"]?["content"]
        if let text = content?.string { return isAssistant ? [.text(text, parentToolUseID: parent)] : [] }
        return (content?.array ?? []).compactMap { block in
            isAssistant ? assistantBlock(block, parent: parent) : userBlock(block)
        }
    }

    private static func assistantBlock(_ block: JSONValue, parent: String?) -> StreamMessage? {
        if let text = block.string { return .text(text, parentToolUseID: parent) }
        switch block["type"]?.string {
        case "text": return .text(block["text"]?.string ?? "", parentToolUseID: parent)
        case "thinking": return .thinking(block["thinking"]?.string ?? "")
        case "tool_use":
            return .toolUse(
                id: block["id"]?.string ?? "", name: block["name"]?.string ?? "",
                input: block["input"] ?? .object(JSONObject()), parentToolUseID: parent)
        default: return nil
        }
    }

    private static func userBlock(_ block: JSONValue) -> StreamMessage? {
        guard block["type"]?.string == "tool_result" else { return nil }
        return .toolResult(
            id: block["tool_use_id"]?.string ?? "", isError: block["is_error"]?.bool ?? false,
            text: plainText(of: block["content"]))
    }

    /// The text of content that is a string or a list of blocks.
    private static func plainText(of content: JSONValue?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string ?? $0.string }.joined(separator: "\n")
    }
}
