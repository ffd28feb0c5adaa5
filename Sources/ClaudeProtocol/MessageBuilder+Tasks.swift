public import Text

/// A task of a session, as messages name it.
public struct TaskIdentity: Sendable, Hashable {
    /// The task's identifier.
    public var taskID: String
    /// The identifier of this run of it.
    public var runID: String
    /// The call of the tool that started it.
    public var toolUseID: String
    /// The kind of sub-agent.
    public var type: String
    /// What it is for, in a few words.
    public var description: String
    /// What the sub-agent was asked.
    public var prompt: String

    /// A task.
    public init(taskID: String, runID: String, toolUseID: String, type: String, description: String, prompt: String) {
        self.taskID = taskID
        self.runID = runID
        self.toolUseID = toolUseID
        self.type = type
        self.description = description
        self.prompt = prompt
    }
}

/// What a task has used.
public struct TaskUsage: Sendable, Hashable {
    /// Tokens in and out.
    public var tokens: Int
    /// Calls of tools.
    public var tools: Int
    /// How long it has run, in milliseconds.
    public var durationMs: Int

    /// A use.
    public init(tokens: Int, tools: Int, durationMs: Int) {
        self.tokens = tokens
        self.tools = tools
        self.durationMs = durationMs
    }

    var json: JSONValue {
        ["total_tokens": .int(tokens), "tool_uses": .int(tools), "duration_ms": .int(durationMs)]
    }
}

/// The sub-agents of a session, counted for its results.
public struct SubAgentCounts: Sendable, Hashable {
    /// Those that were started, with their kind.
    public var started: [(type: String, isBackgrounded: Bool, depth: Int)] = []

    /// None yet.
    public init() {}

    /// Whether two counts say the same.
    public static func == (one: SubAgentCounts, other: SubAgentCounts) -> Bool { one.json == other.json }
    /// Hashes what the counts say.
    public func hash(into hasher: inout Hasher) { hasher.combine(json) }

    var json: JSONValue {
        var types = JSONObject()
        for agent in started { types[agent.type] = .int((types[agent.type]?.int ?? 0) + 1) }
        let background = started.count { $0.isBackgrounded }
        return [
            "spawned": .int(started.count),
            "requested": [
                "background": .int(background), "foreground": .int(started.count - background), "unset": 0,
            ],
            "started_in_background": .int(background), "max_depth": .int(started.map(\.depth).max() ?? 0),
            "spawned_by_subagents": .int(started.count { $0.depth > 1 }), "completed": .int(started.count),
            "failed": 0, "killed": ["parent": 0, "user": 0, "system": 0],
            "refused": ["depth_limit": 0, "concurrency_limit": 0, "budget": 0], "by_type": .object(types),
        ]
    }
}

extension MessageBuilder {
    /// `system/task_started`.
    public mutating func taskStarted(
        _ task: TaskIdentity, isBackgrounded: Bool, isShell: Bool, depth: Int
    ) -> JSONValue {
        var members = names(of: task)
        members.set("description", .string(task.description))
        if !isShell { members.set("subagent_type", .string(task.type)) }
        members.set("is_backgrounded", .bool(isBackgrounded))
        if !isShell { members.set("spawn_depth", .int(depth)) }
        members.set("task_type", .string(Self.kind(isShell)))
        if !isShell { members.set("prompt", .string(task.prompt)) }
        return system("task_started", members)
    }

    /// `system/task_progress`, before a sub-agent calls a tool.
    public mutating func taskProgress(_ task: TaskIdentity, usage: TaskUsage, lastTool: String) -> JSONValue {
        var members = names(of: task)
        members.set("description", .string(task.description))
        members.set("subagent_type", .string(task.type))
        members.set("usage", usage.json)
        members.set("last_tool_name", .string(lastTool))
        return system("task_progress", members)
    }

    /// `system/task_updated`: what has changed about a task.
    ///
    /// - Parameter endTime: when it ended, in milliseconds since 1970.
    public mutating func taskUpdated(_ task: TaskIdentity, status: String, endTime: Int64) -> JSONValue {
        system(
            "task_updated",
            [
                "task_id": .string(task.taskID), "run_id": .string(task.runID),
                "patch": ["status": .string(status), "end_time": .int(Int(endTime))],
            ])
    }

