import ClaudeProtocol
import Determinism
import Text

/// One who speaks in a session, with what has been begun and not ended.
struct Speaker {
    /// A content block that is being said.
    struct OpenBlock {
        let isThinking: Bool
        var text = ""
        let since: Instant
        var estimatedTokens = 0
    }

    /// A call of a tool that has no answer yet.
    struct OpenTool {
        let id: String
        let name: String
        var input: JSONValue
    }

    /// The sub-agent that speaks; `nil`: the session itself.
    var agent: SubAgent?
    var answer: AnswerIdentity?
    var answerOutput = TokenUsage()
    var blockIndex = 0
    var block: OpenBlock?
    var tool: OpenTool?
    /// Text blocks of the last answer.
    var texts: [String] = []
    /// Tools that were called.
    var toolsUsed: [String] = []

    /// The texts of the last answer as one: each begins on a line of its own.
    var joinedTexts: String {
        texts.reduce(into: "") { whole, text in
            if !whole.isEmpty, !whole.hasSuffix("\n") { whole += "\n" }
            whole += text
        }
    }
}

/// A task that the session has given to a sub-agent.
struct SubAgent: Sendable, Hashable {
    let taskID: String
    let runID: String
    /// The call of the tool that started it.
    let toolUseID: String
    let type: String
    let description: String
    let prompt: String
    let isBackgrounded: Bool
    let since: Instant
    /// What it has used so far.
    var usage = TokenUsage()

    var totalTokens: Int { usage.input + usage.output }

    var identity: TaskIdentity {
        TaskIdentity(
            taskID: taskID, runID: runID, toolUseID: toolUseID, type: type, description: description, prompt: prompt)
    }
}
