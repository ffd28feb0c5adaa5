import Glibc
import TestMaterial
import Testing

/// The fake first on PATH, a folder of recordings, and a stand-in for the real program behind it.
@Suite("Recording behind a program")
struct RecordModeTests {
    @Test(
        "once: the first call reaches the real program and is recorded, the second is played, to the byte",
        arguments: [["-p", "hi"], ["-p", "please fail"], ["-p", "please die"], ["--version"]])
    func once(words: [String]) throws {
        let stage = try RecordStage()
        let first = try stage.call(words, mode: "once")
        #expect(stage.realCalls == 1 && stage.recordings.count == 1)
        let second = try stage.call(words, mode: "once")
        #expect(second == first && stage.realCalls == 1 && stage.recordings.count == 1)
        #expect(try stage.call(words, mode: "none", isRealThere: false) == first)
        switch words.last {
        case "hi": #expect(first == .init(output: "real: -p hi []\n", error: "", status: 0))
        case "please fail": #expect(first == .init(output: "out\n", error: "no\n", status: 3))
        case "please die": #expect(first == .init(output: "last\n", error: "", status: -SIGTERM))
        default: #expect(first.output == "real: --version []\n")
        }
    }

    @Test("A prompt that was read to its end is handed over, and one that differs is another call")
    func pipedPrompt() throws {
        let stage = try RecordStage()
        #expect(try stage.call(["-p"], input: "one\n", mode: "once").output == "real: -p [one]\n")
        #expect(try stage.call(["-p"], input: "two\nlines\n", mode: "once").output == "real: -p [two\nlines]\n")
        #expect(stage.realCalls == 2 && stage.recordings.count == 2)
        #expect(try stage.call(["-p"], input: "one\n", mode: "once").output == "real: -p [one]\n")
        #expect(try stage.call(["-p"], input: "two\nlines\n", mode: "none").output == "real: -p [two\nlines]\n")
        #expect(stage.realCalls == 2)
        let unknown = try stage.call(["-p"], input: "three\n", mode: "none")
        #expect(unknown.status == 70 && unknown.error.contains("  + three\n"))
        #expect(unknown.error.contains("(UNDERSTUDY_MODE=none)"))
    }

