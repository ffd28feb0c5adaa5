public import Text

/// One answer of the API that is being told: its identifier, its request, and what it used.
public struct AnswerIdentity: Sendable, Hashable {
    /// The identifier that all its lines share.
    public let messageID: String
    /// The identifier of the request.
    public let requestID: String
    /// Input tokens, which are known when the answer begins.
    public let inputTokens: Int

    /// An answer that begins.
    public init(messageID: String, requestID: String, inputTokens: Int) {
        self.messageID = messageID
        self.requestID = requestID
        self.inputTokens = inputTokens
    }
}

extension MessageBuilder {
    /// A new answer of the API.
    public mutating func beginAnswer(inputTokens: Int) -> AnswerIdentity {
        AnswerIdentity(
            messageID: identifiers.token("msg_01"), requestID: identifiers.token("req_011C"), inputTokens: inputTokens)
    }

    /// An `assistant` line: one content block of an answer.
    ///
    /// - Parameters:
    ///   - block: the content block.
    ///   - answer: the answer that it belongs to.
    ///   - time: milliseconds since 1970.
    ///   - extra: members that only some lines have: `aborted`, `thinking_duration_ms`, …
    public mutating func assistant(
        _ block: JSONValue, of answer: AnswerIdentity, at time: Int64, extra: JSONObject = JSONObject()
    ) -> JSONValue {
        var message: JSONValue = [
            "type": "assistant",
            "message": [
                "id": .string(answer.messageID), "type": "message", "role": "assistant",
                "model": .string(session.model), "content": [block], "stop_reason": nil, "stop_sequence": nil,
                "usage": placeholderUsage(answer), "context_management": nil,
            ],
            "parent_tool_use_id": nil, "session_id": .string(session.id), "uuid": uuid(),
            "timestamp": .string(WallClockText.text(milliseconds: time)), "request_id": .string(answer.requestID),
        ]
        for member in extra.members { message.set(member.key, member.value) }
        addUserMessageID(to: &message)
        return message.arranged(by: profile.keys.assistant)
    }

    /// An `assistant` line of an answer that came as a whole: its end is known, and its request is not told.
    public func unstreamed(_ message: JSONValue, usage: TokenUsage) -> JSONValue {
        var (message, inner) = (message, message["message"] ?? [:])
        inner.set("stop_reason", "end_turn")
        inner.set("usage", wholeUsage(usage))
        message.set("message", inner)
        message.set("request_id", nil)
        return message
    }

    /// The `assistant` line that the CLI makes up for a failure of the API.
    public mutating func failure(_ failure: APIFailure, text: String, at time: Int64) -> JSONValue {
        var message: JSONValue = [
            "type": "assistant", "message": syntheticMessage(text, stopReason: "stop_sequence"),
            "parent_tool_use_id": nil, "session_id": .string(session.id), "uuid": uuid(),
            "timestamp": .string(WallClockText.text(milliseconds: time)), "error": .string(failure.word(in: profile)),
            "is_api_error_message": true,
        ]
        if let status = failure.status {
            message.set("api_error_status", .int(status))
            message.set("request_id", .string(identifiers.token("req_011C")))
        }
        message.set("api_error_type", failure.type.map(JSONValue.string))
        message.set("api_error", failure.connectionWord.map(JSONValue.string))
        addUserMessageID(to: &message)
        return message.arranged(by: profile.keys.assistant)
    }

    /// A message of the assistant that no model has written.
    mutating func syntheticMessage(_ text: String, stopReason: String, stopSequence: JSONValue = "") -> JSONValue {
        let usage: JSONValue = [
            "output_tokens_details": nil, "input_tokens": 0, "output_tokens": 0, "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0, "server_tool_use": Self.noServerTools, "service_tier": nil,
            "cache_creation": Self.noCacheCreation, "inference_geo": nil, "iterations": nil, "speed": nil,
            "fallback_credit": nil,
        ]
        let message: JSONValue = [
            "diagnostics": nil, "id": uuid(), "container": nil, "model": "<synthetic>", "role": "assistant",
            "stop_details": nil, "stop_reason": .string(stopReason), "stop_sequence": stopSequence, "type": "message",
            "usage": usage.arranged(by: profile.keys.syntheticUsage),
            "content": [["type": "text", "text": .string(text)]], "context_management": nil,
        ]
        return message.arranged(by: profile.keys.syntheticMessage)
    }

    /// A `user` line with what a tool answered.
    public mutating func toolResult(_ result: ToolAnswer, id: String, at time: Int64) -> JSONValue {
        var block: JSONValue
        if result.isError {
            block = ["type": "tool_result", "content": result.content, "is_error": true, "tool_use_id": .string(id)]
        } else {
            block = ["tool_use_id": .string(id), "type": "tool_result", "content": result.content]
            if result.tool == "Bash" { block.set("is_error", false) }
        }
        var message = user([block], at: time)
        message.set("tool_use_result", result.detail(profile: profile))
        message.set("tool_result_meta", result.meta(id: id).map { [$0] })
        return message.arranged(by: profile.keys.user)
    }

    /// A `user` line with a text block that the CLI puts in, such as the one about an interruption.
    public mutating func userText(_ text: String, at time: Int64) -> JSONValue {
        user([["type": "text", "text": .string(text)]], at: time).arranged(by: profile.keys.user)
    }

    /// The echo of a user message.
    public mutating func replay(of message: JSONValue, at time: Int64) -> JSONValue {
        [
            "type": "user", "message": message["message"] ?? nil, "session_id": .string(session.id),
            "parent_tool_use_id": nil, "uuid": message["uuid"] ?? uuid(),
            "timestamp": .string(WallClockText.text(milliseconds: time)), "isReplay": true,
        ]
    }

    private mutating func user(_ blocks: [JSONValue], at time: Int64) -> JSONValue {
        [
            "type": "user", "message": ["role": "user", "content": .array(blocks)], "parent_tool_use_id": nil,
            "session_id": .string(session.id), "uuid": uuid(),
            "timestamp": .string(WallClockText.text(milliseconds: time)),
        ]
    }

    private func addUserMessageID(to message: inout JSONValue) {
        guard let userMessageID else { return }
        message.set("user_message_uuid", .string(userMessageID))
        message.set("user_message_uuids", [.string(userMessageID)])
    }

    /// The usage that stands in `assistant` lines: output tokens are a placeholder until the result.
    func placeholderUsage(_ answer: AnswerIdentity) -> JSONValue {
        [
            "input_tokens": .int(answer.inputTokens), "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
            "output_tokens": 1, "service_tier": "standard",
        ]
    }

    static let noServerTools: JSONValue = ["web_search_requests": 0, "web_fetch_requests": 0]
    static let noCacheCreation: JSONValue = ["ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0]
}
