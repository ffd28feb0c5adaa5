import Determinism
import Hosting
import Orchestration
import Recording
import Testing

@Suite("Stopping a session")
struct EngineStopTests {
    /// One agent runs, one waits, the child has ended.
    private func bench() -> EngineBench {
        var configuration = EngineBench.calm
        configuration.maxParallelAgents = 1
        var bench = EngineBench(configuration)
        bench.send("go")
        bench.begin(0)
        bench.answer(0, "@engineer: build\n\n@qa: test\n\n")
        bench.end(0)
        bench.begin(1)
        return bench
    }

    @Test("A stop ends what runs by the ladder and takes away what waits, and the turn says so")
    func stop() {
        var bench = bench()
        bench.send("another message")
        bench.actions = []
        bench.stop()
        #expect(bench.takeWords() == ["INT group 1"])
        #expect(!bench.engine.isStopped)
        bench.end(1, .signaled(.interrupt))
        #expect(bench.spawned == [])
        #expect(bench.results.map(\.status) == [.stopped, .stopped])
        #expect(bench.turns.count == 1)
        #expect(bench.engine.isStopped)
        #expect(bench.engine.isIdle)
        #expect(bench.engine.deadline == nil)
    }

    @Test("A second stop changes nothing")
    func twice() {
        var bench = bench()
        bench.stop()
        bench.wait(until: 1)
        bench.actions = []
        bench.stop()
        #expect(bench.takeWords() == [])
        #expect(bench.engine.deadline == at(2))
        bench.end(1, .signaled(.interrupt))
        bench.stop()
        #expect(bench.turns.count == 1)
        #expect(bench.results.count == 2)
    }

