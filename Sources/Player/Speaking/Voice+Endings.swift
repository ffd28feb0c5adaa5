import ClaudeProtocol
import Determinism
import Text

extension Voice {
    /// What is common to all results of this turn.
    private func report(at now: Instant) -> TurnReport {
        var report = TurnReport()
        report.turns = 1 + turn.toolAnswers
        report.durationMs = (now - turn.since).milliseconds
        report.apiDurationMs = (apiDuration + (now - turn.since)).milliseconds
        report.firstContentMs = turn.firstContent.map { ($0 - turn.since).milliseconds }
        report.stopReason = turn.stopReason
        report.usage = turn.usage
        report.lastUsage = turn.lastUsage
        report.sessionUsage = sessionUsage
        report.denials = turn.denials
        report.index = resultCount
        report.begunMessages = tellsPieces && profile.reportsRequests ? turn.begunMessages : nil
        report.saysLastUsage = format == .streamJSON
        report.agents = agents
        report.origin = turn.origin
        report.safetyStops = turn.safetyStops
        report.structuredOutput = turn.structuredOutput
        report.requestTime = wallClock(turn.since)
        return report
    }

    /// Ends the turn as it should end.
    ///
    /// - Parameter overrides: members that the script wants in the result, in place of the usual ones.
    /// - Returns: whether the turn failed.
    mutating func endTurn(overrides: JSONObject = JSONObject(), at now: Instant) -> Bool {
        closeBlock(at: now)
        endAnswer(stopReason: "end_turn")
        var report = report(at: now)
        report.text = turn.structuredOutput?.text ?? speaker.joinedTexts
        let saidNothing = speaker.texts.isEmpty
        if let subtype = overrides["subtype"]?.string {
            report.subtype = subtype
            report.isError = subtype != "success"
            if report.isError { report.text = nil }
        }
        if let isError = overrides["is_error"]?.bool { report.isError = isError }
        if let text = overrides["result"]?.string { report.text = text }
        write(
            report, overrides: overrides, isSilent: saidNothing && overrides["result"] == nil && !report.isError,
            at: now)
        return report.isError
    }

    /// Ends the turn at the limit of turns.
    ///
    /// - Returns: whether the turn failed: in old versions it did not.
    mutating func endAtLimit(_ maxTurns: Int, at now: Instant) -> Bool {
        var report = report(at: now)
        report.subtype = "error_max_turns"
        report.isError = profile.maxTurnsFails
        report.errors = profile.maxTurnsFails ? ["Reached maximum number of turns (\(maxTurns))"] : []
        report.terminalReason = "max_turns"
        report.firstContentMs = nil
        write(report, textForm: "Error: Reached max turns (\(maxTurns))", at: now)
        return report.isError
    }

    /// What the session has cost so far, in US dollars.
    var cost: Double { sessionUsage.reduce(0) { $0 + profile.price(of: $1.model).cost($1.usage) } }

    /// Ends the turn because it has cost more than it may.
    mutating func endAtBudget(_ budget: String, at now: Instant) {
        let words = "Reached maximum budget ($\(budget))"
        var report = report(at: now)
        report.subtype = "error_max_budget_usd"
        report.isError = true
        report.errors = [words]
        report.terminalReason = "budget_exhausted"
        // What the answer used is in the session's sums only.
        report.usage = TokenUsage()
        report.firstContentMs = nil
        write(report, textForm: "Error: \(words)", at: now)
    }

    /// Ends the turn with a failure of the API.
    mutating func endWithFailure(_ failure: APIFailure, text: String, at now: Instant) {
        closeBlock(at: now)
        endAnswer(stopReason: "end_turn")
        emit(builder.failure(failure, text: text, at: wallClock(now)))
        var report = report(at: now)
        report.isError = true
        report.text = text
        report.failure = failure
        report.stopReason = "stop_sequence"
        report.terminalReason = failure.terminalReason
        report.firstContentMs = nil
        write(report, at: now)
    }

