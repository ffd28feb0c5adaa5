import Glibc
import TestMaterial
import Testing

/// The built executable as a real process. Where a test must know that the process has come to a point, the process
/// says so on standard error.
@Suite("The fake as a process")
struct FakeClaudeTests {
    private let echo = ["UNDERSTUDY_PLAY": "echo"]

    private func play(
        _ say: String, _ folder: borrowing TemporaryFolder, _ arguments: [String] = ["-p", "hi"],
        environment: [String: String] = [:]
    ) throws -> FakeProcess {
        let path = try folder.write("script.json", #"[{"say":\#(say)}]"#)
        let process = try FakeProcess(
            arguments, environment: environment.merging(["UNDERSTUDY_PLAY": path]) { one, _ in one })
        process.closeInput()
        return process
    }

    /// A session whose first turn has begun, and whose input stays open.
    private func stream(_ say: String, _ folder: borrowing TemporaryFolder) throws -> FakeProcess {
        let path = try folder.write("script.json", #"[{"say":\#(say)}]"#)
        let process = try FakeProcess(
            ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"],
            environment: ["UNDERSTUDY_PLAY": path])
        process.write(#"{"type":"user","message":{"role":"user","content":"x"}}"# + "\n")
        return process
    }

    @Test("The version is told without reading anything", arguments: ["--version", "-v"])
    func version(flag: String) throws {
        let process = try FakeProcess([flag], environment: ["UNDERSTUDY_PLAY": "/does/not/exist"])
        #expect(try process.outputText() == "2.1.330 (Claude Code)\n")
        #expect(process.wait() == 0)
        let old = try FakeProcess([flag], environment: ["UNDERSTUDY_PROFILE": "2.1.9"])
        #expect(try old.outputText() == "2.1.9 (Claude Code)\n")
    }

    @Test("A session that waits for its first turn has never needed 16 MB, unoptimised")
    func peakMemory() throws {
        let folder = try TemporaryFolder()
        let process = try stream(#"[{"stderr":"1"},{"read":{"contains":"x"}}]"#, folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        #expect((1...16_000_000).contains(try process.procValue("VmHWM", in: "status")))
    }

    @Test("A prompt comes from the argument and from standard input")
    func prompt() throws {
        let process = try FakeProcess(["-p", "hi"], environment: echo)
        process.write("piped\n")
        process.closeInput()
        #expect(try process.outputText() == "hi\npiped\n")
        #expect(process.wait() == 0)
    }

    @Test("Without anything to play it ends with 2 and says what to set")
    func nothing() throws {
        let process = try FakeProcess(["-p", "hi"])
        #expect(try process.errorText().contains("UNDERSTUDY_PLAY"))
        #expect(process.wait() == 2)
    }

    @Test("Bytes beyond what a pipe holds arrive whole, however late the reader is")
    func bigOutput() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "0123456789abcdef", count: 64 << 10)
        let process = try play(#"[{"raw":"\#(text)"},{"exit":4}]"#, folder)
        #expect(try process.outputText() == text)
        #expect(process.wait() == 4)
    }

    @Test(
        "SIGTERM ends a process whose reader does not read, and the shared pipe keeps its mode",
        arguments: [#"{"wait":"1h"}"#, #"{"exit":0}"#])
    func terminateWhileBlocked(last: String) throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "x", count: 300_000)
        let process = try play(#"[{"stderr":"now\n"},{"raw":"\#(text)"},\#(last)]"#, folder)
        #expect(try process.readSome(process.error) == Array("now\n".utf8))
        // The pipe is full when poll says that there is something and the writer waits.
        var room = pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)
        #expect(poll(&room, 1, FakeProcess.patience) == 1)
        process.signal(SIGTERM)
        #expect(process.wait() == 143)
        #expect(fcntl(process.output, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test("A reader that leaves ends the process with 0, without a signal")
    func readerLeaves() throws {
        let folder = try TemporaryFolder()
        let process = try stream(#"[{"stderr":"1"},{"read":{"contains":"go"}},{"raw":"b"},{"wait":"1h"}]"#, folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        process.closeOutput()
        process.write("go")
        #expect(process.wait() == 0)
    }

    @Test("Memory is really held, and given back")
    func memory() throws {
        let folder = try TemporaryFolder()
        let process = try stream(
            #"[{"memory":{"grow":"100MB"}},{"stderr":"1"},{"read":{"contains":"x"}},{"memory":{"free":"90MB"}},"#
                + #"{"stderr":"2"},{"read":{"contains":"y"}}]"#, folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        #expect((100_000_000..<112_000_000).contains(try process.procValue("Pss_Anon", in: "smaps_rollup")))
        process.write("x")
        #expect(try process.readSome(process.error) == Array("2".utf8))
        #expect(try process.procValue("Pss_Anon", in: "smaps_rollup") < 20_000_000)
    }

    @Test("A grandchild keeps the streams that it was told to keep, and only these")
    func grandchild() throws {
        let folder = try TemporaryFolder()
        let process = try play(
            #"[{"spawn":{"hold":"stdout","for":"300s","detached":true,"ignoring":["TERM"]}},{"raw":"a"},{"exit":0}]"#,
            folder, environment: ["UNDERSTUDY_SPEED": "500"])
        #expect(try process.errorText() == "")
        #expect(process.wait() == 0)
        #expect(try process.readSome(process.output) == Array("a".utf8))
        // The end comes when the grandchild ends, after 300 s at 500 times the speed.
        #expect(try process.readSome(process.output) == nil)
    }

    @Test("On a terminal a recording is played byte for byte, in raw mode, and the modes are put back")
    func terminal() throws {
        let folder = try TemporaryFolder()
        let header = #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pty"}}"#
        let events = [#"[0,"o","a\r\nb\n"]"#, #"[0,"i","q"]"#, #"[0,"o","bye"]"#, #"[0,"x","7"]"#]
        let path = try folder.write("r.cast", ([header] + events).joined(separator: "\n") + "\n")
        let terminal = try Pseudoterminal()
        let process = try terminal.start(environment: ["UNDERSTUDY_PLAY": path])
        #expect(try terminal.read(count: 5) == Array("a\r\nb\n".utf8))
        #expect(!terminal.echoes)
        terminal.write("q")
        #expect(try terminal.read(count: 3) == Array("bye".utf8))
        #expect(Pseudoterminal.wait(process) == 7)
        #expect(terminal.echoes)
    }

    @Test("It dies by the signal that the script names, and without leaving memory on disk")
    func dies() throws {
        let folder = try TemporaryFolder()
        #expect(try play(#"[{"signal":"SEGV"}]"#, folder).wait() == -SIGSEGV)
        #expect(try play(#"[{"exit":{"signal":"KILL"}}]"#, folder).wait() == -SIGKILL)
    }

    @Test("A day passes at once where waits take no time")
    func instant() throws {
        let folder = try TemporaryFolder()
        let process = try play(
            #"[{"text":"a"},{"wait":"24h"},{"text":"b"}]"#, folder, environment: ["UNDERSTUDY_SPEED": "instant"])
        #expect(try process.outputText() == "a\nb\n")
        #expect(process.wait() == 0)
    }

    @Test("A speed that is none is refused with 2")
    func badSpeed() throws {
        let process = try FakeProcess(["-p", "hi"], environment: ["UNDERSTUDY_SPEED": "fast"])
        #expect(try process.errorText().contains("UNDERSTUDY_SPEED"))
        #expect(process.wait() == 2)
    }

    @Test("Calls at once get numbers of their own, and each leaves a line in the journal")
    func calls() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "script.json",
            "[" + (1...8).map { #"{"when":{"call":\#($0)},"say":[{"text":"\#($0)"}]}"# }.joined(separator: ",") + "]")
        let environment = [
            "UNDERSTUDY_PLAY": path, "UNDERSTUDY_STATE": folder.path("state"),
            "UNDERSTUDY_JOURNAL": folder.path("journal"),
        ]
        let processes = try (0..<8).map { _ in try FakeProcess(["-p", "x"], environment: environment) }
        for process in processes { process.closeInput() }
        let answers = try processes.map { try $0.outputText() }
        for process in processes { #expect(process.wait() == 0) }
        #expect(answers.sorted() == (1...8).map { "\($0)\n" })
        #expect(try folder.readText("journal").split(separator: "\n").count == 8)
        #expect(folder.names == ["journal", "script.json", "state"])
    }

    @Test("A YAML script is translated once by understudy, and then kept")
    func yaml() throws {
        let folder = try TemporaryFolder()
        let script = try folder.write("s.yaml", "- say: [ { text: hi } ]\n")
        try folder.write(
            "bin/understudy",
            "#!/bin/sh\necho \"$1 $2 $3\" >> \(folder.path("calls"))\necho '[{\"say\":[{\"text\":\"translated\"}]}]'\n",
            mode: 0o755)
        let environment = [
            "UNDERSTUDY_PLAY": script, "PATH": folder.path("bin") + ":/usr/bin:/bin",
            "XDG_CACHE_HOME": folder.path("cache"),
        ]
        for _ in 0..<2 {
            let process = try FakeProcess(["-p", "x"], environment: environment, executable: folder.copyOfFake())
            process.closeInput()
            #expect(try process.outputText() == "translated\n")
            #expect(process.wait() == 0)
        }
        #expect(try folder.readText("calls") == "fake translate \(script)\n")
    }

    @Test("A broken script ends with 2, the file and the place")
    func brokenScript() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("bad.json", #"[{"say":[{"txt":"x"}]}]"#)
        let process = try FakeProcess(["-p", "x"], environment: ["UNDERSTUDY_PLAY": path])
        let words = "understudy: \(path):1:11: [0].say[0].txt: unknown key, did you mean text?\n"
        #expect(try process.errorText() == words)
        #expect(process.wait() == 2)
    }
}

extension TemporaryFolder {
    /// The fake, linked into this folder's `alone`, where no other program stands beside it.
    fileprivate borrowing func copyOfFake() throws -> String {
        let place = path("alone/claude")
        if access(place, X_OK) != 0 { try write("alone/claude", PlainFile.read(FakeProcess.path), mode: 0o755) }
        return place
    }
}