    @Test("new: equal calls are recorded as often as they are made, and another suite plays them in order")
    func new() throws {
        let stage = try RecordStage()
        for _ in 0..<2 { _ = try stage.call(["-p", "hi"], mode: "new", state: "s1") }
        #expect(stage.realCalls == 2 && stage.recordings.count == 2)
        for _ in 0..<2 { #expect(try stage.call(["-p", "hi"], mode: "new", state: "s2").status == 0) }
        #expect(stage.realCalls == 2)
        _ = try stage.call(["-p", "hi"], mode: "new", state: "s2")
        #expect(stage.realCalls == 3 && stage.recordings.count == 3)
    }

    @Test("all: what was recorded is recorded anew, in its place where calls are counted")
    func all() throws {
        let stage = try RecordStage()
        _ = try stage.call(["-p", "hi"], mode: "all", state: "s1")
        let before = stage.recordings
        try stage.folder.write("real/claude", "#!/bin/sh\necho changed\n", mode: 0o755)
        #expect(try stage.call(["-p", "hi"], mode: "all", state: "s2").output == "changed\n")
        #expect(stage.recordings == before)
        #expect(try stage.call(["-p", "hi"], mode: "none").output == "changed\n")
    }

    @Test("Calls at once get recordings of their own, each whole, and nothing else stays")
    func parallel() throws {
        let stage = try RecordStage()
        let processes = try (0..<6).map { _ in try stage.start(["-p", "hi"], mode: "new", state: "s") }
        for process in processes { process.closeInput() }
        for process in processes { #expect(try process.outputText() == "real: -p hi []\n") }
        for process in processes { #expect(process.wait() == 0) }
        #expect(stage.realCalls == 6 && stage.recordings.count == 6)
        for name in stage.recordings {
            let text = try stage.folder.readText("casts/\(name)")
            #expect(text.split(separator: "\n").last?.hasPrefix("#") == true, "\(name)")
            var status = stat()
            #expect(stat(stage.folder.path("casts/\(name)"), &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
        #expect(try FolderListing.names(in: stage.folder.path("casts"), suffix: "").count == 6)
    }

    @Test("A client that speaks lines: what was asked before the prompt was known is asked again of the real program")
    func lines() throws {
        let stage = try RecordStage()
        let words = ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"]
        func ask(_ prompt: String, mode: String) throws -> [String] {
            let process = try stage.start(words, mode: mode)
            process.write(#"{"type":"control_request","request_id":"r1","request":{"subtype":"initialize"}}"# + "\n")
            var text = String(decoding: try process.readSome(process.output) ?? [], as: UTF8.self)
            #expect(text.contains("control_response") && text.contains("r1"))
            process.write(#"{"type":"user","message":{"role":"user","content":"\#(prompt)"}}"# + "\n")
            while !text.contains("\"result\""), let more = try process.readSome(process.output) {
                text += String(decoding: more, as: UTF8.self)
            }
            process.closeInput()
            #expect(process.wait() == 0)
            return text.split(separator: "\n").map(String.init)
        }
        #expect(try ask("one", mode: "once").count == 2)
        #expect(stage.realCalls == 1)
        // The recording of the first answers the request; then the prompt turns out to be another.
        let second = try ask("two", mode: "once")
        #expect(second.count == 3 && second.last?.contains("real two") == true)
        #expect(stage.realCalls == 2 && stage.recordings.count == 2)
        for prompt in ["one", "two"] {
            let lines = try ask(prompt, mode: "none")
            #expect(lines.count == 2 && lines.last?.contains("real \(prompt)") == true)
        }
        #expect(stage.realCalls == 2)
    }

    @Test("On a terminal the recorder passes the terminal through, and the recording plays on one")
    func terminal() throws {
        let stage = try RecordStage()
        let variables = [
            "UNDERSTUDY_PLAY": stage.folder.path("casts"), "UNDERSTUDY_MODE": "once",
            "REAL_LOG": stage.folder.path("real.log"), "HOME": stage.folder.path, "TERM": "xterm",
            "PATH": "\(RecordStage.products):\(stage.folder.path("real")):/usr/bin:/bin",
        ]
        for _ in 0..<2 {
            let terminal = try Pseudoterminal()
            let process = try terminal.start(["size"], environment: variables)
            #expect(try terminal.read(count: 7) == Array("24 80\r\n".utf8))
            terminal.write("yes\r")
            #expect(String(decoding: try terminal.read(count: 14), as: UTF8.self) == "yes\r\ngot yes\r\n")
            #expect(Pseudoterminal.wait(process) == 0)
            #expect(terminal.echoes)
        }
        #expect(stage.realCalls == 1 && stage.recordings.count == 1)
    }

    // MARK: Never itself

    @Test(
        "Links to this program and copies of it are not the real one", arguments: ["symbolic", "hard", "copy", "chain"])
    func copies(kind: String) throws {
        let stage = try RecordStage()
        try stage.folder.makeFolder("other")
        let place = stage.folder.path("other/claude")
        switch kind {
        case "symbolic": #expect(symlink(FakeProcess.path, place) == 0)
        case "hard":
            // Across file systems there are no hard links.
            if link(FakeProcess.path, place) != 0 { #expect(symlink(FakeProcess.path, place) == 0) }
        case "chain":
            #expect(symlink(FakeProcess.path, stage.folder.path("other/link")) == 0)
            #expect(symlink("link", place) == 0)
        default: try stage.folder.write("other/claude", PlainFile.read(FakeProcess.path), mode: 0o755)
        }
        let places = [stage.folder.path("other")]
        #expect(try stage.call(["-p", "hi"], mode: "once", places: places).output == "real: -p hi []\n")
        let alone = try stage.call(["-p", "ho"], mode: "once", places: places, isRealThere: false)
        #expect(alone.status == 70 && alone.error.contains("there is no other claude on PATH than this stand-in"))
        #expect(alone.error.hasPrefix("understudy: ") && alone.error.split(separator: "\n").count == 1)
        #expect(stage.recordings.count == 1)
    }

    @Test("A program further down that finds the fake again ends with an error, not with a thousand processes")
    func circle() throws {
        let stage = try RecordStage()
        try stage.folder.write(
            "real/claude", "#!/bin/sh\necho called >> \"$REAL_LOG\"\nexec claude \"$@\"\n", mode: 0o755)
        let end = try stage.call(["-p", "hi"], mode: "once")
        #expect(end.status == 70 && end.error.contains("starts this stand-in again and again"))
        #expect(stage.realCalls < 10)
    }

    @Test("What the real program itself calls is part of the call that is recorded")
    func nested() throws {
        let stage = try RecordStage()
        let script = #"""
            #!/bin/sh
            echo call >> "$REAL_LOG"
            case "$*" in *outer*) echo "outer: $(claude -p inner </dev/null)";; *) echo "inner";; esac
            """#
        try stage.folder.write("real/claude", script + "\n", mode: 0o755)
        #expect(try stage.call(["-p", "outer"], mode: "once").output == "outer: inner\n")
        #expect(stage.realCalls == 2 && stage.recordings.count == 1)
    }

    @Test("Without the recorder, or where nothing can be written, the call is refused or goes on, and says why")
    func places() throws {
        let stage = try RecordStage()
        try stage.folder.write("alone/claude", PlainFile.read(FakeProcess.path), mode: 0o755)
        let process = try FakeProcess(
            ["-p", "hi"],
            environment: [
                "UNDERSTUDY_PLAY": stage.folder.path("casts"), "UNDERSTUDY_MODE": "once",
                "PATH": "\(stage.folder.path("real")):/usr/bin:/bin", "REAL_LOG": "/dev/null",
            ], executable: stage.folder.path("alone/claude"))
        process.closeInput()
        #expect(try process.errorText().contains("recording needs the command understudy"))
        #expect(process.wait() == 70)
        let end = try stage.call(["-p", "hi"], mode: "once", environment: ["UNDERSTUDY_PLAY": "/proc/none/casts"])
        #expect(end.status == 70 && end.error.contains("/proc/none/casts/hi-"))
    }

    @Test("The lines of the command put all in place: a suite records, then runs without the real program")
    func environment() throws {
        let stage = try RecordStage()
        let script = """
            eval "$(understudy fake env "$CASTS" --mode once)" && claude -p hi </dev/null && claude -p hi </dev/null &&
            understudy fake report && UNDERSTUDY_MODE=none claude -p hi </dev/null
            """
        let process = try FakeProcess(
            ["-c", script],
            environment: [
                "PATH": "\(stage.folder.path("real")):\(RecordStage.products):/usr/bin:/bin", "HOME": stage.folder.path,
                "CASTS": stage.folder.path("casts"), "REAL_LOG": stage.folder.path("real.log"),
                "TMPDIR": stage.folder.path,
            ], executable: "/bin/sh")
        process.closeInput()
        let answer = "real: -p hi []\n"
        let output = try process.outputText()
        #expect(try process.errorText() == "" && process.wait() == 0)
        #expect(output.hasPrefix(answer + answer + "1 of 1 recordings used, 1 made\n") && output.hasSuffix(answer))
        #expect(stage.realCalls == 1)
    }

    @Test("The report names what was used, made and never asked for")
    func report() throws {
        let stage = try RecordStage()
        _ = try stage.call(["-p", "first"], mode: "once", state: "s1")
        _ = try stage.call(["-p", "second"], mode: "once", state: "s2")
        _ = try stage.call(["-p", "first"], mode: "once", state: "s3")
        func report(_ state: String) throws -> (output: String, status: Int32) {
            let process = try FakeProcess(
                ["fake", "report"],
                environment: [
                    "UNDERSTUDY_PLAY": stage.folder.path("casts"), "UNDERSTUDY_STATE": stage.folder.path(state),
                ], executable: "\(RecordStage.products)/understudy")
            process.closeInput()
            return (try process.outputText(), process.wait())
        }
        let names = stage.recordings
        #expect(names.count == 2 && names[0].hasPrefix("first-") && names[1].hasPrefix("second-"))
        let second = try report("s2")
        #expect(second.status == 1)
        #expect(second.output == "0 of 2 recordings used, 1 made\nrecorded: \(names[1])\nnever used: \(names[0])\n")
        #expect(try report("s3").output == "1 of 2 recordings used, 0 made\nnever used: \(names[1])\n")
        _ = try stage.call(["-p", "second"], mode: "once", state: "s3")
        let third = try report("s3")
        #expect(third.status == 0 && third.output == "2 of 2 recordings used, 0 made\n")
        #expect(try report("nowhere").status == 2)
    }
}
