import ClaudeProtocol
import Determinism
import Text

extension Voice {
    // MARK: Sub-agents

    /// A sub-agent takes over the word.
    mutating func beginAgent(_ task: SubAgent, at now: Instant) {
        tellTaskStarted(task, isShell: false)
        waiting.append(speaker)
        speaker = Speaker()
        speaker.agent = task
        agents.started.append((type: task.type, isBackgrounded: false, depth: waiting.count))
        guard profile.reportsTasks else { return }
        tell(builder.userText(task.prompt, at: wallClock(now)))
    }

    /// What a sub-agent has brought.
    struct Report {
        let task: SubAgent
        /// What the tool answers.
        let content: JSONValue
        /// `tool_use_result`.
        let detail: JSONValue
    }

    /// The sub-agent gives the word back.
    mutating func endAgent(report: String, at now: Instant) -> Report? {
        closeBlock(at: now)
        endAnswer(stopReason: "end_turn")
        guard let task = speaker.agent, let before = waiting.popLast() else { return nil }
        let tools = speaker.toolsUsed
        speaker = before
        let usage = TaskUsage(
            tokens: task.totalTokens, tools: tools.count, durationMs: (now - task.since).milliseconds)
        if profile.reportsTasks {
            emit(builder.taskUpdated(task.identity, status: "completed", endTime: wallClock(now)))
            emit(builder.taskNotification(task.identity, status: "completed", summary: report, usage: usage))
        }
        return Report(
            task: task, content: builder.handBack(report, of: task.identity, tools: tools, usage: usage),
            detail: builder.agentDetail(report, of: task.identity, tools: tools, tokens: task.usage, usage: usage))
    }

    /// Tells what a sub-agent is at, before it calls a tool.
    mutating func tellProgress(of tool: String, at now: Instant) {
        guard let task = speaker.agent, profile.reportsTasks else { return }
        let usage = TaskUsage(
            tokens: task.totalTokens, tools: speaker.toolsUsed.count, durationMs: (now - task.since).milliseconds)
        emit(builder.taskProgress(task.identity, usage: usage, lastTool: tool))
    }

    // MARK: Background tasks

    /// Tells that a task has begun that goes on after the turn.
    mutating func tellBackground(_ tasks: [BackgroundTask], started task: SubAgent, isShell: Bool) {
        guard profile.reportsTasks else { return }
        emit(builder.backgroundTasksChanged(tasks.map { (task: $0.task.identity, isShell: $0.isShell) }))
        tellTaskStarted(task, isShell: isShell)
        if !isShell { agents.started.append((type: task.type, isBackgrounded: true, depth: 1)) }
    }

    /// What the model is told about a task that goes on.
    func backgroundWords(_ task: SubAgent, isShell: Bool) -> String {
        let file = builder.taskOutputPath(task.taskID)
        guard isShell else {
            return "Async agent launched successfully.\nagentId: \(task.taskID)\noutput_file: \(file)"
        }
        return
            "Command running in background with ID: \(task.taskID). Output is being written to: \(file). You will be "
            + "notified when it completes. To check interim output, use Read on that file path."
    }

    /// Tells that a task is over.
    mutating func endBackground(_ ended: BackgroundTask, rest: [BackgroundTask], at now: Instant) {
        guard profile.reportsTasks else { return }
        let task = ended.task
        emit(builder.taskUpdated(task.identity, status: "completed", endTime: wallClock(now)))
        emit(
            builder.taskNotification(task.identity, status: "completed", summary: ended.summary, usage: nil))
        emit(builder.backgroundTasksChanged(rest.map { (task: $0.task.identity, isShell: $0.isShell) }))
    }

    private mutating func tellTaskStarted(_ task: SubAgent, isShell: Bool) {
        guard profile.reportsTasks else { return }
        emit(
            builder.taskStarted(
                task.identity, isBackgrounded: task.isBackgrounded, isShell: isShell, depth: waiting.count + 1))
    }
}
