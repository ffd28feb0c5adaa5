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
        return ["cli", "print", "stdin", "control", "errors", "signals", "edge", "old219", "sdk"].flatMap { folder in
            fileNames(in: "\(Repository.sharedRoot)/captures/\(folder)").map { "\(folder)/\($0)" }
        }
    }()

    @Test("Status, standard error, and all messages are those of the CLI, but for values with a reason")
    func table() throws {
        guard let folder = Repository.shared("captures") else { return }
        #expect(Self.names.count > 100)
        var agreeing = 0
        var comparison = CaptureComparison()
        var needed: Set<Int> = []
        var lines: [String] = []
        for name in Self.names {
            comparison = CaptureComparison()
            let difference = try Self.difference(of: Capture(name, folder: folder), by: &comparison)
            needed.formUnion(comparison.needed)
            if difference == nil { agreeing += 1 }
            switch (difference, Self.exceptions[name]) {
            case (nil, nil): break
            case (nil, let reason?): Issue.record("\(name) agrees now: take \"\(reason)\" out of the list")
            case (let difference?, nil): Issue.record("\(name): \(difference)")
            case (_?, let reason?): lines.append("  \(name): \(reason)")
            }
        }
        for (place, allowance) in CaptureComparison.allowances.enumerated() where !needed.contains(place) {
            Issue.record("no value differs at \(allowance.path): take \"\(allowance.reason)\" out of the table")
        }
        print("\(agreeing) of \(Self.names.count) captures agree; not reached yet:")
        for line in lines { print(line) }
    }

    /// What differs first; `nil`: nothing.
    static func difference(of capture: Capture, by comparison: inout CaptureComparison) -> String? {
        let files = TableFiles(["script.json": ScriptedAnswers.script(for: capture)])
        let profile = capture.name.hasPrefix("old219") ? "2.1.9" : "2.1.330"
        let run = VirtualProcess(
            capture.arguments,
            environment: capture.environment + [
                ("UNDERSTUDY_PLAY", "script.json"), ("UNDERSTUDY_PROFILE", profile), ("HOME", "/home/user"),
                ("UNDERSTUDY_HOME", "/home/user/.claude"),
            ], files: files, stimuli: capture.stimuli, userID: capture.name.contains("/root_") ? 0 : 1000)
        if run.text(.stderr) != capture.error { return "stderr is \(run.text(.stderr)), not \(capture.error)" }
        if run.status != capture.status {
            return "\(run.status.map(String.init(describing:)) ?? "no end") instead of "
                + "\(capture.status.map(String.init(describing:)) ?? "no end")"
        }
        return comparison.difference(expected: capture.output, actual: run.text())
    }
}
