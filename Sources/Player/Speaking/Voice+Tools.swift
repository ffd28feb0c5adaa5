import ClaudeProtocol
import Determinism
import Text

extension Voice {
    /// Says that a tool is about to run; the answer of the API ends here, unless it calls another one.
    ///
    /// - Returns: the identifier of the call.
    mutating func callTool(_ name: String, input: JSONValue, keepsAnswerOpen: Bool, at now: Instant) -> String {
        let answer = beginAnswer(at: now)
        let id = builder.identifiers.token("toolu_01")
        speaker.tool = Speaker.OpenTool(id: id, name: name, input: input)
        speaker.toolsUsed.append(name)
        let start: JSONValue = ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]]
        emitPiece(builder.blockStart(start, index: speaker.blockIndex, of: answer))
        let json: JSONValue = ["type": "input_json_delta", "partial_json": .string(input.text)]
        emitPiece(builder.blockDelta(json, index: speaker.blockIndex, of: answer))
        tellProgress(of: name, at: now)
        var extra = JSONObject()
        if profile.reportsTasks { extra["tool_use_meta"] = builder.toolMeta(name, id: id) }
        let content: JSONValue = ["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]
        tellBlock(content, of: answer, extra: extra, at: now)
        emitPiece(builder.blockStop(index: speaker.blockIndex, of: answer))
        show(.toolCalled(id: id, name: name, input: input))
        speaker.answerOutput = speaker.answerOutput + TokenUsage(output: TokenUsage.estimate(input.text))
        speaker.blockIndex += 1
        if !keepsAnswerOpen { endAnswer(stopReason: "tool_use") }
        return id
    }

    /// Says what the tool answered.
    ///
    /// - Parameter detail: `tool_use_result`, where the tool itself has it otherwise than its answer says.
    mutating func answerTool(_ answer: ToolAnswer, detail: JSONValue? = nil, at now: Instant) {
        guard let tool = speaker.tool else { return }
        if answer.ending == .denied {
            turn.denials.append([
                "tool_name": .string(tool.name), "tool_use_id": .string(tool.id), "tool_input": tool.input,
            ])
        }
        var message = builder.toolResult(answer, id: tool.id, at: wallClock(now))
        // Sub-agents keep to themselves what the tool itself said.
        if detail != nil || speaker.agent != nil, case .object(var object) = message {
            object["tool_use_result"] = speaker.agent == nil ? detail : nil
            message = .object(object)
        }
        tellUser(message)
        let text = answer.content.string ?? answer.content.text
        contextTokens += TokenUsage.estimate(text)
        show(.toolAnswered(id: tool.id, text: answer.text, ending: answer.ending))
        if speaker.agent == nil { turn.toolAnswers += 1 }
        speaker.tool = nil
    }

    /// Says that a request failed and is made again.
    mutating func retry(attempt: Int, of maximum: Int, delay: Duration, failure: APIFailure) {
        show(.retrying(attempt: attempt, of: maximum, delay: delay, words: failure.retryWord))
        guard profile.reportsRetries else { return }
        emit(builder.retry(attempt: attempt, of: maximum, delayMs: delay.milliseconds, failure: failure))
    }
}
