import Matching
import Orchestration
import Orchestrators
import Testing
import Text

/// The examples of the document that this project began with, in our words.
@Suite("The document's examples")
struct DocumentExampleTests {
    private static let echo = #"[ { "say": [ { "text": "Test output\n" } ] } ]"#
    private static let delegating = #"""
        [ { "when": { "agent": "engineer" }, "say": [ { "text": "def f(): pass" } ] },
          { "when": { "agent": "qa" }, "say": [ { "text": "all green" } ] },
          { "say": [ { "wait": "100ms" }, { "text": "**Engineer Agent**: Create a function\n\n**QA Agent**: test it\n" } ] } ]
        """#

    @Test("Unit test: what the child prints is received, without the line end", arguments: Stand.allCases)
    func unit(_ stand: Stand) async throws {
        let output = try await stand.run(script: Self.echo) { orchestrator in
            try await orchestrator.start()
            try await orchestrator.send("hello")
            return try await orchestrator.receive()
        }
        #expect(output == "Test output")
    }

    @Test("Integration test: the agent is executed, and its result stands in the response", arguments: Stand.allCases)
    func integration(_ stand: Stand) async throws {
        let response = try await stand.run(script: Self.delegating) { orchestrator in
            try await orchestrator.send("**Engineer Agent**: Create a function")
            return try await orchestrator.receive()
        }
        #expect(response.contains("Engineer Agent Result:\ndef f(): pass"))
        #expect(response.contains("QA Agent Result:\nall green"))
    }

    @Test("Usage: the subprocess orchestrator with its settings", arguments: Stand.allCases)
    func usage(_ stand: Stand) async throws {
        var configuration = Configuration()
        configuration.maxParallelAgents = 4
        configuration.agentTimeout = .seconds(300)
        configuration.enableTickets = true
        let metrics = try await stand.run(configuration, script: Self.delegating) { orchestrator in
            try await orchestrator.send("Create a web scraper in Python")
            _ = try await orchestrator.receive()
            await orchestrator.stop()
            return await orchestrator.metrics
        }
        #expect(metrics.messagesProcessed == 1)
        #expect(metrics.agentsExecuted == 2)
        #expect(metrics.patternsDetected == 2)
        #expect(metrics.averageResponseTime > .zero)
        #expect(metrics.outputTokens > 0)
        #expect(metrics.outputBytes > 0)
    }

    @Test("Process timeout: the session lives on; more time lets it answer", arguments: Stand.allCases)
    func timeout(_ stand: Stand) async throws {
        let script = #"[ { "say": [ { "wait": "20s" }, { "text": "late" } ] } ]"#
        let answer = try await stand.run(script: script) { orchestrator in
            try await orchestrator.send("go")
            let error = await #expect(throws: OrchestratorError.self) {
                try await orchestrator.receive(timeout: .seconds(5))
            }
            #expect(error?.code == .timeout)
            #expect(await orchestrator.isRunning)
            await orchestrator.extendTimeout(.seconds(600))
            return try await orchestrator.receive()
        }
        #expect(answer == "late")
    }

    @Test("Restarting: a stopped session begins again", arguments: Stand.allCases)
    func restart(_ stand: Stand) async throws {
        let answers = try await stand.run(script: Self.echo) { orchestrator in
            try await orchestrator.send("one")
            let first = try await orchestrator.receive()
            await orchestrator.stop()
            #expect(await !orchestrator.isRunning)
            await #expect(throws: OrchestratorError.self) { try await orchestrator.send("nobody is there") }
            try await orchestrator.restart()
            try await orchestrator.send("two")
            return [first, try await orchestrator.receive()]
        }
        #expect(answers == ["Test output", "Test output"])
    }

    @Test("Pattern failure: the output is there as raw output, and the session goes on", arguments: Stand.allCases)
    func patternFailure(_ stand: Stand) async throws {
        struct Broken: Error {}
        let script = #"[ { "say": [ { "text": "METRIC: coverage=93\n" } ] } ]"#
        let (error, raw, next) = try await stand.run(script: script) { orchestrator in
            try await orchestrator.addPattern(name: "metric", regex: #"METRIC:\s*(\w+)=(\d+)"#) { _ in throw Broken() }
            try await orchestrator.send("measure")
            let error = await #expect(throws: OrchestratorError.self) { try await orchestrator.receive() }
            let raw = await orchestrator.receiveRawOutput()
            try await orchestrator.send("again")
            let next = await #expect(throws: OrchestratorError.self) { try await orchestrator.receive() }
            return (error, raw, next)
        }
        #expect(error?.code == .patternFailed)
        #expect(error?.turn?.text == "METRIC: coverage=93")
        #expect(String(decoding: raw, as: UTF8.self).contains("METRIC: coverage=93"))
        #expect(next?.code == .patternFailed)
    }

    @Test("Custom patterns: handlers get their groups, fenced code included", arguments: Stand.allCases)
    func customPatterns(_ stand: Stand) async throws {
        let script = #"[ { "say": [ { "text": "Look:\n```python\nprint(1)\n```\nMETRIC: coverage=93\n" } ] } ]"#
        let found = Found()
        try await stand.run(script: script) { orchestrator in
            try await orchestrator.addPattern(
                name: "code_block", regex: #"```(\w+)\n(.*?)```"#, flags: .dotMatchesLineFeed
            ) { match in await found.add(match.groups.compactMap(\.self).dropFirst()) }
            try await orchestrator.addPattern(name: "metric", regex: #"METRIC:\s*(\w+)=(\d+)"#) { match in
                await found.add(match.groups.compactMap(\.self).dropFirst())
            }
            try await orchestrator.send("go")
            _ = try await orchestrator.receive()
        }
        #expect(await found.all == [["python", "print(1)\n"], ["coverage", "93"]])
    }

    @Test("Hooks: the message is validated, the output formatted, patterns logged", arguments: Stand.allCases)
    func hooks(_ stand: Stand) async throws {
        let script = #"[ { "when": { "prompt": "clean" }, "say": [ { "text": "METRIC: a=1\n" } ] } ]"#
        let found = Found()
        let answer = try await stand.run(script: script) { orchestrator in
            await orchestrator.addHook(.preMessage, priority: 50, timeout: Stand.patience) { data in
                ["message": .string((data["message"]?.string ?? "").replacing("dirty", with: "clean"))]
            }
            await orchestrator.addHook(.postMessage, priority: 50, timeout: Stand.patience) { data in
                ["text": .string("<\(data["text"]?.string ?? "")>")]
            }
            await orchestrator.addHook(.patternDetected, priority: 50, timeout: Stand.patience) { data in
                await found.add([data["name"]?.string ?? ""])
                return nil
            }
            try await orchestrator.addPattern(
                name: "metric", regex: "METRIC", flags: [], action: .report, handler: nil)
            try await orchestrator.send("a dirty word")
            return try await orchestrator.receive()
        }
        #expect(answer == "<METRIC: a=1>")
        #expect(await found.all == [["metric"]])
    }

    @Test(
        "Memory exceeded: the error says so; fewer agents and a restart make it usable again", arguments: Stand.allCases
    )
    func memory(_ stand: Stand) async throws {
        let script = #"""
            [ { "when": { "prompt": "grow" }, "say": [ { "memory": { "grow": "64MB" } }, { "wait": "600s" } ] },
              { "say": [ { "text": "fine" } ] } ]
            """#
        var configuration = Configuration()
        configuration.memory.hardLimit = 32 << 20
        let (code, answer) = try await stand.run(configuration, script: script) { orchestrator in
            try await orchestrator.send("grow")
            let error = await #expect(throws: OrchestratorError.self) { try await orchestrator.receive() }
            var smaller = await orchestrator.configuration
            smaller.maxParallelAgents = 2
            try await orchestrator.update(configuration: smaller)
            try await orchestrator.clearCaches()
            try await orchestrator.restart()
            try await orchestrator.send("hello")
            return (error?.code, try await orchestrator.receive())
        }
        #expect(code == .memoryExceeded)
        #expect(answer == "fine")
    }

    @Test("Best practice: the context manager always stops, also when the body throws", arguments: Stand.allCases)
    func contextManager(_ stand: Stand) async throws {
        struct Oops: Error {}
        let script = #"[ { "say": [ { "wait": "3600s" } ] } ]"#
        await #expect(throws: Oops.self) {
            try await stand.run(script: script) { orchestrator in
                try await orchestrator.send("never answered")
                throw Oops()
            }
        }
    }

    @Test("Best practice: resources are watched and reduced", arguments: Stand.allCases)
    func resources(_ stand: Stand) async throws {
        let (before, after, usage) = try await stand.run(script: Self.echo) { orchestrator in
            try await orchestrator.enableMonitoring()
            await orchestrator.enableDebugLogging()
            try await orchestrator.send("hello")
            _ = try await orchestrator.receive()
            let before = await orchestrator.configuration.maxParallelAgents
            try await orchestrator.reduceResourceUsage()
            return (before, await orchestrator.configuration, await orchestrator.memoryUsage)
        }
        #expect(before == 4)
        #expect(after.maxParallelAgents == 2)
        #expect(after.bufferSize == 16_384)
        #expect(usage >= 0)
    }

    @Test("Events arrive in their order, and end with the session", arguments: Stand.allCases)
    func events(_ stand: Stand) async throws {
        let names = try await stand.run(script: Self.delegating) { orchestrator in
            let events = await orchestrator.events
            try await orchestrator.send("go")
            _ = try await orchestrator.receive()
            await orchestrator.cleanupResources()
            var names: [String] = []
            for await event in events {
                switch event {
                case .delegation(_, let delegation): names.append("to \(delegation.agent)")
                case .result(let result): names.append("from \(result.agent)")
                case .turn: names.append("turn")
                default: break
                }
            }
            return names
        }
        #expect(names.prefix(2) == ["to engineer", "to qa"])
        #expect(Set(names[2..<4]) == ["from engineer", "from qa"])
        #expect(names.last == "turn")
    }
}

/// What closures have seen, in their order.
actor Found {
    private(set) var all: [[String]] = []
    func add(_ words: some Sequence<String>) { all.append(Array(words)) }
}
