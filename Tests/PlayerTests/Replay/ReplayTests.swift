import Determinism
import Player
import Recording
import Testing

@Suite("Playing recordings")
struct ReplayTests {
    private func cast(_ events: [String], argv: [String] = ["claude", "-p", "hi"], streams: String = "pipes") -> String
    {
        let words = argv.map { "\"\($0)\"" }.joined(separator: ",")
        let header =
            #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"#
            + #""format":"1.0","streams":"\#(streams)","argv":[\#(words)]}}"#
        return ([header] + events).joined(separator: "\n") + "\n"
    }

    private func run(
        _ text: String, _ arguments: [String] = ["-p", "hi"], environment: [(String, String)] = [],
        stimuli: [(Double, VirtualProcess.Stimulus)] = [(0, .inputEnds)], isTerminal: Bool = false
    ) -> VirtualProcess {
        VirtualProcess(
            arguments, environment: [("UNDERSTUDY_PLAY", "/r.cast")] + environment,
            files: TableFiles(["/r.cast": text]),
            stimuli: stimuli, isTerminal: isTerminal)
    }

    @Test("Every chunk comes at its own time, as one write, on its own stream")
    func chunks() {
        let run = run(cast([#"[0.5, "o", "ab"]"#, #"[1.0, "e", "E"]"#, #"[2.25, "o", "cd"]"#, #"[0.25, "x", "3"]"#]))
        #expect(run.chunks(.stdout).map(\.at.microseconds) == [500_000, 3_750_000])
        #expect(run.chunks(.stdout).map(\.bytes) == [Array("ab".utf8), Array("cd".utf8)])
        #expect(run.text(.stderr) == "E")
        #expect(run.status == .exited(3) && run.now.microseconds == 4_000_000)
    }

    @Test("A death by signal and closed streams are played")
    func endings() {
        let run = run(cast([#"[1, "c", "stdout"]"#, #"[1, "x", "-11"]"#]))
        #expect(run.status == .signaled(.segmentationFault))
        #expect(run.actions.contains { $0.action == .close(.stdout) && $0.at.microseconds == 1_000_000 })
    }

    @Test("Where the recording waited for input the player waits, and keeps the delay behind it")
    func inputPacing() {
        let text = cast([#"[1, "o", "? "]"#, #"[4, "i", "yes\n"]"#, #"[0.5, "o", "ok"]"#, #"[0, "x", "0"]"#])
        let late = run(text, stimuli: [(9, .input("ye")), (10, .input("s\n"))])
        #expect(late.chunks(.stdout).map(\.at.microseconds) == [1_000_000, 10_500_000])
        let early = run(text, stimuli: [(0, .input("yes\n"))])
        #expect(early.chunks(.stdout).map(\.at.microseconds) == [1_000_000, 1_500_000])
        #expect(run(text, stimuli: []).status == nil)
        #expect(run(text, stimuli: [(3, .inputEnds)]).now.microseconds == 3_500_000)
    }

    @Test("A prompt on standard input is read to its end, as it was recorded")
    func inputEnd() {
        let text = cast([#"[0.1, "i", "hi"]"#, #"[0.1, "c", "stdin"]"#, #"[1, "o", "ok"]"#, #"[0, "x", "0"]"#])
        let run = run(text, stimuli: [(0, .input("hi")), (5, .inputEnds)])
        #expect(run.chunks(.stdout).map(\.at.microseconds) == [6_000_000])
    }

    @Test("Strict input ends with 70 and a diff at the first other byte")
    func strict() {
        let text = cast([#"[1, "i", "yes\n"]"#, #"[1, "o", "ok"]"#, #"[0, "x", "0"]"#])
        let strict = [("UNDERSTUDY_STRICT", "1")]
        let bad = run(text, environment: strict, stimuli: [(1, .input("yex\n"))])
        #expect(bad.status == .exited(70) && bad.text(.stderr).contains("at byte 2\n  - yes"))
        #expect(run(text, environment: strict, stimuli: [(1, .input("yes\n"))]).status == .exited(0))
        #expect(run(text, stimuli: [(1, .input("yex\n"))]).status == .exited(0))
    }

    @Test("A signal is answered as it was recorded, sooner or later; without an answer the contract holds")
    func signals() {
        let text = cast([
            #"[1, "o", "a"]"#, #"[9, "o", "b"]"#, #"[1, "s", "INT"]"#, #"[0.5, "o", "bye"]"#, #"[0, "x", "0"]"#,
        ])
        let soon = run(text, stimuli: [(2, .signal(.interrupt))])
        #expect(soon.text() == "abye" && soon.now.microseconds == 2_500_000 && soon.status == .exited(0))
        let late = run(text, stimuli: [(60, .signal(.interrupt))])
        #expect(late.text() == "abbye" && late.now.microseconds == 60_500_000)
        #expect(run(text, stimuli: [(2, .signal(.terminate))]).status == .exited(143))
        let other = cast([#"[9, "o", "b"]"#], argv: ["bash"])
        #expect(run(other, stimuli: [(2, .signal(.terminate))]).status == .signaled(.terminate))
    }

    @Test("Memory follows the recorded samples")
    func memory() {
        let run = run(cast([#"[1, "g", "pss=103145728"]"#, #"[1, "g", "pss=1"]"#, #"[0, "x", "0"]"#]))
        let held = run.actions.compactMap { if case .holdMemory(let bytes) = $0.action { bytes } else { nil } }
        #expect(held == [100_000_000, 0])
    }

    @Test("A recording of a terminal puts ours into raw mode, and back")
    func rawMode() {
        let run = run(cast([#"[1, "o", "a\r\n"]"#, #"[0, "x", "0"]"#], streams: "pty"), isTerminal: true)
        let modes = run.actions.compactMap { if case .setRawMode(let isRaw) = $0.action { isRaw } else { nil } }
        #expect(modes == [true, false] && run.text() == "a\r\n")
    }

    @Test("In a folder the call chooses: the same words, else the same options in another order")
    func choice() {
        let one = cast([#"[0, "o", "one"]"#, #"[0, "x", "0"]"#], argv: ["claude", "-p", "hi", "--model", "opus"])
        let two = cast([#"[0, "o", "two"]"#, #"[0, "x", "0"]"#], argv: ["/usr/bin/claude", "-p", "ho"])
        let files = TableFiles(["/f/1.cast": one, "/f/2.cast": two, "/f/notes.txt": "x"])
        func call(_ words: String...) -> VirtualProcess {
            VirtualProcess(words, environment: [("UNDERSTUDY_PLAY", "/f")], files: files)
        }
        #expect(call("-p", "hi", "--model", "opus").text() == "one")
        #expect(call("--model", "opus", "-p", "hi").text() == "one")
        #expect(call("-p", "ho").text() == "two")
        let unknown = call("-p", "ha")
        #expect(unknown.status == .exited(70))
        #expect(unknown.text(.stderr).contains("nearest: claude -p ho  (2.cast)\n  - ho\n  + ha\n"))
    }

    @Test("Where only the input tells recordings apart, the input decides")
    func choiceByInput() {
        func entry(_ prompt: String) -> String {
            cast(
                [#"[0, "i", "\#(prompt)\n"]"#, #"[0, "c", "stdin"]"#, #"[0, "o", "\#(prompt)!"]"#, #"[0, "x", "0"]"#],
                argv: ["claude", "-p"])
        }
        let files = TableFiles(["/f/a.cast": entry("one"), "/f/b.cast": entry("two")])
        let run = VirtualProcess(
            ["-p"], environment: [("UNDERSTUDY_PLAY", "/f")], files: files,
            stimuli: [(1, .input("two\n")), (1, .inputEnds)])
        #expect(run.text() == "two!")
    }

    @Test("A script plays a recording that lies beside it")
    func scripted() {
        let files = TableFiles([
            "/s/x.json": #"[{"play":"r/a.cast"}]"#, "/s/r/a.cast": cast([#"[2, "o", "a"]"#, #"[0, "x", "4"]"#]),
        ])
        let run = VirtualProcess(["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "/s/x.json")], files: files)
        #expect(run.text() == "a" && run.status == .exited(4) && run.now.microseconds == 2_000_000)
    }

    @Test("A broken recording, an empty folder and a missing file end with 2 and say which")
    func broken() {
        #expect(run("{\"version\":3}\nnot an event\n[1,\"o\",\"x\"]\n").status == .exited(2))
        let missing = VirtualProcess(["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "/none.cast")])
        #expect(missing.status == .exited(2) && missing.text(.stderr).contains("/none.cast: No such file"))
    }
}
