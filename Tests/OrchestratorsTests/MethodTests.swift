import Logging
import Matching
import Orchestration
import Orchestrators
import TestMaterial
import Testing

@Suite("What an orchestrator can be told while it runs")
struct MethodTests {
    private static var lasting: Configuration {
        var configuration = Configuration()
        configuration.conversation = .persistent
        return configuration
    }

    @Test("An interrupt cuts the answer, and the next message is answered whole", arguments: Stand.allCases)
    func interrupt(_ stand: Stand) async throws {
        let script = #"""
            [ { "when": { "prompt": "long" }, "say": [ { "text": "begun" }, { "wait": "86400s" }, { "text": "never" } ] },
              { "say": [ { "text": "after it" } ] } ]
            """#
        let answers = try await stand.run(Self.lasting, script: script) { orchestrator in
            let events = await orchestrator.events
            try await orchestrator.send("long")
            for await event in events { if case .text = event { break } }
            await orchestrator.interrupt()
            let first = (try? await orchestrator.receive()) ?? ""
            try await orchestrator.send("again")
            return [first, try await orchestrator.receive()]
        }
        #expect(!answers[0].contains("never"))
        #expect(answers[1] == "after it")
    }

    @Test("The model and the permission mode change between turns", arguments: Stand.allCases)
    func changes(_ stand: Stand) async throws {
        let answers = try await stand.run(Self.lasting, script: #"[ { "say": [ { "text": "fine" } ] } ]"#) {
            orchestrator in
            try await orchestrator.send("one")
            let first = try await orchestrator.receive()
            await orchestrator.setModel("haiku")
            await orchestrator.setPermissionMode("acceptEdits")
            try await orchestrator.send("two")
            return [first, try await orchestrator.receive()]
        }
        #expect(answers == ["fine", "fine"])
    }

    @Test("The status is that of the first thing that went wrong", arguments: Stand.allCases)
    func status(_ stand: Stand) async throws {
        let script = #"""
            [ { "when": { "prompt": "bad" }, "say": [ { "error": { "api": 529, "retries": 0 } } ] },
              { "say": [ { "text": "fine" } ] } ]
            """#
        let (before, after) = try await stand.run(script: script) { orchestrator in
            try await orchestrator.send("good")
            _ = try await orchestrator.receive()
            let before = await orchestrator.status
            try await orchestrator.send("bad")
            _ = try? await orchestrator.receive()
            try await orchestrator.send("good")
            _ = try await orchestrator.receive()
            return (before, await orchestrator.status)
        }
        #expect(before.isSuccess)
        #expect(after.failure?.contains("529") == true)
    }

    @Test("Patterns and delegations are logged where that is wanted", arguments: Stand.allCases)
    func logging(_ stand: Stand) async throws {
        let script = #"""
            [ { "when": { "agent": "qa" }, "say": [ { "text": "tested" } ] },
              { "say": [ { "text": "**QA Agent**: test\n\nTODO: later\n" } ] } ]
            """#
        for isLogged in [false, true] {
            let folder = try TemporaryFolder()
            let log = try SessionLog(folder: folder.path + "/logs", isQuiet: true)
            try await stand.run(script: script, logger: log.logger(level: .info)) { orchestrator in
                await orchestrator.log(isLogged)
                try await orchestrator.send("go")
                _ = try await orchestrator.receive()
            }
            let text = String(decoding: try PlainFile.read(try #require(log.path)), as: UTF8.self)
            #expect(text.contains("delegation to qa") == isLogged)
            #expect(text.contains("ticket: later") == isLogged)
            #expect(text.contains("turn 1 completed"))
        }
    }
}

extension Orchestrator {
    fileprivate func log(_ isLogged: Bool) {
        logPatterns = isLogged
        logDelegations = isLogged
    }
}
