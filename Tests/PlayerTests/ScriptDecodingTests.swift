import Player
import Testing

@Suite("Decoding of scripts")
struct ScriptDecodingTests {
    private func failure(_ json: String) -> String {
        do throws(ScriptError) {
            _ = try Script(json: Array(json.utf8))
            return ""
        } catch {
            return error.description
        }
    }

    @Test("Every step of the language is read")
    func everything() throws {
        let json = """
            [{"when":{"prompt":"/a|b/","call":2,"turn":1,"argv":{"glob":"*-p*"},"resume":false,"agent":"engineer"},
              "say":[{"text":"x"},{"text":{"value":"x","deltas":3,"pace":"5ms"}},{"thinking":"t"},{"wait":"1s"},
                {"tool":{"name":"Bash","input":{"command":"ls"},"result":"r","denied":[{"text":"n"}]}},
                {"raw":"r\\n"},{"bytes":"AP8="},{"stderr":"e"},{"read":{"contains":"y","within":"10s"}},
                {"memory":{"grow":"600MB","over":"10s","curve":"saw"}},
                {"spawn":{"hold":["stdout","stderr"],"for":"600s","detached":true,"ignoring":"TERM","memory":"1MB"}},
                {"error":{"api":529,"message":"m","retries":0}},{"on":{"TERM":"ignore","interrupt":[{"text":"s"}]}},
                {"result":{"subtype":"success"}},{"exit":0},{"exit":{"signal":"SEGV"}},{"signal":"KILL"}],
              "faults":[{"kind":"stall","at":"2s","for":"10s"},{"kind":"exit","status":3},{"kind":"truncate"}]},
             {"play":"x.cast"}]
            """
        let script = try Script(json: Array(json.utf8))
        #expect(script.entries.count == 2)
        #expect(script.entries[0].say.count == 17)
        #expect(script.entries[0].say[6] == .write(.stdout, [0, 255]))
        #expect(script.entries[0].faults.count == 3)
        #expect(script.countsCalls)
        #expect(try Script(json: Array(#"{"entries":[{"say":[]}]}"#.utf8)).entries.count == 1)
    }

    @Test(
        "A mistake is told with its place and the nearest word",
        arguments: [
            (#"[{"say":[{"text":"a"},{"wiat":"1s"}]}]"#, "[0].say[1].wiat: unknown key, did you mean wait?"),
            (#"[{"say":[{"wait":"5 minutes"}]}]"#, "[0].say[0].wait: \"5 minutes\" is not a duration such as 300s"),
            (#"[{"say":[{"text":"a","wait":"1s"}]}]"#, "[0].say[0]: a step has one key, found text, wait"),
            (#"[{"when":{"promt":"x"},"say":[]}]"#, "[0].when.promt: unknown key, did you mean prompt?"),
            (#"[{"say":[{"on":{"TREM":"ignore"}}]}]"#, "[0].say[0].on.TREM: unknown signal TREM, did you mean TERM?"),
            (#"[{"faults":[{"kind":"stal"}],"say":[]}]"#, "did you mean stall?; known: stall, slow-start"),
            (#"[{"say":[{"error":{"api":"refusd"}}]}]"#, "did you mean refused?"),
            (#"[{"say":[{"exit":300}]}]"#, "[0].say[0].exit: expected a whole number from 0 to 255, found 300"),
            (#"[{}]"#, "[0]: an entry needs say (steps) or play (a recording)"),
            (#"[{"when":{"prompt":"/(/"},"say":[]}]"#, "[0].when.prompt: "),
            (#"[]"#, "a script needs at least one entry"),
            (#"{"entries":3}"#, "entries: expected a list of entries, found 3"),
            (#"[{"say":"#, "not JSON: "),
        ])
    func mistakes(json: String, part: String) {
        let text = failure(json)
        #expect(text.contains(part), "\(text)")
    }

    @Test(
        "A curve starts at nothing and ends at the whole amount",
        arguments: MemoryStep.Curve.allCases)
    func curves(curve: MemoryStep.Curve) {
        let step = MemoryStep(amount: 600_000_000, over: .seconds(10), curve: curve)
        #expect(step.changes >= 4 && step.changes <= 38)
        #expect(step.amount(after: step.changes) == 600_000_000)
        #expect((0...step.changes).allSatisfy { (0...600_000_000).contains(step.amount(after: $0)) })
    }
}
