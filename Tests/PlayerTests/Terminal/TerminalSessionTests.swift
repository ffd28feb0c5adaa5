import Determinism
import Player
import Recording
import Terminal
import Testing
import Text

/// The whole process on a terminal: keys in, a screen out, a script behind it.
@Suite("A conversation on a terminal")
struct TerminalSessionTests {
    private static let script = """
        [
          {"when":{"prompt":"tool"},"say":[{"tool":{"name":"Bash","input":{"command":"touch made.txt"},"result":"made"}},
            {"text":"Finished."}]},
          {"when":{"prompt":"slow"},"say":[{"text":{"value":"one two three four five six","deltas":6,"pace":"1s"}}]},
          {"when":{"prompt":"fail"},"say":[{"error":{"api":400}}]},
          {"say":[{"text":"Hello!\\n\\n- one\\n- two"}]}
        ]
        """

    private func run(
        _ stimuli: [(Double, VirtualProcess.Stimulus)], arguments: [String] = [], files: TableFiles = TableFiles(),
        environment: [(String, String)] = []
    ) -> (process: VirtualProcess, lines: [String]) {
        files.files["/s/x.json"] = Array(Self.script.utf8)
        let process = VirtualProcess(
            arguments,
            environment: [
                ("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_SEED", "1"), ("UNDERSTUDY_HOME", "/h"),
            ] + environment, files: files, stimuli: stimuli, isTerminal: true)
        var screen = Screen(size: .standard)
        for chunk in process.chunks(.stdout) { screen.feed(chunk.bytes) }
        return (process, screen.lines.map { $0.trimmingEnd() })
    }

    /// Keys, one second after the other.
    private func keys(_ all: String...) -> [(Double, VirtualProcess.Stimulus)] {
        all.enumerated().map { (Double($0.offset + 1), .input($0.element)) }
    }

    @Test("A question is answered, line under line, and kept in the session's file and the history")
    func answer() throws {
        let files = TableFiles()
        let (_, lines) = run(keys("hi", "\r"), files: files)
        let start = try #require(lines.firstIndex(of: "● Hello!"))
        #expect(lines[(start + 1)...(start + 3)] == ["", "  - one", "  - two"])
        #expect(lines.contains { $0.hasPrefix("❯ hi") })
        let session = files.files.first { $0.key.hasSuffix(".jsonl") && $0.key.contains("/projects/") }?.value ?? []
        #expect(String(decoding: session, as: UTF8.self).contains(#""entrypoint":"cli""#))
        #expect(String(decoding: files.files["/h/history.jsonl"] ?? [], as: UTF8.self).contains(#""display":"hi""#))
    }

    @Test("A second turn leaves nothing of the first where it does not belong")
    func secondTurn() throws {
        let (_, lines) = run(keys("hi", "\r", "hi", "\r"))
        let second = try #require(lines.lastIndex(of: "● Hello!"))
        #expect(lines[(second + 1)...(second + 3)] == ["", "  - one", "  - two"])
        #expect(!lines.contains { $0.hasSuffix("tokens)") })
    }

    @Test("A tool asks in a dialog, and the answer is followed")
    func permission() {
        let asked = run(keys("tool", "\r")).lines
        #expect(asked.contains(" Do you want to proceed?") && asked.contains(" ❯ 1. Yes"))
        let allowed = run(keys("tool", "\r", "1")).lines
        #expect(allowed.contains("● Finished."))
        let refused = run(keys("tool", "\r", "\u{1B}")).lines
        #expect(refused.contains { $0.contains("Interrupted") } && !refused.contains("● Finished."))
    }

    @Test("Esc cuts an answer off, and what was said stays")
    func interrupted() {
        let lines = run(
            keys("slow", "\r", "", "", "\u{1B}").filter { if case .input("") = $0.1 { false } else { true } }
        ).lines
        #expect(lines.contains { $0.contains("Interrupted") })
        #expect(!lines.contains { $0.contains("six") })
    }

    @Test("A failing API is told in red, and the next prompt can come")
    func failure() {
        #expect(run(keys("fail", "\r")).lines.contains { $0.contains("Credit balance is too low") })
    }

    @Test("/exit, Ctrl-D twice and signals end with their statuses and give the terminal back")
    func ends() {
        for (stimuli, status) in [
            (keys("/exit", "\r"), ExitStatus.exited(0)), (keys("\u{4}\u{4}"), .exited(0)),
            ([(1, .signal(.terminate))], .exited(143)), ([(1, .signal(.hangUp))], .exited(129)),
            ([(1, .signal(.interrupt))], .exited(0)), ([(1, .inputEnds)], .exited(0)),
        ] {
            let process = run(stimuli).process
            #expect(process.status == status)
            let modes = process.actions.compactMap { entry -> Bool? in
                switch entry.action {
                case .setRawInput: true
                case .setRawMode(let isRaw): isRaw
                default: nil
                }
            }
            #expect(modes == [true, false])
            #expect(process.text().contains("\u{1B}[?1049l"))
        }
    }

    @Test("A session that goes on shows what was said before")
    func resumed() {
        for arguments in [["--continue"], ["--resume"], ["--resume", "22222222-2222-4333-8444-555555555555"]] {
            let files = TableFiles()
            _ = run(
                keys("hi", "\r"), arguments: ["--session-id", "22222222-2222-4333-8444-555555555555"], files: files)
            let lines = run(keys("slow", "\r"), arguments: arguments, files: files).lines
            #expect(lines.contains { $0.hasPrefix("❯ hi") } && lines.contains("● Hello!"))
            #expect(lines.contains { $0.hasPrefix("❯ slow") })
        }
    }

    @Test("A folder that a configuration does not know has to be trusted first")
    func trust() {
        let files = TableFiles(["/h/.claude.json": "{}"])
        #expect(run([], files: files).lines.contains { $0.contains("Quick safety check") })
        let refused = run(keys("\r"), files: TableFiles(["/h/.claude.json": "{}"])).process
        #expect(refused.status == .exited(1))
        let trusted = run(keys("\u{1B}[B", "\r", "hi", "\r"), files: TableFiles(["/h/.claude.json": "{}"])).lines
        #expect(trusted.contains("● Hello!"))
    }

    @Test("What can't go on is said, and ends with status 1")
    func refusals() {
        let none = run([], arguments: ["--continue"]).process
        #expect(none.status == .exited(1) && none.text(.stderr).contains("No conversation found to continue"))
        let empty = run([], arguments: ["--resume"]).process
        #expect(empty.status == .exited(1) && empty.text(.stderr).contains("No sessions in this project yet"))
        let unknown = run([], arguments: ["--resume", "11111111-2222-4333-8444-555555555555"]).process
        #expect(unknown.status == .exited(1))
    }

    @Test("A terminal of any size is drawn on without an end")
    func sizes() {
        for profile in ["2.1.330", "2.1.9"] {
            for arguments in [[], ["--settings", #"{"tui":"default"}"#], ["--ax-screen-reader"]] {
                let known = profile == "2.1.330" ? arguments : arguments.filter { $0 != "--ax-screen-reader" }
                let process = run(
                    keys("hi", "\r", "tool", "\r", "1", "/exit", "\r"), arguments: known,
                    environment: [("UNDERSTUDY_PROFILE", profile)]
                ).process
                #expect(process.status == .exited(0), "\(profile) \(arguments)")
                #expect(process.text().contains("Hello"))
            }
        }
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
