import Testing

@testable import Scenarios

/// What the other steps do, on virtual time.
@Suite struct StepTests {
    private static let hour = "claude: [ { say: [ { text: hi }, { wait: 1h }, { text: bye } ] } ]\n"

    @Test("'wait' takes exactly its time on the arm's clock, and hours take no real time")
    func wait() throws {
        let stopwatch = ContinuousClock.now
        let result = try play("steps: [ { wait: 90m }, { wait: 0 }, { wait: 1ms } ]\n")
        #expect(result.complaints == [])
        #expect(result.virtualTime == .milliseconds(5_400_001))
        #expect(stopwatch.duration(to: .now) < .seconds(60))
    }

    @Test("'stop' ends a child that is at work, and leaves nothing behind")
    func stop() throws {
        let result = try play(
            Self.hour
                + "steps: [ { send: go }, { expect: hi }, stop ]\ncheck: { leftovers: none, duration: { max: 1m } }\n")
        #expect(result.complaints == [])
        #expect(try play("steps: [ stop, stop, { stop: } ]\n").complaints == [])
    }

    @Test("'restart' makes a session that answers again")
    func restart() throws {
        let steps = "steps: [ { send: one }, { expect: one }, restart, { send: two }, { expect: two } ]\n"
        #expect(try play(steps + "check: { calls: 2 }\n").complaints == [])
        #expect(try play("steps: [ restart, { send: two }, { expect: two } ]\n").complaints == [])
        #expect(
            try play(Self.hour + "steps: [ { send: a }, { expect: hi }, restart, { send: b }, { expect: hi }, stop ]\n")
                .complaints == [])
    }

    @Test("'close' and 'resize' without a child do nothing")
    func withoutChild() throws {
        let steps =
            "steps: [ close, { resize: 100x30 }, { signal: TERM }, { key: enter }, { type: a }, { paste: b }, { mark: c } ]\n"
        #expect(try play(steps).complaints == [])
    }

    @Test("'extend' moves an agent's limit of time")
    func extend() throws {
        let script = """
            orchestrator: { agent_timeout: 10s }
            claude:
            - when: { agent: qa }
              say: [ { wait: 15s }, { text: done } ]
            - say: [ { text: "**QA Agent**: test it\\n" } ]

            """
        let check = "check: { results: [ { agent: qa, status: %, after: # } ] }\n"
        let cut = check.replacing("%", with: "timed-out").replacing("#", with: "10s")
        #expect(try play(script + "steps: [ { send: go } ]\n" + cut).complaints == [])
        let whole = check.replacing("%", with: "completed").replacing("#", with: "{ min: 15s, max: 16s }")
        let steps =
            "steps: [ { send: go }, { expect: { event: { name: started, agent: qa } } }, { wait: 5s }, { extend: 20s } ]\n"
        #expect(try play(script + steps + whole).complaints == [])
    }

    @Test("'always' is broken by one event in the middle")
    func always() throws {
        let script = "claude: [ { say: [ { memory: { grow: 300MB, over: 2s } }, { wait: 5s }, { text: hi } ] } ]\n"
        let good = try play(script + "steps: [ { send: go } ]\nalways: { memory: { max: 900MB } }\n")
        #expect(good.complaints == [])
        let bad = try play(script + "steps: [ { send: go } ]\nalways: { memory: { max: 100MB } }\n")
        #expect(bad.complaints.count == 1)
        #expect(
            bad.complaints.first?.hasPrefix("3:11 memory: 'memory' does not hold | 0 to 100000000 bytes | a peak of ")
                == true)
    }
}
