import ClaudeProtocol
import Determinism
import Text

/// Speaks a session in the format that the caller asked for: what is said comes in as steps, bytes go out.
///
/// In text and json the answer comes at the end; in stream-json each content block is a line as soon as it is whole,
/// and with partial messages its pieces come before it.
struct Voice {
    /// What belongs to one turn.
    struct Turn {
        var since: Instant
        var usage = TokenUsage()
        /// The same, with what was cut off.
        var lastUsage = TokenUsage()
        var answers = 0
        var toolAnswers = 0
        var denials: [JSONValue] = []
        var begunMessages: [String] = []
        var firstContent: Instant?
        var stopReason: String?
        var hasResult = false
        /// Answers that a safety classifier stopped.
        var safetyStops = 0
        /// What `--json-schema` asked for, once the model has given it.
        var structuredOutput: JSONValue?
        /// Who began the turn, where it was not the person.
        var origin: JSONValue?
        /// Messages that `json --verbose` writes as one list.
        var messages: [JSONValue] = []
    }

    var builder: MessageBuilder
    let format: ClaudeArguments.OutputFormat
    let isVerbose: Bool
    let tellsPieces: Bool
    /// Whether the texts of sub-agents are told, and not their tools alone.
    let tellsAgents: Bool
    /// Whether the terminal program listens.
    let isOnTerminal: Bool
    /// What the terminal program has not been told yet.
    var screenEvents: [SessionEvent] = []
    /// What the session's file has not got yet.
    var transcript: [TranscriptEntry] = []
    /// Blocks of the answer that is going on, which the session's file gets with the answer's end.
    var answerBlocks: [JSONValue] = []
    /// The wall clock at the start, in milliseconds since 1970.
    let epoch: Int64
    /// What has been written since it was last taken.
    var written: [[UInt8]] = []

    var turn = Turn(since: .zero)
    /// Who speaks: the session itself, or a sub-agent of it.
    var speaker = Speaker()
    /// Those that wait until the speaker has come to its end, the session itself first.
    var waiting: [Speaker] = []
    var resultCount = 0
    var sessionUsage: [(model: String, usage: TokenUsage)] = []
    var apiDuration = Duration.zero
    /// Whether a tool was refused by the interruption that is being told.
    var wasTool = false
    /// Whether answers come as wholes, since a stream was cut.
    var isUnstreamed = false
    /// Whether another model is asked than the one that was wanted.
    var hasFallenBack = false
    /// Sub-agents that were started.
    var agents = SubAgentCounts()
    /// Agents that the client has brought.
    var clientAgents: [String] = []
    /// Tokens of the conversation so far: what the next request sends.
    var contextTokens = 0

    init(builder: MessageBuilder, arguments: ClaudeArguments, epoch: Int64, isOnTerminal: Bool = false) {
        self.builder = builder
        self.epoch = epoch
        format = arguments.outputFormat
        isVerbose = arguments.isVerbose
        tellsPieces = arguments.includesPartialMessages
        tellsAgents = arguments.has("forward-subagent-text")
        self.isOnTerminal = isOnTerminal
    }

    var profile: Profile { builder.profile }

    /// Whether anybody sees the pieces of a block as they come; with thinking an estimate goes with each.
    func showsPieces(ofThinking isThinking: Bool) -> Bool {
        tellsPieces || isOnTerminal || (isThinking && format == .streamJSON && profile.reportsThinking)
    }

    func wallClock(_ now: Instant) -> Int64 { epoch + now.microseconds / 1000 }

    // MARK: What goes out

    /// Writes a message of the session itself.
    mutating func emit(_ message: JSONValue) {
        if format == .streamJSON {
            written.append(StreamLine.encode(message))
        } else if format == .json, isVerbose {
            turn.messages.append(message)
        }
    }

    /// Writes a message of whoever speaks; the texts of sub-agents only where they are wanted.
    mutating func tell(_ message: JSONValue, isText: Bool = false) {
        guard let agent = speaker.agent else { return emit(message) }
        if isText, !tellsAgents { return }
        emit(message.marked(by: agent))
    }

