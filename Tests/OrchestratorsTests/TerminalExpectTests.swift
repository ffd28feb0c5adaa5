import Matching
import Orchestration
import Orchestrators
import TestMaterial
import Testing

@Suite("Expect on the terminal of an interactive session")
struct TerminalExpectTests {
    private static let script = #"""
        [ { "say": [ { "text": "files=12/13" }, { "wait": "20s" }, { "text": "Done." } ] } ]
        """#

    private func interact<Result: Sendable>(
        _ stand: Stand, _ configure: (inout Configuration) -> Void = { _ in },
        _ body: (InteractiveSubprocessOrchestrator) async throws -> Result
    ) async throws -> Result {
        var configuration = Configuration()
        configuration.strategy = .interactiveSubprocess
        configure(&configuration)
        return try await stand.run(configuration, script: Self.script) { orchestrator in
            try await body(try #require(orchestrator as? InteractiveSubprocessOrchestrator))
        }
    }

    @Test(
        "What the program prints is waited for by patterns, and answered as a turn all the same",
        arguments: Stand.allCases)
    func patterns(_ stand: Stand) async throws {
        try await interact(stand) { orchestrator in
            try await orchestrator.send("build it")
            let found = try await orchestrator.expect(["FAILED", try .regex(#"files=(\d+)"#)])
            #expect(found.index == 1)
            #expect(found.group(1) == "12")
            try await orchestrator.expect([.screen(.contains("Done."))])
            #expect(try await orchestrator.receive().contains("Done."))
        }
    }

    @Test(
        "expect_timeout ends a wait with the reason for each pattern, and the session lives on",
        arguments: Stand.allCases)
    func timeout(_ stand: Stand) async throws {
        try await interact(stand) {
            $0.expectTimeout = .seconds(60)
        } _: { orchestrator in
            try await orchestrator.send("build it")
            let failure = await #expect(throws: ExpectFailure.self) {
                try await orchestrator.expect(["no such words"], timeout: .seconds(5))
            }
            #expect(failure?.code == .timeout)
            #expect(failure?.reasons.count == 1)
            let usual = await #expect(throws: ExpectFailure.self) { try await orchestrator.expect(["never"]) }
            #expect(usual?.code == .timeout)
            #expect(try await orchestrator.receive().contains("Done."))
        }
    }

    @Test("searchwindowsize bounds how far back a match may begin", arguments: Stand.allCases)
    func window(_ stand: Stand) async throws {
        for window in [4, 4_096] {
            let isFound = try await interact(stand) {
                $0.searchWindowSize = window
            } _: { orchestrator in
                try await orchestrator.send("build it")
                let pattern = "12/13"
                return (try? await orchestrator.expect([.exact(pattern)], timeout: .seconds(10))) != nil
            }
            #expect(isFound == (window > 4))
        }
    }

    @Test("The end of the session and a cancelled task end a wait")
    func ends() async throws {
        try await interact(.simulated) { orchestrator in
            let cancelled = Task { try await orchestrator.expect(["never"], timeout: .seconds(86_400)) }
            cancelled.cancel()
            let one = await #expect(throws: ExpectFailure.self) { try await cancelled.value }
            #expect(one?.code == .cancelled)
            await orchestrator.stop()
            let other = await #expect(throws: ExpectFailure.self) {
                try await orchestrator.expect(["never"], timeout: .seconds(86_400))
            }
            #expect(other?.code == .endOfOutput)
            await orchestrator.cleanupResources()
        }
    }
}
