import Determinism
import Hosting
import Orchestration
import Recording
import Testing

@Suite("Turns of a conversation")
struct EngineTurnTests {
    @Test("A turn without agents is over with its child")
    func plainTurn() {
        var bench = EngineBench()
        bench.send("hi")
        bench.begin(0)
        bench.answer(0, "hello")
        #expect(bench.turns.isEmpty)
        bench.end(0)
        #expect(bench.turns.map(\.text) == ["hello"])
        #expect(bench.turns.map(\.status) == [.completed])
        #expect(bench.engine.isIdle)
        #expect(bench.engine.deadline == nil)
    }

    @Test("Messages wait for the turn before them and resume its session")
    func severalTurns() {
        var bench = EngineBench()
        bench.send("one")
        bench.send("two")
        #expect(bench.spawned == [0])
        bench.begin(0)
        bench.say(0, Lines.start("abc"))
        bench.answer(0, "1")
        bench.end(0)
        #expect(bench.spawned == [0, 1])
        guard case .spawn(_, let launch)? = bench.actions.last(where: { if case .spawn = $0 { true } else { false } })
        else { return }
        #expect(launch.arguments.contains("--resume=s-1"))
        bench.begin(1)
        bench.answer(1, "2")
        bench.end(1)
        #expect(bench.turns.map(\.number) == [1, 2])
        #expect(bench.turns.map(\.answer) == ["1", "2"])
    }

    @Test("Output that comes between the exit and the end of the streams belongs to the answer")
    func tailAfterExit() {
        var bench = EngineBench()
        bench.send("hi")
        bench.begin(0)
        let process = ProcessHandle(rawValue: 0)
        bench.take(.exited(process, .exited(0)))
        bench.say(0, "TODO: the last line, without an end")
        bench.take(.ended(Channel(process, .stdout)))
        bench.take(.ended(Channel(process, .stderr)))
        bench.take(.leftovers(process, 0))
        #expect(bench.turns.map(\.answer) == ["TODO: the last line, without an end"])
        #expect(bench.tickets == ["the last line, without an end"])
    }

    @Test("Two results in one process make one turn; the last counts")
    func twoResults() {
        var bench = EngineBench()
        bench.send("hi")
        bench.begin(0)
        bench.answer(0, "started")
        bench.answer(0, "done in the background")
        bench.end(0)
        #expect(bench.turns.map(\.answer) == ["done in the background"])
    }

    @Test(
        "An error in the result is no success, whatever the status",
        arguments: [
            (Lines.result("no credit", isError: true), "reported an error: no credit"),
            (Lines.result("", subtype: "error_max_turns"), "reported an error: error_max_turns"),
            (Lines.start(), "ended without a result"),
        ])
    func failures(line: String, reason: String) {
        var bench = EngineBench()
        bench.send("hi")
        bench.begin(0)
        bench.say(0, line)
        bench.end(0)
        #expect(bench.turns.map(\.status) == [.failed])
        #expect(bench.turns.map(\.reason) == [reason])
    }

    @Test("A status other than 0 beside a good result is reported with both")
    func badStatus() {
        var bench = EngineBench()
        bench.send("hi")
        bench.begin(0)
        bench.answer(0, "fine")
        bench.say(0, "first\nlast words\n", on: .stderr)
        bench.end(0, .exited(3))
        #expect(bench.turns.map(\.status) == [.failed])
        #expect(bench.turns.map(\.reason) == ["exit status 3: last words"])
        #expect(bench.turns.map(\.answer) == ["fine"])
        #expect(bench.turns.map(\.exit) == [.exited(3)])
    }

    @Test("A command that is missing fails its turn, and the next one is tried")
    func spawnFails() {
        var bench = EngineBench()
        bench.send("one")
        bench.send("two")
        bench.take(.spawnFailed(ProcessHandle(rawValue: 0), errno: 2))
        #expect(bench.turns.map(\.reason) == ["could not be started: error 2"])
        #expect(bench.spawned == [0, 1])
    }

    @Test("A ticket is told once in a session, whoever says it")
    func tickets() {
        var bench = EngineBench()
        for turn in 0..<2 {
            bench.send("hi")
            bench.begin(turn)
            bench.answer(turn, "TODO: write the tests\nBUG: it leaks")
            bench.end(turn)
        }
        #expect(bench.tickets == ["write the tests", "it leaks"])
    }

