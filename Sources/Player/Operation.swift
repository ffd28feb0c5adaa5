import ClaudeProtocol
import Determinism
import Recording
import Text

/// A piece of work that a script's steps are taken apart into; the last of the list comes first.
enum Operation {
    case step(ScriptStep)
    /// Nothing until an instant.
    case until(Instant)
    case openBlock(isThinking: Bool)
    case say(String)
    case closeBlock
    /// Ends the turn where the limit of turns is reached.
    case checkLimit
    case hold(bytes: Int)
    case awaitInput(contains: [UInt8], until: Instant?)
    case retry(attempt: Int, of: Int, delay: Duration, APIFailure)
    /// Asks another model from here on.
    case fallBack(model: String, APIFailure)
    case giveUp(APIFailure)
    case endBySignal(Signal)
    case endInterrupted

    // A turn.
    case startSession
    /// Tells what the session does, to clients that want to know.
    case tellState(SessionState)
    /// After the hooks of the prompt: the answer is looked for.
    case openTurn
    /// After the last step: the hooks of the end are called.
    case endTurn
    case closeTurn

    // Hooks and requests to the client.
    case callHooks(HookEvent, subject: String?, input: [JSONObject.Member])
    /// Waits until all that was asked has been answered.
    case awaitAnswers

    // A call of a tool.
    case decideTool
    case followPermission
    case runTool
    case callServer
    case followServer
    case toolRan(JSONValue, ToolAnswer.Ending)
    case answerTool(JSONValue, ToolAnswer.Ending)
    case beginAgent
    case endAgent
    case endBackground(Int)

    // Servers of tools.
    case connectServer(Int)
    case followConnection(Int)
    case announceServer(Int)
    case listTools(Int)
    case followTools(Int)
    case answerInitialize(JSONValue)
}

/// What a session tells of itself to clients that ask for it.
enum SessionState: String {
    case running
    case idle
    case requiresAction = "requires_action"
}
