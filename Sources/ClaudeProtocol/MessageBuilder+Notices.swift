public import Text

extension MessageBuilder {
    /// A `system` line: its members between its kind and its identifiers.
    mutating func system(_ subtype: String, _ members: JSONValue = [:]) -> JSONValue {
        var message: JSONValue = ["type": "system", "subtype": .string(subtype)]
        for member in members.object?.members ?? [] { message.set(member.key, member.value) }
        message.set("uuid", uuid())
        message.set("session_id", .string(session.id))
        return message
    }

    /// `system/hook_started`, where hook events are asked for.
    public mutating func hookStarted(id: String, name: String, event: String) -> JSONValue {
        system("hook_started", ["hook_id": .string(id), "hook_name": .string(name), "hook_event": .string(event)])
    }

    /// `system/hook_response`: what a hook's command wrote and how it ended.
    public mutating func hookResponse(
        id: String, name: String, event: String, stdout: String, stderr: String, exitCode: Int
    ) -> JSONValue {
        system(
            "hook_response",
            [
                "hook_id": .string(id), "hook_name": .string(name), "hook_event": .string(event),
                "output": .string(stdout + stderr), "stdout": .string(stdout), "stderr": .string(stderr),
                "exit_code": .int(exitCode), "outcome": exitCode == 0 ? "success" : "error",
            ])
    }

    /// `system/session_state_changed`, to clients that want to know.
    public mutating func sessionState(_ state: String, isForHost: Bool) -> JSONValue {
        var members: JSONValue = ["state": .string(state)]
        if isForHost { members.set("sdk_host_only", true) }
        return system("session_state_changed", members)
    }

    /// `system/control_request_progress`: a request is being worked on.
    public mutating func controlProgress(requestID: String) -> JSONValue {
        system("control_request_progress", ["request_id": .string(requestID), "status": "started"])
    }

    /// `system/status` after the permission mode has changed.
    public mutating func status(permissionMode: String) -> JSONValue {
        system("status", ["status": nil, "permissionMode": .string(permissionMode)])
    }

    /// `system/informational` about an answer that a safety classifier stopped.
    public mutating func refusalNotice() -> JSONValue {
        let words = "\(profile.displayName(of: session.model))'s safeguards stopped the response above"
        return system(
            "informational", ["content": .string("\(words) · continuing once with that noted"), "level": "notice"])
    }

    /// The `user` line with which the CLI asks the model to go on after an answer that was no whole one.
    public mutating func continuation(after reason: Continuation, messageID: String, at time: Int64) -> JSONValue {
        var message = userText(reason.words, at: time)
        message.set("isSynthetic", true)
        if reason == .refusal { message.set("refused_message_id", .string(messageID)) }
        return message
    }

    /// Why the model is asked to go on.
    public enum Continuation: Sendable, Hashable {
        /// The answer was cut at the limit of its length.
        case maxTokens
        /// A safety classifier stopped it.
        case refusal
        /// There was nothing to see in it.
        case empty

        var words: String {
            switch self {
            case .maxTokens:
                "Output token limit hit. Resume directly — no apology, no recap of what you were doing. Pick up "
                    + "mid-thought if that is where the cut happened. Break remaining work into smaller pieces."
            case .refusal:
                "Your response above was stopped by a safety classifier — this is not a tool or API error. The rest of "
                    + "it was withheld, and tool calls in it that had not finished did not run. Do not produce that "
                    + "content again, even reworded."
            case .empty:
                "[Your previous response had no visible output. Please continue and produce a user-visible response.]"
            }
        }
    }

    /// `system/model_fallback`: another model is asked from here on.
    public mutating func modelFallback(from old: String, to new: String) -> JSONValue {
        let (was, now) = (profile.displayName(of: old), profile.displayName(of: new))
        var words = "Switched to \(now) due to high demand for \(was)"
        let (before, after) = (profile.price(of: old).contextWindow, profile.price(of: new).contextWindow)
        if after < before { words += " · context window \(Self.short(before)) → \(Self.short(after)) tokens" }
        return [
            "type": "system", "subtype": "model_fallback", "uuid": uuid(), "trigger": "overloaded",
            "original_model": .string(old), "fallback_model": .string(new), "content": .string(words),
            "session_id": .string(session.id),
        ]
    }

    private static func short(_ tokens: Int) -> String {
        tokens >= 1_000_000 ? "\(tokens / 1_000_000)M" : "\(tokens / 1000)K"
    }

