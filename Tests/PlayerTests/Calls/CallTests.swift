import Determinism
import Player
import Recording
import Testing

/// Which recording of a folder answers a call, and what becomes of a call that none answers.
@Suite("Calls and the recordings of a folder")
struct CallTests {
    private func cast(
        _ answer: String, _ words: [String] = ["-p", "hi"], input: String? = nil, at time: Int? = nil,
        streams: String = "pipes"
    ) -> String {
        let argv = (["/usr/bin/claude"] + words).map { "\"\($0.escaped)\"" }.joined(separator: ",")
        let stamp = time.map { "\"timestamp\":\($0)," } ?? ""
        let header =
            "{\"version\":3,\(stamp)\"term\":{\"cols\":80,\"rows\":24},\"understudy\":{\"format\":\"1.0\","
            + "\"streams\":\"\(streams)\",\"argv\":[\(argv)]}}"
        var events: [String] = []
        if let input { events = ["[0, \"i\", \"\(input.escaped)\"]", "[0, \"c\", \"stdin\"]"] }
        return ([header] + events + ["[0.1, \"o\", \"\(answer.escaped)\"]", "[0, \"x\", \"0\"]"])
            .joined(separator: "\n") + "\n"
    }

    private func run(
        _ words: [String], _ files: TableFiles, mode: String = "none", state: Bool = false,
        more: [(String, String)] = [], stimuli: [(Double, VirtualProcess.Stimulus)] = [(0, .inputEnds)],
        isTerminal: Bool = false
    ) -> VirtualProcess {
        VirtualProcess(
            words,
            environment: [("UNDERSTUDY_PLAY", "/f"), ("UNDERSTUDY_MODE", mode)]
                + (state ? [("UNDERSTUDY_STATE", "/s")] : []) + more,
            files: files, stimuli: stimuli, isTerminal: isTerminal)
    }

    private func run(
        _ files: TableFiles, mode: String = "none", state: Bool = false, more: [(String, String)] = []
    ) -> VirtualProcess { run(["-p", "hi"], files, mode: mode, state: state, more: more) }

    private func order(_ run: VirtualProcess) -> RecordOrder? {
        if case .record(let order) = run.actions.last?.action { order } else { nil }
    }

