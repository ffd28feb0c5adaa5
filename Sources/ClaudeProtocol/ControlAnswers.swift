public import Text

extension MessageBuilder {
    /// What a request of the client gets that only asks how things stand.
    public enum ControlAnswer: Sendable, Hashable {
        /// It went well; `nil`: there is nothing to say.
        case success(JSONValue?)
        /// It was refused, with these words.
        case error(String)
    }

    /// What a session tells about itself besides what its messages say.
    public struct SessionFacts: Sendable {
        /// What it does: `idle`, `running`, `requires_action`.
        public var state: String
        /// What has been used so far.
        public var usage: TokenUsage
        /// What that has cost, in US dollars.
        public var cost: Double
        /// Tokens of the conversation.
        public var contextTokens: Int
        /// Servers of tools, as `mcp_status` has them.
        public var servers: JSONValue
        /// Names of agents that the client has brought.
        public var agents: [String]
        /// Whether the client has hooks.
        public var hasHooks = false

        /// The facts of a session.
        public init(
            state: String, usage: TokenUsage, cost: Double, contextTokens: Int, servers: JSONValue, agents: [String]
        ) {
            self.state = state
            self.usage = usage
            self.cost = cost
            self.contextTokens = contextTokens
            self.servers = servers
            self.agents = agents
        }
    }

    /// The answer to a request by its kind.
    public func controlAnswer(_ subtype: String, _ request: JSONValue, facts: SessionFacts) -> ControlAnswer {
        switch subtype {
        case "get_context_usage": .success(contextUsage(facts))
        case "get_settings": .success(settings)
        case "get_session_cost":
            .success(["text": .string(costText(cost: facts.cost, apiSeconds: 0, usage: facts.usage))])
        case "get_binary_version":
            .success([
                "version": .string(profile.version), "buildTime": "2026-11-20T17:34:37Z", "oldestDesktopSdk": "0.3.280",
            ])
        case "reload_plugins":
            .success([
                "commands": commands, "agents": agents(facts), "plugins": [], "mcpServers": facts.servers,
                "error_count": 0,
            ])
        case "generate_session_title": .success(["title": nil])
        case "cancel_async_message": .success(["cancelled": false])
        case "stop_task": .success([:])
        case "rewind_files": .error("File rewinding is not enabled.")
        default: .success(nil)
        }
    }

    // MARK: initialize

    /// What `initialize` answers.
    public func initializeAnswer(_ facts: SessionFacts) -> JSONValue {
        guard profile.reportsTasks else {
            return [
                "commands": commands, "output_style": "default", "available_output_styles": outputStyles,
                "models": models, "account": ["tokenSource": "none", "apiKeySource": .string(session.keySource)],
            ]
        }
        var answer: JSONValue = [
            "commands": commands, "agents": agents(facts), "output_style": "default",
            "available_output_styles": outputStyles,
            "user_output_styles_dir": .string("\(session.configurationFolder)/output-styles"), "models": models,
            "account": [
                "tokenSource": "none", "apiKeySource": .string(session.keySource), "apiProvider": "firstParty",
            ],
            "pid": .int(Int(session.processID)), "claude_code_version": .string(profile.version),
            "current_permission_mode": .string(session.permissionMode), "hooks_applied": true,
            "hook_on_failure_supported": true,
            "hooks_when_unanswered_kept": 0, "other_hook_ask_outranks_host": true,
            "feedback_mode": ["kind": "disabled"], "analytics_disabled": true, "remote_control_auto_enable": false,
            "remote_control_auto_connect_default": false, "remote_control_available": false,
            "remote_control_auto_on_by_default": false, "ide_rc_auto_enable_gate": false, "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required", "session_state": .string(facts.state),
            "capabilities": .strings(["ui_surface_v1", "interrupt_receipt_v1", "msg_lifecycle_v1"]),
        ]
        if !facts.hasHooks { answer.set("hooks_applied", nil) }
        return answer
    }

    private var commands: JSONValue {
        .array(
            profile.inventory.slashCommands.map { name in
                var command: JSONValue = [
                    "name": .string(name), "description": .string("/\(name)"), "argumentHint": "",
                ]
                if profile.reportsTasks { command.set("builtin", true) }
                return command
            })
    }

