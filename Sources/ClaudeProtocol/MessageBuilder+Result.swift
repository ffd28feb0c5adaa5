public import Text

/// Everything that a `result` line says about a turn.
public struct TurnReport: Sendable {
    /// `success`, `error_during_execution`, `error_max_turns`, …
    public var subtype: String = "success"
    /// Whether the turn failed.
    public var isError = false
    /// The final answer; `nil` where there is none.
    public var text: String?
    /// What went wrong, for results without an answer.
    public var errors: [String] = []
    /// Messages of the run, as the CLI counts them.
    public var turns = 1
    /// How long the turn took, in milliseconds.
    public var durationMs = 0
    /// How long the API took over the whole session, in milliseconds.
    public var apiDurationMs = 0
    /// From the start of the turn to the first content, in milliseconds; `nil` where there was none.
    public var firstContentMs: Int?
    /// Why the last answer ended.
    public var stopReason: String?
    /// Why the turn ended.
    public var terminalReason = "completed"
    /// What this turn used, by this model.
    public var usage = TokenUsage()
    /// What was used since the last result, also by an answer that was cut off.
    public var lastUsage = TokenUsage()
    /// What the session used so far, by model.
    public var sessionUsage: [(model: String, usage: TokenUsage)] = []
    /// What each denied call was.
    public var denials: [JSONValue] = []
    /// The failure of the API that ended the turn.
    public var failure: APIFailure?
    /// What `--json-schema` asked for.
    public var structuredOutput: JSONValue?
    /// Answers that a safety classifier stopped.
    public var safetyStops = 0
    /// Who began the turn, where it was not the person.
    public var origin: JSONValue?
    /// Sub-agents so far.
    public var agents = SubAgentCounts()
    /// Which result of the session this is, from 0.
    public var index = 0
    /// Identifiers of the answers that began, where pieces of them were told.
    public var begunMessages: [String]?
    /// Whether what this turn used is told by itself, which only stream-json does.
    public var saysLastUsage = true
    /// When the first request was made, in milliseconds since 1970; said only to clients that number their messages.
    public var requestTime: Int64 = 0

    /// A turn that went well.
    public init() {}
}

extension MessageBuilder {
    /// A `result` line.
    public mutating func result(_ report: TurnReport) -> JSONValue {
        var message: JSONValue = [
            "type": "result", "subtype": .string(report.subtype), "is_error": .bool(report.isError),
            "duration_ms": .int(report.durationMs), "duration_api_ms": .int(report.apiDurationMs),
            "num_turns": .int(report.turns), "session_id": .string(session.id),
            "stop_reason": report.stopReason.map(JSONValue.string) ?? .null,
            "total_cost_usd": .double(cost(report.sessionUsage)), "usage": usage(report.usage),
            "modelUsage": modelUsage(report.sessionUsage, restored: restoredModels),
            "permission_denials": .array(report.denials),
            "terminal_reason": .string(report.terminalReason), "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required", "subagent_stats": report.agents.json,
            "safety_stops": .int(report.safetyStops),
            "uuid": uuid(), "queued_turn_count": 0, "result_index": .int(report.index),
        ]
        if let text = report.text {
            message.set("result", .string(text))
            addFailure(of: report, to: &message)
        } else {
            message.set("errors", .strings(report.errors))
        }
        if let first = report.firstContentMs {
            for key in ["ttft_stream_ms", "first_content_frame_ms"] { message.set(key, .int(first)) }
            message.set("ttft_ms", .int(report.durationMs))
            message.set("time_to_request_ms", 0)
        }
        message.set("origin", report.origin)
        message.set("structured_output", report.structuredOutput)
        addMessageNumbers(of: report, to: &message)
        if report.saysLastUsage {
            let own = report.lastUsage.isEmpty ? [] : [(model: session.model, usage: report.lastUsage)]
            message.set("model_usage_since_last_result", modelUsage(own))
        }
        return message.arranged(by: report.text == nil ? profile.keys.failedResult : profile.keys.result)
    }

    private func addFailure(of report: TurnReport, to message: inout JSONValue) {
        message.set("api_error_status", report.failure?.status.map(JSONValue.int) ?? .null)
        message.set("api_error_type", report.failure?.type.map(JSONValue.string))
        message.set("api_error", report.failure?.connectionWord.map(JSONValue.string))
    }

    private func addMessageNumbers(of report: TurnReport, to message: inout JSONValue) {
        message.set("begun_message_ids", report.begunMessages.map(JSONValue.strings))
        guard let userMessageID, report.text != nil else { return }
        message.set("user_message_uuid", .string(userMessageID))
        message.set("user_message_uuids", [.string(userMessageID)])
        message.set("request_sent_wall_ms", .int(Int(report.requestTime)))
        message.set("first_request_input_tokens", .int(report.usage.input))
        message.set("first_request_cache_read_input_tokens", 0)
    }

    /// The order of keys in the sums of a session that was read from its file.
    private static let restoredKeys = [
        "inputTokens", "outputTokens", "thinkingTokens", "cacheReadInputTokens", "cacheCreationInputTokens",
        "cacheCreationEphemeral5mInputTokens", "cacheCreationEphemeral1hInputTokens", "webSearchRequests", "costUSD",
        "contextWindow", "maxOutputTokens", "canonicalModel", "provider", "costBasis",
    ]

    /// What an answer used, with all that the API says of it at its end.
    public func wholeUsage(_ usage: TokenUsage) -> JSONValue { self.usage(usage) }

    private func cost(_ sessionUsage: [(model: String, usage: TokenUsage)]) -> Double {
        sessionUsage.reduce(0) { $0 + profile.price(of: $1.model).cost($1.usage) }
    }

    func usage(_ usage: TokenUsage) -> JSONValue {
        let message: JSONValue = [
            "input_tokens": .int(usage.input), "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
            "output_tokens": .int(usage.output),
            "output_tokens_details": ["thinking_tokens": .int(usage.thinking)], "server_tool_use": Self.noServerTools,
            "service_tier": "standard", "cache_creation": Self.noCacheCreation, "inference_geo": "", "iterations": [],
            "speed": "standard", "fallback_credit": nil,
        ]
        return message.arranged(by: usage.isEmpty ? profile.keys.emptyUsage : profile.keys.usage)
    }

    private func modelUsage(
        _ models: [(model: String, usage: TokenUsage)], restored: [String] = []
    ) -> JSONValue {
        .object(
            JSONObject(
                members: models.filter { !$0.usage.isEmpty }.map { entry in
                    JSONObject.Member(
                        key: entry.model,
                        value: modelUsage(entry.usage, of: entry.model, isRestored: restored.contains(entry.model)))
                }))
    }

    private func modelUsage(_ usage: TokenUsage, of model: String, isRestored: Bool) -> JSONValue {
        let price = profile.price(of: model)
        let entry: JSONValue = [
            "inputTokens": .int(usage.input), "outputTokens": .int(usage.output), "cacheReadInputTokens": 0,
            "cacheCreationInputTokens": 0, "webSearchRequests": 0, "costUSD": .double(price.cost(usage)),
            "contextWindow": .int(price.contextWindow), "maxOutputTokens": .int(price.maxOutput),
            "thinkingTokens": .int(usage.thinking), "cacheCreationEphemeral5mInputTokens": 0,
            "cacheCreationEphemeral1hInputTokens": 0, "canonicalModel": .string(model), "provider": "firstParty",
            "costBasis": "list",
        ]
        return entry.arranged(by: isRestored ? Self.restoredKeys : profile.keys.modelUsage)
    }
}
