import ClaudeProtocol
import Determinism
import Text

extension Voice {
    /// Says that a tool is about to run; the answer of the API ends here.
    mutating func callTool(_ name: String, input: JSONValue, at now: Instant) {
        let answer = beginAnswer(at: now)
        let id = builder.identifiers.token("toolu_01")
        tool = OpenTool(id: id, name: name, input: input)
        let start: JSONValue = ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]]
        emitPiece(builder.blockStart(start, index: blockIndex, of: answer))
        let json: JSONValue = ["type": "input_json_delta", "partial_json": .string(input.text)]
        emitPiece(builder.blockDelta(json, index: blockIndex, of: answer))
        let content: JSONValue = ["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]
        emit(builder.assistant(content, of: answer, at: wallClock(now)))
        emitPiece(builder.blockStop(index: blockIndex, of: answer))
        answerOutput = answerOutput + TokenUsage(output: TokenUsage.estimate(input.text))
        endAnswer(stopReason: "tool_use")
    }

    /// Says what the tool answered.
    mutating func answerTool(_ content: JSONValue, ending: ToolAnswer.Ending, at now: Instant) {
        guard let tool else { return }
        if ending == .denied {
            let words = content.string ?? ""
            if profile.reportsDenials {
                emit(builder.permissionDenied(tool: tool.name, id: tool.id, message: words))
            }
            turn.denials.append([
                "tool_name": .string(tool.name), "tool_use_id": .string(tool.id), "tool_input": tool.input,
            ])
        }
        let answer = ToolAnswer(tool: tool.name, input: tool.input, content: content, ending: ending)
        emit(builder.toolResult(answer, id: tool.id, at: wallClock(now)))
        contextTokens += TokenUsage.estimate(content.string ?? content.text)
        turn.toolAnswers += 1
        self.tool = nil
    }

    /// Says that a request failed and is made again.
    mutating func retry(attempt: Int, of maximum: Int, delay: Duration, failure: APIFailure) {
        guard profile.reportsRetries else { return }
        emit(builder.retry(attempt: attempt, of: maximum, delayMs: delay.milliseconds, failure: failure))
    }
}
