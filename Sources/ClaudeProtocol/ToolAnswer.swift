public import Text

/// What a tool answered, and how the call ended.
public struct ToolAnswer: Sendable, Hashable {
    /// How a call of a tool ended.
    public enum Ending: Sendable, Hashable {
        /// It ran.
        case ran
        /// It ran and failed.
        case failed
        /// It was not allowed.
        case denied
        /// It was cut off by an interruption.
        case interrupted
        /// There is no such tool, or it can't be called so: nobody had to decide.
        case unavailable
    }

    /// The tool's name.
    public let tool: String
    /// What it was called with.
    public let input: JSONValue
    /// The answer: a text, or a list of content blocks.
    public let content: JSONValue
    /// How the call ended.
    public let ending: Ending
    /// Why it was allowed, where it was.
    public var grant = ToolGrant.tool
    /// Who refused it, where it was refused.
    public var refusal = ToolRefusal.unasked

    /// An answer of a tool.
    public init(tool: String, input: JSONValue, content: JSONValue, ending: Ending) {
        self.tool = tool
        self.input = input
        self.content = content
        self.ending = ending
    }

    /// Whether the answer is marked as an error.
    public var isError: Bool { ending != .ran }

    /// What the CLI says when nobody may be asked: our words about the tool and what it was to touch.
    public static func denial(tool: String, input: JSONValue, folder: String) -> String {
        if tool == "Bash", let command = input["command"]?.string {
            return denial(command: command, folder: folder)
        }
        if let path = input["file_path"]?.string {
            return "Claude requested permissions to write to \(path), but you haven't granted it yet."
        }
        return "Claude requested permissions to use \(tool), but you haven't granted it yet."
    }

    private static func denial(command: String, folder: String) -> String {
        let words = command.split(separator: " ")
        guard words.count == 2, let program = words.first, ["touch", "mkdir", "rm", "rmdir"].contains(program) else {
            return "This command requires approval"
        }
        let path = words[1].hasPrefix("/") ? String(words[1]) : "\(folder)/\(words[1])"
        return "\(program) in '\(path)' needs approval. The path is inside the working directories for this session "
            + "('\(folder)'), and Claude Code asks before a shell command creates, changes or removes "
            + "files there."
    }

    /// What the model is told about a call that the user cut off.
    public static let rejection =
        "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, "
        + "the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how "
        + "to proceed."

    /// The answer's text.
    public var text: String {
        content.string ?? (content.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    /// `tool_use_result`: the answer as the tool itself has it.
    public func detail(profile: Profile) -> JSONValue {
        switch ending {
        case .failed, .denied: return .string("Error: \(text)")
        case .unavailable:
            let words = Self.plain(text)
            return .string(words.hasPrefix("Blocked") ? "Error: \(words)" : words)
        case .interrupted: return .string("User rejected tool use")
        case .ran: break
        }
        switch tool {
        case "Bash":
            let isSilent = text == Self.noOutput
            let detail: JSONValue = [
                "stdout": .string(isSilent ? "" : text), "stderr": "", "interrupted": false, "isImage": false,
                "noOutputExpected": .bool(isSilent),
            ]
            return detail.arranged(by: profile.keys.bashResult)
        case "Read": return fileDetail
        case "Write":
            return [
                "type": "create", "filePath": input["file_path"] ?? "", "content": input["content"] ?? "",
                "structuredPatch": [], "originalFile": nil, "userModified": false,
            ]
        case "Edit":
            return [
                "filePath": input["file_path"] ?? "", "oldString": input["old_string"] ?? "",
                "newString": input["new_string"] ?? "", "originalFile": "", "structuredPatch": [],
                "userModified": false, "replaceAll": false,
            ]
        default: return content.string.map(JSONValue.string) ?? content
        }
    }

    private var fileDetail: JSONValue {
        // What the CLI adds for the model is no part of the file.
        let end = text.firstRange(of: "\n\n<system-reminder>")?.lowerBound ?? text.endIndex
        let lines = text[..<end].split(separator: "\n", omittingEmptySubsequences: false)
        let plain = lines.map { line in
            line.firstIndex { $0 == "\t" || $0 == "→" }.map { String(line[line.index(after: $0)...]) } ?? String(line)
        }
        return [
            "type": "text",
            "file": [
                "filePath": input["file_path"] ?? "", "content": .string(plain.joined(separator: "\n")),
                "numLines": .int(lines.count), "startLine": 1, "totalLines": .int(lines.count),
            ],
        ]
    }

    /// What a command that wrote nothing answers.
    public static let noOutput = "(Bash completed with no output)"

    /// What a tool answers where nobody said; one that the version does not have says so.
    public static func usualResult(of tool: String, profile: Profile) -> JSONValue {
        if tool == "Bash" { return .string(noOutput) }
        if tool == "StructuredOutput" { return "Structured output provided successfully" }
        let isKnown = profile.inventory.tools.contains(tool) || tool.hasPrefix("mcp__") || tool == "Agent"
        return isKnown ? "" : .string("\(errorStart)Error: No such tool available: \(tool)\(errorEnd)")
    }

    /// `tool_use_result` of a command that goes on in the background.
    public static func backgroundDetail(taskID: String) -> JSONValue {
        [
            "stdout": "", "stderr": "", "interrupted": false, "isImage": false, "noOutputExpected": false,
            "backgroundTaskId": .string(taskID),
        ]
    }

    private static let errorStart = "<tool_use_error>"
    private static let errorEnd = "</tool_use_error>"

    /// What the CLI answers for a tool that the session may not use.
    public static func unavailable(tool: String) -> String {
        "\(errorStart)Error: No such tool available: \(tool). \(tool) is disabled for this session, in subagents as "
            + "well as here.\(errorEnd)"
    }

    /// Whether an answer has the form of one for a call that could not be made.
    public static func isUnavailable(_ content: JSONValue) -> Bool { content.string?.hasPrefix(errorStart) ?? false }

    private static func plain(_ text: String) -> String {
        var rest = Substring(text)
        if rest.hasPrefix(errorStart) { rest = rest.dropFirst(errorStart.count) }
        if rest.hasSuffix(errorEnd) { rest = rest.dropLast(errorEnd.count) }
        return String(rest)
    }

    /// `tool_result_meta`: who decided about the call; `nil`: nobody had to.
    func meta(id: String) -> JSONValue? {
        switch ending {
        case .unavailable: nil
        case .ran, .failed: ["id": .string(id), "permission_decision": grant.decision(for: tool)]
        case .denied:
            [
                "id": .string(id), "non_execution_kind": .string(refusal.kind),
                "permission_decision": refusal.decision,
            ]
        case .interrupted: ["id": .string(id), "non_execution_kind": "user-rejected"]
        }
    }
}
