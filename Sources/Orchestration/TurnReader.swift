import ClaudeProtocol
import Matching
import Recording
import Terminal
import Text

/// Reads one child's standard output: lines of stream-json where they are, plain text where they are not.
///
/// Bytes come in reads of any size; a line counts when it is whole, or at the end of the stream. What is no message
/// (a banner, another output format, a recording of plain text) is text and treated as such, never lost.
struct TurnReader: Sendable {
    /// What a child said in one read.
    enum Item: Sendable, Hashable {
        case text(String)
        indirect case toolUse(id: String, name: String, agent: String?, task: String)
        indirect case toolResult(id: String, isError: Bool, text: String)
        case retry(attempt: Int, error: String)
        indirect case outcome(TurnOutcome)
        /// The CLI asks, and waits for the answer.
        indirect case controlRequest(id: String, subtype: String, request: JSONValue)
        /// The CLI has answered.
        indirect case controlResponse(id: String, error: String?)
        /// The CLI no longer waits for an answer.
        case controlCancel(id: String)
    }

    /// The most text of one turn that is kept, in bytes; more is still scanned and passed on.
    static let textBytesMax = 16_777_216

    /// A line, or a part of one, where it stands.
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private let lineBytesMax: Int
    private var line: [UInt8] = []
    private var isTerminal: Bool
    private var stripper = EscapeStripper()
    private var decoder = UTF8Splitter()
    /// Whether the line that is being read is longer than `lineBytesMax`: it is text, and passed on as it comes.
    private var isOverlong = false
    /// How many bytes of text came in pieces whose whole block has not come yet.
    private var streamedBytes = 0
    /// Whether a message has said any text since the last result.
    private var hasAnswer = false
    private var isTextFull = false

    /// How many bytes wait for the end of their line.
    var bufferedBytes: Int { line.count }

    /// The session that the CLI named.
    private(set) var sessionID: String?
    /// The last result line.
    private(set) var outcome: TurnOutcome?
    /// Whether there is a result line: asked at every read.
    private(set) var hasOutcome = false
    /// Whether any line was a message.
    private(set) var hasMessages = false
    /// The assistant's text so far, at most `textBytesMax`.
    var text: String { String(decoding: said, as: UTF8.self) }

    private var said: [UInt8] = []

    init(lineBytesMax: Int, isTerminal: Bool = false) {
        self.lineBytesMax = lineBytesMax
        self.isTerminal = isTerminal
    }

    /// Another turn of the same child begins: what the last one said is no answer to it.
    mutating func beginTurn() {
        outcome = nil
        hasOutcome = false
        said = []
        isTextFull = false
        hasAnswer = false
        streamedBytes = 0
    }

