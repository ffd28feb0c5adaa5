import Determinism
import Text

/// Reads what `claude -p --output-format stream-json` has written, where only that was kept.
///
/// Each line is a write of its own; since nobody noted the times, the n-th comes n times 10 ms late. The command line is
/// the shortest that writes such lines, the exit status the one that the last result stands for. `origin` says so.
enum StreamJSONImport {
    /// The recording of these lines.
    static func read(_ bytes: [UInt8]) throws(ConversionError) -> Recording {
        var facts = SessionFacts()
        var count = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let value = try? JSONParser.parse(Array(line)), value["type"]?.string != nil else { continue }
            count += 1
            facts.take(streamJSON: value)
        }
        guard count > 0 else {
            throw ConversionError(reason: "no line is a message of stream-json: a JSON object with a `type`")
        }
        var header = RecordingHeader()
        header.understudy = details(facts)
        var events = LineTimes.events(of: bytes)
        let end = (events.last?.at ?? .zero) + PlainTextFormat.lineInterval
        events.append(RecordedEvent(at: end, content: .closed(.stdout)))
        events.append(RecordedEvent(at: end, content: .exit(.exited(facts.hasFailed ? 1 : 0))))
        return Recording(header: header, events: events)
    }

    private static func details(_ facts: SessionFacts) -> RecordingDetails {
        var details = RecordingDetails(streams: .pipes, provenance: facts.provenance)
        details.argv = ["claude", "-p", "--output-format", "stream-json", "--verbose"]
        if facts.isPartial { details.argv?.append("--include-partial-messages") }
        details.cwd = facts.cwd
        details.origin = ["format": "stream-json", "times": "synthetic", "argv": "synthetic", "exit": "synthetic"]
        return details
    }
}

/// Writes the standard output of a recorded `claude`, where it is stream-json.
enum StreamJSONExport {
    /// The bytes of standard output, as they were.
    static func write(_ recording: Recording, losses: inout ConversionLosses) throws(ConversionError) -> [UInt8] {
        let output = RecordingStreams.bytes(of: recording, streams: [.stdout])
        let isMessage = output.split(separator: UInt8(ascii: "\n")).lazy.map { line in
            (try? JSONParser.parse(Array(line)))?["type"]?.string != nil
        }
        guard !recording.header.isTerminal, isMessage.contains(true) else {
            throw ConversionError(
                reason: "its standard output is no stream-json: `understudy cat` writes the bytes, --to text the text")
        }
        losses.add("comment line", count: recording.comments.count)
        for event in recording.events where event.stream != .stdout { losses.add(event: event.content) }
        losses.add("time", count: recording.events.count)
        return output
    }
}

/// What the messages of a session say about it.
struct SessionFacts {
    /// Its identifier.
    var session: String?
    /// Where it ran.
    var cwd: String?
    /// The version of the CLI.
    var version: String?
    /// The model that answers.
    var model: String?
    /// Whether there are partial messages.
    private(set) var isPartial = false
    /// Whether the last result was an error.
    private(set) var hasFailed = false

    /// Nothing known.
    init() {}

    /// Takes what a message says.
    mutating func take(streamJSON value: JSONValue) {
        session = session ?? value["session_id"]?.string
        cwd = cwd ?? value["cwd"]?.string
        version = version ?? value["claude_code_version"]?.string
        model = model ?? value["model"]?.string
        if value["type"] == "stream_event" { isPartial = true }
        if value["type"] == "result" { hasFailed = value["is_error"]?.bool == true }
    }

    /// The tool and its version; how the recording came to be is for `origin` to say.
    var provenance: RecordingProvenance {
        var json = JSONObject()
        json["cli"] = "claude"
        json["cli_version"] = version.map(JSONValue.string)
        return RecordingProvenance(json: json)
    }
}
