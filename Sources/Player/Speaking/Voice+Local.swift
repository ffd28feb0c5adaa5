import ClaudeProtocol
import Determinism
import Text

extension Voice {
    /// Ends an answer as the API ended it, and asks it to go on as the CLI does.
    mutating func stop(_ reason: ScriptStep.StopReason, at now: Instant) {
        closeBlock(at: now)
        let answer = beginAnswer(at: now)
        endAnswer(stopReason: reason == .empty ? "end_turn" : reason.rawValue)
        guard speaker.agent == nil else { return }
        if reason == .refusal, profile.reportsCommands {
            emit(builder.refusalNotice())
        }
        let kind: MessageBuilder.Continuation
        switch reason {
        case .maxTokens: kind = .maxTokens
        case .refusal: kind = .refusal
        case .empty: kind = .empty
        }
        turn.toolAnswers += 1
        if reason == .refusal { turn.safetyStops += 1 }
        tellUser(builder.continuation(after: kind, messageID: answer.messageID, at: wallClock(now)))
    }

    /// Asks another model from here on.
    mutating func fallBack(to model: String) {
        let old = builder.session.model
        builder.session.model = model
        hasFallenBack = true
        guard profile.reportsRetries else { return }
        emit(builder.modelFallback(from: old, to: model))
    }

    /// Says that a hook held the prompt back.
    mutating func blockPrompt(_ words: String, reason: String, at now: Instant) {
        emit(builder.promptBlocked(words, reason: reason))
        endLocally(words, command: nil, at: now)
    }

    /// Says what the session has cost so far.
    mutating func tellCost(at now: Instant) {
        let words = builder.costText(cost: cost, apiSeconds: apiDuration.milliseconds / 1000, usage: wholeUsage)
        emit(builder.localAnswer(words, command: "usage", at: wallClock(now)))
        endLocally(words, command: "cost", at: now)
    }

    /// Gives an answer of the session itself.
    mutating func answerLocally(_ words: String, command: String, at now: Instant) {
        emit(builder.localAnswer(words, command: command, at: wallClock(now)))
        endLocally(words, command: nil, at: now)
    }

    /// Makes the conversation shorter, by its own words.
    mutating func compact(at now: Instant) {
        let before = contextTokens
        emit(builder.compacting(isDone: false))
        emit(builder.compacting(isDone: true))
        emit(builder.initialization())
        contextTokens = min(contextTokens, TokenUsage.estimate("summary"))
        emit(builder.compactBoundary(before: before, after: contextTokens))
        let words = "<local-command-stdout>Compacted </local-command-stdout>"
        emit(builder.commandOutput(words, at: wallClock(now)))
        endLocally("Compacted ", command: "compact", at: now)
    }

    /// What the session tells of itself when it is asked.
    func facts(state: SessionState, servers: JSONValue) -> MessageBuilder.SessionFacts {
        MessageBuilder.SessionFacts(
            state: state.rawValue, usage: wholeUsage, cost: cost, contextTokens: contextTokens, servers: servers,
            agents: clientAgents)
    }

    private var wholeUsage: TokenUsage { sessionUsage.reduce(TokenUsage()) { $0 + $1.usage } }

    private mutating func endLocally(_ words: String, command: String?, at now: Instant) {
        resultCount += 1
        turn.hasResult = true
        show(.notice(words))
        show(.turnEnded(took: now - turn.since))
        let message = builder.localResult(
            words, command: command, durationMs: (now - turn.since).milliseconds, index: resultCount - 1)
        writeResult(message, text: words.hasSuffix("\n") ? words : words + "\n")
    }
}
