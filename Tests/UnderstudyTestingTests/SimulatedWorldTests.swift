import Orchestration
import Orchestrators
import Testing
import Text
import UnderstudyTesting

@Suite("A world of orchestrators in a test")
struct SimulatedWorldTests {
    private static func orchestrator(
        in world: SimulatedWorld, _ change: (inout Configuration) -> Void = { _ in }
    ) throws -> any Orchestrator {
        var configuration = Configuration()
        configuration.agentTimeout = .seconds(300)
        configuration.enableMonitoring = false
        change(&configuration)
        return try makeOrchestrator(configuration, launcher: world.launcher, on: world.stage)
    }

    /// Real time is no part of these tests: nothing in them may be late.
    private static func world(_ claude: SimulatedClaude, seed: UInt64 = 1) -> SimulatedWorld {
        SimulatedWorld(claude: claude, seed: seed, patience: .seconds(86_400))
    }

    @Test("Time stands still until the test lets it pass, up to what happens and no further")
    func steps() async throws {
        let world = Self.world(Scripts.late)
        let orchestrator = try Self.orchestrator(in: world)
        try await orchestrator.start()
        try await orchestrator.send("go")
        #expect(try await world.pending().first?.time == .seconds(20))
        await #expect {
            try await world.advance(by: .seconds(21))
        } throws: { error in
            (error as? WorldError)?.code == .pastEvent
                && "\(error)".contains("would step over something a process does at 20.000000 s")
        }
        #expect(world.now == .zero)
        try await world.advance(by: .seconds(20))
        #expect(world.now == .seconds(20))
        #expect(try await world.letTimePass { try await orchestrator.receive() } == "late")
        try await world.letTimePass { await orchestrator.cleanupResources() }
    }

    @Test("Time passes while an operation waits, from one thing that happens to the next")
    func passing() async throws {
        let world = Self.world(Scripts.oneHangs)
        let orchestrator = try Self.orchestrator(in: world)
        try await orchestrator.send("go")
        let answer = try await world.letTimePass { try await orchestrator.receive() }
        #expect(answer.contains("Engineer Agent Result:\nbuilt"))
        #expect(world.now >= .seconds(300))
        try await world.letTimePass { await orchestrator.cleanupResources() }
    }

    @Test("A trap holds an engine that asks for a timer, until it is let go")
    func engineTrap() async throws {
        let world = Self.world(Scripts.oneHangs)
        let orchestrator = try Self.orchestrator(in: world)
        let trap = world.trap(.timer)
        try await orchestrator.send("go")
        var asked = try await trap.next()
        // The first child has the limit of its start; the agents have theirs.
        while asked.due != .seconds(300) {
            asked.release()
            asked = try await trap.next()
        }
        #expect(asked.kind == .timer)
        #expect(asked.duration == .seconds(300))
        await #expect {
            try await world.advance(by: .seconds(1))
        } throws: { ($0 as? WorldError)?.code == .trapped }
        trap.remove()
        try await world.advance(by: .seconds(1))
        #expect(world.now == .seconds(1))
        try await world.letTimePass { await orchestrator.cleanupResources() }
    }

    @Test("Whoever sleeps on the clock of the world sleeps in virtual time, and can be trapped")
    func sleeper() async throws {
        let world = Self.world(.echo)
        let trap = world.trap(.sleeper)
        let task = Task { [clock = world.clock] in
            try await clock.sleep(for: .seconds(60))
            return clock.now.time
        }
        let asked = try await trap.next()
        #expect(asked.duration == .seconds(60))
        asked.release()
        #expect(try await world.advanceToNext().kind == .sleeper)
        #expect(try await task.value == .seconds(60))
    }

    @Test("A sleep ends with its task")
    func cancelled() async throws {
        let world = Self.world(.echo)
        let trap = world.trap(.sleeper)
        let task = Task { [clock = world.clock] in try await clock.sleep(for: .seconds(60)) }
        _ = try await trap.next()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await world.pending().isEmpty)
    }

    @Test("A hook that sleeps on the world's clock lets time pass; its answer counts when it wakes")
    func hook() async throws {
        let world = Self.world(.echo)
        let orchestrator = try Self.orchestrator(in: world)
        await orchestrator.addHook(.preMessage) { [clock = world.clock] data in
            try await clock.sleep(for: .seconds(5))
            return ["message": .string("changed")]
        }
        try await orchestrator.send("original")
        #expect(try await world.letTimePass { try await orchestrator.receive() } == "changed")
        #expect(world.now == .seconds(5))
        try await world.letTimePass { await orchestrator.cleanupResources() }
    }

    @Test("A hook that waits for something else is told after the world's patience")
    func foreign() async throws {
        let world = SimulatedWorld(patience: .milliseconds(50))
        let orchestrator = try Self.orchestrator(in: world)
        let (stream, never) = AsyncStream.makeStream(of: Void.self)
        await orchestrator.addHook(.preMessage) { _ in
            for await _ in stream {}
            return nil
        }
        try await orchestrator.send("go")
        await #expect {
            try await world.advance(by: .seconds(1))
        } throws: { ($0 as? WorldError)?.code == .foreignSuspension }
        never.finish()
        try await world.letTimePass { await orchestrator.cleanupResources() }
    }

    @Test("Two orchestrators share one time")
    func shared() async throws {
        let world = Self.world(Scripts.late)
        let first = try Self.orchestrator(in: world)
        try await first.send("one")
        try await world.advance(by: .seconds(5))
        let second = try Self.orchestrator(in: world)
        try await second.send("two")
        #expect(try await world.pending().filter { $0.kind == .process }.map(\.time) == [.seconds(20), .seconds(25)])
        #expect(try await world.letTimePass { try await first.receive() } == "late")
        #expect(world.now == .seconds(20))
        #expect(try await world.letTimePass { try await second.receive() } == "late")
        #expect(world.now == .seconds(25))
        try await world.letTimePass {
            await first.cleanupResources()
            await second.cleanupResources()
        }
    }

    @Test("What will never happen is told, not waited for")
    func stalled() async throws {
        let world = Self.world(.echo)
        await #expect {
            try await world.advanceToNext()
        } throws: { ($0 as? WorldError)?.code == .stalled }
    }
}
