import ClaudeProtocol
import Text

/// What a session tells the terminal program that shows it.
///
/// Every turn is `turnBegan`, then pieces and calls in their order, then exactly one of `turnEnded`, `interrupted`.
/// `failed` comes before `turnEnded`.
enum SessionEvent: Sendable, Hashable {
    /// The session works on a prompt: one that was submitted here, or one from elsewhere.
    case turnBegan(prompt: String)
    /// A piece of thinking, however it was cut.
    case thinking(String)
    /// A piece of the answer's text, however it was cut.
    case text(String)
    /// The block of text or thinking is whole.
    case blockEnded
    /// A tool is called.
    case toolCalled(id: String, name: String, input: JSONValue)
    /// The person has to decide about a call; the answer is `TerminalRequest.answer`.
    case toolAsks(PermissionQuestion)
    /// Nobody needs the answer to a question any more.
    case questionWithdrawn(id: String)
    /// A call has its answer.
    case toolAnswered(id: String, text: String, ending: ToolAnswer.Ending)
    /// A request failed and is made again after a delay.
    case retrying(attempt: Int, of: Int, delay: Duration, words: String)
    /// The turn failed: what the CLI says of it, `API Error: 529 …`.
    case failed(String)
    /// The turn was cut off by the person; whether any bytes of an answer had arrived.
    case interrupted(hadAnswer: Bool)
    /// The turn is over, this long after it began.
    case turnEnded(took: Duration)
    /// The permission mode is another now.
    case permissionMode(String)
    /// Something was said before this process began: by the person, or by the model.
    case earlier(isUser: Bool, text: String)
    /// A line for the person that belongs to no turn.
    case notice(String)
}

/// What the person is asked before a tool runs.
struct PermissionQuestion: Sendable, Hashable {
    /// The call's identifier: `toolu_…`.
    var id: String
    /// The tool's name.
    var tool: String
    /// What it is called with.
    var input: JSONValue

    /// A question about a call.
    init(id: String, tool: String, input: JSONValue) {
        self.id = id
        self.tool = tool
        self.input = input
    }
}
