import Determinism
import Hosting
import Simulation
import TestMaterial
import Testing

@testable import Scenarios

/// Sometimes-checks: over the whole suite each fault has to happen, each outcome to be reported and each limit to be
/// reached at least once. What never is, stands here with its reason, and must go from here when it is reached.
@Suite("What the suite reaches")
struct ReachTests {
    private static let neverReached: [String: String] = [
        "limit network_io_mb_per_sec": "no host measures it; Limits/network-not-enforced shows that this is said"
    ]

    @Test("Every fault, outcome and limit is reached by some scenario, but for those that are named with a reason")
    func suite() throws {
        let set = ScenarioSet(paths: [Repository.root + "/Scenarios"])
        var reached = Reached()
        for scenario in set.scenarios where scenario.hosts.contains(.simulated) {
            reached.formUnion(Runner(arm: .simulated).run(scenario, verifying: .some).reached)
        }
        #expect(Set(Reach.unreached(reached)) == Set(Self.neverReached.keys))
    }

    @Test("A run in which no fault is armed is the run without the layer, to the byte and the microsecond")
    func withoutFaults() throws {
        let set = ScenarioSet(paths: [Repository.root + "/Scenarios"])
        for scenario in set.scenarios where scenario.hosts.contains(.simulated) && !scenario.isRecorded {
            // Hours that are measured every second are many events, and no other kinds of them.
            if !Effort.isLong, scenario.file.contains("hours") || scenario.file.contains("working-day") { continue }
            let explorer = try ScenarioExplorer(scenario, seed: 1)
            // Everything is open and nothing is chosen: no fault, no cut, no delay, no other order.
            let open = try explorer.run(ChoiceList())
            #expect(open.run.trace == explorer.plainTrace, "\(scenario.file)")
            #expect(open.choices.all.isEmpty)
        }
    }

    @Test("Nothing is reached by nothing")
    func nothing() {
        let missing = Reach.unreached(Reached())
        #expect(missing.contains("fault stall") && missing.contains("fault spawn-fails"))
        #expect(missing.contains("limit agent_timeout") && missing.contains("result timed-out"))
    }
}