    /// `system/task_notification`: a task is over.
    public mutating func taskNotification(
        _ task: TaskIdentity, status: String, summary: String, usage: TaskUsage?
    ) -> JSONValue {
        var members = names(of: task)
        members.set("status", .string(status))
        members.set("output_file", .string(taskOutputPath(task.taskID)))
        members.set("summary", .string(summary))
        if let usage { members.set("usage", usage.json) }
        return system("task_notification", members)
    }

    /// `system/background_tasks_changed`: all that go on in the background.
    public mutating func backgroundTasksChanged(_ tasks: [(task: TaskIdentity, isShell: Bool)]) -> JSONValue {
        let list = tasks.map { entry -> JSONValue in
            [
                "task_id": .string(entry.task.taskID), "run_id": .string(entry.task.runID),
                "task_type": .string(Self.kind(entry.isShell)), "description": .string(entry.task.description),
            ]
        }
        return system("background_tasks_changed", ["tasks": .array(list)])
    }

    private static func kind(_ isShell: Bool) -> String { isShell ? "local_bash" : "local_agent" }

    private func names(of task: TaskIdentity) -> JSONValue {
        [
            "task_id": .string(task.taskID), "run_id": .string(task.runID), "tool_use_id": .string(task.toolUseID),
        ]
    }

    /// Where a task's output would be written.
    public func taskOutputPath(_ taskID: String) -> String {
        "/tmp/claude-\(session.userID)/\(session.projectFolder)/\(session.id)/tasks/\(taskID).output"
    }

    /// What the tool of a sub-agent answers: its report, and how to go on with it.
    public func handBack(_ report: String, of task: TaskIdentity, tools: [String], usage: TaskUsage) -> JSONValue {
        guard profile.reportsTasks else { return [["type": "text", "text": .string(report)]] }
        let indented = report.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
        var words = tools.isEmpty ? "" : "  \(Self.toolsNote(tools))\n  \n"
        words += "[Subagent hand-back] The text below is the final report of a subagent. The report follows:\n"
        words += indented
        words += "agentId: \(task.taskID)\n<usage>subagent_tokens: \(usage.tokens)\ntool_uses: \(usage.tools)\n"
        words += "duration_ms: \(usage.durationMs)</usage>"
        return [["type": "text", "text": .string(words)]]
    }

    private static func toolsNote(_ tools: [String]) -> String {
        "<tools-used-before-summary>\(tools.joined(separator: ", "))</tools-used-before-summary>"
    }

    private static func toolCounts(_ tools: [String]) -> JSONValue {
        func count(_ names: [String]) -> JSONValue { .int(tools.count { names.contains($0) }) }
        let (reading, searching, editing) = (
            ["Read"], ["Glob", "Grep"], ["Edit", "MultiEdit", "Write", "NotebookEdit"]
        )
        let others = tools.count { !(reading + searching + editing + ["Bash"]).contains($0) }
        return [
            "readCount": count(reading), "searchCount": count(searching), "bashCount": count(["Bash"]),
            "editFileCount": count(editing), "linesAdded": 0, "linesRemoved": 0, "otherToolCount": .int(others),
        ]
    }

    /// `tool_use_result` of the tool of a sub-agent.
    public func agentDetail(
        _ report: String, of task: TaskIdentity, tools: [String], tokens: TokenUsage, usage: TaskUsage
    ) -> JSONValue {
        var content: [JSONValue] = [["type": "text", "text": .string(report)]]
        if !tools.isEmpty { content.insert(["type": "text", "text": .string(Self.toolsNote(tools) + "\n")], at: 0) }
        var detail: JSONValue = [
            "status": "completed", "prompt": .string(task.prompt), "agentId": .string(task.taskID),
            "agentType": .string(task.type),
        ]
        if !tools.isEmpty { detail.set("toolsUsed", .strings(tools)) }
        detail.set("harnessNoteCount", .int(tools.isEmpty ? 0 : 1))
        detail.set("harnessTailCount", 0)
        detail.set("harnessSectionHash", "0000000000000000")
        detail.set("content", .array(content))
        detail.set("resolvedModel", .string(session.model))
        detail.set("totalDurationMs", .int(usage.durationMs))
        detail.set("totalTokens", .int(usage.tokens))
        detail.set("totalToolUseCount", .int(usage.tools))
        detail.set("usage", self.usage(tokens).arranged(by: profile.keys.emptyUsage))
        if !tools.isEmpty { detail.set("toolStats", Self.toolCounts(tools)) }
        detail.set("canContinueAgent", true)
        return detail
    }
}