    /// Writes a piece of a message, where pieces are wanted; those of sub-agents are not told.
    mutating func emitPiece(_ message: JSONValue) {
        if tellsPieces, speaker.agent == nil { emit(message) }
    }

    /// Tells the terminal program, where one listens; sub-agents are shown by their tool alone.
    mutating func show(_ event: SessionEvent) {
        if isOnTerminal, speaker.agent == nil { screenEvents.append(event) }
    }

    mutating func takeScreenEvents() -> [SessionEvent] {
        defer { screenEvents.removeAll() }
        return screenEvents
    }

    mutating func takeWritten() -> [[UInt8]] {
        defer { written.removeAll() }
        return written
    }

    // MARK: A turn

    mutating func beginTurn(prompt: String, at now: Instant) {
        turn = Turn(since: now)
        contextTokens += TokenUsage.estimate(prompt)
        show(.turnBegan(prompt: prompt))
        emit(builder.initialization())
    }

    /// Begins an answer of the API, unless one is going on.
    mutating func beginAnswer(at now: Instant) -> AnswerIdentity {
        if let answer = speaker.answer { return answer }
        if turn.hasResult { beginTurn(prompt: "", at: now) }
        if profile.reportsRequests { emitPiece(builder.requesting()) }
        let new = builder.beginAnswer(inputTokens: contextTokens)
        speaker.answer = new
        speaker.answerOutput = TokenUsage(input: contextTokens)
        speaker.blockIndex = 0
        speaker.texts = []
        guard speaker.agent == nil else { return new }
        turn.answers += 1
        turn.begunMessages.append(new.messageID)
        turn.firstContent = turn.firstContent ?? now
        let firstMs = (now - turn.since).milliseconds
        emitPiece(builder.messageStart(of: new, firstTokenMs: firstMs))
        return new
    }

    /// Ends an answer: its pieces are closed, its use counts.
    mutating func endAnswer(stopReason: String) {
        guard let answer = speaker.answer else { return }
        emitPiece(builder.messageDelta(stopReason: stopReason, outputTokens: speaker.answerOutput.output, of: answer))
        emitPiece(builder.messageStop(of: answer))
        countAnswer()
        if speaker.agent == nil {
            turn.usage = turn.usage + speaker.answerOutput
            turn.stopReason = stopReason
        } else {
            let used = speaker.answerOutput
            if let usage = speaker.agent?.usage { speaker.agent?.usage = usage + used }
        }
        keepAnswer(stopReason: stopReason)
        speaker.answer = nil
    }

    /// Hands the blocks of an answer to the session's file, now that their end is known.
    mutating func keepAnswer(stopReason: String?) {
        for block in answerBlocks {
            transcript.append(
                .assistant(block, stopReason: stopReason, usage: stopReason == nil ? nil : speaker.answerOutput))
        }
        answerBlocks = []
    }

    /// Goes on where a session was left.
    mutating func resume(_ history: SessionHistory?) {
        guard let history else { return }
        for turn in history.turns { contextTokens += TokenUsage.estimate(turn.text) }
        // The old version counts each run by itself.
        guard profile.reportsTasks else { return }
        sessionUsage = history.costs
        builder.restoredModels = history.costs.map(\.model)
        apiDuration = .milliseconds(history.apiMs)
    }

    /// Counts what the current answer used for the session.
    mutating func countAnswer() {
        let model = builder.session.model
        contextTokens += speaker.answerOutput.output
        turn.lastUsage = turn.lastUsage + speaker.answerOutput
        if let index = sessionUsage.firstIndex(where: { $0.model == model }) {
            sessionUsage[index].usage = sessionUsage[index].usage + speaker.answerOutput
        } else {
            sessionUsage.append((model, speaker.answerOutput))
        }
    }

    // MARK: Content blocks

    mutating func openBlock(isThinking: Bool, at now: Instant) {
        let answer = beginAnswer(at: now)
        speaker.block = Speaker.OpenBlock(isThinking: isThinking, since: now)
        let empty: JSONValue =
            isThinking ? ["type": "thinking", "thinking": "", "signature": ""] : ["type": "text", "text": ""]
        emitPiece(builder.blockStart(empty, index: speaker.blockIndex, of: answer))
    }