    @Test("Silence, the child's output limit and a child that lingers are named limits")
    func limits() {
        var configuration = EngineBench.calm
        configuration.silenceTimeout = .seconds(30)
        configuration.outputLimit = 100
        var silent = EngineBench(configuration)
        silent.send("hi")
        silent.begin(0)
        silent.wait(until: 20)
        silent.say(0, "x")
        silent.wait(until: 49.9)
        #expect(!silent.takeWords().contains("INT group 0"))
        silent.wait(until: 50)
        #expect(silent.takeWords().contains("INT group 0"))
        silent.end(0, .signaled(.interrupt))
        #expect(silent.turns.map(\.reason) == ["silence_timeout reached after 50.000000 s"])
        #expect(silent.turns.map(\.status) == [.timedOut])

        var loud = EngineBench(configuration)
        loud.send("hi")
        loud.begin(0)
        loud.say(0, String(repeating: "y", count: 60), on: .stderr)
        loud.say(0, String(repeating: "y", count: 41))
        #expect(loud.takeWords().contains("INT group 0"))
        loud.end(0)
        #expect(loud.turns.map(\.reason) == ["wrote more than output_limit, 100 bytes"])

        var lingering = EngineBench()
        lingering.send("hi")
        lingering.begin(0)
        lingering.answer(0, "done")
        lingering.wait(until: 60)
        #expect(lingering.takeWords().contains("INT group 0"))
        lingering.end(0, .signaled(.interrupt))
        #expect(lingering.turns.map(\.status) == [.completed])
    }

    @Test("Memory above the hard limit in two readings ends the child, and the cause is kept")
    func memory() {
        var configuration = Configuration()
        configuration.memory.hardLimit = 1_000
        (configuration.memory.warning, configuration.memory.critical) = (100, 500)
        var bench = EngineBench(configuration)
        bench.send("hi")
        bench.begin(0)
        for reading in 1...2 {
            bench.wait(until: Double(reading))
            #expect(bench.takeWords().contains("sample 0"))
            var sample = ResourceSample()
            sample.proportionalSetSize = 2_000
            bench.take(.sampled(ProcessHandle(rawValue: 0), sample))
        }
        #expect(bench.takeWords() == ["INT group 0"])
        bench.stop()
        bench.end(0, .signaled(.interrupt))
        #expect(bench.turns.map(\.status) == [.memoryKilled])
        #expect(bench.notices.contains(.memory(.main, .hard, used: 2_000)))
    }

    @Test("A child that the kernel has killed for memory is reported as that, and a SIGKILL of others is not")
    func killedByKernel() {
        var configuration = EngineBench.calm
        (configuration.memory.limit, configuration.controlGroup.use) = (1_000, .auto)
        for kills in [0, 2] {
            var bench = EngineBench(configuration)
            bench.send("hi")
            bench.begin(0)
            var sample = ResourceSample()
            sample.memoryKills = kills
            if kills > 0 { bench.take(.sampled(ProcessHandle(rawValue: 0), sample)) }
            bench.end(0, .signaled(.kill))
            #expect(bench.turns.map(\.status) == [kills > 0 ? .memoryKilled : .failed])
            let reason = "the kernel killed it for memory (memory.events counts 2), memory.max is 1250 bytes"
            #expect(bench.turns.first?.reason?.hasPrefix(reason) == (kills > 0))
        }
    }

    @Test("Output comes before a limit of the same instant, and the child that ends just in time is not late")
    func sameInstant() {
        var configuration = EngineBench.calm
        configuration.timeout = .seconds(10)
        var bench = EngineBench(configuration)
        bench.send("hi")
        bench.begin(0)
        bench.now = at(10)
        bench.answer(0, "just in time")
        bench.end(0)
        #expect(bench.turns.map(\.status) == [.completed])
        var late = EngineBench(configuration)
        late.send("hi")
        late.begin(0)
        late.now = at(10.000_001)
        late.answer(0, "too late")
        #expect(late.takeWords().contains("INT group 0"))
    }
}
