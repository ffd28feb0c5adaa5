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

    @Test(
        "Keys are echoed, edited and read by lines until the child makes its terminal raw, which gives them all to it")
    func lines() throws {
        var stage = try stage(
            #"[{"say":[{"read":{"contains":"hello\n","within":"100s"}},{"raw":"got it\n"},{"exit":0}]}]"#)
        try stage.perform(.write(child, Array("help\u{7F}".utf8)))
        try stage.wait(until: 1)
        #expect(stage.output() == "help\u{8} \u{8}")
        try stage.perform(.write(child, Array("lo\r".utf8)))
        try stage.wait(until: 2)
        #expect(stage.output() == "help\u{8} \u{8}lo\r\ngot it\r\n")
        #expect(stage.exit() == 0)
    }

    @Test("What finds no room in a terminal waits, and goes in when the child reads")
    func room() throws {
        var stage = try stage(#"[{"say":[{"wait":"10s"},{"read":{"contains":"last\n","within":"100s"}},{"exit":0}]}]"#)
        try stage.wait(until: 1)
        let bytes = Array((String(repeating: "12345678\n", count: 2_000) + "last\n").utf8)
        try stage.perform(.write(child, bytes))
        try stage.wait(until: 5)
        func written() -> Int {
            stage.log.reduce(0) { sum, entry in if case .wrote(_, let count) = entry.event { sum + count } else { sum }
            }
        }
        #expect(written() < 12_000)
        try stage.wait(until: 20)
        #expect(written() == bytes.count)
        #expect(stage.exit() == 0)
    }

    @Test("An argument that the kernel refuses starts nothing")
    func longArgument() throws {
        for (count, errno) in [(131_071, nil), (131_072, 7)] as [(Int, Int32?)] {
            var stage = Stage(#"[{"say":[{"exit":0}]}]"#)
            let long = String(repeating: "x", count: count)
            try stage.host.perform(
                .spawn(child, Launch(executable: "claude", arguments: ["-p", long], environment: [])))
            try stage.wait(until: 1)
            let failure = stage.instant { if case .spawnFailed(_, let number) = $0 { number == errno } else { false } }
            #expect((failure != nil) == (errno != nil))
        }
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
