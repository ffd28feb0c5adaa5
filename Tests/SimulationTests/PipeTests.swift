import Determinism
import Hosting
import Recording
import Simulation
import Testing

@Suite("Simulated pipes")
struct PipeTests {
    private let child = Stage.child

    private func long(_ count: Int) -> String { String(repeating: "0123456789", count: count / 10) }

    @Test("Output comes write by write, at its instants, and before the exit")
    func order() throws {
        var stage = Stage(
            #"[{"say":[{"raw":"a"},{"raw":"b"},{"wait":"3600s"},{"stderr":"c"},{"raw":"d"},{"exit":3}]}]"#)
        try stage.spawn()
        try stage.wait(until: 4_000)
        let out = Channel(child, .stdout)
        let error = Channel(child, .stderr)
        #expect(
            stage.log == [
                Occurrence(.spawned(child, pid: 1_000), at: .zero), Occurrence(.bytes(out, [0x61]), at: .zero),
                Occurrence(.bytes(out, [0x62]), at: .zero), Occurrence(.bytes(error, [0x63]), at: at(3_600)),
                Occurrence(.bytes(out, [0x64]), at: at(3_600)), Occurrence(.ended(out), at: at(3_600)),
                Occurrence(.ended(error), at: at(3_600)), Occurrence(.exited(child, .exited(3)), at: at(3_600)),
            ])
        #expect(stage.host.now == at(4_000))
    }

    @Test("Without demand nothing is read, and a read never exceeds the demand")
    func demand() throws {
        var stage = Stage(#"[{"say":[{"raw":"abcdef"},{"exit":0}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 1)
        #expect(stage.output().isEmpty)
        try stage.perform(.demand(Channel(child, .stdout), bytes: 4))
        try stage.wait(until: 2)
        #expect(stage.output() == "abcd")
        #expect(stage.exit() == 0)
        #expect(stage.instant(of: .ended(Channel(child, .stdout))) == nil)
        try stage.perform(.demand(Channel(child, .stdout), bytes: 2))
        try stage.wait(until: 3)
        #expect(stage.output() == "abcdef")
        #expect(stage.instant(of: .ended(Channel(child, .stdout))) == at(2))
    }

    @Test("A full pipe holds the writer up, exit and all; nothing is lost when it is read again")
    func fullPipe() throws {
        let text = long(200_000)
        var stage = Stage(#"[{"say":[{"raw":"\#(text)"},{"stderr":"done"},{"exit":4}]}]"#)
        try stage.spawn(demand: 0)
        try stage.perform(.demand(Channel(child, .stderr), bytes: 100))
        try stage.wait(until: 100)
        #expect(stage.exit() == nil)
        #expect(stage.output(.stderr).isEmpty)
        var reads = 0
        while stage.exit() == nil, reads < 10 {
            try stage.perform(.demand(Channel(child, .stdout), bytes: 65_536))
            try stage.wait(until: 101 + Double(reads))
            reads += 1
        }
        try stage.perform(.demand(Channel(child, .stdout), bytes: 1_000_000))
        try stage.wait(until: 200)
        #expect(stage.output() == text)
        #expect(stage.output(.stderr) == "done")
        #expect(stage.exit() == 4)
        #expect(reads == 3)
    }

    @Test("A writer that is held up does not see time pass, and then goes on from there")
    func heldUpWait() throws {
        var stage = Stage(#"[{"say":[{"raw":"\#(long(100_000))"},{"wait":"5s"},{"raw":"end"},{"exit":0}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 50)
        try stage.perform(.demand(Channel(child, .stdout), bytes: 1_000_000))
        try stage.wait(until: 100)
        #expect(stage.output().hasSuffix("end"))
        #expect(stage.exit() == 0)
    }

    @Test("Megabytes behind a slow reader arrive whole")
    func slowReader() throws {
        let text = long(2_000_000)
        var stage = Stage(#"[{"say":[{"raw":"\#(text)"},{"exit":0}]}]"#)
        try stage.spawn(demand: 0)
        var second = 0.0
        while stage.exit() == nil, second < 1_000 {
            second += 1
            try stage.perform(.demand(Channel(child, .stdout), bytes: 10_000))
            try stage.wait(until: second)
        }
        try stage.perform(.demand(Channel(child, .stdout), bytes: 100_000))
        try stage.wait(until: second + 1)
        #expect(stage.output() == text)
    }

    @Test("A stream ends only when its last writer has gone")
    func lastWriter() throws {
        var stage = Stage(#"[{"say":[{"spawn":{"hold":"stdout","for":"5s"}},{"wait":"1s"},{"exit":0}]}]"#)
        try stage.spawn()
        try stage.wait(until: 10)
        #expect(stage.instant(of: .exited(child, .exited(0))) == at(1))
        #expect(stage.instant(of: .ended(Channel(child, .stderr))) == at(1))
        #expect(stage.instant(of: .ended(Channel(child, .stdout))) == at(5))
    }

    @Test("Nobody reads any more: the writer is told, even when a full pipe holds it up")
    func brokenPipe() throws {
        var stage = Stage(#"[{"say":[{"raw":"\#(long(100_000))"},{"wait":"100s"},{"exit":9}]}]"#)
        try stage.spawn(demand: 0)
        try stage.wait(until: 1)
        try stage.perform(.hangUp(child))
        try stage.wait(until: 2)
        #expect(stage.exit() == 0)
        let left = stage.host.sweep()
        #expect(left == 0)
    }

    @Test("A write goes in as far as the pipe holds; the rest is refused when the child ends")
    func inputRefused() throws {
        var stage = Stage(#"[{"say":[{"wait":"10s"},{"exit":0}]}]"#)
        try stage.spawn(closesInput: false)
        // The player gives up waiting for input on its standard input, and reads no more of it.
        try stage.wait(until: 5)
        try stage.perform(.write(child, [UInt8](repeating: 0x78, count: 200_000)), .closeInput(child))
        try stage.wait(until: 6)
        #expect(stage.instant(of: .wrote(child, bytes: 65_536)) == at(5))
        try stage.wait(until: 20)
        let refused = stage.instant(of: .inputRefused(child))
        #expect(refused != nil)
        #expect(refused == stage.instant(of: .exited(child, .exited(0))))
        let count = stage.log.count
        try stage.perform(.write(child, [1]))
        try stage.wait(until: 21)
        #expect(stage.log.dropFirst(count).map(\.event) == [.inputRefused(child)])
    }

    @Test("A prompt of megabytes reaches a child that reads, and each byte is accounted for")
    func largePrompt() throws {
        var stage = Stage(#"[{"say":[{"raw":"ok"},{"exit":0}]}]"#)
        try stage.spawn(closesInput: false)
        try stage.perform(.write(child, [UInt8](repeating: 0x78, count: 3_000_000)), .closeInput(child))
        try stage.wait(until: 1)
        var wrote = 0
        for case .wrote(_, let bytes) in stage.log.map(\.event) { wrote += bytes }
        #expect(wrote == 3_000_000)
        #expect(stage.output() == "ok")
    }
}
