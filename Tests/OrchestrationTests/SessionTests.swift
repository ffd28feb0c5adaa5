import Determinism
import Hosting
import Orchestration
import Recording
import Testing

@Suite("One child from its start to its end")
struct SessionTests {
    @Test("Starts with demand on both streams, the whole input, and the input closed behind it")
    func start() {
        var bench = SessionBench(input: "hello")
        #expect(bench.takeWords() == ["spawn 0", "demand stdout 100", "demand stderr 100", "write 0 hello", "close 0"])
        bench.take(.spawned(SessionBench.process, pid: 7), at: 0.1)
        #expect(bench.reports == [.started])
    }

    @Test("On a pseudoterminal there is one stream")
    func terminalStart() {
        var bench = SessionBench(streams: .pseudoterminal(.standard), closesInput: false)
        #expect(bench.takeWords() == ["spawn 0", "demand stdout 100"])
        bench.take(.spawned(SessionBench.process, pid: 7), at: 0)
        bench.close(.stdout, at: 1)
        bench.exit(at: 1)
        bench.sweepAnswer(0, at: 1)
        #expect(bench.end?.isLeaked == false)
    }

    @Test("Asks for as many bytes as came")
    func demand() {
        var bench = SessionBench.running()
        bench.say("four", at: 1)
        bench.say("seven77", on: .stderr, at: 1)
        #expect(bench.takeWords() == ["demand stdout 4", "demand stderr 7"])
        #expect(
            bench.reports.suffix(2) == [.output(.stdout, Array("four".utf8)), .output(.stderr, Array("seven77".utf8))])
    }

    @Test("Reads to the end, sweeps, and only then reports the exit")
    func ordinaryEnd() {
        var bench = SessionBench.running()
        bench.exit(.exited(3), at: 2)
        bench.say("tail", at: 2.1)
        bench.close(.stdout, at: 2.2)
        #expect(bench.end == nil)
        bench.close(.stderr, at: 2.3)
        #expect(bench.takeWords() == ["demand stdout 4", "KILL tree 0"])
        #expect(bench.end == nil)
        bench.sweepAnswer(0, at: 2.4)
        #expect(bench.takeWords() == ["hang up 0"])
        #expect(bench.end?.exit == .exited(3))
        #expect(bench.end?.decidedAt == at(2))
        #expect(bench.end?.endedAt == at(2.4))
        #expect(bench.end?.leftovers == 0)
        #expect(bench.end?.isLeaked == false)
        #expect(bench.endCount == 1)
        #expect(!bench.session.isActive)
        #expect(bench.session.deadline == nil)
    }

    @Test("Streams that end before the exit do not end the session")
    func streamsFirst() {
        var bench = SessionBench.running()
        bench.close(.stdout, at: 1)
        bench.close(.stderr, at: 1)
        #expect(bench.session.isRunning)
        #expect(bench.session.deadline == nil)
        bench.exit(at: 60)
        #expect(bench.takeWords() == ["KILL tree 0"])
        bench.sweepAnswer(0, at: 60)
        #expect(bench.end?.exit == .exited(0))
    }

    @Test("A grandchild that keeps the pipe open delays the end by the leak grace only")
    func leak() {
        var bench = SessionBench.running()
        bench.close(.stderr, at: 5)
        bench.exit(at: 5)
        bench.wait(until: 5.999)
        #expect(bench.takeWords() == [])
        bench.wait(until: 6)
        #expect(bench.takeWords() == ["KILL tree 0"])
        bench.sweepAnswer(1, at: 6)
        bench.close(.stdout, at: 6)
        #expect(bench.end?.isLeaked == true)
        #expect(bench.end?.leftovers == 1)
        #expect(bench.end?.cause == .itself)
        #expect(bench.end?.decidedAt == at(5))
    }

    @Test("Each chunk re-arms the leak grace, so that a busy pipe is not cut short")
    func busyLeak() {
        var bench = SessionBench.running()
        bench.exit(at: 5)
        for second in 1...9 { bench.say("x", at: 5 + 0.9 * Double(second)) }
        #expect(bench.session.deadline == at(5 + 8.1 + 1))
        bench.close(.stdout, at: 14)
        bench.close(.stderr, at: 14)
        bench.sweepAnswer(0, at: 14)
        #expect(bench.end?.isLeaked == false)
    }

    @Test("A stop while a grandchild keeps talking sweeps at once, and the child's own end stays its end")
    func stopWhileDraining() {
        var bench = SessionBench.running()
        bench.exit(at: 5)
        bench.say("x", at: 5.9)
        bench.stop(.timeout(.agent), at: 6)
        #expect(bench.takeWords() == ["demand stdout 1", "KILL tree 0"])
        bench.sweepAnswer(1, at: 6)
        bench.close(.stdout, at: 6)
        bench.close(.stderr, at: 6)
        #expect(bench.end?.cause == .itself)
        #expect(bench.end?.decidedAt == at(5))
        #expect(bench.end?.isLeaked == true)
    }

    @Test("A stop during the sweep changes nothing")
    func stopWhileSweeping() {
        var bench = SessionBench.running()
        bench.close(.stdout, at: 1)
        bench.close(.stderr, at: 1)
        bench.exit(at: 1)
        _ = bench.takeWords()
        bench.stop(.stopped, at: 1.5)
        #expect(bench.takeWords() == [])
        bench.sweepAnswer(0, at: 2)
        #expect(bench.end?.cause == .itself)
        #expect(bench.end?.decidedAt == at(1))
        #expect(bench.end?.isLeaked == false)
    }

    @Test("A sweep that nobody answers is given up after its grace")
    func unansweredSweep() {
        var bench = SessionBench.running()
        bench.exit(at: 1)
        bench.close(.stdout, at: 1)
        bench.close(.stderr, at: 1)
        bench.wait(until: 2.999)
        #expect(bench.end == nil)
        bench.wait(until: 3)
        #expect(bench.end?.leftovers == nil)
        #expect(bench.end?.exit == .exited(0))
    }

    @Test("Bytes that come after the sweep are kept and do not put off the end")
    func lateBytes() {
        var bench = SessionBench.running()
        bench.exit(at: 1)
        bench.wait(until: 2)
        for step in 1...30 {
            bench.say("late", at: 2 + 0.1 * Double(step))
            bench.wait(until: 2 + 0.1 * Double(step))
        }
        #expect(bench.end?.endedAt == at(4))
        #expect(bench.reports.contains(.output(.stdout, Array("late".utf8))))
        #expect(bench.endCount == 1)
    }

    @Test("Nothing that comes behind the end brings the session back")
    func afterTheEnd() {
        var bench = SessionBench.running()
        bench.stop(.stopped, at: 0)
        bench.wait(until: 100)
        _ = bench.takeWords()
        bench.exit(at: 101)
        bench.say("late", at: 101)
        bench.take(.spawned(SessionBench.process, pid: 1), at: 101)
        #expect(bench.takeWords() == [])
        #expect(!bench.session.isActive)
        #expect(bench.reports.last == bench.end.map(Session.Report.ended))
    }

    @Test("A second exit does not replace the first")
    func secondExit() {
        var bench = SessionBench.running()
        bench.exit(.exited(4), at: 1)
        bench.exit(.exited(5), at: 2)
        bench.close(.stdout, at: 2)
        bench.close(.stderr, at: 2)
        bench.sweepAnswer(0, at: 2)
        #expect(bench.end?.exit == .exited(4))
        #expect(bench.end?.decidedAt == at(1))
    }

    @Test("Nothing is written to an input that was closed or refused, and it is closed once")
    func input() {
        var bench = SessionBench.running(closesInput: false)
        bench.session.write([0x61], actions: &bench.actions)
        bench.session.closeInput(actions: &bench.actions)
        bench.session.closeInput(actions: &bench.actions)
        bench.session.write([0x62], actions: &bench.actions)
        #expect(bench.takeWords() == ["write 0 a", "close 0"])
        var refusing = SessionBench.running(closesInput: false)
        refusing.take(.inputRefused(SessionBench.process), at: 1)
        refusing.session.write([0x62], actions: &refusing.actions)
        #expect(refusing.takeWords() == [])
    }
}
