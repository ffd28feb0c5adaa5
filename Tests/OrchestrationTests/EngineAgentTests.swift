import Determinism
import Hosting
import Orchestration
import Recording
import Testing

@Suite("Agents of a turn")
struct EngineAgentTests {
    private static let three = "@engineer: build\n\n@qa: test\n\n@docs: write\n\n"

    /// A turn whose child has asked for three agents and has ended.
    private func bench(parallel: Int = 4, _ change: (inout Configuration) -> Void = { _ in }) -> EngineBench {
        var configuration = EngineBench.calm
        configuration.maxParallelAgents = parallel
        change(&configuration)
        var bench = EngineBench(configuration)
        bench.send("go")
        bench.begin(0)
        bench.answer(0, Self.three)
        bench.end(0)
        return bench
    }

    @Test("Agents start while the child still talks")
    func streaming() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.say(0, Lines.assistant("@engineer: build\n\n"))
        #expect(bench.spawned == [0, 1])
    }

    @Test("Results stand in the order of the delegations, whatever the order of the ends")
    func order() {
        var bench = bench()
        for agent in [1, 2, 3] { bench.begin(agent) }
        for agent in [3, 1, 2] {
            bench.answer(agent, "answer \(agent)")
            #expect(bench.turns.isEmpty)
            bench.end(agent)
        }
        #expect(bench.results.map(\.text) == ["answer 1", "answer 2", "answer 3"])
        let blocks = [
            "Engineer Agent Result:\nanswer 1", "QA Agent Result:\nanswer 2", "Documentation Agent Result:\nanswer 3",
        ]
        #expect(bench.turns.map(\.agentBlocks) == [blocks.joined(separator: "\n\n")])
    }

    @Test("No more agents run at once than allowed; each end starts the next")
    func parallel() {
        var bench = bench(parallel: 1)
        #expect(bench.spawned == [0, 1])
        bench.begin(1)
        bench.end(1)
        #expect(bench.spawned == [0, 1, 2])
        bench.take(.spawnFailed(ProcessHandle(rawValue: 2), errno: 11))
        #expect(bench.spawned == [0, 1, 2, 3])
        bench.begin(3)
        bench.end(3, .exited(2))
        #expect(bench.results.map(\.status) == [.completed, .failed, .failed])
        #expect(bench.results.map(\.reason) == [nil, "could not be started: error 11", "exit status 2"])
        #expect(bench.turns.count == 1)
    }

    @Test("The limit of an agent counts from its own start and ends it alone")
    func timeout() {
        var bench = bench(parallel: 2)
        for agent in [1, 2] { bench.begin(agent) }
        bench.wait(until: 100)
        bench.end(1)
        bench.begin(3)
        bench.actions = []
        bench.wait(until: 300)
        #expect(bench.takeWords() == ["INT group 2"])
        bench.end(2, .signaled(.interrupt))
        #expect(bench.results.map(\.status) == [.completed, .timedOut])
        bench.wait(until: 400)
        #expect(bench.takeWords().contains("INT group 3"))
        #expect(bench.results[1].decidedAt == at(300))
        #expect(bench.results[1].reason == "agent_timeout reached after 300.000000 s")
    }

    @Test("An agent's limit holds while a grandchild keeps talking after the agent's exit")
    func chatteringGrandchild() {
        var bench = bench()
        bench.begin(1)
        bench.answer(1, "done")
        let agent = ProcessHandle(rawValue: 1)
        bench.take(.exited(agent, .exited(0)))
        bench.actions = []
        for step in 1...800 where bench.engine.results.isEmpty {
            bench.wait(until: Double(step) * 0.5)
            if bench.actions.contains(.signal(agent, .kill, .tree)) { break }
            bench.say(1, "\n")
        }
        #expect(bench.now <= at(301))
        #expect(bench.actions.contains(.signal(agent, .kill, .tree)))
        bench.take(.ended(Channel(agent, .stdout)))
        bench.take(.ended(Channel(agent, .stderr)))
        bench.take(.leftovers(agent, 1))
        #expect(bench.results.first?.text == "done")
        #expect(bench.results.first?.exit == .exited(0))
    }

    @Test("Several limits at one instant each end their own agent; the session's own limit comes first")
    func limitsAtOnce() {
        var bench = bench()
        for agent in [1, 2, 3] { bench.begin(agent) }
        bench.actions = []
        bench.wait(until: 300)
        #expect(bench.takeWords() == ["INT group 1", "INT group 2", "INT group 3"])
        var both = self.bench { $0.timeout = .seconds(300) }
        for agent in [1, 2, 3] { both.begin(agent) }
        both.wait(until: 300)
        for agent in [1, 2, 3] { both.end(agent, .signaled(.interrupt)) }
        #expect(both.results.map(\.reason) == Array(repeating: "timeout reached after 300.000000 s", count: 3))
    }

    @Test("A timer that comes late names the limit that was reached first")
    func lateTimer() {
        var bench = bench { $0.timeout = .seconds(301) }
        for agent in [1, 2, 3] { bench.begin(agent) }
        bench.now = at(400)
        bench.take(.timer)
        for agent in [1, 2, 3] { bench.end(agent, .signaled(.interrupt)) }
        #expect(bench.results.map(\.reason) == Array(repeating: "agent_timeout reached after 400.000000 s", count: 3))
    }

    @Test("A limit that is reached before the child is there does not spin, and ends it once it is there")
    func limitWhileStarting() {
        var bench = bench(parallel: 1) { $0.agentTimeout = .seconds(5) }
        bench.now = at(5)
        bench.take(.timer)
        #expect(bench.engine.deadline == nil)
        bench.actions = []
        bench.begin(1)
        #expect(bench.takeWords() == ["INT group 1"])
    }

    @Test("Agents of an agent's text are not started, its tickets count")
    func depth() {
        var bench = bench(parallel: 1)
        bench.begin(1)
        bench.answer(1, "@security: audit\n\nTODO: patch\n")
        #expect(bench.spawned == [0, 1])
        #expect(bench.tickets == ["patch"])
    }

    @Test("An agent that the CLI runs itself is no process; its result is the tool's")
    func native() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.say(0, Lines.task("t1", agent: "QA Agent", prompt: "test it"))
        bench.say(0, Lines.assistant("@engineer: build\n\n"))
        #expect(bench.spawned == [0, 1])
        bench.say(0, Lines.toolResult("t1", "all green"))
        bench.answer(0, "done")
        bench.end(0)
        bench.begin(1)
        bench.answer(1, "built")
        bench.end(1)
        #expect(bench.results.map(\.agent) == ["qa", "engineer"])
        #expect(bench.results.map(\.text) == ["all green", "built"])
        #expect(bench.turns.count == 1)
    }

    @Test("An agent that the CLI announced and never ran gets a process once the CLI has ended")
    func nativeReclaimed() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.say(0, Lines.task("t1", agent: "qa", prompt: "test it"))
        bench.end(0)
        #expect(bench.spawned == [0, 1])
        #expect(bench.takeWords().contains("write 1 test it"))
        #expect(bench.turns.isEmpty)
    }

    @Test("A tool result that an agent gets does not end a native one of the same number")
    func foreignToolResult() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.say(0, Lines.task("t1", agent: "qa", prompt: "x") + Lines.assistant("@engineer: build\n\n"))
        bench.begin(1)
        bench.say(1, Lines.toolResult("t1", "of another tool"))
        #expect(bench.results.isEmpty)
    }

    @Test("A tool with an unknown agent, and a tool result of no agent, change nothing")
    func otherTools() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.say(0, Lines.task("t1", agent: "general-purpose", prompt: "x") + Lines.toolResult("t1", "y"))
        #expect(bench.engine.delegationCount == 0)
    }
}
