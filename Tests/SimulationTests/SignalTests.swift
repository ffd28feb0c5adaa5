import Determinism
import Hosting
import Recording
import Simulation
import Testing

@Suite("Simulated signals")
struct SignalTests {
    private let child = Stage.child

    private var flood: String { String(repeating: "x", count: 100_000) }

    @Test("An end by signal overtakes what a full pipe holds up")
    func endWhileBlocked() throws {
        var stage = Stage(#"[{"say":[{"on":{"TERM":[{"exit":7}]}},{"raw":"\#(flood)"},{"wait":"9s"}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 1)
        try stage.perform(.signal(child, .terminate, .process))
        try stage.wait(until: 2)
        #expect(stage.exit() == 7)
        try stage.perform(.demand(Channel(child, .stdout), bytes: 1_000_000))
        try stage.wait(until: 3)
        #expect(stage.output().count == 65_536)
    }

    @Test("A child that has said all, but to a full pipe, still ends on a signal")
    func endBehindLastWords() throws {
        var stage = Stage(#"[{"say":[{"raw":"\#(flood)"},{"exit":0}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 1)
        try stage.perform(.signal(child, .terminate, .process))
        try stage.wait(until: 2)
        #expect(stage.exit() == 143)
    }

    @Test("Any other answer to a signal comes behind what a full pipe holds up")
    func answerWhileBlocked() throws {
        var stage = Stage(
            #"[{"say":[{"on":{"USR1":[{"raw":"caught"}]}},{"raw":"\#(flood)"},{"wait":"9s"},{"exit":0}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 1)
        try stage.perform(.signal(child, Signal(rawValue: 10), .process))
        try stage.wait(until: 2)
        try stage.perform(.demand(Channel(child, .stdout), bytes: 1_000_000))
        try stage.wait(until: 30)
        #expect(stage.output() == flood + "caught")
        #expect(stage.exit() == 0)
    }

    @Test("A stopped child says nothing until it is continued, and lost the time")
    func stopAndContinue() throws {
        var stage = Stage(#"[{"say":[{"wait":"1s"},{"raw":"a"},{"exit":0}]}]"#)
        try stage.spawn()
        try stage.perform(.signal(child, .stop, .process))
        try stage.wait(until: 60)
        #expect(stage.output().isEmpty)
        try stage.perform(.signal(child, .continue, .process))
        try stage.wait(until: 120)
        #expect(stage.output() == "a")
        #expect(stage.instant(of: .exited(child, .exited(0))).map { $0 >= at(60) } == true)
    }

    @Test("A stopped child notices SIGTERM only once it is continued; SIGKILL at once")
    func pendingWhileStopped() throws {
        var stage = Stage(#"[{"say":[{"wait":"100s"},{"exit":0}]}]"#)
        try stage.spawn()
        try stage.wait(until: 1)
        try stage.perform(.signal(child, .stop, .group), .signal(child, .quit, .group))
        try stage.wait(until: 2)
        #expect(stage.exit() == nil)
        try stage.perform(.signal(child, .continue, .group))
        try stage.wait(until: 3)
        #expect(stage.exit() == -Signal.quit.rawValue)
        var killed = Stage(#"[{"say":[{"wait":"100s"},{"exit":0}]}]"#)
        try killed.spawn()
        try killed.perform(.signal(child, .stop, .group), .signal(child, .kill, .group))
        try killed.wait(until: 1)
        #expect(killed.exit() == -9)
    }

    @Test("A child that was stopped while a full pipe held it up goes on when it is continued")
    func stoppedWhileBlocked() throws {
        var stage = Stage(#"[{"say":[{"raw":"\#(flood)"},{"exit":0}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 1)
        try stage.perform(.signal(child, .stop, .process), .demand(Channel(child, .stdout), bytes: 1_000_000))
        try stage.wait(until: 2)
        #expect(stage.output().count == 65_536)
        try stage.perform(.signal(child, .continue, .process))
        try stage.wait(until: 3)
        #expect(stage.output() == flood)
        #expect(stage.exit() == 0)
    }

    @Test("A group signal reaches grandchildren but the detached; a tree signal reaches all and says how many")
    func scopes() throws {
        let script = #"""
            [{"say":[{"spawn":{"hold":"stdout","for":"100s"}},{"spawn":{"hold":"stderr","for":"100s","detached":true}},
            {"on":{"TERM":"ignore"}},{"wait":"50s"},{"exit":0}]}]
            """#
        var stage = Stage(script)
        try stage.spawn()
        try stage.wait(until: 0.5)
        try stage.perform(.signal(child, .terminate, .process))
        try stage.wait(until: 1)
        try stage.perform(.sample(child), .signal(child, .terminate, .group), .sample(child))
        try stage.wait(until: 2)
        try stage.perform(.signal(child, .kill, .tree), .sample(child))
        try stage.wait(until: 3)
        let counts = stage.log.compactMap { occurrence in
            if case .sampled(_, let sample) = occurrence.event { sample.processes } else { nil }
        }
        #expect(counts == [3, 2, 0])
        #expect(stage.instant(of: .leftovers(child, 2)) == at(2))
        #expect(stage.exit() == -9)
        try stage.perform(.signal(child, .kill, .group))
        try stage.wait(until: 4)
        #expect(stage.instant(of: .signalFailed(child, .kill, errno: 3)) == at(3))
    }

    @Test("Memory of grandchildren counts")
    func memory() throws {
        var stage = Stage(
            #"[{"say":[{"spawn":{"hold":"stdout","for":"100s","memory":"150MB"}},{"wait":"9s"},{"exit":0}]}]"#)
        try stage.spawn()
        try stage.wait(until: 1)
        try stage.perform(.sample(child))
        try stage.wait(until: 2)
        let memory = stage.log.compactMap { occurrence in
            if case .sampled(_, let sample) = occurrence.event { sample.memory } else { nil }
        }
        #expect(memory.count == 1)
        #expect(memory.allSatisfy { $0 >= 150_000_000 })
    }

    @Test("A sweep ends and counts all that is left, once")
    func sweep() throws {
        var stage = Stage(
            #"[{"say":[{"spawn":{"hold":"stdout","for":"900s","detached":true}},{"wait":"900s"},{"exit":0}]}]"#)
        for number in 0..<3 { try stage.spawn(ProcessHandle(rawValue: number)) }
        try stage.wait(until: 1)
        let first = stage.host.sweep()
        let second = stage.host.sweep()
        #expect(first == 6)
        #expect(second == 0)
    }
}
