import ClaudeProtocol
import Determinism
import Text

/// A call of a tool on its way: asked about, run, answered.
struct ToolCall {
    let step: ScriptStep.ToolStep
    /// The identifier of the call in its messages.
    let id: String
    /// What it is called with; hooks and the client may change it.
    var input: JSONValue
    /// Why it was allowed.
    var grant = ToolGrant.tool
    /// Who refused it.
    var refusal = ToolRefusal.unasked
    /// When it began to run.
    var since = Instant.zero
    /// What the client, or the server of the tool, has answered.
    var answer: ClientAnswer?
    /// The task that it has started.
    var task: SubAgent?
    /// `tool_use_result`, where the answer alone does not say it.
    var detail: JSONValue?
}

/// What came back for a request to the client.
enum ClientAnswer: Sendable, Hashable {
    case success(JSONValue)
    case failure(String)
    /// None can come any more.
    case inputEnded
}

/// A task that goes on after its turn.
struct BackgroundTask {
    let task: SubAgent
    /// Whether it is a command, not an agent.
    let isShell: Bool
    let due: Instant
    let step: ScriptStep.ToolStep

    /// How it ended, for the session.
    var summary: String {
        if let summary = step.background?.summary { return summary }
        return isShell
            ? "Background command \"\(task.description)\" completed (exit code 0)" : step.result?.string ?? "Completed"
    }

    /// What the model says when it is told; a script that says nothing has it repeat the result.
    var say: [ScriptStep] {
        if let say = step.background?.say, !say.isEmpty { return say }
        return [.text(ScriptStep.SpokenText(step.result?.string ?? summary))]
    }
}

/// A request to the client that waits for its answer.
struct Question {
    enum Kind {
        /// May a tool run?
        case permission
        /// One hook of the round that is being called.
        case hook(Int)
        /// A message to a server that lives in the client.
        case server
    }

    let id: String
    let kind: Kind
}
