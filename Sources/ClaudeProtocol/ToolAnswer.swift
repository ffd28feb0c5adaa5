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
    public static func denial(tool: String, input: JSONValue) -> String {
        if let path = input["file_path"]?.string {
            return "Claude requested permissions to write to \(path), but you haven't granted it yet."
        }
        return "Claude requested permissions to use \(tool), but you haven't granted it yet."
    }

    /// What the model is told about a call that the user cut off.
    public static let rejection =
        "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, "
        + "the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how "
        + "to proceed."

    public var text: String {
        content.string ?? (content.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    /// `tool_use_result`: the answer as the tool itself has it.
    public func detail(profile: Profile) -> JSONValue {
        switch ending {
        case .failed, .denied: return .string("Error: \(text)")
        case .unavailable: return .string(Self.plain(text))
        case .interrupted: return .string("User rejected tool use")
        case .ran: break
        }
        switch tool {
        case "Bash":
            let detail: JSONValue = [
                "stdout": .string(text), "stderr": "", "interrupted": false, "isImage": false,
                "noOutputExpected": false,
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
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let plain = lines.map { line in
            line.firstIndex(of: "\t").map { String(line[line.index(after: $0)...]) } ?? String(line)
        }
        return [
            "type": "text",
            "file": [
                "filePath": input["file_path"] ?? "", "content": .string(plain.joined(separator: "\n")),
                "numLines": .int(lines.count), "startLine": 1, "totalLines": .int(lines.count),
            ],
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
        case .unavailable: return nil
        case .ran:
            let reason = tool == "Bash" ? "subcommandResults" : "mode"
            return decision(id, ["decision": "accept", "source": "config", "reason_type": .string(reason)])
        case .failed: return decision(id, ["decision": "accept", "source": "config", "reason_type": "rule"])
        case .denied:
            return [
                "id": .string(id), "non_execution_kind": "user-rejected",
                "permission_decision": ["decision": "reject", "source": "config"],
            ]
        case .interrupted: return ["id": .string(id), "non_execution_kind": "user-rejected"]
        }
    }

    private func decision(_ id: String, _ decision: JSONValue) -> JSONValue {
        ["id": .string(id), "permission_decision": decision]
    }
}
