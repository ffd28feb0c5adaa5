import Text

/// A command of the CLI that is no conversation: `claude mcp list`.
public enum Subcommand {
    /// Words that name one; any other first word is a prompt.
    public static let names = [
        "agents", "attach", "auth", "auto-mode", "doctor", "gateway", "import", "install", "logs", "mcp", "plugin",
        "purge", "respawn", "rm", "setup-token", "stop", "ultrareview", "update",
    ]

    /// What a command answers; `nil`: the words are a prompt.
    ///
    /// - Parameters:
    ///   - words: the arguments that belong to no option.
    ///   - session: what is known of the session that there would be.
    public static func answer(_ words: [String], session: MessageBuilder.Session) -> EarlyExit? {
        guard let name = words.first, names.contains(name) else { return nil }
        switch words.prefix(2) {
        case ["mcp", "list"]:
            return EarlyExit(
                output: "No MCP servers configured. Use `claude mcp add` to add a server.\n", status: 0)
        case ["auth", "status"]: return authentication(session)
        default:
            return EarlyExit(
                error: "understudy: the stand-in does not play `claude \(words.joined(separator: " "))`; "
                    + "it plays conversations, `auth status` and `mcp list`\n", status: 2)
        }
    }

    private static func authentication(_ session: MessageBuilder.Session) -> EarlyExit {
        let hasKey = session.keySource != "none"
        var members: [(String, JSONValue)] = [
            ("loggedIn", .bool(hasKey)), ("authMethod", hasKey ? "api_key" : "none"), ("apiProvider", "firstParty"),
            ("analyticsDisabled", true),
            ("projectsDirectory", .string("\(session.configurationFolder)/projects")),
            ("configDirectory", .string(session.configurationFolder)), ("loginExpiresAt", nil),
            ("consoleProfileSignInOffered", true),
        ]
        if hasKey { members.append(("apiKeySource", .string(session.keySource))) }
        let lines = members.map { "  \"\($0.0)\": \($0.1.text)" }.joined(separator: ",\n")
        return EarlyExit(output: "{\n\(lines)\n}\n", status: hasKey ? 0 : 1)
    }
}
