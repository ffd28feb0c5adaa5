import Hosting
import TestMaterial
import Testing

@testable import Scenarios

/// Sometimes-checks: over the whole suite each fault has to happen, each outcome to be reported and each limit to be
/// reached at least once. What never is, stands here with its reason, and must go from here when it is reached.
@Suite("What the suite reaches")
struct ReachTests {
    private static let neverReached: [String: String] = [
        "limit network_io_mb_per_sec": "no host measures it; Limits/network-not-enforced shows that this is said",
        "limit disk_io_mb_per_sec": "no simulated child writes to disks",
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

    @Test("Nothing is reached by nothing")
    func nothing() {
        let missing = Reach.unreached(Reached())
        #expect(missing.contains("fault stall") && missing.contains("fault spawn-fails"))
        #expect(missing.contains("limit agent_timeout") && missing.contains("result timed-out"))
    }
}
