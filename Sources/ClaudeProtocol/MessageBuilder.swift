public import Text

/// Makes the messages of a session, with the keys of its profile in their order.
///
/// Times come in as milliseconds since 1970 and identifiers from a seed: the same calls make the same bytes.
public struct MessageBuilder: Sendable {
    /// What a session says of itself.
    public struct Session: Sendable, Hashable {
        /// The session's identifier.
        public var id: String
        /// The model that answers.
        public var model: String
        /// Where the process was started.
        public var workingDirectory: String
        /// Where `~/.claude` is, as the messages show it.
        public var configurationFolder: String
        /// What may be done without asking.
        public var permissionMode: String
        /// Where the key for the API comes from.
        public var keySource: String
        /// The number of the process.
        public var processID: Int32
        /// The user that runs the process.
        public var userID: UInt32
        /// Servers of tools, as `system/init` lists them.
        public var servers: JSONValue = []
        /// Names of tools that servers have brought.
        public var extraTools: [String] = []
        /// Which built-in tools there are.
        public var toolSelection = ToolSelection()
        /// Folders besides the working directory.
        public var folders: [String] = []

        /// The folder of the project: every character of the path that is no letter or digit is a dash.
        public var projectFolder: String {
            String(workingDirectory.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        }

        /// A session.
        public init(
            id: String, model: String, workingDirectory: String, configurationFolder: String,
            permissionMode: String = "default", keySource: String = "none", processID: Int32 = 0,
            userID: UInt32 = 1000
        ) {
            self.id = id
            self.model = model
            self.workingDirectory = workingDirectory
            self.configurationFolder = configurationFolder
            self.permissionMode = permissionMode
            self.keySource = keySource
            self.processID = processID
            self.userID = userID
        }
    }

    /// The contract that is spoken.
    public let profile: Profile
    /// What the session says of itself.
    public var session: Session
    /// Where identifiers come from.
    public var identifiers: IdentifierSource
    /// The identifier that a client gave its message; every answer to it repeats it.
    public var userMessageID: String?
    /// Models that were used before the session went on in this process; their sums have keys in another order.
    public var restoredModels: [String] = []

    /// A builder for a session.
    public init(profile: Profile, session: Session, identifiers: IdentifierSource) {
        self.profile = profile
        self.session = session
        self.identifiers = identifiers
    }

    /// `system/init`, which stands before every turn.
    public mutating func initialization() -> JSONValue {
        let lists = profile.inventory
        let tools = profile.tools(session.toolSelection, model: session.model)
        var message: JSONValue = [
            "type": "system", "subtype": "init", "cwd": .string(session.workingDirectory),
            "session_id": .string(session.id), "tools": .strings(tools + session.extraTools),
            "mcp_servers": session.servers,
            "model": .string(session.model), "permissionMode": .string(session.permissionMode),
            "slash_commands": .strings(lists.slashCommands), "terminal_slash_commands": ["color", "focus"],
            "apiKeySource": .string(session.keySource), "claude_code_version": .string(profile.version),
            "output_style": "default", "agents": .strings(lists.agents), "skills": .strings(lists.skills),
            "plugins": lists.capabilities.isEmpty
                ? [] : [["name": "none", "path": "builtin", "source": "none@builtin"]],
            "capabilities": .strings(lists.capabilities), "analytics_disabled": true, "product_feedback_disabled": true,
            "served_by_anthropic": false, "uuid": uuid(),
            "memory_paths": [
                "auto": .string("\(session.configurationFolder)/projects/\(session.projectFolder)/memory/")
            ],
            "original_cwd": .string(session.workingDirectory), "additional_directories": .strings(session.folders),
            "messaging_socket_path": .string("/tmp/cc-socks/\(session.processID).sock"), "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required",
            "per_turn_effort_active": .bool(!session.model.contains("haiku")),
            "ultrathink_available": false, "ultrathink_typed_raises": false, "view_mode": "default",
        ]
        if let userMessageID { message.set("user_message_uuids", [.string(userMessageID)]) }
        return message.arranged(by: profile.keys.initialization)
    }

    /// `system/status` with `requesting`, before each request when partial messages are wanted.
    public mutating func requesting() -> JSONValue {
        [
            "type": "system", "subtype": "status", "status": "requesting", "session_id": .string(session.id),
            "uuid": uuid(),
        ]
    }

    /// `system/thinking_tokens`: how much has been thought so far.
    public mutating func thinkingTokens(estimated: Int, delta: Int) -> JSONValue {
        [
            "type": "system", "subtype": "thinking_tokens", "estimated_tokens": .int(estimated),
            "estimated_tokens_delta": .int(delta), "session_id": .string(session.id), "uuid": uuid(),
        ]
    }

    /// `system/api_retry`: a request failed and is made again.
    public mutating func retry(
        attempt: Int, of maximum: Int, delayMs: Int, failure: APIFailure
    ) -> JSONValue {
        [
            "type": "system", "subtype": "api_retry", "attempt": .int(attempt), "max_retries": .int(maximum),
            "retry_delay_ms": .int(delayMs), "error_status": failure.status.map(JSONValue.int) ?? .null,
            "error": .string(failure.retryWord), "session_id": .string(session.id), "uuid": uuid(),
        ]
    }

    /// `system/permission_denied`.
    public mutating func permissionDenied(tool: String, id: String, message: String) -> JSONValue {
        [
            "type": "system", "subtype": "permission_denied", "tool_name": .string(tool), "tool_use_id": .string(id),
            "message": .string(message), "uuid": uuid(), "session_id": .string(session.id),
        ]
    }

    /// `command_lifecycle`: what becomes of a message that has an identifier.
    public mutating func commandLifecycle(_ id: String, state: String) -> JSONValue {
        [
            "type": "command_lifecycle", "command_uuid": .string(id), "state": .string(state), "uuid": uuid(),
            "session_id": .string(session.id),
        ]
    }

    /// A fresh identifier for a message.
    public mutating func uuid() -> JSONValue { .string(identifiers.uuid()) }
}

extension JSONValue {
    /// A list of texts.
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// Sets a member, if this is an object.
    mutating func set(_ key: String, _ value: JSONValue?) {
        guard case .object(var object) = self else { return }
        object[key] = value
        self = .object(object)
    }

    /// The members in the order of a list, without the unlisted.
    func arranged(by keys: [String]) -> JSONValue {
        guard case .object(let object) = self else { return self }
        return .object(object.arranged(by: keys))
    }
}
