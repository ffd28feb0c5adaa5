import Determinism
import Hosting
import Recording
import Simulation
import Testing

@Suite("Simulated pseudoterminals")
struct TerminalTests {
    private let child = Stage.child

    private func stage(_ script: String) throws -> Stage {
        var stage = Stage(script)
        try stage.spawn(streams: .pseudoterminal(.standard), closesInput: false)
        return stage
    }

    @Test("All output comes on one stream, which ends with its last writer")
    func oneStream() throws {
        var stage = try stage(#"[{"say":[{"raw":"a"},{"stderr":"b"},{"exit":0}]}]"#)
        try stage.wait(until: 1)
        #expect(stage.output() == "ab")
        let ends = stage.log.count { if case .ended = $0.event { true } else { false } }
        #expect(ends == 1)
    }

    @Test("A hang-up ends the child and its group")
    func hangUp() throws {
        var stage = try stage(#"[{"say":[{"spawn":{"hold":"stdout","for":"900s"}},{"wait":"900s"},{"exit":0}]}]"#)
        try stage.wait(until: 1)
        try stage.perform(.hangUp(child))
        try stage.wait(until: 2)
        #expect(stage.exit() != nil)
        let left = stage.host.sweep()
        #expect(left == 0)
    }

    @Test("Closing the input of a terminal does nothing")
    func closeInput() throws {
        var stage = try stage(#"[{"say":[{"read":{"contains":"y","within":"100s"}},{"raw":"got it"},{"exit":0}]}]"#)
        try stage.wait(until: 1)
        try stage.perform(.closeInput(child))
        try stage.wait(until: 2)
        #expect(stage.exit() == nil)
        try stage.perform(.write(child, Array("y\r".utf8)))
        try stage.wait(until: 3)
        #expect(stage.output() == "y\r\ngot it")
        #expect(stage.exit() == 0)
    }

    @Test("The end of the session's leader hangs up its group; who ignores that keeps the terminal open")
    func leaderEnds() throws {
        var stage = try stage(#"[{"say":[{"spawn":{"hold":"stdout","for":"900s"}},{"exit":0}]}]"#)
        try stage.wait(until: 1)
        #expect(stage.instant(of: .ended(Channel(child, .stdout))) == .zero)
        var stubborn = try self.stage(
            #"[{"say":[{"spawn":{"hold":"stdout","for":"900s","ignoring":["HUP"]}},{"exit":0}]}]"#)
        try stubborn.wait(until: 100)
        #expect(stubborn.exit() == 0)
        #expect(stubborn.instant(of: .ended(Channel(child, .stdout))) == nil)
        let left = stubborn.host.sweep()
        #expect(left == 1)
    }
}
