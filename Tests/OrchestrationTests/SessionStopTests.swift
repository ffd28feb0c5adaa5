import Determinism
import Hosting
import Orchestration
import Recording
import Testing

@Suite("Stopping one child")
struct SessionStopTests {
    @Test("A child that ends within a grace ends the ladder at once")
    func early() {
        var bench = SessionBench.running(closesInput: false)
        bench.stop(.stopped, at: 10)
        #expect(bench.takeWords() == ["close 0"])
        bench.exit(at: 10.2)
        #expect(bench.takeWords() == ["KILL tree 0"])
        bench.close(.stdout, at: 10.2)
        bench.close(.stderr, at: 10.2)
        bench.sweepAnswer(0, at: 10.2)
        #expect(bench.end?.endedAt == at(10.2))
        #expect(bench.end?.lastStep == "close input")
        #expect(bench.end?.cause == .stopped)
        #expect(bench.end?.decidedAt == at(10))
    }

    @Test("A child that ignores everything is killed at the ladder's pace")
    func stubborn() {
        var bench = SessionBench.running()
        bench.stop(.timeout(.agent), at: 10)
        bench.wait(until: 17)
        #expect(bench.takeWords() == ["INT group 0", "TERM group 0", "CONT group 0", "KILL group 0"])
        bench.exit(.signaled(.kill), at: 17)
        bench.sweepAnswer(0, at: 17)
        bench.close(.stdout, at: 17)
        bench.close(.stderr, at: 17)
        #expect(bench.end?.lastStep == "SIGKILL")
        #expect(bench.end?.exit == .signaled(.kill))
    }

    @Test("The first cause of an end is kept")
    func firstCause() {
        var bench = SessionBench.running()
        bench.stop(.memory(used: 5, limit: 4), at: 1)
        _ = bench.takeWords()
        bench.stop(.stopped, at: 2)
        #expect(bench.takeWords() == [])
        bench.exit(at: 2.5)
        bench.sweepAnswer(0, at: 2.5)
        bench.close(.stdout, at: 2.5)
        bench.close(.stderr, at: 2.5)
        #expect(bench.end?.cause == .memory(used: 5, limit: 4))
        #expect(bench.end?.decidedAt == at(1))
    }

    @Test("A stop during the start climbs as soon as the child is there")
    func whileStarting() {
        var bench = SessionBench()
        _ = bench.takeWords()
        bench.stop(.stopped, at: 1)
        #expect(bench.takeWords() == [])
        bench.take(.spawned(SessionBench.process, pid: 1), at: 2)
        #expect(bench.takeWords() == ["INT group 0"])
        #expect(bench.session.deadline == at(4))
    }

    @Test("A spawn that fails ends the session with its error and hangs up nothing")
    func spawnFails() {
        var bench = SessionBench()
        _ = bench.takeWords()
        bench.take(.spawnFailed(SessionBench.process, errno: 2), at: 1)
        #expect(bench.takeWords() == [])
        #expect(bench.end?.spawnError == 2)
        #expect(bench.end?.decidedAt == at(1))
        #expect(!bench.session.isActive)
    }

    @Test("A spawn that fails after a stop keeps both")
    func spawnFailsWhileStopping() {
        var bench = SessionBench()
        bench.stop(.stopped, at: 1)
        bench.take(.spawnFailed(SessionBench.process, errno: 2), at: 2)
        #expect(bench.end?.spawnError == 2)
        #expect(bench.end?.cause == .stopped)
        #expect(bench.end?.decidedAt == at(1))
    }

    @Test("A ladder without steps sweeps at once")
    func noSteps() {
        var bench = SessionBench.running(ladder: [])
        bench.stop(.stopped, at: 1)
        #expect(bench.takeWords() == ["KILL tree 0"])
    }

    @Test("A child that outlives the ladder is swept; its exit is awaited, whatever the order of the answers")
    func exhausted() {
        var bench = SessionBench.running(ladder: [.init(.signal(.interrupt), grace: .seconds(1))])
        bench.stop(.stopped, at: 1)
        bench.wait(until: 2)
        #expect(bench.takeWords() == ["INT group 0", "KILL tree 0"])
        bench.sweepAnswer(1, at: 2)
        bench.close(.stdout, at: 2)
        bench.close(.stderr, at: 2)
        #expect(bench.end == nil)
        bench.exit(.signaled(.kill), at: 2.1)
        #expect(bench.end?.exit == .signaled(.kill))
        #expect(bench.end?.leftovers == 1)
        #expect(bench.end?.lastStep == "SIGINT")
        #expect(bench.takeWords() == ["hang up 0"])
    }

    @Test("A child that nothing can end is let go after the sweep's grace, and that shows")
    func unkillable() {
        var bench = SessionBench.running()
        bench.stop(.stopped, at: 0)
        bench.wait(until: 100)
        #expect(bench.end?.endedAt == at(2 + 5 + 1 + 2))
        #expect(bench.end?.exit == nil)
        #expect(bench.end?.lastStep == "SIGKILL")
        #expect(bench.takeWords().last == "hang up 0")
    }
}
