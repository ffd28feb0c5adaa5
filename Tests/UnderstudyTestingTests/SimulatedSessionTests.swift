import Orchestration
import Testing
import UnderstudyTesting

@Suite("A session of one engine in a test")
struct SimulatedSessionTests {
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.agentTimeout = .seconds(300)
        configuration.enableMonitoring = false
        return configuration
    }

    @Test("An agent that hangs is timed out at exactly its limit, and leaves nothing behind")
    func timeout() throws {
        let session = try SimulatedSession(Self.configuration, claude: Scripts.oneHangs)
        try session.send("go")
        try session.runToRest()
        #expect(try session.result(of: "engineer").status == .completed)
        let late = try session.result(of: "qa")
        #expect(late.status == .timedOut)
        #expect(late.duration == .seconds(300))
        try session.stop()
        try session.runToRest()
        #expect(session.isStopped)
        #expect(session.leftovers() == 0)
    }

    @Test("Advancing past something that happens is refused, says what it is, and changes nothing")
    func past() throws {
        let session = try SimulatedSession(Self.configuration, claude: Scripts.oneHangs)
        try session.send("go")
        let before = session.fingerprint
        let error = #expect(throws: WorldError.self) { try session.advance(by: .seconds(10)) }
        #expect(error?.code == .pastEvent)
        #expect(
            error?.message.contains("from 0.000000 s to 10.000000 s would step over something a process does") == true)
        #expect(session.now == .zero)
        #expect(session.fingerprint == before)
    }

    @Test("Time can be advanced up to what happens, and that then has happened")
    func upTo() throws {
        let session = try SimulatedSession(Self.configuration, claude: Scripts.oneHangs)
        try session.send("go")
        let next = try #require(session.next)
        #expect(next.time == .seconds(3))
        #expect(next.kind == .process)
        try session.advance(by: .seconds(2))
        #expect(throws: WorldError.self) { try session.result(of: "engineer") }
        try session.advance(by: .seconds(1))
        #expect(try session.result(of: "engineer").text == "built")
    }

    @Test("One seed gives one fingerprint; a result that is missing is told with those that are there")
    func fingerprints() throws {
        func run(seed: UInt64) throws -> String {
            let session = try SimulatedSession(Self.configuration, claude: Scripts.oneHangs, seed: seed)
            try session.send("go")
            try session.runToRest()
            let error = #expect(throws: WorldError.self) { try session.result(of: "security") }
            #expect(error?.message.contains("engineer completed, qa timed-out") == true)
            return session.fingerprint
        }
        #expect(try run(seed: 7) == run(seed: 7))
    }

    @Test("A recording plays, and its text is reported")
    func recording() throws {
        let cast = #"""
            {"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pipes"}}
            [0.5,"o","recorded words\n"]
            [0.0,"x","0"]

            """#
        let session = try SimulatedSession(Self.configuration, claude: .recording(Array(cast.utf8)))
        try session.send("anything")
        try session.runToRest()
        let text = try session.notice("the text") { notice in
            if case .text(_, let text) = notice { text } else { nil }
        }
        #expect(text == "recorded words\n")
        #expect(session.now == .milliseconds(500))
    }

    @Test("A session that waits for ever is told so")
    func stalled() throws {
        let session = try SimulatedSession(Self.configuration)
        let error = #expect(throws: WorldError.self) { try session.advanceToNext() }
        #expect(error?.code == .stalled)
    }
}
