public import Text

extension MessageBuilder {
    public func canUseTool(name: String, input: JSONValue, toolUseID: String, agentID: String?) -> JSONValue {
        ["subtype": "can_use_tool", "tool_name": .string(name), "input": input, "tool_use_id": .string(toolUseID)]
    }
    public func hookCallback(callbackID: String, input: JSONValue, toolUseID: String) -> JSONValue {
        [
            "subtype": "hook_callback", "callback_id": .string(callbackID), "input": input,
            "tool_use_id": .string(toolUseID),
        ]
    }
    public mutating func system(_ subtype: String, _ members: JSONValue = [:]) -> JSONValue {
        var message: JSONValue = ["type": "system", "subtype": .string(subtype)]
        for member in members.object?.members ?? [] { message.set(member.key, member.value) }
        message.set("uuid", uuid())
        message.set("session_id", .string(session.id))
        return message
    }
}

extension MessageBuilder {
    public mutating func hookStarted(id: String, name: String, event: String) -> JSONValue {
        system("hook_started", ["hook_id": .string(id), "hook_name": .string(name), "hook_event": .string(event)])
    }
    public mutating func hookResponse(
        id: String, name: String, event: String, output: String, stdout: String, stderr: String, exitCode: Int,
        outcome: String
    ) -> JSONValue {
        system(
            "hook_response",
            [
                "hook_id": .string(id), "hook_name": .string(name), "hook_event": .string(event),
                "output": .string(output), "stdout": .string(stdout), "stderr": .string(stderr),
                "exit_code": .int(exitCode), "outcome": .string(outcome),
            ])
    }
    public mutating func sessionState(_ state: String, isForHost: Bool) -> JSONValue {
        system(
            "session_state_changed",
            isForHost ? ["state": .string(state), "sdk_host_only": true] : ["state": .string(state)])
    }
    public mutating func controlProgress(requestID: String) -> JSONValue {
        system("control_request_progress", ["request_id": .string(requestID), "status": "started"])
    }
    public mutating func status(permissionMode: String) -> JSONValue {
        system("status", ["status": nil, "permissionMode": .string(permissionMode)])
    }
    public mutating func status(_ status: String) -> JSONValue { system("status", ["status": .string(status)]) }
    public mutating func compacted() -> JSONValue { system("status", ["status": nil, "compact_result": "success"]) }
    public mutating func compactBoundary(before: Int, after: Int) -> JSONValue {
        system(
            "compact_boundary",
            ["compact_metadata": ["trigger": "manual", "pre_tokens": .int(before), "post_tokens": .int(after)]])
    }
    public mutating func refusalNotice() -> JSONValue {
        system("informational", ["content": "A safeguard stopped the response above", "level": "notice"])
    }
    public mutating func continuation(after reason: String, messageID: String, at time: Int64) -> JSONValue {
        var message = userText("Please continue.", at: time)
        message.set("isSynthetic", true)
        if reason == "refusal" { message.set("refused_message_id", .string(messageID)) }
        return message
    }
    public mutating func modelFallback(from old: String, to new: String) -> JSONValue {
        system(
            "model_fallback",
            ["trigger": "overloaded", "original_model": .string(old), "fallback_model": .string(new), "content": ""])
    }
    public mutating func promptBlocked(_ words: String, reason: String) -> JSONValue {
        system(
            "informational",
            [
                "content": .string(words), "level": "warning", "prevent_continuation": true,
                "prompt_submit_outcome": [
                    "kind": "blocked_by_hook", "prompt_kept": false, "reason": .string(reason),
                ],
            ])
    }
    public mutating func localAnswer(_ words: String, command: String?, at time: Int64) -> JSONValue {
        ["type": "assistant"]
    }
    public mutating func localResult(_ words: String, command: String?, durationMs: Int, index: Int) -> JSONValue {
        ["type": "result", "subtype": "success", "result": .string(words), "is_error": false]
    }
    public func costText(cost: Double, apiSeconds: Int, usage: TokenUsage) -> String { "Estimated cost: $\(cost)" }
    public func initializeBody() -> JSONValue { ["commands": [], "output_style": "default"] }
}