    /// `system/informational` about a prompt that a hook held back.
    public mutating func promptBlocked(_ words: String, reason: String) -> JSONValue {
        system(
            "informational",
            [
                "content": .string(words), "level": "warning", "prevent_continuation": true,
                "prompt_submit_outcome": [
                    "kind": "blocked_by_hook", "prompt_kept": false, "reason": .string(reason),
                ],
            ])
    }

    // MARK: Commands of the session itself

    /// The `assistant` line with the output of a command that the session answered itself.
    public mutating func localAnswer(_ words: String, command: String, at time: Int64) -> JSONValue {
        [
            "type": "assistant", "message": syntheticMessage(words, stopReason: "end_turn", stopSequence: nil),
            "parent_tool_use_id": nil,
            "local_command_source": .string("<local-command-stdout>\(words)</local-command-stdout>"),
            "session_id": .string(session.id), "uuid": uuid(),
            "timestamp": .string(WallClockText.text(milliseconds: time)),
            "local_command_run": ["command": .string(command), "args": ""],
        ]
    }

    /// The `result` of a turn that the model never saw.
    public mutating func localResult(_ words: String, command: String?, durationMs: Int, index: Int) -> JSONValue {
        var message: JSONValue = [
            "is_error": false, "duration_api_ms": 0, "num_turns": 0, "stop_reason": nil,
            "session_id": .string(session.id), "total_cost_usd": 0, "usage": usage(TokenUsage()), "modelUsage": [:],
            "permission_denials": [], "fast_mode_state": "off", "fast_mode_disabled_reason": "sdk_opt_in_required",
            "subagent_stats": SubAgentCounts().json, "safety_stops": 0, "subtype": "success", "result": .string(words),
            "local_command": command.map(JSONValue.string) ?? .null, "type": "result",
            "duration_ms": .int(durationMs), "uuid": uuid(), "queued_turn_count": 0, "result_index": .int(index),
            "model_usage_since_last_result": [:],
        ]
        if command == nil { message.set("local_command", nil) }
        return profile.reportsTasks ? message : message.arranged(by: profile.keys.result)
    }

    /// The `result` of a call that could not begin.
    public mutating func refusedResult(_ words: String, sessionID: String, invalidFile: String? = nil) -> JSONValue {
        var message: JSONValue = [
            "type": "result", "subtype": "error_during_execution", "duration_ms": 0, "duration_api_ms": 0,
            "is_error": true, "num_turns": 0,
        ]
        if profile.reportsTasks { message.set("stop_reason", .null) }
        message.set("session_id", .string(sessionID))
        message.set("total_cost_usd", 0)
        message.set("usage", usage(TokenUsage()))
        message.set("modelUsage", [:])
        message.set("permission_denials", [])
        message.set("uuid", uuid())
        message.set("errors", [.string(words)])
        if let invalidFile {
            message.set("startup_failure_reason", "config_file_invalid")
            message.set(
                "invalid_config_file",
                ["path": .string(invalidFile), "is_global": true, "backup_searched": true])
        }
        if profile.reportsTasks { message.set("result_index", 0) }
        return message
    }

    /// What `/cost` answers.
    public func costText(cost: Double, apiSeconds: Int, usage: TokenUsage) -> String {
        let cents = Int((cost * 10_000).rounded())
        let digits = String(cents % 10_000)
        let amount = "\(cents / 10_000).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        return """
            Estimated cost:        $\(amount)
            Total duration (API):  \(apiSeconds)s
            Total duration (wall): \(apiSeconds)s
            Total code changes:    0 lines added, 0 lines removed
            Usage:                 \(usage.input) input, \(usage.output) output, 0 cache read, 0 cache write
            """
    }

    // MARK: /compact

    /// `system/status` before and after the conversation is made shorter.
    public mutating func compacting(isDone: Bool) -> JSONValue {
        isDone
            ? system("status", ["status": nil, "compact_result": "success"])
            : system("status", ["status": "compacting"])
    }

    /// `system/compact_boundary`.
    public mutating func compactBoundary(before: Int, after: Int) -> JSONValue {
        [
            "type": "system", "subtype": "compact_boundary", "session_id": .string(session.id), "uuid": uuid(),
            "compact_metadata": ["trigger": "manual", "pre_tokens": .int(before), "post_tokens": .int(after)],
            "logical_parent_uuid": uuid(),
        ]
    }

    /// The `user` line that a command's output is in.
    public mutating func commandOutput(_ words: String, at time: Int64) -> JSONValue {
        var message = userText("", at: time)
        message.set("message", ["role": "user", "content": .string(words)])
        return message
    }
}
