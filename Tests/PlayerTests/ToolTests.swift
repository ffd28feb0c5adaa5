import Determinism
import Player
import Recording
import Testing
import Text

@Suite("Tools of a script")
struct ToolTests {
    private let stream = ["-p", "hi", "--output-format", "stream-json", "--verbose"]

    private func run(
        _ say: String, _ arguments: [String] = [], stimuli: [(Double, VirtualProcess.Stimulus)] = [(0, .inputEnds)]
    ) -> VirtualProcess {
        VirtualProcess(
            stream + arguments, environment: [("UNDERSTUDY_PLAY", "/s/x.json")],
            files: TableFiles(["/s/x.json": "[{\"say\":\(say)}]"]), stimuli: stimuli)
    }

    private func results(_ run: VirtualProcess) -> [JSONValue] {
        run.messages.filter { $0.message["type"]?.string == "user" }
            .compactMap { $0.message["message"]?["content"]?.array?.first }
    }

    private func answer(_ run: VirtualProcess) -> String? { run.messages.last?.message["result"]?.string }

    @Test("What nobody can allow is denied, and what a flag allows runs")
    func permission() {
        let say = #"[{"tool":{"name":"Write","input":{"file_path":"a"},"result":"ok"}},{"text":"Done."}]"#
        let denied = run(say)
        #expect(results(denied).first?["is_error"]?.bool == true && denied.kinds.contains("system/permission_denied"))
        #expect(denied.messages.last?.message["permission_denials"]?.array?.count == 1)
        for flags in [
            ["--allowedTools", "Write"], ["--permission-mode", "acceptEdits"], ["--dangerously-skip-permissions"],
        ] {
            #expect(results(run(say, flags)).first?["content"]?.string == "ok")
        }
        let granted = run(#"[{"tool":{"name":"Write","input":{},"result":"ok","denied":false}},{"text":"Done."}]"#)
        #expect(results(granted).first?["content"]?.string == "ok")
    }

    @Test("After a denial the script's own words for it follow, and what was meant for the answer is dropped")
    func afterDenial() {
        let say = #"""
            [{"tool":{"name":"Bash","input":{"command":"make"},"result":"ok","denied":[{"text":"As you wish."}]}},
             {"text":"It is made."}]
            """#
        #expect(answer(run(say)) == "As you wish.")
        #expect(answer(run(say, ["--allowedTools", "Bash"])) == "It is made.")
    }

    @Test("A sub-agent speaks under the call that started it, and its report is the answer")
    func agent() {
        let say = #"""
            [{"tool":{"name":"Agent","input":{"description":"look","prompt":"Look.","subagent_type":"Explore"},
              "say":[{"tool":{"name":"Bash","input":{"command":"ls"},"result":"a"}},{"text":"There is a."}]}},
             {"text":"Fine."}]
            """#
        let quiet = run(say)
        #expect(
            quiet.kinds.filter { $0.hasPrefix("system/task") } == [
                "system/task_started", "system/task_progress", "system/task_updated", "system/task_notification",
            ])
        let inner = quiet.messages.filter { $0.message["parent_tool_use_id"]?.string != nil }
        #expect(inner.map { $0.message["type"]?.string } == ["user", "assistant", "user"])
        #expect(run(say, ["--forward-subagent-text"]).messages.count == quiet.messages.count + 1)
        #expect(results(quiet).last?["content"]?.text.contains("There is a.") == true)
        #expect(answer(quiet) == "Fine.")
    }

    @Test("A task in the background wakes the session when it is over: two results of one prompt")
    func background() {
        let say = #"""
            [{"tool":{"name":"Bash","input":{"command":"sleep 90; echo x","run_in_background":true},
              "background":{"after":"90s","say":[{"text":"It is over."}]}}},{"text":"It runs."}]
            """#
        let run = run(say)
        let results = run.messages.filter { $0.message["type"]?.string == "result" }
        #expect(results.map { $0.message["result"]?.string } == ["It runs.", "It is over."])
        #expect(results.map(\.at.microseconds) == [0, 90_000_000])
        #expect(results.last?.message["origin"]?["kind"]?.string == "task-notification")
        #expect(run.kinds.count { $0 == "system/init" } == 2 && run.status == .exited(0))
    }

    @Test("Calls of one answer share its identifier, others do not")
    func parallel() {
        func ids(_ flag: String) -> Set<String> {
            let say =
                #"[{"tool":{"name":"Read","input":{},"result":"a"}},{"tool":{"name":"Read","input":{},"result":"b"\#(flag)}}]"#
            return Set(run(say).messages.compactMap { $0.message["message"]?["id"]?.string })
        }
        #expect(ids(#","parallel":true"#).count == 1)
        #expect(ids("").count == 2)
    }

    @Test("An unknown tool without a result says so, and a known one answers nothing")
    func unknown() {
        let none = run(#"[{"tool":{"name":"NoSuchTool","input":{}}},{"text":"Hm."}]"#)
        #expect(
            results(none).first?["content"]?.string
                == "<tool_use_error>Error: No such tool available: NoSuchTool</tool_use_error>")
        #expect(results(run(#"[{"tool":{"name":"Read","input":{}}},{"text":"Hm."}]"#)).first?["is_error"] == nil)
    }
}