    private func agents(_ facts: SessionFacts) -> JSONValue {
        .array((profile.inventory.agents + facts.agents).map { ["name": .string($0), "description": .string($0)] })
    }

    private var outputStyles: JSONValue { .strings(["default", "Explanatory", "Learning"]) }

    private var models: JSONValue {
        let named = profile.modelAliases.filter { $0.alias != "default" }
        let first = (alias: "default", model: profile.defaultModel)
        return .array(
            ([first] + named).map { alias, model in
                var entry: JSONValue = ["value": .string(alias)]
                if profile.reportsTasks { entry.set("resolvedModel", .string(model)) }
                let name =
                    alias == "default" ? "Default (recommended)" : alias.prefix(1).uppercased() + alias.dropFirst()
                entry.set("displayName", .string(name))
                entry.set("description", .string(model))
                guard profile.reportsTasks else { return entry }
                entry.set("supportsEffort", true)
                entry.set("supportedEffortLevels", .strings(["low", "medium", "high"]))
                entry.set("supportsAdaptiveThinking", true)
                entry.set("supportsFastMode", true)
                entry.set("supportsAutoMode", true)
                entry.set("supportsThinkingOff", false)
                return entry
            })
    }

    // MARK: How things stand

    private var settings: JSONValue {
        [
            "effective": [:], "sources": [], "served_settings_state": "ineligible",
            "applied": [
                "model": .string(session.model), "effort": "medium", "advisor": nil, "ultracode": false,
                "ultracodeRequested": false, "ultracodeAvailable": true, "ultrathinkAvailable": false,
                "outsideFileToolReadsBlocked": false, "outsideFileToolWritesBlocked": false,
                "outsideBlocksCountLaunchFoldersOnly": false, "launchEnvLeftOwnFilesInPlace": true,
            ],
        ]
    }

    private func contextUsage(_ facts: SessionFacts) -> JSONValue {
        let window = profile.price(of: session.model).contextWindow
        let used = min(facts.contextTokens, window)
        let buffer = window * 33 / 1000
        let categories: [JSONValue] = [
            Self.category("messages", "Messages", used, "purple_FOR_SUBAGENTS_ONLY", "used"),
            Self.category("autocompact_buffer", "Autocompact buffer", buffer, "inactive", "buffer"),
            Self.category("free_space", "Free space", max(0, window - used - buffer), "promptBorder", "free"),
        ]
        let percentage = used * 100 / max(1, window)
        let row: [JSONValue] = (0..<20).map { square in
            let isUsed = square * 5 < percentage
            return [
                "color": isUsed ? "purple_FOR_SUBAGENTS_ONLY" : "promptBorder", "isFilled": true,
                "categoryName": isUsed ? "Messages" : "Free space", "tokens": .int(isUsed ? used : window - used),
                "percentage": .int(isUsed ? percentage : 100 - percentage), "squareFullness": 1,
            ]
        }
        return [
            "categories": .array(categories), "totalTokens": .int(used), "maxTokens": .int(window),
            "rawMaxTokens": .int(window), "autocompactSource": "model-default", "percentage": .int(percentage),
            "gridRows": [.array(row)], "model": .string(session.model), "memoryFiles": [], "mcpTools": [],
            "mcpInstructions": [], "agents": [],
            "slashCommands": ["totalCommands": 0, "includedCommands": 0, "tokens": 0],
            "skills": ["totalSkills": 0, "includedSkills": 0, "tokens": 0, "skillFrontmatter": []],
            "autoCompactThreshold": .int(window - buffer), "isAutoCompactEnabled": true,
            "messageBreakdown": [
                "toolCallTokens": 0, "toolResultTokens": 0, "attachmentTokens": 0, "assistantMessageTokens": 0,
                "userMessageTokens": 0, "redirectedContextTokens": 0, "unattributedTokens": .int(used),
                "toolCallsByType": [], "attachmentsByType": [],
            ],
            "apiUsage": nil,
        ]
    }

    private static func category(
        _ id: String, _ name: String, _ tokens: Int, _ color: String, _ kind: String
    ) -> JSONValue {
        [
            "id": .string(id), "name": .string(name), "tokens": .int(tokens), "color": .string(color),
            "kind": .string(kind),
        ]
    }
}
