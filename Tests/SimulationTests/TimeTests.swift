import Determinism
import Hosting
import Player
import Recording
import Simulation
import Testing

@Suite("Virtual time")
struct TimeTests {
    @Test("A program that waits for what can never come is told so at once")
    func stalled() throws {
        var stage = Stage(#"[{"say":[{"raw":"a"},{"read":{"contains":"never"}},{"exit":0}]}]"#)
        try stage.spawn(streams: .pseudoterminal(.standard), closesInput: false)
        var failure: HostFailure?
        do throws(HostFailure) { try drain(&stage.host) } catch { failure = error }
        #expect(failure?.code == .stalled)
    }

    private func drain(_ host: inout SimulatedHost) throws(HostFailure) {
        while try host.next(until: .distantFuture) != nil {}
    }

    @Test("A launch that fails is an event, and nothing is left of it")
    func spawnFails() throws {
        var stage = Stage("[]")
        try stage.perform(.spawn(Stage.child, Launch(executable: "missing")), .closeInput(Stage.child))
        try stage.wait(until: 1)
        #expect(stage.log.map(\.event) == [.spawnFailed(Stage.child, errno: 2)])
        let left = stage.host.sweep()
        #expect(left == 0)
    }

    @Test("Events of the deadline's instant come before the deadline, and time never goes back")
    func deadline() throws {
        var stage = Stage(#"[{"say":[{"wait":"10s"},{"raw":"a"},{"exit":0}]}]"#)
        try stage.spawn()
        try stage.wait(until: 10)
        #expect(stage.output() == "a")
        try stage.wait(until: 5)
        #expect(stage.host.now == at(10))
    }

    @Test("What is ready at one instant comes in an order that the seed decides")
    func order() throws {
        func order(_ seed: UInt64) throws -> [Int?] {
            var stage = Stage(#"[{"say":[{"raw":"a"},{"exit":0}]}]"#, seed: seed)
            for number in 0..<3 {
                try stage.perform(.spawn(ProcessHandle(rawValue: number), Launch(executable: "claude")))
            }
            return try (0..<3).map { _ in try stage.host.next(until: .zero)?.event.process?.rawValue }
        }
        var orders: Set<[Int?]> = []
        for seed in 1...30 as ClosedRange<UInt64> {
            #expect(try order(seed) == order(seed))
            orders.insert(try order(seed))
        }
        #expect(orders.count > 3)
    }

    @Test("A process that is over and was let go is forgotten")
    func forgotten() throws {
        let kept = Kept()
        var host = SimulatedHost(seed: 1) { launch, pid, _ in
            let files = ScriptFiles(#"[{"say":[{"raw":"a"},{"exit":0}]}]"#)
            kept.files.append(Kept.Box(files))
            return .player(Player(invocation: Invocation(launch, pid: pid), files: files))
        }
        for number in 0..<100 {
            let handle = ProcessHandle(rawValue: number)
            let variables = [EnvironmentVariable("UNDERSTUDY_PLAY", "/script.json")]
            try host.perform(
                .spawn(handle, Launch(executable: "claude", arguments: ["-p", "go"], environment: variables)))
            try host.perform(.closeInput(handle))
            while try host.next(until: host.now) != nil {}
            try host.perform(.hangUp(handle))
        }
        #expect(kept.files.count == 100)
        #expect(kept.files.count { $0.object != nil } == 0)
    }
}

/// Whatever was handed out, without keeping it.
private final class Kept {
    struct Box {
        weak var object: ScriptFiles?
        init(_ object: ScriptFiles) { self.object = object }
    }
    var files: [Box] = []
}
