public import Text

extension MessageBuilder {
    /// A `stream_event` line around an event of the API.
    public mutating func streamEvent(
        _ event: JSONValue, of answer: AnswerIdentity, extra: JSONObject = JSONObject()
    ) -> JSONValue {
        var message: JSONValue = [
            "type": "stream_event", "event": event, "session_id": .string(session.id), "parent_tool_use_id": nil,
            "uuid": uuid(), "api_message_id": .string(answer.messageID),
        ]
        for member in extra.members { message.set(member.key, member.value) }
        return message.arranged(by: profile.keys.streamEvent)
    }

    /// `message_start`.
    public mutating func messageStart(of answer: AnswerIdentity, firstTokenMs: Int) -> JSONValue {
        let event: JSONValue = [
            "type": "message_start",
            "message": [
                "id": .string(answer.messageID), "type": "message", "role": "assistant",
                "model": .string(session.model), "content": [], "stop_reason": nil, "stop_sequence": nil,
                "usage": placeholderUsage(answer),
            ],
        ]
        let extra = JSONObject(members: [
            .init(key: "ttft_ms", value: .int(firstTokenMs)), .init(key: "thinking_display", value: "updates"),
        ])
        return streamEvent(event, of: answer, extra: extra)
    }

    /// `content_block_start` with an empty block.
    public mutating func blockStart(_ block: JSONValue, index: Int, of answer: AnswerIdentity) -> JSONValue {
        streamEvent(
            ["type": "content_block_start", "index": .int(index), "content_block": block], of: answer)
    }

    /// `content_block_delta`.
    public mutating func blockDelta(_ delta: JSONValue, index: Int, of answer: AnswerIdentity) -> JSONValue {
        streamEvent(["type": "content_block_delta", "index": .int(index), "delta": delta], of: answer)
    }

    /// `content_block_stop`.
    public mutating func blockStop(index: Int, of answer: AnswerIdentity) -> JSONValue {
        streamEvent(["type": "content_block_stop", "index": .int(index)], of: answer)
    }

    /// `message_delta`, which says why the answer ended and what it used.
    public mutating func messageDelta(stopReason: String, outputTokens: Int, of answer: AnswerIdentity) -> JSONValue {
        streamEvent(
            [
                "type": "message_delta", "delta": ["stop_reason": .string(stopReason), "stop_sequence": nil],
                "usage": ["output_tokens": .int(outputTokens)],
            ], of: answer)
    }

    /// The `message_delta` of an answer that was cut off.
    public mutating func abortedDelta(of answer: AnswerIdentity) -> JSONValue {
        streamEvent(
            [
                "type": "message_delta", "context_management": nil,
                "delta": ["container": nil, "stop_details": nil, "stop_reason": nil, "stop_sequence": nil],
                "usage": [
                    "output_tokens_details": ["thinking_tokens": 0], "cache_creation_input_tokens": 0,
                    "cache_read_input_tokens": 0, "input_tokens": .int(answer.inputTokens), "iterations": [],
                    "output_tokens": 1, "server_tool_use": Self.noServerTools, "fallback_credit": nil,
                ],
            ], of: answer)
    }

    /// `message_stop`; of an answer that was cut off it names the first block that nobody gets.
    public mutating func messageStop(of answer: AnswerIdentity, abandonedFrom index: Int? = nil) -> JSONValue {
        var extra = JSONObject()
        if let index {
            extra["abandoned_blocks"] = [
                "api_message_id": .string(answer.messageID), "from_block_index": .int(index),
            ]
        }
        return streamEvent(["type": "message_stop"], of: answer, extra: extra)
    }
}
