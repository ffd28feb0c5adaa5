import Player
import Recording
import TestMaterial
import Testing
import Text

/// The contract as a table: what the genuine CLI did, and what the player does with the same call and input.
@Suite("Captures of the genuine CLI")
struct CaptureTests {
    /// Captures whose behaviour is not there yet, with the reason; one that agrees must leave the list.
    static let exceptions: [String: String] = [
        "cli/continue_nothing_json": "a session that goes on (session files)",
        "cli/resume_unknown_streamjson": "session files",
        "cli/session_id_with_resume_fork": "session files",
        "old219/resume_unknown_sj": "session files",
        "old219/session_id_reuse": "session files",
        "print/streamjson_fork": "session files: the cost of earlier runs",
        "print/streamjson_resume": "session files: the cost of earlier runs",
        "print/bash_bg": "background tasks",
        "print/subagent_fg": "sub-agents",
        "print/subagent_tool_forward": "sub-agents",
        "print/file_settings_hooks_block": "command hooks",
        "print/streamjson_empty": "synthetic continuation of an empty answer",
        "print/streamjson_maxtok": "synthetic continuation of a cut answer",
        "print/streamjson_refusal": "synthetic continuation of a refusal",
        "print/streamjson_jsonschema": "structured output",
        "print/streamjson_slash_cost": "slash commands",
        "print/streamjson_tool_plan": "plan mode",
        "errors/fallback_529": "--fallback-model",
        "errors/ssemiderr_stream-json": "the fallback to a request without streaming",
        "old219/control_can_use_tool": "can_use_tool",
        "old219/control_interrupt": "the body of the answer to initialize",
    ]

    static let names: [String] = {
        guard Repository.hasShared("captures") else { return [] }
        return ["cli", "print", "errors", "stdin", "signals", "old219"].flatMap { folder in
            fileNames(in: "\(Repository.sharedRoot)/captures/\(folder)").map { "\(folder)/\($0)" }
        }
    }()

    @Test("Status, standard error, and the kinds, keys and types of all messages are those of the CLI")
    func table() throws {
        guard let folder = Repository.shared("captures") else { return }
        #expect(Self.names.count > 100)
        var agreeing = 0
        var lines: [String] = []
        for name in Self.names {
            let difference = try Self.difference(of: Capture(name, folder: folder))
            if difference == nil { agreeing += 1 }
            switch (difference, Self.exceptions[name]) {
            case (nil, nil): break
            case (nil, let reason?): Issue.record("\(name) agrees now: take \"\(reason)\" out of the list")
            case (let difference?, nil): Issue.record("\(name): \(difference)")
            case (_?, let reason?): lines.append("  \(name): \(reason)")
            }
        }
        print("\(agreeing) of \(Self.names.count) captures agree; not reached yet:")
        for line in lines { print(line) }
    }

    /// What differs first; `nil`: nothing.
    static func difference(of capture: Capture) -> String? {
        let files = TableFiles(["script.json": ScriptedAnswers.script(for: capture)])
        let profile = capture.name.hasPrefix("old219") ? "2.1.9" : "2.1.330"
        let run = VirtualProcess(
            capture.arguments,
            environment: capture.environment + [
                ("UNDERSTUDY_PLAY", "script.json"), ("UNDERSTUDY_PROFILE", profile), ("HOME", "/home/user"),
            ], files: files, stimuli: capture.stimuli)
        if run.text(.stderr) != capture.error { return "stderr is \(run.text(.stderr)), not \(capture.error)" }
        if run.status != capture.status {
            return "\(run.status.map(String.init(describing:)) ?? "no end") instead of "
                + "\(capture.status.map(String.init(describing:)) ?? "no end")"
        }
        return Shape.difference(expected: capture.output, actual: run.text())
    }
}

/// The shape of messages: keys in their order and kinds of values, without the values.
enum Shape {
    static func difference(expected: String, actual: String) -> String? {
        let wanted = messages(expected)
        let found = messages(actual)
        let (wantedKinds, foundKinds) = (wanted.map(kind), found.map(kind))
        if wantedKinds != foundKinds { return "messages are \(foundKinds), not \(wantedKinds)" }
        for (index, pair) in zip(wanted, found).enumerated() {
            if let difference = difference(pair.0, pair.1, at: "\(wantedKinds[index])") { return difference }
        }
        return nil
    }

    /// The messages of an output in any format; text counts as one.
    private static func messages(_ output: String) -> [JSONValue] {
        if output.isEmpty { return [] }
        let values = output.split(separator: "\n").compactMap { try? JSONParser.parse(String($0)) }
        if values.isEmpty || values.allSatisfy({ $0["type"] == nil && $0.array == nil }) {
            return [.string(output.hasSuffix("\n") ? "text with a line end" : output)]
        }
        // How many pieces came in a row is a question of time.
        var last = ""
        return values.flatMap { $0.array ?? [$0] }.filter { message in
            defer { last = kind(message) }
            return kind(message) != last || !last.hasSuffix("content_block_delta")
        }
    }

    private static func kind(_ message: JSONValue) -> String {
        let event = message["event"]?["type"]?.string ?? message["message"]?["content"]?.array?.first?["type"]?.string
        return [message["type"]?.string, message["subtype"]?.string, event].compactMap { $0 }.joined(separator: "/")
    }

    /// Keys under which the CLI lists what it has, and we list what we have.
    private static let lists: Set<String> = [
        "tools", "slash_commands", "terminal_slash_commands", "agents", "skills", "plugins", "capabilities",
    ]

    private static func difference(_ wanted: JSONValue, _ found: JSONValue, at path: String) -> String? {
        if let one = wanted.object, let other = found.object {
            let (keys, others) = (one.members.map(\.key), other.members.map(\.key))
            if keys != others { return "\(path) has the keys \(others), not \(keys)" }
            for member in one.members where !lists.contains(member.key) {
                guard let value = other[member.key] else { continue }
                if let difference = difference(member.value, value, at: "\(path).\(member.key)") { return difference }
            }
            return nil
        }
        if let one = wanted.array, let other = found.array {
            if one.isEmpty != other.isEmpty { return "\(path) is \(found.text), not \(wanted.text)" }
            guard let first = one.first, let second = other.first else { return nil }
            return difference(first, second, at: "\(path)[0]")
        }
        return wanted.kind == found.kind ? nil : "\(path) is \(found.text), not \(wanted.text)"
    }
}
