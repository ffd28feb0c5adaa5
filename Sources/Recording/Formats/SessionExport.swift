import Determinism
import Text

/// Writes the session file that a recorded stream-json session stands for: what `--resume` needs, no more.
///
/// Prompts come from standard input or the command line, answers and tools' results from standard output. Identifiers
/// that the recording does not have are derived from the session's, so that the same recording gives the same file.
struct SessionExport {
    private var facts = SessionFacts()
    private var file: [UInt8] = []
    private var parent: String?
    private var count = 0
    private var ran = Instant.zero
    private let start: Int64
    private var prompt: JSONValue?
    private var lines: [StandardStream: [UInt8]] = [:]

    /// The session file of a recording.
    static func write(_ recording: Recording, losses: inout ConversionLosses) throws(ConversionError) -> [UInt8] {
        var export = SessionExport(recording)
        for event in recording.events {
            export.ran = event.at
            switch event.content {
            case .output(let bytes): export.take(bytes, of: .stdout, losses: &losses)
            case .input(let bytes): export.take(bytes, of: .stdin, losses: &losses)
            default: losses.add(event: event.content)
            }
        }
        for stream in [StandardStream.stdin, .stdout] {
            export.take([UInt8(ascii: "\n")], of: stream, losses: &losses)
        }
        guard export.count > 0 else {
            throw ConversionError(reason: "it has no messages of stream-json, from which a session file is made")
        }
        losses.add("comment line", count: recording.comments.count)
        return export.file
    }

    private init(_ recording: Recording) {
        start = Int64(clamping: recording.header.timestamp ?? 0).multipliedClamping(by: 1_000_000)
        facts.version = recording.header.understudy?.provenance?.cliVersion
        let reads = recording.events.contains { $0.stream == .stdin }
        if !reads, let text = Self.prompt(of: recording.header.understudy?.argv ?? []) {
            prompt = ["role": "user", "content": .string(text)]
        }
    }

    /// The first word of a command line that is no option and no option's value, as far as one can tell.
    private static func prompt(of argv: [String]) -> String? {
        var rest = argv.dropFirst()
        while let word = rest.popFirst() {
            if word == "--" { return rest.first }
            if ["-p", "--print", "--verbose", "--include-partial-messages"].contains(word) { continue }
            if word.hasPrefix("-") {
                if !word.contains("="), rest.first?.hasPrefix("-") == false { rest = rest.dropFirst() }
                continue
            }
            return word
        }
        return nil
    }

    private mutating func take(_ bytes: [UInt8], of stream: StandardStream, losses: inout ConversionLosses) {
        var held = lines[stream, default: []] + bytes
        while let end = held.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(held[..<end])
            held.removeFirst(end + 1)
            guard !line.isEmpty else { continue }
            guard let value = try? JSONParser.parse(line), let type = value["type"]?.string else {
                losses.add("line without a message")
                continue
            }
            take(value, type: type, stream, losses: &losses)
        }
        lines[stream] = held
    }

    private mutating func take(
        _ value: JSONValue, type: String, _ stream: StandardStream, losses: inout ConversionLosses
    ) {
        facts.take(streamJSON: value)
        guard type == "user" || type == "assistant", let message = value["message"] else {
            return losses.add("message of type \(VisibleText.clean(String(type.prefix(40))))")
        }
        guard value["parent_tool_use_id"]?.string == nil else { return losses.add("message of sub-agents") }
        guard value["isReplay"]?.bool != true else { return losses.add("echoed prompt") }
        if let prompt, facts.session != nil {
            append(prompt, type: "user", from: nil)
            self.prompt = nil
        }
        // The CLI itself says a text as the person only where it has compacted the conversation.
        let isSummary = stream == .stdout && type == "user" && SessionLine.isPrompt(message)
        append(message, type: type, from: value, isSummary: isSummary)
    }

    private mutating func append(_ message: JSONValue, type: String, from value: JSONValue?, isSummary: Bool = false) {
        let session = facts.session ?? "00000000-0000-4000-8000-000000000000"
        let name = value?["uuid"]?.string ?? Self.identifier(session, count)
        var line = JSONObject()
        line["parentUuid"] = parent.map(JSONValue.string) ?? .null
        line["isSidechain"] = false
        line["type"] = .string(type)
        line["message"] = message
        line["uuid"] = .string(name)
        let time = start.addingReportingOverflow(ran.microseconds).partialValue
        line["timestamp"] = value?["timestamp"] ?? .string(CalendarTime.milliseconds(time))
        line["userType"] = "external"
        line["cwd"] = .string(facts.cwd ?? "/")
        line["sessionId"] = .string(session)
        line["version"] = .string(facts.version ?? "0")
        line["gitBranch"] = ""
        line["toolUseResult"] = value?["tool_use_result"]
        if isSummary { line["isCompactSummary"] = true }
        if value?["is_api_error_message"]?.bool == true { line["isApiErrorMessage"] = true }
        file += JSONValue.object(line).encoded + [UInt8(ascii: "\n")]
        parent = name
        count += 1
    }

    /// An identifier of version 8 (made by hand), from the session's and a number.
    private static func identifier(_ session: String, _ number: Int) -> String {
        var hash = SHA256()
        hash.update(Array("\(session)/\(number)".utf8))
        var digits = Array(hash.text.prefix(32))
        digits[12] = "8"
        digits[16] = "8"
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return parts.joined(separator: "-")
    }
}

extension Int64 {
    fileprivate func multipliedClamping(by factor: Int64) -> Int64 {
        let (product, isOver) = multipliedReportingOverflow(by: factor)
        return isOver ? (self < 0 ? .min : .max) : product
    }
}