    /// Takes one read.
    mutating func feed(_ bytes: [UInt8], into items: inout [Item]) {
        if isTerminal {
            var plain: [UInt8] = []
            stripper.feed(bytes, into: &plain)
            return say(decoder.feed(plain), into: &items)
        }
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let newline = ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: start)
                let end = min(newline + 1, bytes.count)
                take(Bytes(rebasing: bytes[start..<end]), endsLine: newline < bytes.count, into: &items)
                start = end
            }
        }
    }

    /// Takes a part of a line; the bytes decide what is too long, never how the reads have cut them.
    private mutating func take(_ part: Bytes, endsLine: Bool, into items: inout [Item]) {
        let length = line.count + part.count - (endsLine ? 1 : 0)
        if !isOverlong, length > lineBytesMax {
            isOverlong = true
            say(decoder.feed(line), into: &items)
            line = []
        }
        if isOverlong {
            say(decoder.feed(part), into: &items)
            if endsLine { endOverlongLine(into: &items) }
        } else if endsLine, line.isEmpty {
            take(part, into: &items)
        } else {
            line.append(contentsOf: part)
            if endsLine { takePending(into: &items) }
        }
    }

    private mutating func endOverlongLine(into items: inout [Item]) {
        say(decoder.finish(), into: &items)
        isOverlong = false
    }

    /// The stream is at its end: the last line needs no line end.
    mutating func finish(into items: inout [Item]) {
        if isTerminal {
            say(decoder.finish(), into: &items)
        } else if isOverlong {
            endOverlongLine(into: &items)
        } else if !line.isEmpty {
            takePending(into: &items)
        }
    }

    private mutating func takePending(into items: inout [Item]) {
        let whole = line
        line.removeAll(keepingCapacity: whole.count < 65_536)
        whole.withUnsafeBufferPointer { take($0, into: &items) }
    }

    private mutating func take(_ line: Bytes, into items: inout [Item]) {
        guard let messages = StreamMessage.parse(line) else {
            // A message that breaks off is no answer in plain words: what it belonged to has no result.
            if Self.isTornMessage(line) { hasMessages = true }
            return say(String(decoding: line, as: UTF8.self), into: &items)
        }
        hasMessages = true
        for message in messages { take(message, into: &items) }
    }

    /// Whether a line that is no message began as one: JSON that breaks off, not an answer that happens to be JSON.
    private static func isTornMessage(_ line: Bytes) -> Bool {
        guard line.count > 1, line[0] == UInt8(ascii: "{"), line[1] == UInt8(ascii: "\"") else { return false }
        return (try? JSONParser.parse(line)) == nil
    }

    private mutating func take(_ message: StreamMessage, into items: inout [Item]) {
        switch message {
        case .initialized(let id, _, _): sessionID = id.isEmpty ? sessionID : id
        case .text(let text, parentToolUseID: nil):
            // The whole block repeats what its deltas said.
            hasAnswer = hasAnswer || !text.isEmpty
            if streamedBytes == 0 { say(text, into: &items) }
            say("\n\n", into: &items)
            streamedBytes = max(0, streamedBytes - text.utf8.count)
        case .textDelta(let text):
            hasAnswer = hasAnswer || !text.isEmpty
            streamedBytes += text.utf8.count
            say(text, into: &items)
        case .toolUse(let id, let name, let input, parentToolUseID: nil):
            let task = input["prompt"]?.string ?? input["description"]?.string ?? ""
            items.append(.toolUse(id: id, name: name, agent: input["subagent_type"]?.string, task: task))
        case .toolResult(let id, let isError, let text):
            items.append(.toolResult(id: id, isError: isError, text: text))
        case .apiRetry(let attempt, _, let error): items.append(.retry(attempt: attempt, error: error))
        case .result(let outcome): take(outcome, into: &items)
        case .controlRequest(let id, let subtype, let request):
            items.append(.controlRequest(id: id, subtype: subtype, request: request))
        case .controlResponse(let id, _, let error): items.append(.controlResponse(id: id, error: error))
        case .controlCancel(let id): items.append(.controlCancel(id: id))
        case .text, .toolUse, .thinking, .other: break
        }
    }

    private mutating func take(_ outcome: TurnOutcome, into items: inout [Item]) {
        if !outcome.sessionID.isEmpty { sessionID = outcome.sessionID }
        // A client may be told the answer by the result alone.
        if !hasAnswer, let answer = outcome.text, !answer.isEmpty { say(answer + "\n\n", into: &items) }
        hasAnswer = false
        streamedBytes = 0
        self.outcome = outcome
        hasOutcome = true
        items.append(.outcome(outcome))
    }

    private mutating func say(_ piece: String, into items: inout [Item]) {
        guard !piece.isEmpty else { return }
        keep(piece)
        items.append(.text(piece))
    }

    private mutating func keep(_ piece: String) {
        guard !isTextFull else { return }
        let room = Self.textBytesMax - said.count
        isTextFull = piece.utf8.count > room
        guard isTextFull else { return said.append(contentsOf: piece.utf8) }
        let part = piece.utf8.prefix(room)
        said.append(contentsOf: part.dropLast(UTF8Splitter.incompleteTail(of: part)))
    }
}
