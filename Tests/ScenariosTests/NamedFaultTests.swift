import Determinism
import Hosting
import Simulation
import TestMaterial
import Testing
import Text

@testable import Scenarios

/// Faults that chance has drawn are named by the scenario that is left of a finding.
@Suite("Named faults")
struct NamedFaultTests {
    private static let text = """
        name: Two agents
        orchestrator: { agent_timeout: 1h }
        claude:
        - when: { agent: engineer }
          say: [ { text: "built" } ]
        - say: [ { text: "**Engineer Agent**: build\\n\\n" } ]
        steps: [ { send: go } ]

        """

    /// Few events are allowed, so that whoever waits for minutes breaks an invariant.
    private static let eventsMax = 1_000

    @Test("A finding by faults alone is left with one fault of one call, without choices, judged by the invariants")
    func named() throws {
        let folder = try TemporaryFolder()
        let scenario = try ScenarioSet.read(try folder.write("a.yaml", Self.text))
        let explorer = try ScenarioExplorer(scenario, seed: 1, overlay: [:], eventsMax: Self.eventsMax)
        #expect(explorer.plainViolations.isEmpty)
        // One site is armed, the first kind, which fires in the second launch: it says nothing for ever.
        var choices = ChoiceList()
        for (label, draw) in [("fault sites", 0), ("fault fires", 1), ("order of events at one instant", 0)] {
            choices[label, draw] = 1
        }
        let found = try explorer.run(choices)
        let violation = try #require(found.violations.first { $0.invariant == .comesToRest })
        let tree = try ScenarioTree(of: scenario)
        var shrinker = ScenarioShrinker(
            tree, found.choices, failing: violation, seed: 1, eventsMax: Self.eventsMax)
        // Where a fault is among what was given, the scenario's own checks do not count.
        #expect(found.choices == choices)
        #expect(found.violations.allSatisfy { $0.invariant != .checks && $0.invariant != .cutsDoNotMatter })
        try shrinker.shrink()
        #expect(shrinker.choices.all.isEmpty)
        #expect(shrinker.tree.addedFaults.count == 1)
        let fault = try #require(shrinker.tree.addedFaults.first?.object)
        #expect(fault["kind"]?.string == "stall" && fault["call"]?.int == 2)
        let small = try shrinker.tree.scenario()
        #expect(small.judge == .invariants && small.hosts == [.simulated])
        let again = try ScenarioExplorer(small, seed: 1, overlay: [:], eventsMax: Self.eventsMax)
        #expect(again.plainViolations.contains { $0.isLike(violation) })
        let sound = try ScenarioExplorer(
            try shrinker.tree.soundScenario(), seed: 1, overlay: [:], eventsMax: Self.eventsMax)
        #expect(sound.plainViolations.isEmpty)
    }

    @Test("With the invariants as its judge a scenario's own expectations only drive it")
    func judge() throws {
        let folder = try TemporaryFolder()
        let judged = "judge: invariants\nsteps: [ { send: go }, { expect: { text: nothing, within: 1s } } ]\n"
        let path = try folder.write("a.yaml", judged)
        let result = Runner(arm: .simulated).run(try ScenarioSet.read(path))
        #expect(result.status == .passed, "\(result.failures)")
        #expect(Runner(arm: .fake).run(try ScenarioSet.read(path)).status == .skipped)
        let own = try folder.write("b.yaml", judged.replacing("judge: invariants", with: "judge: checks"))
        #expect(Runner(arm: .simulated).run(try ScenarioSet.read(own)).status == .failed)
    }

    @Test("Only the simulated arm takes the invariants as judge", arguments: ["judge: invariants", "choices: {}"])
    func refused(_ key: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.yaml", "\(key)\nhosts: [fake, simulated]\nsteps: [ { send: go } ]\n")
        let error = try #require(throws: SourceError.self) { try ScenarioSet.read(path) }
        #expect("\(error)".contains("a.yaml:2:"))
        #expect("\(error)".contains("hosts: [simulated]"))
    }
}