    @Test("once: a known call is played however often it is made, another one is recorded")
    func once() throws {
        let files = TableFiles(["/f/a.cast": cast("known")])
        for _ in 0..<3 { #expect(run(files, mode: "once", state: true).text() == "known") }
        let other = try #require(order(run(["-p", "What is it?"], files, mode: "once", state: true)))
        #expect(other.folder == "/f" && other.name.hasPrefix("what-is-it-") && other.number == nil)
        #expect(other.input.isEmpty && other.log == "/s/recorded")
    }

    @Test("new: as often as it was recorded a call is played, then it is recorded once more")
    func new() {
        let files = TableFiles(["/f/a.cast": cast("one"), "/f/b.cast": cast("two")])
        let runs = (0..<3).map { _ in run(files, mode: "new", state: true) }
        #expect(runs.map { $0.text() } == ["one", "two", ""])
        #expect(order(runs[2]) != nil && order(runs[1]) == nil)
    }

    @Test("all: every call is recorded, the n-th in place of the n-th")
    func all() throws {
        let files = TableFiles(["/f/a.cast": cast("known")])
        let orders = (0..<2).map { _ in order(run(files, mode: "all", state: true)) }
        #expect(orders.map { $0?.number } == [1, 2])
        #expect(orders[0]?.name == orders[1]?.name)
        #expect(order(run(files, mode: "all"))?.number == nil)
    }

    @Test("none: the nearest recording and what differs, on the command line or on standard input")
    func none() {
        let files = TableFiles([
            "/f/a.cast": cast("A", ["-p", "--model", "opus", "hi"]), "/f/b.cast": cast("B", ["-p"], input: "sum 1 2\n"),
            "/f/c.cast": cast("C", ["-p"], input: "write a poem\n"),
        ])
        let words = run(["-p", "--model", "haiku", "hi"], files)
        #expect(words.status == .exited(70))
        #expect(words.text(.stderr).hasSuffix("(a.cast)\n  - opus\n  + haiku\n"))
        let prompt = run(["-p"], files, stimuli: [(0, .input("sum 1 3\n")), (1, .inputEnds)])
        #expect(prompt.status == .exited(70))
        #expect(prompt.text(.stderr).contains("nearest: b.cast"))
        #expect(prompt.text(.stderr).hasSuffix("  - sum 1 2\n  + sum 1 3\n"))
        #expect(run(["-p"], files, stimuli: [(0, .input("write a poem")), (1, .inputEnds)]).text() == "C")
    }

    @Test("Where nobody counts the newest recording answers")
    func newest() {
        let files = TableFiles(["/f/a.cast": cast("new", at: 2000), "/f/b.cast": cast("old", at: 1000)])
        #expect(run(files).text() == "new")
        #expect((0..<2).map { _ in run(files, state: true).text() } == ["old", "new"])
    }

    @Test("What is to be ignored is, by name, and a name that no option has is refused with the nearest")
    func ignored() {
        let files = TableFiles(["/f/a.cast": cast("A", ["-p", "hi", "--model", "opus", "--add-dir", "/tmp/1"])])
        let words = ["-p", "ho", "--model", "opus", "--add-dir", "/tmp/2"]
        #expect(run(words, files).status == .exited(70))
        #expect(run(words, files, more: [("UNDERSTUDY_IGNORE", "add-dir,prompt")]).text() == "A")
        #expect(run(words, files, more: [("UNDERSTUDY_IGNORE", "--add-dir")]).status == .exited(70))
        let bad = run(words, files, more: [("UNDERSTUDY_IGNORE", "modle")])
        #expect(bad.status == .exited(2) && bad.text(.stderr).contains("did you mean model?"))
    }

    @Test("A recording out of which secrets, names and the home folder were taken answers the call that it was made of")
    func redacted() {
        let secret = "key abcdefgh!"
        let files = TableFiles([
            "/f/a.cast": cast("A", ["-p", "--add-dir", "~/work", "--", "key ********!"]),
            "/f/b.cast": cast("B", ["-p"], input: "/home/~~~~~/x is key ********!"),
        ])
        let home = [("HOME", "/home/alice")]
        let words = ["-p", "--add-dir", "/home/alice/work", "--", secret]
        #expect(run(words, files, more: home).text() == "A")
        #expect(run(words, files).status == .exited(70))
        #expect(run(["-p", "--add-dir", "/home/alice2/work", "--", secret], files, more: home).status == .exited(70))
        func piped(_ text: String) -> VirtualProcess {
            run(["-p"], files, more: home, stimuli: [(0, .input(text)), (1, .inputEnds)])
        }
        #expect(piped("/home/alice/x is \(secret)").text() == "B")
        #expect(piped("/home/alice/x is key abcdefg!").status == .exited(70))
        #expect(piped("/home/alice/x is Key abcdefgh!").status == .exited(70))
    }

    @Test("A prompt that was read goes along with the order, and so does its end")
    func handedOver() throws {
        let files = TableFiles(["/f/b.cast": cast("B", ["-p"], input: "one\n")])
        let whole = run(["-p"], files, mode: "once", stimuli: [(0, .input("tw")), (1, .input("o\n")), (2, .inputEnds)])
        let order = try #require(self.order(whole))
        #expect(order.input == Array("two\n".utf8) && order.hasInputEnded && order.name.hasPrefix("two-"))
        // Silence is no end: the real program may still be given something.
        let silent = try #require(self.order(run(["-p"], files, mode: "once", stimuli: [])))
        #expect(silent.input.isEmpty && !silent.hasInputEnded)
        #expect(run(["-p"], files, mode: "once", stimuli: []).now.microseconds == 3_000_000)
        // A command line that nobody recorded is left to the real program before anything is read.
        let unread = run(["-p", "--verbose"], files, mode: "once", stimuli: [(0, .input("x"))])
        #expect(unread.actions.count == 1 && self.order(unread)?.input == [])
    }

    @Test("On a terminal the command line decides, among recordings of terminals where there are any")
    func terminal() {
        let files = TableFiles([
            "/f/a.cast": cast("pipes", []), "/f/b.cast": cast("terminal", [], streams: "pty"),
        ])
        #expect(run([], files, isTerminal: true).text() == "terminal")
        #expect(run([], files).text() == "pipes")
        #expect(order(run(["--verbose"], files, mode: "once", isTerminal: true)) != nil)
    }

    @Test("A mode that is none, a script that can't be recorded into, and a folder that is not there yet")
    func misuse() {
        let files = TableFiles(["/f/a.cast": cast("A"), "/s.json": "[]"])
        let bad = run(files, mode: "onec")
        #expect(bad.status == .exited(2) && bad.text(.stderr).contains("did you mean once?"))
        for play in ["/s.json", "echo", "/f/a.cast"] {
            let run = VirtualProcess(
                ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", play), ("UNDERSTUDY_MODE", "once")], files: files)
            #expect(
                run.status == .exited(2) && run.text(.stderr).contains("UNDERSTUDY_MODE=once records into a folder"))
        }
        let fresh = VirtualProcess(
            ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "/not/there"), ("UNDERSTUDY_MODE", "once")], files: files)
        #expect(order(fresh)?.folder == "/not/there")
    }

    @Test("A recording that somebody is about to make is not there yet")
    func reserved() {
        let files = TableFiles(["/f/a.cast": cast("A"), "/f/b.cast": ""])
        #expect(run(files).text() == "A")
    }

    @Test("Only the recordings whose command line fits are read whole")
    func unread() {
        let files = TableFiles(["/f/a.cast": cast("A"), "/f/b.cast": cast("B", ["-p", "ho"]) + "broken\n[1,2]\n"])
        #expect(run(files).text() == "A")
        let broken = run(["-p", "ho"], files)
        #expect(broken.status == .exited(2) && broken.text(.stderr).contains("/f/b.cast"))
    }

    @Test("What the CLI answers by itself is played where it was recorded, and recorded where calls are")
    func information() {
        let files = TableFiles(["/f/a.cast": cast("9.9.9 (Claude Code)\n", ["--version"])])
        #expect(run(["--version"], files).text() == "9.9.9 (Claude Code)\n")
        #expect(run(["--help"], files).text().hasPrefix("Usage: claude"))
        #expect(order(run(["--help"], files, mode: "once")) != nil)
    }

    @Test("The journal says what was played and what is recorded")
    func journal() {
        let files = TableFiles(["/f/a.cast": cast("A")])
        let journal = [("UNDERSTUDY_JOURNAL", "/j")]
        _ = run(files, mode: "once", more: journal)
        let name = order(run(["-p", "ho"], files, mode: "once", more: journal))?.name ?? "?"
        let text = String(decoding: files.files["/j"] ?? [], as: UTF8.self)
        #expect(text.contains("\"exit\":0,\"played\":\"a.cast\""))
        #expect(text.contains("\"exit\":null,\"recorded\":\"\(name)\""))
    }

    @Test("Recordings that nothing asked for are told from those that were used or made")
    func report() {
        let files = TableFiles(["/f/a.cast": cast("A"), "/f/b.cast": cast("B", ["-p", "ho"])])
        _ = run(files, state: true)
        _ = run(files, state: true)
        let used = String(decoding: files.files["/s/used"] ?? [], as: UTF8.self)
        let report = CallReport(folder: ["c.cast", "b.cast", "a.cast", "notes.txt"], used: used, recorded: "c.cast\n")
        #expect(report.used == ["a.cast"] && report.recorded == ["c.cast"] && report.unused == ["b.cast"])
    }
}

extension String {
    /// As it stands in a JSON string.
    fileprivate var escaped: String {
        map { $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : $0 == "\\" ? "\\\\" : String($0) }.joined()
    }
}
