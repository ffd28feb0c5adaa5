import Determinism
import Text

/// Reads a session file of the CLI into what `claude -p --output-format stream-json` would have written.
///
/// The file has the messages and their times; it has no results, no chunks and no command line. So each turn ends in a
/// result made from its messages, and the command line carries the first prompt, or, where there are more prompts,
/// reads them as stream-json from standard input. What is no part of the conversation (attachments, queues, requests
/// to the API) is left out and counted. The recording is marked as modelled.
struct SessionImport {
    private var events: [RecordedEvent] = []
    private var prompts: [(at: Instant, message: JSONValue)] = []
    private var facts = SessionFacts()
    private var start: Int64?
    private var now = Instant.zero
    private var turn: SessionTurn?
    private var turns: [SessionTurn] = []
    private var cost: JSONValue?

    /// The recording of a session file.
    static func read(_ bytes: [UInt8], losses: inout ConversionLosses) throws(ConversionError) -> Recording {
        var reader = SessionImport()
        var place = 0
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            defer { place += line.count + 1 }
            guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { continue }
            guard let value = try? JSONParser.parse(Array(line)), value.object != nil else {
                // The CLI passes over such lines too: the last one may be torn.
                losses.add("line without a JSON object")
                continue
            }
            reader.take(value, losses: &losses)
        }
        reader.endTurn()
        guard !reader.turns.isEmpty else {
            throw ConversionError(reason: "no line of this session file is a prompt of the person (`type` user)")
        }
        return reader.recording()
    }

    private mutating func take(_ value: JSONValue, losses: inout ConversionLosses) {
        advance(value)
        facts.session = facts.session ?? value["sessionId"]?.string
        facts.cwd = facts.cwd ?? value["cwd"]?.string
        facts.version = facts.version ?? value["version"]?.string
        let type = value["type"]?.string ?? "?"
        guard type == "user" || type == "assistant", let message = value["message"] else {
            if type == "cost-state" { cost = value["totalCostUSD"] }
            return losses.add("line of type \(VisibleText.clean(String(type.prefix(40))))")
        }
        guard value["isSidechain"]?.bool != true else { return losses.add("message of sub-agents") }
        guard value["isMeta"]?.bool != true else { return losses.add("message that the CLI added") }
        if type == "assistant" {
            facts.model = facts.model ?? message["model"]?.string
            turn?.take(answer: message, isError: value["isApiErrorMessage"]?.bool == true)
            turn?.end = now
            append(SessionLine.message(value, type: type, message: message))
        } else if SessionLine.isPrompt(message) {
            endTurn()
            turn = SessionTurn(prompt: message, start: now)
        } else {
            if SessionLine.isInterruption(message) { turn?.isInterrupted = true }
            turn?.end = now
            append(SessionLine.message(value, type: type, message: message))
        }
    }

    /// Moves the clock to a line's time; it never goes back.
    private mutating func advance(_ value: JSONValue) {
        guard let time = value["timestamp"]?.string.flatMap(CalendarTime.microseconds(of:)) else { return }
        let start = start ?? time
        self.start = start
        let since = min(max(time - start, 0), DecimalSeconds.secondsMax * 1_000_000)
        now = max(now, Instant(microseconds: since))
    }

    private mutating func append(_ message: JSONObject) {
        turn?.output.append((now, message))
    }

    private mutating func endTurn() {
        guard let ended = turn else { return }
        turns.append(ended)
        turn = nil
    }

    private func recording() -> Recording {
        let session = facts.session ?? "00000000-0000-4000-8000-000000000000"
        let reads = turns.count > 1 || turns[0].promptText == nil
        var events: [RecordedEvent] = []
        for (index, turn) in turns.enumerated() {
            if reads { events.append(RecordedEvent(at: turn.start, content: .input(SessionLine.input(turn.prompt)))) }
            func say(_ message: JSONObject, at instant: Instant) {
                let line = JSONValue.object(message).encoded + [UInt8(ascii: "\n")]
                events.append(RecordedEvent(at: instant, content: .output(line)))
            }
            say(SessionLine.initial(facts, session: session), at: turn.start)
            for (instant, message) in turn.output { say(SessionLine.naming(session, message), at: instant) }
            let cost = index == turns.count - 1 ? cost : nil
            say(SessionLine.result(turn, session: session, cost: cost), at: turn.end)
        }
        let end = turns.last?.end ?? .zero
        if reads { events.append(RecordedEvent(at: end, content: .closed(.stdin))) }
        events.append(RecordedEvent(at: end, content: .closed(.stdout)))
        events.append(RecordedEvent(at: end, content: .exit(.exited(turns.last?.isError == true ? 1 : 0))))
        return Recording(header: header(reads: reads), events: events)
    }

    private func header(reads: Bool) -> RecordingHeader {
        var provenance = facts.provenance
        provenance.kind = .modelled
        var details = RecordingDetails(streams: .pipes, provenance: provenance)
        var argv = ["claude", "-p"]
        if !reads, let prompt = turns[0].promptText { argv.append(prompt) }
        argv += ["--output-format", "stream-json", "--verbose"]
        if reads { argv += ["--input-format", "stream-json"] }
        details.argv = argv
        details.cwd = facts.cwd
        details.origin = ["format": "session", "argv": "synthetic", "exit": "synthetic", "results": "synthetic"]
        var header = RecordingHeader()
        header.timestamp = start.map { Int($0 / 1_000_000) }
        header.understudy = details
        return header
    }
}

/// A prompt and what came of it.
struct SessionTurn {
    /// The message of the person.
    let prompt: JSONValue
    /// When it was given.
    let start: Instant
    /// When the last message came.
    var end: Instant
    /// The messages, without the session's name.
    var output: [(Instant, JSONObject)] = []
    /// Whether the person broke it off.
    var isInterrupted = false
    /// Whether the last answer is an error of the API.
    private(set) var isAPIError = false
    /// The last text of the answer.
    private(set) var text = ""
    /// Answers, each counted once however many blocks it has.
    private(set) var answers: [String] = []
    private var usage: [String: Int] = [:]

    init(prompt: JSONValue, start: Instant) {
        self.prompt = prompt
        self.start = start
        end = start
    }

    /// Whether it ended badly.
    var isError: Bool { isInterrupted || isAPIError }

    /// The prompt, where it is a text.
    var promptText: String? {
        if let text = prompt["content"]?.string { return text }
        guard let blocks = prompt["content"]?.array, blocks.count == 1 else { return nil }
        return blocks[0]["text"]?.string
    }

    /// The usage of all answers together, by the names of the API.
    var usageObject: JSONObject {
        let names = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens"]
        return JSONObject(members: names.map { JSONObject.Member(key: $0, value: .int(usage[$0] ?? 0)) })
    }

    /// Takes a message of the model.
    mutating func take(answer: JSONValue, isError: Bool) {
        isAPIError = isError
        for block in answer["content"]?.array ?? [] {
            if let said = block["text"]?.string { text = said }
        }
        let name = answer["id"]?.string ?? String(answers.count)
        guard answers.last != name else { return }
        answers.append(name)
        for member in answer["usage"]?.object?.members ?? [] {
            guard let count = member.value.int else { continue }
            usage[member.key] = (usage[member.key] ?? 0).addingReportingOverflow(count).partialValue
        }
    }
}
