import Orchestration
import Orchestrators
import Testing
import Text

@Suite("Every event of a hook")
struct HookEventTests {
    private static let script = #"""
        [ { "when": { "agent": "qa" }, "say": [ { "text": "tested" } ] },
          { "say": [ { "text": "**QA Agent**: test\n\nTODO: later\nError: odd\nMETRIC\n" } ] } ]
        """#

    @Test("Each is called once in a session that has what it is about", arguments: Stand.allCases)
    func all(_ stand: Stand) async throws {
        let found = Found()
        try await stand.run(script: Self.script) { orchestrator in
            for event in HookEvent.allCases {
                await orchestrator.addHook(event, priority: 50, timeout: Stand.patience) { _ in
                    await found.add([event.rawValue])
                    return nil
                }
            }
            try await orchestrator.addPattern(name: "metric", regex: "METRIC", flags: [], action: .report, handler: nil)
            await orchestrator.stop()
            try await orchestrator.restart()
            try await orchestrator.send("go")
            _ = try await orchestrator.receive()
            await orchestrator.stop()
        }
        let counts = Dictionary(grouping: await found.all.map { $0[0] }) { $0 }.mapValues(\.count)
        for event in HookEvent.allCases { #expect((counts[event.rawValue] ?? 0) >= 1, "\(event.rawValue)") }
        #expect(counts["pre_message"] == 1 && counts["post_delegation"] == 1 && counts["ticket_extraction"] == 1)
    }

    @Test("A hook that was removed is not called", arguments: Stand.allCases)
    func removed(_ stand: Stand) async throws {
        let found = Found()
        try await stand.run(script: Self.script) { orchestrator in
            let number = await orchestrator.addHook(.submit, priority: 50, timeout: Stand.patience) { _ in
                await found.add(["called"])
                return nil
            }
            await orchestrator.removeHook(number)
            try await orchestrator.send("go")
            _ = try await orchestrator.receive()
        }
        #expect(await found.all.isEmpty)
    }

    @Test("A message that a hook refuses is no turn that completes", arguments: Stand.allCases)
    func refused(_ stand: Stand) async throws {
        let error = try await stand.run(script: Self.script) { orchestrator in
            await orchestrator.addHook(.submit, priority: 50, timeout: Stand.patience) { _ in
                ["block": "not on Sundays"]
            }
            try await orchestrator.send("go")
            return await #expect(throws: OrchestratorError.self) { try await orchestrator.receive() }
        }
        #expect(error?.code == .turnFailed)
        #expect(error?.message == "refused: not on Sundays")
    }

    @Test("Permission is asked, and the answer is followed", arguments: Stand.allCases)
    func permission(_ stand: Stand) async throws {
        let script = #"""
            [ { "say": [ { "tool": { "name": "Bash", "input": { "command": "make" }, "result": "made" } },
                         { "tool": { "name": "Bash", "input": { "command": "rm x" }, "result": "gone",
                                     "denied": [ { "text": "As you wish." } ] } } ] } ]
            """#
        var configuration = Configuration()
        configuration.conversation = .persistent
        let answer = try await stand.run(configuration, script: script) { orchestrator in
            await orchestrator.onPermission { request in
                request.input["command"]?.string == "make" ? .allow() : .deny("no")
            }
            try await orchestrator.send("go")
            return try await orchestrator.receive()
        }
        #expect(answer == "As you wish.")
    }
}