    @Test("Delegations that the child still writes while it is stopped are not started, and have a result")
    func lateDelegation() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.stop()
        bench.say(0, Lines.assistant("@engineer: build\n\n") + Lines.task("t1", agent: "qa", prompt: "x"))
        bench.end(0)
        #expect(bench.spawned == [0])
        #expect(bench.results.map(\.status) == [.stopped, .stopped])
        #expect(bench.turns.count == 1)
        #expect(bench.engine.isStopped)
    }

    @Test("Delegations of an agent that is being stopped are not started, and have a result")
    func lateDelegationOfAnAgent() {
        var configuration = EngineBench.calm
        configuration.maxDepth = 2
        var bench = EngineBench(configuration)
        bench.send("go")
        bench.begin(0)
        bench.answer(0, "@engineer: build\n\n")
        bench.end(0)
        bench.begin(1)
        bench.stop()
        bench.answer(1, "@qa: test\n\n")
        bench.end(1)
        #expect(bench.spawned == [0, 1])
        #expect(bench.results.map(\.status) == [.stopped, .stopped])
        #expect(bench.engine.isStopped)
    }

    @Test("A success that a lasting child reports while a limit ends it is none")
    func lateSuccess() {
        var configuration = EngineBench.calm
        configuration.conversation = .persistent
        configuration.timeout = .seconds(60)
        var bench = EngineBench(configuration)
        bench.send("go")
        bench.begin(0)
        bench.wait(until: 60)
        bench.answer(0, "as good as done")
        bench.end(0)
        #expect(bench.turns.map(\.status) == [.timedOut])
        #expect(bench.engine.isStopped)
    }

    @Test("A native result that comes after the stop does not replace the outcome")
    func lateNative() {
        var bench = EngineBench()
        bench.send("go")
        bench.begin(0)
        bench.say(0, Lines.task("t1", agent: "qa", prompt: "x"))
        bench.stop()
        bench.say(0, Lines.toolResult("t1", "done"))
        bench.end(0)
        #expect(bench.results.map(\.status) == [.stopped])
        let told = bench.notices.count { if case .result = $0 { true } else { false } }
        #expect(told == 1)
    }

    @Test("The session's limit ends everything and is the cause of every end")
    func totalTimeout() {
        var configuration = EngineBench.calm
        configuration.timeout = .seconds(60)
        configuration.maxParallelAgents = 1
        var bench = EngineBench(configuration)
        bench.send("go")
        bench.begin(0)
        bench.answer(0, "@engineer: build\n\n@qa: test\n\n")
        bench.begin(1)
        bench.wait(until: 60)
        bench.stop()
        for process in [0, 1] { bench.end(process, .signaled(.interrupt)) }
        #expect(bench.results.map(\.status) == [.timedOut, .timedOut])
        #expect(
            bench.results.map(\.reason) == [
                "timeout reached after 60.000000 s", "timeout reached before it was started",
            ])
        #expect(bench.turns.map(\.status) == [.timedOut])
    }

    @Test("More time counts from now, for the session and for every child")
    func extend() {
        var configuration = EngineBench.calm
        configuration.timeout = .seconds(60)
        configuration.agentTimeout = .seconds(50)
        var bench = EngineBench(configuration)
        bench.send("go")
        bench.begin(0)
        bench.answer(0, "@engineer: build\n\n")
        bench.begin(1)
        bench.wait(until: 40)
        bench.engine.extendTimeout(by: .seconds(600), at: bench.now)
        bench.actions = []
        bench.wait(until: 639)
        #expect(!bench.takeWords().contains("INT group 1"))
        bench.wait(until: 640)
        #expect(bench.takeWords().contains("INT group 1"))
    }

    @Test("A message that comes after a stop is refused and leaves the session at rest")
    func sendAfterStop() {
        var bench = bench()
        bench.stop()
        bench.send("too late")
        bench.end(1)
        #expect(bench.spawned.count == 2)
        #expect(bench.engine.isIdle)
        #expect(bench.engine.isStopped)
    }

    @Test("A stopped session can be started again: no message and no session of before is taken over")
    func restart() {
        var configuration = EngineBench.calm
        configuration.timeout = .seconds(60)
        var bench = EngineBench(configuration)
        bench.send("one")
        bench.begin(0)
        bench.answer(0, "1")
        bench.send("two")
        bench.engine.restart(at: bench.now, actions: &bench.actions)
        #expect(!bench.engine.isStopped)
        bench.stop()
        bench.end(0)
        bench.wait(until: 10)
        bench.engine.restart(at: bench.now, actions: &bench.actions)
        #expect(bench.engine.deadline == at(70))
        bench.actions = []
        bench.send("three")
        guard case .spawn(let process, let launch)? = bench.actions.first else {
            Issue.record("no child was asked for")
            return
        }
        #expect(process.rawValue == 1)
        #expect(!launch.arguments.contains { $0.hasPrefix("--resume") })
        bench.begin(1)
        bench.answer(1, "3")
        bench.end(1)
        #expect(bench.turns.map(\.answer) == ["1", "3"])
        #expect(bench.turns.map(\.status) == [.stopped, .completed])
    }

    @Test("A session that was never started is stopped at once, and can still begin")
    func stopBeforeStart() {
        var bench = EngineBench()
        bench.stop()
        #expect(bench.engine.isStopped)
        bench.send("hi")
        #expect(bench.spawned == [0])
        #expect(!bench.engine.isStopped)
    }

    @Test("An interactive session runs as long as its child")
    func interactive() {
        var configuration = EngineBench.calm
        configuration.strategy = .interactiveSubprocess
        var bench = EngineBench(configuration)
        bench.engine.start(at: .zero, actions: &bench.actions)
        bench.begin(0)
        bench.send("hi")
        #expect(bench.takeWords().last == "demand stderr 65536" || bench.takeWords().isEmpty)
        bench.say(0, "$ ")
        bench.wait(until: 1)
        #expect(bench.takeWords().last == "write 0 hi\r")
        bench.engine.closeInput(actions: &bench.actions)
        #expect(bench.takeWords() == [])
        #expect(bench.engine.isRunning)
        bench.say(0, "\u{1B}[1mhello\u{1B}[0m")
        #expect(bench.notices.last == .text(.main, "hello"))
        bench.end(0)
        #expect(!bench.engine.isRunning)
        #expect(bench.engine.isIdle)
    }
}
