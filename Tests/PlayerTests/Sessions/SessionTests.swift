import ClaudeProtocol
import Recording
import TestMaterial
import Testing
import Text

@testable import Player

@Suite("Session files")
struct SessionTests {
    private static let folder = "/h/projects/-home-user-project"

    private func run(
        _ arguments: [String], _ files: TableFiles, say: String = #"[{"text":"Hello."}]"#,
        environment: [(String, String)] = []
    ) -> VirtualProcess {
        files.files["/s/x.json"] = Array("[{\"say\":\(say)}]".utf8)
        return VirtualProcess(
            arguments, environment: [("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_HOME", "/h")] + environment,
            files: files)
    }

    private func lines(_ files: TableFiles) throws -> [JSONValue] {
        let session = files.files.filter { $0.key.hasPrefix(Self.folder) }.min { $0.key < $1.key }?.value ?? []
        return try session.split(separator: UInt8(ascii: "\n")).map { try JSONParser.parse(Array($0)) }
    }

    @Test("Each line answers the one before it, also when the session goes on later")
    func parents() throws {
        let files = TableFiles()
        let id = "22222222-2222-4333-8444-555555555555"
        let tool = #"[{"text":"I look."},{"tool":{"name":"Bash","input":{"command":"ls"},"result":"a"}},{"text":"a."}]"#
        _ = run(["-p", "one", "--session-id", id], files, say: tool)
        _ = run(["-p", "two", "--resume", id], files)
        let spoken = try lines(files).filter { ["user", "assistant"].contains($0["type"]?.string) }
        #expect(spoken.count == 7)
        for (line, next) in zip(spoken, spoken.dropFirst()) { #expect(next["parentUuid"] == line["uuid"]) }
        #expect(spoken.first?["parentUuid"] == .null)
        #expect(spoken.map { $0["sessionId"]?.string } == [String?](repeating: id, count: 7))
    }

    @Test("The same identifiers stand in the output and in the file")
    func identifiers() throws {
        let files = TableFiles()
        let told = run(["-p", "one", "--output-format", "stream-json", "--verbose"], files)
        let answer = try #require(told.messages.first { $0.message["type"]?.string == "assistant" }?.message)
        let kept = try #require(try lines(files).first { $0["type"]?.string == "assistant" })
        #expect(kept["uuid"] == answer["uuid"] && kept["message"]?["id"] == answer["message"]?["id"])
        #expect(kept["message"]?["stop_reason"]?.string == "end_turn")
    }

    @Test(
        "Every key that is written stands in the CLI's own line of the kind, in the same order",
        arguments: ["tool_bash_denied", "sigint_mid_answer", "api_error_400"])
    func keys(_ name: String) throws {
        guard let path = Repository.shared("captures/sessions/\(name).jsonl") else { return }
        let genuine = try PlainFile.read(path).split(separator: UInt8(ascii: "\n")).map {
            try JSONParser.parse(Array($0))
        }
        let files = TableFiles()
        switch name {
        case "tool_bash_denied":
            _ = run(
                ["-p", "x"], files,
                say:
                    #"[{"text":"I will."},{"tool":{"name":"Bash","input":{"command":"touch made.txt"}}},{"text":"No."}]"#
            )
        case "api_error_400": _ = run(["-p", "x"], files, say: #"[{"error":{"api":400}}]"#)
        default:
            files.files["/s/x.json"] = Array(#"[{"say":[{"text":{"value":"a b","deltas":2,"pace":"9s"}}]}]"#.utf8)
            _ = VirtualProcess(
                ["-p", "x"], environment: [("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_HOME", "/h")], files: files,
                stimuli: [(0, .inputEnds), (1, .signal(.interrupt))])
        }
        let own = try lines(files)
        #expect(own.count > 3)
        for line in own {
            let keys = line.object?.members.map(\.key) ?? []
            let candidates = genuine.filter { $0["type"] == line["type"] }.map { $0.object?.members.map(\.key) ?? [] }
            #expect(
                candidates.contains { candidate in candidate.filter(keys.contains) == keys },
                "\(line["type"]?.string ?? "?"): \(keys)")
        }
    }

    @Test("Files of the CLI are read", arguments: fileNames(in: "\(Repository.sharedRoot)/captures/sessions"))
    func genuine(_ name: String) throws {
        guard let path = Repository.shared("captures/sessions/\(name).jsonl") else { return }
        let history = SessionHistory(try PlainFile.read(path))
        #expect(history.leaf != nil && history.prompts > 0 && history.brokenLines == 0 && !history.isTorn)
    }

    @Test("A file that is cut anywhere is read as far as it is whole, and goes on with a line of its own")
    func torn() throws {
        let files = TableFiles()
        let id = "22222222-2222-4333-8444-555555555555"
        _ = run(["-p", "one", "--session-id", id], files)
        let path = "\(Self.folder)/\(id).jsonl"
        let whole = try #require(files.files[path])
        for end in whole.indices {
            let history = SessionHistory(Array(whole[..<end]))
            #expect(history.isTorn == (end > 0 && whole[end - 1] != UInt8(ascii: "\n")))
            #expect(history.brokenLines <= 1)
        }
        files.files[path] = Array(whole.dropLast(5)) + Array("\nnot json\n{\"half".utf8)
        #expect(run(["-p", "two", "--resume", id], files).status == .exited(0))
        let text = String(decoding: files.files[path] ?? [], as: UTF8.self)
        #expect(text.contains("{\"half\n{\"type\":\"queue-operation\""))
    }

    @Test("A copy has the history under another name, and the original stays")
    func fork() throws {
        let files = TableFiles()
        let id = "22222222-2222-4333-8444-555555555555"
        _ = run(["-p", "one", "--session-id", id], files)
        let before = files.files["\(Self.folder)/\(id).jsonl"]
        let new = "33333333-2222-4333-8444-555555555555"
        #expect(run(["-p", "two", "--resume", id, "--fork-session", "--session-id", new], files).status == .exited(0))
        #expect(files.files["\(Self.folder)/\(id).jsonl"] == before)
        let copy = SessionHistory(files.files["\(Self.folder)/\(new).jsonl"] ?? [])
        #expect(copy.prompts == 2)
        #expect(!String(decoding: files.files["\(Self.folder)/\(new).jsonl"] ?? [], as: UTF8.self).contains(id))
    }

    @Test("A session goes on by the title that it was given, and one that nobody has is refused")
    func titles() {
        let files = TableFiles()
        let json = ["--output-format", "json"]
        let first = run(["-p", "one", "--name", "The first"] + json, files)
        _ = run(["-p", "other", "-n", "Another"], files)
        let next = run(["-p", "two", "--resume", "The first"] + json, files)
        #expect(next.status == .exited(0))
        #expect(next.messages.first?.message["session_id"] == first.messages.first?.message["session_id"])
        let unknown = run(["-p", "two", "--resume", "The second"], files)
        #expect(unknown.status == .exited(1))
        #expect(unknown.text(.stderr).hasSuffix("\"The second\" is not a UUID and does not match any session title.\n"))
        #expect(run(["-p", "two", "--resume"], files).text(.stderr).hasSuffix("--resume <session-id|title>\n"))
    }

    @Test("Without a folder nothing is written at all, unless hooks are told where it would be")
    func nowhere() {
        let files = TableFiles(["/s/x.json": #"[{"say":[{"text":"Hello."}]}]"#])
        let play = [("UNDERSTUDY_PLAY", "/s/x.json")]
        _ = VirtualProcess(["-p", "one"], environment: play, files: files)
        #expect(files.files.count == 1)
        let hooks = #"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}"#
        _ = VirtualProcess(["-p", "one", "--settings", hooks], environment: play, files: files)
        #expect(files.files.keys.contains { $0.hasPrefix("/private/projects/") && $0.hasSuffix(".jsonl") })
    }

    @Test("Without a folder to keep it in, or where nothing is to be kept, nothing is written there")
    func unkept() {
        let files = TableFiles()
        _ = run(["-p", "one", "--no-session-persistence"], files)
        #expect(!files.files.keys.contains { $0.hasSuffix(".jsonl") })
    }
}