/// A task of a session, as messages name it.
public struct TaskIdentity: Sendable, Hashable {
    public var taskID: String
    public var runID: String
    public var toolUseID: String
    public var type: String
    public var description: String
    public var prompt: String
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
    public var tokens: Int
    public var tools: Int
    public var durationMs: Int
    public init(tokens: Int, tools: Int, durationMs: Int) {
        self.tokens = tokens
        self.tools = tools
        self.durationMs = durationMs
    }
    var json: JSONValue {
        ["total_tokens": .int(tokens), "tool_uses": .int(tools), "duration_ms": .int(durationMs)]
    }
}

extension MessageBuilder {
    public mutating func taskStarted(
        _ task: TaskIdentity, isBackgrounded: Bool, isShell: Bool, depth: Int
    ) -> JSONValue {
        var members: JSONValue = [
            "task_id": .string(task.taskID), "run_id": .string(task.runID), "tool_use_id": .string(task.toolUseID),
            "description": .string(task.description),
        ]
        if !isShell { members.set("subagent_type", .string(task.type)) }
        members.set("is_backgrounded", .bool(isBackgrounded))
        if !isShell { members.set("spawn_depth", .int(depth)) }
        members.set("task_type", isShell ? "local_bash" : "local_agent")
        if !isShell { members.set("prompt", .string(task.prompt)) }
        return system("task_started", members)
    }
    public mutating func taskProgress(_ task: TaskIdentity, usage: TaskUsage, lastTool: String) -> JSONValue {
        system(
            "task_progress",
            [
                "task_id": .string(task.taskID), "run_id": .string(task.runID), "tool_use_id": .string(task.toolUseID),
                "description": .string(task.description), "subagent_type": .string(task.type), "usage": usage.json,
                "last_tool_name": .string(lastTool),
            ])
    }
    public mutating func taskUpdated(taskID: String, runID: String, status: String, endTime: Int64) -> JSONValue {
        system(
            "task_updated",
            [
                "task_id": .string(taskID), "run_id": .string(runID),
                "patch": ["status": .string(status), "end_time": .int(Int(endTime))],
            ])
    }
    public mutating func taskNotification(
        taskID: String, runID: String, toolUseID: String, status: String, summary: String, usage: TaskUsage?
    ) -> JSONValue {
        var members: JSONValue = [
            "task_id": .string(taskID), "run_id": .string(runID), "tool_use_id": .string(toolUseID),
            "status": .string(status), "output_file": .string(taskOutputPath(taskID)), "summary": .string(summary),
        ]
        if let usage { members.set("usage", usage.json) }
        return system("task_notification", members)
    }
    public mutating func backgroundTasksChanged(_ tasks: [(TaskIdentity, isShell: Bool)]) -> JSONValue {
        system(
            "background_tasks_changed",
            [
                "tasks": .array(
                    tasks.map { task, isShell in
                        [
                            "task_id": .string(task.taskID), "run_id": .string(task.runID),
                            "task_type": isShell ? "local_bash" : "local_agent",
                            "description": .string(task.description),
                        ]
                    })
            ])
    }
    public func handBack(
        _ report: String, of task: TaskIdentity, tools: [String], tokens: Int, durationMs: Int
    ) -> JSONValue {
        [["type": "text", "text": .string(report)]]
    }
    public func agentDetail(
        _ report: String, of task: TaskIdentity, tools: [String], usage: TokenUsage, durationMs: Int
    ) -> JSONValue { ["status": "completed", "prompt": .string(task.prompt), "agentId": .string(task.taskID)] }
    public func taskOutputPath(_ taskID: String) -> String { "/tmp/claude/\(session.id)/tasks/\(taskID).output" }
}

extension ToolAnswer {
    public static func usualResult(of tool: String) -> JSONValue { tool == "Bash" ? "(Bash completed with no output)" : "" }
    public static func backgroundDetail(taskID: String) -> JSONValue { ["backgroundTaskId": .string(taskID)] }
}

extension APIFailure {
    public var isOverload: Bool { status == 529 }
    public var retryWords: String { retryWord }
}

extension Profile { public var reportsTasks: Bool { reportsRetries } }
