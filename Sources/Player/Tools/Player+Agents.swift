import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    // MARK: Sub-agents

    /// A sub-agent takes over: what it says and does carries the call that started it.
    mutating func beginAgent() {
        guard let call = calls.last else { return }
        let task = newTask(call, isBackgrounded: false)
        calls[calls.count - 1].task = task
        voice?.beginAgent(task, at: scriptTime)
        let step = call.step
        let wait: [Operation] = step.takes > .zero ? [.until(scriptTime + step.takes)] : []
        if let say = step.say { return push(say.map(Operation.step) + wait + [.endAgent]) }
        push(wait + [.endAgent])
    }

    /// The sub-agent has come to its end: its last answer is what the tool answers.
    mutating func endAgent() {
        guard let call = calls.last, call.task != nil, let voice else { return }
        let step = call.step
        let report = step.result.flatMap { $0.string } ?? (step.say == nil ? "" : voice.speaker.joinedTexts)
        guard let end = self.voice?.endAgent(report: report, at: scriptTime) else { return }
        calls[calls.count - 1].task = end.task
        calls[calls.count - 1].detail = end.detail
        let content = step.say == nil ? step.result ?? .string(report) : end.content
        push([.toolRan(content, step.isError ? .failed : .ran)])
    }

    private mutating func newTask(_ call: ToolCall, isBackgrounded: Bool) -> SubAgent {
        let isAgent = call.step.isAgent
        let digits = voice?.builder.identifiers.token("") ?? ""
        let letters = String(digits.lowercased())
        return SubAgent(
            taskID: (isAgent ? "a" : "b") + letters.prefix(isAgent ? 16 : 8),
            runID: "0\(letters.suffix(8))-\(letters.prefix(8))",
            toolUseID: call.id, type: call.input["subagent_type"]?.string ?? "general-purpose",
            description: call.input["description"]?.string ?? "", prompt: call.input["prompt"]?.string ?? "",
            isBackgrounded: isBackgrounded, since: scriptTime)
    }

    // MARK: Background tasks

    /// The tool goes on by itself; the model is told where.
    mutating func beginBackground() {
        guard let call = calls.last, let background = call.step.background else { return }
        let task = newTask(call, isBackgrounded: true)
        let isShell = !call.step.isAgent
        backgroundTasks.append(
            BackgroundTask(task: task, isShell: isShell, due: scriptTime + background.after, step: call.step))
        voice?.tellBackground(backgroundTasks, started: task, isShell: isShell)
        let words = voice?.backgroundWords(task, isShell: isShell) ?? ""
        calls[calls.count - 1].detail = isShell ? ToolAnswer.backgroundDetail(taskID: task.taskID) : nil
        push([.toolRan(.string(words), .ran)])
    }

    /// Ends a background task that is due: the session is told, and takes it up as a turn of its own.
    mutating func endBackgroundTask(_ place: Int) {
        let ended = backgroundTasks.remove(at: place)
        scriptTime = max(ended.due, scriptTime)
        voice?.endBackground(ended, rest: backgroundTasks, at: scriptTime)
        flushVoice()
        wake(for: ended)
    }

    /// The session takes up what a background task has brought: one more turn that nobody asked for.
    private mutating func wake(for ended: BackgroundTask) {
        stage = .speaking
        reactions = []
        tellState(.running)
        operations = [.endTurn] + ended.say.reversed().map(Operation.step)
        voice?.beginTurn(prompt: ended.summary, at: scriptTime)
        voice?.turn.origin = [
            "kind": "task-notification", "producer": "session-task", "runId": .string(ended.task.runID),
        ]
        flushVoice()
    }
}
