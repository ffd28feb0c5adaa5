import Determinism
import Hosting
import Recording
import Testing

@testable import Orchestration

@Suite("Long sessions")
struct LongSessionTests {
    @Test(
        "A session of 10,000 turns, all asked for at once, keeps nothing of the turns before and takes no longer for the last"
    )
    func manyTurns() {
        let count = 10_000
        var bench = EngineBench()
        for _ in 0..<count { bench.engine.send("hi", at: .zero, actions: &bench.actions) }
        let line = Array((Lines.assistant("hello") + Lines.result("hello")).utf8)
        var turns = 0
        for turn in 0..<count {
            let process = ProcessHandle(rawValue: turn)
            let events: [Event] = [
                .spawned(process, pid: 1), .bytes(Channel(process, .stdout), line), .ended(Channel(process, .stdout)),
                .ended(Channel(process, .stderr)), .exited(process, .exited(0)), .leftovers(process, 0),
            ]
            bench.actions = []
            for event in events { bench.engine.handle(event, at: .zero, actions: &bench.actions) }
            for case .turn(_) in bench.engine.takeNotices() { turns += 1 }
        }
        #expect(turns == count)
        #expect(bench.engine.isIdle)
        #expect(bench.engine.workers.isEmpty)
        #expect(bench.engine.pool.entries.isEmpty)
    }

    @Test("A turn with 10,000 native agents is worked off in one go")
    func manyAgents() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        var text = ""
        for agent in 0..<10_000 { text += Lines.task("t\(agent)", agent: "qa", prompt: "x") }
        for agent in 0..<10_000 { text += Lines.toolResult("t\(agent)", "y") }
        bench.say(0, text)
        bench.answer(0, "done")
        bench.end(0)
        #expect(bench.results.count == 10_000)
        #expect(bench.turns.count == 1)
    }

    @Test("The same calls give the same actions and notices")
    func determinism() {
        func run() -> ([Action], [Notice]) {
            var bench = EngineBench()
            bench.send("go")
            bench.begin(0)
            bench.answer(0, "@engineer: build\n\n@qa: test\n\n@docs: write\n\nTODO: a\nBUG: b\n")
            for agent in [2, 1, 3] { bench.begin(agent) }
            bench.end(0)
            bench.wait(until: 310)
            return (bench.actions, bench.notices)
        }
        let (actions, notices) = run()
        #expect(actions == run().0)
        #expect(notices == run().1)
    }
}