    /// Ends a turn that was interrupted.
    ///
    /// - Parameter saysResult: whether a result follows even when nothing was answered yet.
    mutating func endInterrupted(saysResult: Bool, at now: Instant) {
        let wasTool = (waiting.first ?? speaker).tool != nil || self.wasTool
        self.wasTool = false
        let hadAnswer = speaker.answer != nil || turn.answers > 0
        // A sub-agent ends with its tool.
        if let outermost = waiting.first {
            speaker = outermost
            waiting = []
        }
        if let tool = speaker.tool {
            let words = JSONValue.string(ToolAnswer.rejection)
            answerTool(
                ToolAnswer(tool: tool.name, input: tool.input, content: words, ending: .interrupted), at: now)
        }
        let cut = cutBlock(at: now)
        let words = wasTool ? "[Request interrupted by user for tool use]" : "[Request interrupted by user]"
        tellUser(builder.userText(words, at: wallClock(now)))
        closeCutAnswer(wasCut: cut)
        guard hadAnswer || saysResult || format != .streamJSON else { return }
        var report = report(at: now)
        let reason = wasTool ? "tool_use" : "null"
        report.subtype = "error_during_execution"
        report.isError = profile.interruptFails
        report.turns += 1
        report.stopReason = wasTool ? "tool_use" : nil
        report.terminalReason = wasTool ? "aborted_tools" : "aborted_streaming"
        if !wasTool { report.usage = TokenUsage() }
        report.firstContentMs = nil
        report.errors =
            profile.interruptFails
            ? ["[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=\(reason)"] : []
        write(report, textForm: "Execution error", isInterrupted: true, at: now)
    }

    /// Tells the part of a block that was said when it was cut.
    private mutating func cutBlock(at now: Instant) -> Bool {
        guard let block = speaker.block, let answer = speaker.answer else { return false }
        let tokens = TokenUsage.estimate(block.text)
        speaker.answerOutput = speaker.answerOutput + TokenUsage(output: tokens)
        if profile.tellsAbortedText, !block.text.isEmpty, !block.isThinking {
            let extra = JSONObject(members: [.init(key: "aborted", value: true)])
            let content: JSONValue = ["type": "text", "text": .string(block.text)]
            tellBlock(content, of: answer, extra: extra, at: now)
        }
        return true
    }

    private mutating func closeCutAnswer(wasCut: Bool) {
        guard let answer = speaker.answer else { return }
        if wasCut { emitPiece(builder.blockStop(index: speaker.blockIndex, of: answer)) }
        emitPiece(builder.abortedDelta(of: answer))
        emitPiece(builder.messageStop(of: answer, abandonedFrom: speaker.blockIndex + (wasCut ? 1 : 0)))
        // The old version does not count what was cut.
        if profile.tellsAbortedText { countAnswer() }
        keepAnswer(stopReason: nil)
        speaker.answer = nil
        speaker.block = nil
    }

    /// Writes a result in the caller's format.
    private mutating func write(
        _ report: TurnReport, overrides: JSONObject = JSONObject(), textForm: String? = nil, isSilent: Bool = false,
        isInterrupted: Bool = false, at now: Instant
    ) {
        apiDuration += now - turn.since
        resultCount += 1
        turn.hasResult = true
        if isInterrupted {
            show(.interrupted(hadAnswer: turn.answers > 0))
        } else {
            if report.isError { show(.failed(report.text ?? textForm ?? report.errors.first ?? "")) }
            show(.turnEnded(took: now - turn.since))
        }
        var message = builder.result(report)
        if !overrides.members.isEmpty { message = message.overridden(by: overrides) }
        let text = report.text.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }
        writeResult(message, text: isSilent ? nil : text ?? textForm ?? "Execution error")
    }

    /// Writes a result: the message, or in text format the text as it is.
    mutating func writeResult(_ message: JSONValue, text: String?) {
        switch format {
        case .streamJSON: emit(message)
        case .json: written.append(StreamLine.encode(isVerbose ? .array(turn.messages + [message]) : message))
        case .text: if let text, !isOnTerminal { written.append(Array(text.utf8)) }
        }
    }
}

extension JSONValue {
    /// An object with members of another in place of its own; objects inside are mixed in the same way.
    func overridden(by other: JSONObject) -> JSONValue {
        guard case .object(var object) = self else { return .object(other) }
        for member in other.members {
            if let old = object[member.key], old.object != nil, let new = member.value.object {
                object[member.key] = old.overridden(by: new)
            } else {
                object[member.key] = member.value
            }
        }
        return .object(object)
    }
}
