import Glibc
import Hosting
import Orchestration
import Orchestrators
import TestMaterial
import Testing

@Suite("Many sessions, and long ones")
struct SoakTests {
    private static let isLong = Effort.isLong

    private static let script = #"""
        [ { "when": { "prompt": "task" }, "say": [ { "text": "done" } ] },
          { "say": [ { "text": "**Engineer**: task 1\n\n**QA**: task 2\n\n**Research**: task 3\n\n**Ops**: task 4\n" } ] } ]
        """#

    private func count(in folder: String) -> Int {
        guard let stream = opendir(folder) else { return 0 }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        return count
    }

    private func residentBytes() throws -> Int {
        let text = String(decoding: try PlainFile.read("/proc/self/statm"), as: UTF8.self)
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }

    @Test("Sessions in a row with four agents each leave no process, no thread and no memory", .timeLimit(.minutes(30)))
    func sessions() async throws {
        let rounds = Self.isLong ? 200 : 25
        func round() async throws {
            let answer = try await Stand.live.run(script: Self.script) { orchestrator in
                try await orchestrator.send("go")
                return try await orchestrator.receive()
            }
            #expect(answer.contains("Ops Agent Result:\ndone"))
        }
        for _ in 0..<5 { try await round() }
        let before = try residentBytes()
        for _ in 0..<rounds { try await round() }
        let grown = try residentBytes() - before
        // Other tests of this process run beside it: a leak of each session would be far more than their noise.
        #expect(grown < rounds * 400_000 + 60_000_000, "\(grown) bytes in \(rounds) sessions")
        print("soak: \(rounds) sessions with four agents each: \(grown) bytes of memory more")
        if Self.isLong {
            #expect(count(in: "/proc/self/task") < 60)
            #expect(count(in: "/proc/self/fd") < 200)
        }
    }

    @Test("A long stream keeps memory flat, and the child waits for its reader", .timeLimit(.minutes(10)))
    func longStream() async throws {
        let bytes = Self.isLong ? 1_000_000_000 : 8_000_000
        let folder = try TemporaryFolder()
        let program = try folder.write(
            "claude", "#!/bin/sh\nyes 'a line of an answer that goes on and on' | head -c \(bytes)\n", mode: 0o755)
        var configuration = Configuration()
        configuration.outputLimit = 2_000_000_000
        let launcher = Launcher(
            executable: program, environment: [EnvironmentVariable("PATH", "/usr/bin:/bin")],
            workingDirectory: folder.path)
        let before = try residentBytes()
        let total = try await withOrchestrator(configuration, launcher: launcher) { orchestrator in
            try await orchestrator.send("go")
            _ = try await orchestrator.receive()
            await orchestrator.stop()
            return await orchestrator.metrics.outputBytes
        }
        let grown = try residentBytes() - before
        #expect(total == bytes)
        #expect(grown < 300_000_000, "\(grown) bytes")
        print("soak: a stream of \(bytes) bytes: \(grown) bytes of memory more")
    }

    @Test("A consumer of events that falls behind holds the child, and loses nothing")
    func backPressure() async throws {
        let script = #"[ { "say": [ { "text": { "value": "word word word word", "deltas": 4 } } ] } ]"#
        var configuration = Configuration()
        configuration.extraArguments = ["--include-partial-messages"]
        let texts = try await Stand.live.run(configuration, script: script) { orchestrator in
            let events = await orchestrator.events
            for _ in 0..<50 { try await orchestrator.send("go") }
            for _ in 0..<50 { _ = try await orchestrator.receive() }
            await orchestrator.cleanupResources()
            var texts = 0
            for await event in events { if case .turn = event { texts += 1 } }
            return texts
        }
        #expect(texts == 50)
    }
}
