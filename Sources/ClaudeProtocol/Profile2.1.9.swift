extension Profile {
    /// Version 2.1.9, as measured.
    public static let v2_1_9 = Profile(
        version: "2.1.9", defaultModel: "claude-sonnet-4-5-20250929",
        modelAliases: [
            ("sonnet", "claude-sonnet-4-5-20250929"), ("opus", "claude-opus-4-5-20251101"),
            ("haiku", "claude-haiku-4-5-20251001"), ("default", "claude-sonnet-4-5-20250929"),
        ],
        prices: [
            ModelPrice("claude-opus", input: 5, output: 25, contextWindow: 200_000, maxOutput: 64_000),
            ModelPrice("claude-sonnet", input: 3, output: 15, contextWindow: 200_000, maxOutput: 64_000),
            ModelPrice("claude-haiku", input: 1, output: 5, contextWindow: 200_000, maxOutput: 64_000),
        ],
        permissionModes: ["acceptEdits", "bypassPermissions", "default", "delegate", "dontAsk", "plan"],
        inputWait: nil, reportsRetries: false, reportsDenials: false, reportsThinking: false, reportsRequests: false,
        reportsTasks: false, reportsCommands: false, maxTurnsFails: false, interruptFails: false,
        tellsAbortedText: false,
        speaksOnInterruptSignal: false, terminateStatus: nil, hangUpStatus: nil, answersUnknownControls: false,
        controls: baseControls, configurationNotices: 7, quotesBadInput: true, keys: keys2_1_9,
        inventory: Inventory(
            tools: [
                "Task", "TaskOutput", "Bash", "Glob", "Grep", "ExitPlanMode", "Read", "Edit", "Write", "NotebookEdit",
                "WebFetch", "TodoWrite", "WebSearch", "KillShell", "AskUserQuestion", "Skill", "EnterPlanMode",
                "MCPSearch",
            ],
            slashCommands: [
                "compact", "context", "cost", "init", "pr-comments", "release-notes", "review", "security-review",
            ],
            agents: ["Bash", "general-purpose", "statusline-setup", "Explore", "Plan"], skills: [], capabilities: []))

    private static let keys2_1_9 = Keys(
        initialization: [
            "type", "subtype", "cwd", "session_id", "tools", "mcp_servers", "model", "permissionMode", "slash_commands",
            "apiKeySource", "claude_code_version", "output_style", "agents", "skills", "plugins", "uuid",
        ],
        assistant: ["type", "message", "parent_tool_use_id", "session_id", "uuid", "error"],
        user: [
            "type", "message", "parent_tool_use_id", "session_id", "uuid", "tool_use_result", "isSynthetic", "isReplay",
        ],
        streamEvent: ["type", "event", "session_id", "parent_tool_use_id", "uuid"],
        result: [
            "type", "subtype", "is_error", "duration_ms", "duration_api_ms", "num_turns", "result", "session_id",
            "total_cost_usd", "usage", "modelUsage", "permission_denials", "uuid",
        ],
        failedResult: [
            "type", "subtype", "duration_ms", "duration_api_ms", "is_error", "num_turns", "session_id",
            "total_cost_usd",
            "usage", "modelUsage", "permission_denials", "uuid", "errors",
        ],
        usage: usageKeys, emptyUsage: usageKeys,
        modelUsage: [
            "inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens", "webSearchRequests",
            "costUSD", "contextWindow", "maxOutputTokens",
        ],
        syntheticMessage: [
            "id", "container", "model", "role", "stop_reason", "stop_sequence", "type", "usage", "content",
            "context_management",
        ],
        syntheticUsage: [
            "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens",
            "server_tool_use",
            "service_tier", "cache_creation",
        ],
        bashResult: ["stdout", "stderr", "interrupted", "isImage"])

    private static let usageKeys = [
        "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens", "server_tool_use",
        "service_tier", "cache_creation",
    ]
}
