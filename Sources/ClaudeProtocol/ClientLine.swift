public import Text

/// What a client writes to the CLI with stream-json input: one line a message.
public enum ClientLine {
    /// A message of the user's.
    public static func user(_ text: String) -> [UInt8] {
        line([
            "type": "user", "message": ["role": "user", "content": .string(text)], "parent_tool_use_id": nil,
            "session_id": "",
        ])
    }

    /// A request of the client's: `interrupt`, `set_model`, `initialize`, ….
    ///
    /// - Parameters:
    ///   - id: by which the answer names it.
    ///   - body: the request with its `subtype`.
    public static func request(_ id: String, _ body: JSONValue) -> [UInt8] {
        line(["type": "control_request", "request_id": .string(id), "request": body])
    }

    /// The answer to a request of the CLI's.
    public static func answer(_ id: String, _ response: JSONValue) -> [UInt8] {
        line([
            "type": "control_response",
            "response": ["subtype": "success", "request_id": .string(id), "response": response],
        ])
    }

    /// The refusal of a request of the CLI's.
    public static func refusal(_ id: String, error: String) -> [UInt8] {
        line([
            "type": "control_response",
            "response": ["subtype": "error", "request_id": .string(id), "error": .string(error)],
        ])
    }

    private static func line(_ message: JSONValue) -> [UInt8] { message.encoded + [UInt8(ascii: "\n")] }
}
