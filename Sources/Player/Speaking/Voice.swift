import ClaudeProtocol
import Determinism
import Text

/// Speaks a session in the format that the caller asked for: what is said comes in as steps, bytes go out.
///
/// In text and json the answer comes at the end; in stream-json each content block is a line as soon as it is whole,
/// and with partial messages its pieces come before it.
struct Voice {
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
        let input: JSONValue
    }

    /// What belongs to one turn.
    struct Turn {
        var since: Instant
        var usage = TokenUsage()
        /// The same, with what was cut off.
        var lastUsage = TokenUsage()
        /// Text blocks of the last answer.
        var texts: [String] = []
        var answers = 0
        var toolAnswers = 0
        var denials: [JSONValue] = []
        var begunMessages: [String] = []
        var firstContent: Instant?
        var stopReason: String?
        var hasResult = false
        /// Messages that `json --verbose` writes as one list.
        var messages: [JSONValue] = []
    }

    var builder: MessageBuilder
    let format: ClaudeArguments.OutputFormat
    let isVerbose: Bool
    let tellsPieces: Bool
    /// The wall clock at the start, in milliseconds since 1970.
    let epoch: Int64
    /// What has been written since it was last taken.
    var written: [[UInt8]] = []

    var turn = Turn(since: .zero)
    var answer: AnswerIdentity?
    var answerOutput = TokenUsage()
    var blockIndex = 0
    var block: OpenBlock?
    var tool: OpenTool?
    var resultCount = 0
    var sessionUsage: [(model: String, usage: TokenUsage)] = []
    var apiDuration = Duration.zero
    /// Tokens of the conversation so far: what the next request sends.
    var contextTokens = 0

    init(builder: MessageBuilder, arguments: ClaudeArguments, epoch: Int64) {
        self.builder = builder
        self.epoch = epoch
        format = arguments.outputFormat
        isVerbose = arguments.isVerbose
        tellsPieces = arguments.includesPartialMessages
    }

    var profile: Profile { builder.profile }

    func wallClock(_ now: Instant) -> Int64 { epoch + now.microseconds / 1000 }

    mutating func emit(_ message: JSONValue) {
        if format == .streamJSON {
            written.append(StreamLine.encode(message))
        } else if format == .json, isVerbose {
            turn.messages.append(message)
        }
    }

    mutating func emitPiece(_ message: JSONValue) { if tellsPieces { emit(message) } }

    mutating func takeWritten() -> [[UInt8]] {
        defer { written.removeAll() }
        return written
    }

    // MARK: A turn

    mutating func beginTurn(prompt: String, at now: Instant) {
        turn = Turn(since: now)
        contextTokens += TokenUsage.estimate(prompt)
        emit(builder.initialization())
    }

    /// Begins an answer of the API, unless one is going on.
    mutating func beginAnswer(at now: Instant) -> AnswerIdentity {
        if let answer { return answer }
        if turn.hasResult { beginTurn(prompt: "", at: now) }
        if profile.reportsRequests { emitPiece(builder.requesting()) }
        let new = builder.beginAnswer(inputTokens: contextTokens)
        answer = new
        answerOutput = TokenUsage(input: contextTokens)
        blockIndex = 0
        turn.texts = []
        turn.answers += 1
        turn.begunMessages.append(new.messageID)
        turn.firstContent = turn.firstContent ?? now
        let firstMs = (now - turn.since).milliseconds
        emitPiece(builder.messageStart(of: new, firstTokenMs: firstMs))
        return new
    }

    /// Ends an answer: its pieces are closed, its use counts.
    mutating func endAnswer(stopReason: String) {
        guard let answer else { return }
        emitPiece(builder.messageDelta(stopReason: stopReason, outputTokens: answerOutput.output, of: answer))
        emitPiece(builder.messageStop(of: answer))
        countAnswer()
        turn.usage = turn.usage + answerOutput
        turn.stopReason = stopReason
        self.answer = nil
    }

    /// Counts what the current answer used for the session.
    mutating func countAnswer() {
        let model = builder.session.model
        contextTokens += answerOutput.output
        turn.lastUsage = turn.lastUsage + answerOutput
        if let index = sessionUsage.firstIndex(where: { $0.model == model }) {
            sessionUsage[index].usage = sessionUsage[index].usage + answerOutput
        } else {
            sessionUsage.append((model, answerOutput))
        }
    }

    // MARK: Content blocks

    mutating func openBlock(isThinking: Bool, at now: Instant) {
        let answer = beginAnswer(at: now)
        block = OpenBlock(isThinking: isThinking, since: now)
        let empty: JSONValue =
            isThinking ? ["type": "thinking", "thinking": "", "signature": ""] : ["type": "text", "text": ""]
        emitPiece(builder.blockStart(empty, index: blockIndex, of: answer))
    }

    mutating func say(_ piece: String, at now: Instant) {
        guard var block, let answer else { return }
        block.text += piece
        if block.isThinking {
            tellThinking(of: &block)
            emitPiece(
                builder.blockDelta(
                    ["type": "thinking_delta", "thinking": .string(piece)], index: blockIndex, of: answer))
        } else {
            emitPiece(
                builder.blockDelta(["type": "text_delta", "text": .string(piece)], index: blockIndex, of: answer))
        }
        self.block = block
    }

    private mutating func tellThinking(of block: inout OpenBlock) {
        guard profile.reportsThinking else { return }
        let tokens = TokenUsage.estimate(block.text)
        emit(builder.thinkingTokens(estimated: tokens, delta: tokens - block.estimatedTokens))
        block.estimatedTokens = tokens
    }

    mutating func closeBlock(at now: Instant) {
        guard let block, let answer else { return }
        let tokens = TokenUsage.estimate(block.text)
        answerOutput = answerOutput + TokenUsage(output: tokens, thinking: block.isThinking ? tokens : 0)
        if block.isThinking {
            let signature: JSONValue = "c2lnbmF0dXJl"
            emitPiece(
                builder.blockDelta(
                    ["type": "signature_delta", "signature": signature], index: blockIndex, of: answer))
            let content: JSONValue = [
                "type": "thinking", "thinking": .string(block.text), "signature": signature,
            ]
            let extra = JSONObject(members: [
                .init(key: "thinking_duration_ms", value: .int((now - block.since).milliseconds)),
                .init(key: "thinking_display", value: "updates"),
            ])
            emit(builder.assistant(content, of: answer, at: wallClock(now), extra: extra))
        } else {
            turn.texts.append(block.text)
            let content: JSONValue = ["type": "text", "text": .string(block.text)]
            emit(builder.assistant(content, of: answer, at: wallClock(now)))
        }
        emitPiece(builder.blockStop(index: blockIndex, of: answer))
        blockIndex += 1
        self.block = nil
    }
}

extension Duration {
    /// Whole milliseconds, for messages.
    var milliseconds: Int { Int(microseconds / 1000) }
}
