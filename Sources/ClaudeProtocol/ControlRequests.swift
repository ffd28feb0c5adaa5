public import Text

extension MessageBuilder {
    /// `can_use_tool`: may a tool run?
    ///
    /// - Parameters:
    ///   - tool: the tool's name.
    ///   - input: what it is called with.
    ///   - toolUseID: the call.
    ///   - agentID: the sub-agent that calls it.
    public func canUseTool(_ tool: String, input: JSONValue, toolUseID: String, agentID: String?) -> JSONValue {
        var request: JSONValue = ["subtype": "can_use_tool", "tool_name": .string(tool)]
        if profile.reportsTasks { request.set("display_name", .string(Self.displayName(of: tool))) }
        request.set("input", input)
        if profile.reportsTasks, let description = input["description"] { request.set("description", description) }
        let suggestions = suggestions(for: tool, input)
        if !suggestions.isEmpty { request.set("permission_suggestions", .array(suggestions)) }
        if let path = blockedPath(tool, input) { request.set("blocked_path", .string(path)) }
        request.set("tool_use_id", .string(toolUseID))
        if let agentID { request.set("agent_id", .string(agentID)) }
        if tool == "AskUserQuestion", profile.reportsTasks { request.set("requires_user_interaction", true) }
        return request
    }

    private static func displayName(of tool: String) -> String {
        guard tool.hasPrefix("mcp__") else { return tool }
        let name = String(tool.split(separator: "_").last ?? "")
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    /// `tool_use_meta`: what a tool of a server is called for people; `nil` for the CLI's own tools.
    public func toolMeta(_ tool: String, id: String) -> JSONValue? {
        let parts = tool.split(separator: "_", omittingEmptySubsequences: true)
        guard tool.hasPrefix("mcp__"), let separator = tool.dropFirst(5).firstRange(of: "__"), parts.count > 2 else {
            return nil
        }
        let server = tool.dropFirst(5)[..<separator.lowerBound]
        return [
            [
                "id": .string(id), "display_name": .string(Self.displayName(of: tool)),
                "server_display_name": .string(String(server)),
                "tool_name": .string(String(tool[separator.upperBound...])),
            ]
        ]
    }

    /// What could be granted for later, from the narrowest to the widest.
    private func suggestions(for tool: String, _ input: JSONValue) -> [JSONValue] {
        switch tool {
        case "Bash":
            var list: [JSONValue] = []
            if profile.reportsTasks, let command = input["command"]?.string {
                list.append([
                    "type": "addRules",
                    "rules": [["toolName": "Bash", "ruleContent": .string(command)]], "behavior": "allow",
                    "destination": "localSettings",
                ])
            }
            guard blockedPath(tool, input) != nil else { return list }
            list.append([
                "type": "addDirectories", "directories": [.string(session.workingDirectory)],
                "destination": "session",
            ])
            return list + [Self.acceptEdits]
        case "Edit", "MultiEdit", "NotebookEdit", "Write": return [Self.acceptEdits]
        case "AskUserQuestion": return []
        default:
            return [
                [
                    "type": "addRules", "rules": [["toolName": .string(tool)]], "behavior": "allow",
                    "destination": "localSettings",
                ]
            ]
        }
    }

    private static let acceptEdits: JSONValue = ["type": "setMode", "mode": "acceptEdits", "destination": "session"]

    /// The path that a call would touch, where it is plain to see.
    private func blockedPath(_ tool: String, _ input: JSONValue) -> String? {
        guard tool == "Bash" else { return nil }
        let words = input["command"]?.string?.split(separator: " ") ?? []
        guard let program = words.first, ["touch", "mkdir", "rm", "rmdir", "mv", "cp"].contains(program),
            let path = words.dropFirst().first(where: { !$0.hasPrefix("-") })
        else { return nil }
        return path.hasPrefix("/") ? String(path) : "\(session.workingDirectory)/\(path)"
    }

    /// `hook_callback`: a hook of the client is called.
    public func hookCallback(_ id: String, input: JSONValue, toolUseID: String) -> JSONValue {
        [
            "subtype": "hook_callback", "callback_id": .string(id), "input": input, "tool_use_id": .string(toolUseID),
        ]
    }

    /// `mcp_message`: a message to a server of tools that the client plays.
    public func serverMessage(_ message: JSONValue, to server: String) -> JSONValue {
        ["subtype": "mcp_message", "server_name": .string(server), "message": message]
    }
}

/// JSON-RPC messages to a server of tools (Model Context Protocol, version 2025-11-25).
public enum ServerMessage {
    /// `initialize`.
    public static func initialize(id: Int, version: String) -> JSONValue {
        [
            "method": "initialize",
            "params": [
                "protocolVersion": "2025-11-25", "capabilities": [:],
                "clientInfo": [
                    "name": "claude-code", "title": "Claude Code", "description": "A stand-in for the command claude",
                    "websiteUrl": "https://claude.com/claude-code", "version": .string(version),
                ],
            ],
            "jsonrpc": "2.0", "id": .int(id),
        ]
    }

    /// `notifications/initialized`.
    public static let initialized: JSONValue = ["jsonrpc": "2.0", "method": "notifications/initialized"]

    /// `tools/list`.
    public static func listTools(id: Int) -> JSONValue { ["method": "tools/list", "jsonrpc": "2.0", "id": .int(id)] }

    /// `tools/call`.
    public static func call(_ tool: String, arguments: JSONValue, id: Int, toolUseID: String) -> JSONValue {
        [
            "method": "tools/call",
            "params": [
                "name": .string(tool), "arguments": arguments,
                "_meta": ["claudecode/toolUseId": .string(toolUseID), "progressToken": .int(id)],
            ],
            "jsonrpc": "2.0", "id": .int(id),
        ]
    }
}
