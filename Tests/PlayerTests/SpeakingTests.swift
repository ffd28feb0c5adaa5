import Determinism
import Player
import Recording
import Testing
import Text

@Suite("Speaking a script")
struct SpeakingTests {
    private let stream = ["-p", "hi", "--output-format", "stream-json", "--verbose"]
    private let streamInput = ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"]

    private func run(
        _ say: String, _ arguments: [String] = ["-p", "hi"], environment: [(String, String)] = [],
        stimuli: [(Double, VirtualProcess.Stimulus)] = [(0, .inputEnds)]
    ) -> VirtualProcess {
        script(#"[{"say":\#(say)}]"#, arguments, environment: environment, stimuli: stimuli)
    }

    private func script(
        _ json: String, _ arguments: [String] = ["-p", "hi"], environment: [(String, String)] = [],
        stimuli: [(Double, VirtualProcess.Stimulus)] = [(0, .inputEnds)]
    ) -> VirtualProcess {
        VirtualProcess(
            arguments, environment: [("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_SEED", "1")] + environment,
            files: TableFiles(["/s/x.json": json]), stimuli: stimuli)
    }

    private func user(_ text: String) -> String {
        JSONValue.object(
            JSONObject(members: [
                .init(key: "type", value: "user"),
                .init(key: "message", value: ["role": "user", "content": .string(text)]),
            ])
        ).text + "\n"
    }

    @Test("Without anything to play a prompt is refused with status 2 and what to set")
    func nothing() {
        let run = VirtualProcess(["-p", "hi"], environment: [])
        #expect(run.status == .exited(2))
        #expect(run.text(.stderr).contains("UNDERSTUDY_PLAY"))
        #expect(VirtualProcess(["--version"], environment: []).text() == "2.1.330 (Claude Code)\n")
        #expect(VirtualProcess(["-p", "--nope"], environment: []).status == .exited(1))
    }

    @Test("An echo answers the argument and the piped text, joined by a line end")
    func echo() {
        let run = VirtualProcess(
            ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "echo")],
            stimuli: [(0, .input("piped\n")), (0.1, .inputEnds)])
        #expect(run.text() == "hi\npiped\n")
        #expect(run.status == .exited(0))
    }

    @Test("Waits take exactly their time, and text comes at the end in text format")
    func waits() {
        let run = run(#"[{"text":"a"},{"wait":"300s"},{"text":"b"},{"wait":"0.5s"}]"#)
        #expect(run.text() == "a\nb\n")
        #expect(run.chunks(.stdout).map(\.at.microseconds) == [300_500_000])
    }

    @Test("Timers that are a little late do not add up; a process that was held up has lost the time")
    func lateTimers() {
        let files = TableFiles(["/x.json": #"[{"say":[{"wait":"1s"},{"wait":"1s"}]}]"#])
        func secondDeadline(firstTimerAt milliseconds: Int64) -> Int64? {
            let invocation = Invocation(
                arguments: ["-p", "hi"], environment: [(name: "UNDERSTUDY_PLAY", value: "/x.json")])
            var player = Player(invocation: invocation, files: files, timerSlack: .milliseconds(100))
            var actions: [PlayerAction] = []
            player.handle(.started, at: .zero, into: &actions)
            player.handle(.inputEnded, at: .zero, into: &actions)
            player.handle(.timer, at: Instant(microseconds: milliseconds * 1000), into: &actions)
            return player.deadline?.microseconds
        }
        #expect(secondDeadline(firstTimerAt: 1000) == 2_000_000)
        #expect(secondDeadline(firstTimerAt: 1050) == 2_000_000)
        #expect(secondDeadline(firstTimerAt: 6000) == 7_000_000)
    }

    @Test("In stream-json each block is a line at its own time")
    func lines() {
        let run = run(#"[{"text":"a"},{"wait":"2s"},{"text":"b"}]"#, stream)
        #expect(run.kinds == ["system/init", "assistant", "assistant", "result/success"])
        #expect(run.messages.map(\.at.microseconds) == [0, 0, 2_000_000, 2_000_000])
        #expect(run.messages.last?.message["result"]?.string == "a\nb")
        #expect(run.messages.last?.message["duration_ms"]?.int == 2000)
    }

    @Test("Pieces come at their pace when they are asked for")
    func pieces() {
        let run = run(
            #"[{"text":{"value":"abcdef","deltas":3,"pace":"50ms"}}]"#, stream + ["--include-partial-messages"])
        let deltas = run.messages.filter { $0.message["event"]?["type"]?.string == "content_block_delta" }
        #expect(deltas.compactMap { $0.message["event"]?["delta"]?["text"]?.string } == ["ab", "cd", "ef"])
        #expect(deltas.map(\.at.microseconds) == [0, 50_000, 100_000])
    }

    @Test("The same seed and call give the same bytes")
    func determinism() {
        let one = run(#"[{"text":"a"}]"#, stream)
        #expect(one.text() == run(#"[{"text":"a"}]"#, stream).text())
        #expect(one.text() != run(#"[{"text":"a"}]"#, stream, environment: [("UNDERSTUDY_SEED", "2")]).text())
    }

    @Test("Raw bytes, standard error, closed ends and a status of one's own")
    func rawOutput() {
        let run = run(#"[{"raw":"not json\n"},{"bytes":"AP8="},{"stderr":"oops"},{"exit":3}]"#)
        #expect(run.bytes(.stdout) == Array("not json\n".utf8) + [0, 255])
        #expect(run.text(.stderr) == "oops")
        #expect(run.status == .exited(3))
        #expect(self.run(#"[{"signal":"SEGV"}]"#).status == .signaled(.segmentationFault))
    }

    @Test("A result may come before the end, and its members are those of the script")
    func resultStep() {
        let run = run(
            #"[{"text":"a"},{"result":{"subtype":"error_during_execution","usage":{"output_tokens":12}}},"#
                + #"{"wait":"1h"}]"#,
            stream)
        #expect(run.kinds == ["system/init", "assistant", "result/error_during_execution"])
        let result = run.messages.last?.message
        #expect(result?["usage"]?["output_tokens"]?.int == 12 && result?["usage"]?["input_tokens"] != nil)
        #expect(run.messages.last?.at == .zero)
        #expect(run.now.microseconds == 3_600_000_000 && run.status == .exited(1))
    }

    @Test("The first entry whose conditions all hold answers")
    func conditions() {
        let json = """
            [{"when":{"prompt":"x","agent":"qa"},"say":[{"text":"1"}]},
             {"when":{"prompt":{"exact":"x"}},"say":[{"text":"2"}]},
             {"when":{"prompt":"/^x+y$/"},"say":[{"text":"3"}]},{"when":{"argv":"--model opus"},"say":[{"text":"4"}]},
             {"when":{"prompt":{"glob":"a*c?"}},"say":[{"text":"5"}]}]
            """
        #expect(script(json, ["-p", "x"], environment: [("UNDERSTUDY_AGENT", "qa")]).text() == "1\n")
        #expect(script(json, ["-p", "x"]).text() == "2\n")
        #expect(script(json, ["-p", "xxy"]).text() == "3\n")
        #expect(script(json, ["-p", "zz", "--model", "opus"]).text() == "4\n")
        #expect(script(json, ["-p", "abbcd"]).text() == "5\n")
    }

    @Test("A prompt that nothing answers ends with 70 and the nearest entry")
    func unanswered() {
        let run = script(#"[{"when":{"prompt":"web scraper"},"say":[]}]"#)
        #expect(run.status == .exited(70))
        #expect(
            run.text(.stderr).contains(#"nearest is [0] with when: {"prompt":"web scraper"}, where prompt differs"#))
    }

    @Test("Calls are counted in the state folder, and a script that asks for them needs it")
    func calls() {
        let json = #"[{"when":{"call":2},"say":[{"text":"second"}]},{"say":[{"text":"first"}]}]"#
        let files = TableFiles(["/s/x.json": json])
        let environment = [("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_STATE", "/state")]
        #expect(VirtualProcess(["-p", "hi"], environment: environment, files: files).text() == "first\n")
        #expect(VirtualProcess(["-p", "hi"], environment: environment, files: files).text() == "second\n")
        #expect(script(json).status == .exited(70))
    }

    @Test("A silent standard input is waited for 3 s with a warning; the old version waits for ever")
    func silentInput() {
        let new = VirtualProcess(["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "echo")], stimuli: [])
        #expect(new.text() == "hi\n" && new.now.microseconds == 3_000_000)
        #expect(new.text(.stderr).hasPrefix("Warning: no stdin data received in 3s"))
        let old = VirtualProcess(
            ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "echo"), ("UNDERSTUDY_PROFILE", "2.1.9")], stimuli: [])
        #expect(old.status == nil && old.text() == "")
    }

    @Test("Memory grows in steps to its amount and stays")
    func memory() {
        let run = run(#"[{"memory":{"grow":"100MB","over":"2s"}},{"memory":{"free":"40MB"}}]"#)
        let held = run.actions.compactMap { entry in
            if case .holdMemory(let bytes) = entry.action { (entry.at.microseconds, bytes) } else { nil }
        }
        #expect(held.map(\.1).max() == 100_000_000 && held.last?.1 == 60_000_000)
        #expect(held.count >= 6 && held.count < 41 && held[0].0 > 0)
        #expect(held.dropLast().last?.0 == 2_000_000)
    }

    @Test("Input is waited for; what does not come in time ends the process")
    func reading() {
        let say = #"[{"read":{"contains":"y","within":"10s"}},{"text":"ok"}]"#
        let good = VirtualProcess(
            ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "/s/x.json")],
            files: TableFiles(["/s/x.json": #"[{"say":\#(say)}]"#]), stimuli: [(4, .input("n")), (5, .input("xy"))],
            isTerminal: true)
        #expect(good.text() == "ok\n" && good.now.microseconds == 5_000_000)
        let late = VirtualProcess(
            ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "/s/x.json")],
            files: TableFiles(["/s/x.json": #"[{"say":\#(say)}]"#]), stimuli: [], isTerminal: true)
        #expect(late.status == .exited(70) && late.now.microseconds == 10_000_000)
    }

    @Test("Failed requests are made again, ever later, and the rest is dropped when all fail")
    func retries() {
        let run = run(#"[{"error":{"api":529,"retries":3}},{"text":"never"}]"#, stream)
        let retries = run.messages.filter { $0.message["subtype"]?.string == "api_retry" }
        #expect(retries.compactMap { $0.message["attempt"]?.int } == [1, 2, 3])
        let delays = retries.compactMap { $0.message["retry_delay_ms"]?.int }
        #expect(
            (500...625).contains(delays[0]) && (1000...1250).contains(delays[1]) && (2000...2500).contains(delays[2]))
        #expect(run.now.microseconds == Int64(delays.reduce(0, +)) * 1000)
        #expect(run.status == .exited(1) && !run.text().contains("never"))
    }

    @Test("Signals end as the contract says, unless the script has other plans")
    func signals() {
        let say = #"[{"wait":"60s"}]"#
        #expect(run(say, stimuli: [(0, .inputEnds), (1, .signal(.terminate))]).status == .exited(143))
        #expect(run(say, stimuli: [(0, .inputEnds), (1, .signal(.hangUp))]).status == .exited(129))
        #expect(run(say, stimuli: [(0, .inputEnds), (1, .signal(.quit))]).status == .signaled(.quit))
        let deaf = run(
            #"[{"on":{"TERM":"ignore","INT":[{"stderr":"bye"},{"exit":9}]}},{"wait":"60s"}]"#,
            stimuli: [(0, .inputEnds), (1, .signal(.terminate)), (2, .signal(.interrupt))])
        #expect(deaf.status == .exited(9) && deaf.text(.stderr) == "bye" && deaf.now.microseconds == 2_000_000)
        let old = [("UNDERSTUDY_PROFILE", "2.1.9")]
        let killed = run(say, environment: old, stimuli: [(0, .inputEnds), (1, .signal(.terminate))])
        #expect(killed.status == .signaled(.terminate))
    }

    @Test("Turns on standard input are answered one after the other, an interruption cuts one short")
    func turns() {
        let interrupt = #"{"type":"control_request","request_id":"r1","request":{"subtype":"interrupt"}}"# + "\n"
        let json =
            #"[{"when":{"turn":2},"say":[{"text":"two"}]},{"say":[{"text":"one"},{"wait":"60s"},{"text":"never"}]}]"#
        let run = script(
            json, streamInput,
            stimuli: [(0, .input(user("a") + user("b"))), (5, .input(interrupt)), (6, .inputEnds)])
        #expect(
            run.kinds == [
                "system/init", "assistant", "control_response", "user", "result/error_during_execution", "system/init",
                "assistant", "result/success",
            ])
        #expect(run.messages[2].at.microseconds == 5_000_000)
        #expect(run.status == .exited(0) && run.now.microseconds == 6_000_000)
        #expect(run.messages.last?.message["result_index"]?.int == 1)
    }

    @Test("Very many queued turns need no stack")
    func manyTurns() {
        let input = (0..<2000).map { _ in user("x") }.joined()
        let run = script(#"[{"say":[{"text":"y"}]}]"#, streamInput, stimuli: [(0, .input(input)), (1, .inputEnds)])
        #expect(run.chunks(.stdout).count == 6000 && run.status == .exited(0))
    }

    @Test("A reader that leaves ends the process quietly")
    func readerLeaves() {
        let run = run(#"[{"wait":"60s"}]"#, stimuli: [(0, .inputEnds), (1, .readerLeaves)])
        #expect(run.status == .exited(0) && run.now.microseconds == 1_000_000)
    }

    @Test("Faults stall, end or cut the output")
    func faults() {
        let say = #""say":[{"wait":"3s"},{"raw":"0123456789"},{"exit":0}]"#
        let stall = script(#"[{\#(say),"faults":[{"kind":"stall","at":"2s","for":"10s"}]}]"#)
        #expect(stall.chunks(.stdout).first?.at.microseconds == 12_000_000)
        #expect(script(#"[{\#(say),"faults":[{"kind":"exit","at":"1s","status":5}]}]"#).status == .exited(5))
        let cut = script(#"[{\#(say),"faults":[{"kind":"truncate","bytes":"4B"}]}]"#)
        #expect(cut.text() == "0123" && cut.status == .exited(0))
        let all = run(
            "[{\"raw\":\"0123456789\"},{\"exit\":0}]",
            environment: [("UNDERSTUDY_FAULTS", #"[{"kind":"truncate","bytes":"2B"}]"#)])
        #expect(all.text() == "01")
    }

    @Test("The journal has a line for each call")
    func journal() throws {
        let files = TableFiles()
        _ = VirtualProcess(
            ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "echo"), ("UNDERSTUDY_JOURNAL", "/j")], files: files,
            stimuli: [(0, .input("in")), (0, .inputEnds)])
        let line = try JSONParser.parse(files.read("/j"))
        #expect(line["argv"] == ["claude", "-p", "hi"] && line["stdin"] == "in" && line["exit"] == 0)
        #expect(line["environment"] == ["UNDERSTUDY_PLAY", "UNDERSTUDY_JOURNAL"])
    }
}
