extension Profile {
    /// Version 2.1.330, as measured.
    public static let v2_1_330 = Profile(
        version: "2.1.330", defaultModel: "claude-opus-5-5",
        modelAliases: [
            ("opus", "claude-opus-5-5"), ("sonnet", "claude-sonnet-5-5"), ("haiku", "claude-haiku-4-5"),
            ("default", "claude-opus-5-5"),
        ],
        prices: [
            ModelPrice("claude-opus", input: 4, output: 20, contextWindow: 1_000_000, maxOutput: 128_000),
            ModelPrice("claude-sonnet", input: 3, output: 15, contextWindow: 1_000_000, maxOutput: 128_000),
            ModelPrice("claude-haiku", input: 1, output: 5, contextWindow: 200_000, maxOutput: 32_000),
        ],
        permissionModes: ["acceptEdits", "auto", "bypassPermissions", "manual", "dontAsk", "plan"],
        inputWait: .seconds(3), reportsRetries: true, reportsDenials: true, reportsThinking: true,
        reportsRequests: true, reportsTasks: true, reportsCommands: true, maxTurnsFails: true, interruptFails: true,
        tellsAbortedText: true, speaksOnInterruptSignal: true, terminateStatus: 143, hangUpStatus: 129,
        answersUnknownControls: true, controls: baseControls + newControls, configurationNotices: 2,
        quotesBadInput: false,
        keys: keys2_1_330,
        inventory: Inventory(
            tools: [
                "Task", "Bash", "CronCreate", "CronDelete", "CronList", "Edit", "EnterWorktree", "ExitWorktree",
                "ListAgents", "Monitor", "NotebookEdit", "Read", "ReportFindings", "ScheduleWakeup", "SendMessage",
                "Skill", "TaskStop", "ToolSearch", "WebFetch", "WebSearch", "Workflow", "Write",
            ],
            toolsWhenAsking: ["AskUserQuestion", "EnterPlanMode", "ExitPlanMode"],
            toolsForStructure: ["StructuredOutput"],
            toolsOfSmallModels: ["TaskCreate", "TaskGet", "TaskList", "TaskUpdate"],
            toolsWithBash: ["Monitor"], toolsWithoutBash: ["Glob", "Grep"], sortsTools: true,
            slashCommands: ["clear", "compact", "context", "init", "review", "usage"],
            agents: ["claude", "Explore", "general-purpose", "Plan", "statusline-setup"],
            skills: ["debug", "simplify", "verify"],
            capabilities: ["interrupt_receipt_v1", "interrupt_cancel_queued_v1", "msg_lifecycle_v1"]))

    private static let newControls = [
        "set_max_thinking_tokens", "mcp_reconnect", "mcp_toggle", "mcp_set_servers", "get_context_usage",
        "get_settings",
        "get_session_cost", "get_binary_version", "reload_plugins", "generate_session_title", "cancel_async_message",
        "seed_read_state", "apply_flag_settings", "side_question", "stop_task", "end_session", "rewind_files",
    ]

    static let baseControls = [
        "initialize", "interrupt", "set_permission_mode", "set_model", "mcp_status", "mcp_message",
    ]

    private static let keys2_1_330 = Keys(
        initialization: [
            "type", "subtype", "cwd", "session_id", "tools", "mcp_servers", "model", "permissionMode", "slash_commands",
            "terminal_slash_commands", "apiKeySource", "claude_code_version", "output_style", "agents", "skills",
            "plugins", "capabilities", "analytics_disabled", "product_feedback_disabled", "served_by_anthropic", "uuid",
            "memory_paths", "original_cwd", "additional_directories", "messaging_socket_path", "fast_mode_state",
            "fast_mode_disabled_reason", "per_turn_effort_active", "ultrathink_available", "ultrathink_typed_raises",
            "view_mode", "user_message_uuids",
        ],
        assistant: [
            "type", "message", "parent_tool_use_id", "session_id", "uuid", "timestamp", "error", "request_id",
            "thinking_duration_ms", "thinking_display", "is_api_error_message", "api_error_status", "api_error_type",
            "api_error", "aborted", "user_message_uuid", "user_message_uuids", "tool_use_meta",
        ],
        user: [
            "type", "message", "parent_tool_use_id", "session_id", "uuid", "timestamp", "tool_use_result",
            "tool_result_meta", "isSynthetic", "isReplay",
        ],
        streamEvent: [
            "type", "event", "session_id", "parent_tool_use_id", "uuid", "ttft_ms", "thinking_display",
            "api_message_id",
            "abandoned_blocks",
        ],
        result: resultKeys, failedResult: resultKeys,
        usage: [
            "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens",
            "output_tokens_details", "server_tool_use", "service_tier", "cache_creation", "inference_geo", "iterations",
            "speed", "fallback_credit",
        ],
        emptyUsage: [
            "output_tokens_details", "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens",
            "output_tokens", "server_tool_use", "service_tier", "cache_creation", "inference_geo", "iterations",
            "speed",
            "fallback_credit",
        ],
        modelUsage: [
            "inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens", "webSearchRequests",
            "costUSD", "contextWindow", "maxOutputTokens", "thinkingTokens", "cacheCreationEphemeral5mInputTokens",
            "cacheCreationEphemeral1hInputTokens", "canonicalModel", "provider", "costBasis",
        ],
        syntheticMessage: [
            "diagnostics", "id", "container", "model", "role", "stop_details", "stop_reason", "stop_sequence", "type",
            "usage", "content", "context_management",
        ],
        syntheticUsage: [
            "output_tokens_details", "input_tokens", "output_tokens", "cache_creation_input_tokens",
            "cache_read_input_tokens", "server_tool_use", "service_tier", "cache_creation", "inference_geo",
            "iterations",
            "speed", "fallback_credit",
        ],
        bashResult: ["stdout", "stderr", "interrupted", "isImage", "noOutputExpected"])

    private static let resultKeys = [
        "duration_api_ms", "stop_reason", "session_id", "total_cost_usd", "usage", "modelUsage", "permission_denials",
        "terminal_reason", "fast_mode_state", "fast_mode_disabled_reason", "origin", "subagent_stats", "safety_stops",
        "is_error", "num_turns", "subtype", "api_error_status", "api_error_type", "api_error", "errors", "result",
        "structured_output", "ttft_ms", "type", "duration_ms", "uuid", "begun_message_ids", "ttft_stream_ms",
        "time_to_request_ms",
        "first_content_frame_ms", "user_message_uuid", "user_message_uuids", "request_sent_wall_ms",
        "first_request_input_tokens", "first_request_cache_read_input_tokens", "queued_turn_count", "result_index",
        "model_usage_since_last_result",
    ]
}
