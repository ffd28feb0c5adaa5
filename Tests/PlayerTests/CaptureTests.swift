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
        "print/streamjson_tool_plan": "plan mode asks a check on the server, which is not there",
        "print/streamjson_tool_badinput": "the detail repeats the schema of a tool",
        "sdk/query_options": "--debug-to-stderr tells of the inside",
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
            case (let difference?, let reason?): lines.append("  \(name): \(reason): \(difference.prefix(200))")
            }
        }
        for (place, allowance) in CaptureComparison.allowances.enumerated() where !needed.contains(place) {
            Issue.record("no value differs at \(allowance.path): take \"\(allowance.reason)\" out of the table")
        }
        #expect(Self.exceptions.count * 50 <= Self.names.count, "more than 2 % are exceptions")
        #expect(Self.exceptions.keys.allSatisfy(Self.names.contains), "an exception names no capture")
        print("\(agreeing) of \(Self.names.count) captures agree; not reached yet:")
        for line in lines { print(line) }
    }

    /// Where the stand-in for `~/.claude` is; the CLI's own file stands beside it there, and in it here.
    private static let home = "/home/user/.claude"

    /// Files that a capture needs: what was there before the call.
    private static func state(before capture: Capture, profile: String) -> [String: String] {
        let sessions = "\(home)/projects/-home-user-project"
        switch capture.name {
        case "edge/config_corrupt_new": return ["\(home)/.claude.json": "{"]
        case "edge/config_missing_backup_new", "edge/config_missing_backup_old219":
            return ["\(home)/.claude.json.backup": "{}"]
        case "cli/continue_nothing_json", "cli/session_id_with_resume", "cli/session_id_with_resume_fork",
            "edge/resume_minimal_jsonl", "edge/resume_truncated_jsonl", "old219/session_id_reuse", "old219/resume_ok",
            "cli/session_id_reuse", "print/streamjson_resume", "print/streamjson_fork", "sdk/query_resume":
            break
        default: return [:]
        }
        let resumed = capture.arguments.lazy.compactMap { argument -> String? in
            let value = argument.split(separator: "=").last.map(String.init) ?? argument
            return value.hasPrefix("22222222") || value.split(separator: "-").count == 5 ? value : nil
        }
        let id = resumed.last ?? "22222222-2222-4333-8444-555555555555"
        let text: String
        switch capture.name {
        case "edge/resume_minimal_jsonl": text = minimal(id)
        case "edge/resume_truncated_jsonl": text = minimal(id) + "{\"parentUuid\":\"x"
        default: text = earlier(id, profile: profile, isHaiku: !capture.name.hasPrefix("cli"))
        }
        return ["\(sessions)/\(id).jsonl": text]
    }

    private static func minimal(_ id: String) -> String {
        ["user", "assistant"].map { role in
            let message =
                role == "user"
                ? #"{"role":"user","content":"first"}"#
                : #"{"role":"assistant","content":[{"type":"text","text":"x"}]}"#
            return #"{"parentUuid":null,"isSidechain":false,"type":"\#(role)","message":\#(message),"#
                + #""uuid":"99999999-2222-4333-8444-555555555555","timestamp":"2026-11-22T10:00:00.000Z","#
                + #""userType":"external","cwd":"/home/user/project","sessionId":"\#(id)","version":"2.1.330","gitBranch":""}"#
                + "\n"
        }.joined()
    }

    /// The file of an earlier run of the player itself.
    private static func earlier(_ id: String, profile: String, isHaiku: Bool) -> String {
        let files = TableFiles()
        let model = isHaiku && profile == "2.1.330" ? ["--model", "claude-haiku-4-5"] : []
        _ = VirtualProcess(
            ["-p", "hi", "--session-id", id] + model,
            environment: [("UNDERSTUDY_PLAY", "echo"), ("UNDERSTUDY_PROFILE", profile), ("UNDERSTUDY_HOME", home)],
            files: files)
        return String(decoding: files.files["\(home)/projects/-home-user-project/\(id).jsonl"] ?? [], as: UTF8.self)
    }

    /// Commands that hooks run in the captures, and how they end.
    private static let commands: [String: CommandEnd] = [
        "echo blocked >&2; exit 2": CommandEnd(id: 0, status: .exited(2), error: Array("blocked\n".utf8))
    ]

    /// What differs first; `nil`: nothing.
    static func difference(of capture: Capture, by comparison: inout CaptureComparison) -> String? {
        let profile = capture.name.contains("old219") ? "2.1.9" : "2.1.330"
        var table = state(before: capture, profile: profile)
        table["script.json"] = ScriptedAnswers.script(for: capture)
        let run = VirtualProcess(
            capture.arguments,
            environment: capture.environment + [
                ("UNDERSTUDY_PLAY", "script.json"), ("UNDERSTUDY_PROFILE", profile), ("HOME", "/home/user"),
                ("UNDERSTUDY_HOME", home),
            ], files: TableFiles(table), stimuli: capture.stimuli, userID: capture.name.contains("/root_") ? 0 : 1000,
            commands: commands)
        let error = beside(run.text(.stderr))
        if error != withoutTime(capture.error) { return "stderr is \(error), not \(capture.error)" }
        if run.status != capture.status {
            return "\(run.status.map(String.init(describing:)) ?? "no end") instead of "
                + "\(capture.status.map(String.init(describing:)) ?? "no end")"
        }
        return comparison.difference(expected: withoutTime(capture.output), actual: beside(run.text()))
    }

    private static func beside(_ text: String) -> String {
        withoutTime(
            text.split(separator: "\(home)/.claude.json", omittingEmptySubsequences: false)
                .joined(separator: "/home/user/.claude.json"))
    }

    /// The name of a backup ends with the time.
    private static func withoutTime(_ text: String) -> String {
        guard let range = text.firstRange(of: ".corrupted.") else { return text }
        return String(text[..<range.upperBound]) + String(text[range.upperBound...].drop { $0.isNumber })
    }
}