    mutating func say(_ piece: String, at now: Instant) {
        guard var block = speaker.block, let answer = speaker.answer else { return }
        block.text += piece
        if block.isThinking { tellThinking(of: &block) }
        let delta: JSONValue =
            block.isThinking
            ? ["type": "thinking_delta", "thinking": .string(piece)] : ["type": "text_delta", "text": .string(piece)]
        emitPiece(builder.blockDelta(delta, index: speaker.blockIndex, of: answer))
        show(block.isThinking ? .thinking(piece) : .text(piece))
        speaker.block = block
    }

    private mutating func tellThinking(of block: inout Speaker.OpenBlock) {
        guard profile.reportsThinking, speaker.agent == nil else { return }
        let tokens = TokenUsage.estimate(block.text)
        emit(builder.thinkingTokens(estimated: tokens, delta: tokens - block.estimatedTokens))
        block.estimatedTokens = tokens
    }

    mutating func closeBlock(at now: Instant) {
        guard let block = speaker.block, let answer = speaker.answer else { return }
        let tokens = TokenUsage.estimate(block.text)
        speaker.answerOutput =
            speaker.answerOutput + TokenUsage(output: tokens, thinking: block.isThinking ? tokens : 0)
        if block.isThinking {
            let signature: JSONValue = "c2lnbmF0dXJl"
            emitPiece(
                builder.blockDelta(
                    ["type": "signature_delta", "signature": signature], index: speaker.blockIndex, of: answer))
            let content: JSONValue = [
                "type": "thinking", "thinking": .string(block.text), "signature": signature,
            ]
            let extra = JSONObject(members: [
                .init(key: "thinking_duration_ms", value: .int((now - block.since).milliseconds)),
                .init(key: "thinking_display", value: "updates"),
            ])
            tellBlock(content, of: answer, extra: extra, at: now)
        } else {
            speaker.texts.append(block.text)
            tellBlock(["type": "text", "text": .string(block.text)], of: answer, at: now)
        }
        emitPiece(builder.blockStop(index: speaker.blockIndex, of: answer))
        show(.blockEnded)
        speaker.blockIndex += 1
        speaker.block = nil
    }

    /// Writes one block of an answer as a message.
    mutating func tellBlock(
        _ content: JSONValue, of answer: AnswerIdentity, extra: JSONObject = JSONObject(), at now: Instant
    ) {
        var message = builder.assistant(content, of: answer, at: wallClock(now), extra: extra)
        if isUnstreamed { message = builder.unstreamed(message, usage: speaker.answerOutput) }
        tell(message, isText: content["type"]?.string != "tool_use")
        if speaker.agent == nil { answerBlocks.append(message) }
    }

    /// Writes a line of the user's side that the session itself made.
    mutating func tellUser(_ message: JSONValue) {
        tell(message)
        if speaker.agent == nil { transcript.append(.user(message)) }
    }
}

/// What a session's file gets of a conversation.
enum TranscriptEntry {
    /// A block of an answer, as it was told, with what is known of the answer at its end.
    case assistant(JSONValue, stopReason: String?, usage: TokenUsage?)
    /// What a tool answered, or another line of the user's side.
    case user(JSONValue)
}

extension JSONValue {
    /// A message of the session as one of a sub-agent.
    func marked(by agent: SubAgent) -> JSONValue {
        guard case .object(var object) = self else { return self }
        object["parent_tool_use_id"] = .string(agent.toolUseID)
        if let place = object.members.firstIndex(where: { $0.key == "parent_tool_use_id" }) {
            object.members.insert(.init(key: "agent_id", value: .string(agent.taskID)), at: place + 1)
        }
        object["subagent_type"] = .string(agent.type)
        object["task_description"] = .string(agent.description)
        return .object(object)
    }
}

extension Duration {
    /// Whole milliseconds, for messages.
    var milliseconds: Int { Int(microseconds / 1000) }
}
