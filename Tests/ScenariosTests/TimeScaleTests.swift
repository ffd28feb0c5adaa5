import Testing

@testable import Scenarios

/// How fast a scenario may run on real processes.
@Suite struct TimeScaleTests {
    private func timeScale(_ text: String, factor: Double? = nil) throws -> TimeScale {
        let scenario = try scenario(text)
        return TimeScale(for: scenario, rehearsal: try SimulatedArm(seed: 1).rehearse(scenario).0, factor: factor)
    }

    private func scale(_ text: String) throws -> Double { try timeScale(text).factor }

    private static let agent = """
        claude:
        - when: { agent: qa }
          say: [ { wait: 300s }, { text: done } ]
        - say: [ { text: "**QA Agent**: test it\\n" } ]
        orchestrator: { agent_timeout: 1h }
        steps: [ { send: go } ]

        """

    @Test("A short scenario runs in real time")
    func short() throws { #expect(try scale("steps: [ { send: hello } ]\n") == 1) }

    @Test("The smallest gap between asserted instants is more than three times as long as the lateness")
    func smallestGap() throws {
        let wide = try scale(Self.agent + "check: { results: [ { after: 300s } ] }\n")
        #expect(wide > 100)
        #expect(wide * 0.1 * 3 <= 300)
        let narrow = try timeScale(Self.agent + "check: { results: [ { after: { min: 299s, max: 302s } } ] }\n")
        #expect(narrow.factor == 10)
        #expect(narrow.tolerance == .seconds(1))
    }

    @Test("A factor that a person has asked for is taken as it is")
    func wanted() throws {
        let scale = try timeScale("steps: [ { send: hello } ]\n", factor: 40)
        #expect(scale.factor == 40)
        #expect(scale.tolerance >= TimeScale.lateness * 40)
    }

    @Test("What nearly reaches a limit runs slowly enough to tell that it did not")
    func nearLimit() throws {
        let near = try scale(Self.agent.replacing("1h", with: "303s"))
        #expect(near <= 10.1)
        #expect(near >= 1)
    }

    @Test("Memory that is measured every second is measured twenty times in a second of real time at most")
    func memory() throws { #expect(try scale(Self.agent + "check: { memory: { max: 1GB } }\n") <= 20) }

    @Test("An explicit patience is a gap as well")
    func within() throws {
        let text = Self.agent.replacing("{ send: go }", with: "{ send: go }, { expect: { text: QA, within: 3s } }")
        #expect(try scale(text) <= 10)
    }

    @Test("No scale leaves its range")
    func range() throws {
        let long = try scale("steps: [ { wait: 2400h } ]\n")
        #expect(TimeScale.range.contains(long))
        #expect(TimeScale.range.contains(try scale("steps: []\n")))
    }
}
