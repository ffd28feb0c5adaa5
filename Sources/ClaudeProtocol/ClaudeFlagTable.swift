extension ClaudeFlag {
    /// The options that a profile knows.
    public static func known(to profile: Profile) -> [ClaudeFlag] {
        all.filter { $0.onlyIn == nil || $0.onlyIn == profile.version }
    }

    private static let all = output + model + session + tools + surroundings + hidden

    private static let output = [
        ClaudeFlag("print", short: "p"),
        ClaudeFlag("output-format", value: .choice("<format>", ["text", "json", "stream-json"])),
        ClaudeFlag("input-format", value: .choice("<format>", ["text", "stream-json"])),
        ClaudeFlag("verbose"),
        ClaudeFlag("include-partial-messages"),
        ClaudeFlag("include-hook-events", onlyIn: "2.1.330"),
        ClaudeFlag("forward-subagent-text", onlyIn: "2.1.330"),
        ClaudeFlag("replay-user-messages"),
        ClaudeFlag("json-schema", value: .required("<schema>")),
        ClaudeFlag("version", short: "v"),
        ClaudeFlag("help", short: "h"),
    ]

    private static let model = [
        ClaudeFlag("model", value: .required("<model>")),
        ClaudeFlag("fallback-model", value: .required("<model>")),
        ClaudeFlag("system-prompt", value: .required("<prompt>")),
        ClaudeFlag("append-system-prompt", value: .required("<prompt>")),
        ClaudeFlag("system-prompt-file", value: .required("<file>"), isHidden: true),
        ClaudeFlag("append-system-prompt-file", value: .required("<file>"), isHidden: true),
        ClaudeFlag("agent", value: .required("<agent>")),
        ClaudeFlag("agents", value: .required("<json>")),
        ClaudeFlag("betas", value: .variadic("<betas...>")),
        ClaudeFlag("effort", value: .required("<level>"), onlyIn: "2.1.330"),
        ClaudeFlag("max-budget-usd", value: .number("<amount>")),
        ClaudeFlag("max-turns", value: .number("<turns>"), isHidden: true),
    ]

    private static let session = [
        ClaudeFlag("resume", short: "r", value: .optional("[value]")),
        ClaudeFlag("continue", short: "c"),
        ClaudeFlag("session-id", value: .required("<uuid>")),
        ClaudeFlag("fork-session"),
        ClaudeFlag("no-session-persistence"),
        ClaudeFlag("name", short: "n", value: .required("<name>"), onlyIn: "2.1.330"),
        ClaudeFlag("resume-session-at", value: .required("<message id>"), isHidden: true),
        ClaudeFlag("resume-drops-turn", isHidden: true, onlyIn: "2.1.330"),
    ]

    private static let tools = [
        ClaudeFlag("allowed-tools", aliases: ["allowedTools"], value: .variadic("<tools...>")),
        ClaudeFlag("disallowed-tools", aliases: ["disallowedTools"], value: .variadic("<tools...>")),
        ClaudeFlag("tools", value: .variadic("<tools...>")),
        ClaudeFlag("permission-mode", value: .permissionMode("<mode>")),
        ClaudeFlag("permission-prompt-tool", value: .required("<tool>"), isHidden: true),
        ClaudeFlag("permission-prompts", value: .choice("<mode>", ["host", "none"]), onlyIn: "2.1.330"),
        ClaudeFlag("dangerously-skip-permissions"),
        ClaudeFlag("allow-dangerously-skip-permissions"),
        ClaudeFlag("mcp-config", value: .variadic("<configs...>")),
        ClaudeFlag("strict-mcp-config"),
        ClaudeFlag("mcp-debug", onlyIn: "2.1.9"),
    ]

    private static let surroundings = [
        ClaudeFlag("settings", value: .required("<file-or-json>")),
        ClaudeFlag("setting-sources", value: .required("<sources>")),
        ClaudeFlag("add-dir", value: .variadic("<directories...>")),
        ClaudeFlag("plugin-dir", value: .variadic("<paths...>")),
        ClaudeFlag("disable-slash-commands"),
        ClaudeFlag("ide"),
        ClaudeFlag("chrome"),
        ClaudeFlag("no-chrome"),
        ClaudeFlag("bare", onlyIn: "2.1.330"),
        ClaudeFlag("safe-mode", onlyIn: "2.1.330"),
        ClaudeFlag("restricted", onlyIn: "2.1.330"),
        ClaudeFlag("worktree", short: "w", value: .optional("[name]"), onlyIn: "2.1.330"),
        ClaudeFlag("tmux", value: .optional("[mode]"), onlyIn: "2.1.330"),
        ClaudeFlag("bg", onlyIn: "2.1.330"),
        ClaudeFlag("ax-screen-reader", onlyIn: "2.1.330"),
        ClaudeFlag("debug", short: "d", value: .optional("[filter]")),
        ClaudeFlag("debug-file", value: .required("<path>")),
    ]

    private static let hidden = [
        ClaudeFlag("debug-to-stderr", isHidden: true),
        ClaudeFlag("session-mirror", isHidden: true, onlyIn: "2.1.330"),
        ClaudeFlag("task-budget", value: .number("<tokens>"), isHidden: true, onlyIn: "2.1.330"),
        ClaudeFlag("thinking", value: .required("<mode>"), isHidden: true, onlyIn: "2.1.330"),
        ClaudeFlag("thinking-display", value: .required("<mode>"), isHidden: true, onlyIn: "2.1.330"),
        ClaudeFlag("max-thinking-tokens", value: .number("<tokens>"), isHidden: true),
        ClaudeFlag("prefill", value: .required("<text>"), isHidden: true, onlyIn: "2.1.330"),
        ClaudeFlag("init", isHidden: true),
        ClaudeFlag("init-only", isHidden: true),
        ClaudeFlag("maintenance", isHidden: true),
        ClaudeFlag("teammate-mode", value: .required("<mode>"), isHidden: true),
        ClaudeFlag("enable-auto-mode", isHidden: true, onlyIn: "2.1.330"),
        ClaudeFlag("advisor", value: .required("<model>"), isHidden: true, onlyIn: "2.1.330"),
    ]
}
