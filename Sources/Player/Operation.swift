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
    case answerTool(JSONValue, ToolAnswer.Ending)
    /// Ends the turn where the limit of turns is reached.
    case checkLimit
    case hold(bytes: Int)
    case awaitInput(contains: [UInt8], until: Instant?)
    case retry(attempt: Int, of: Int, delay: Duration, APIFailure)
    case giveUp(APIFailure)
    case endTurn
    case endBySignal(Signal)
    case endInterrupted
}
