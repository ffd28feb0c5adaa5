import Determinism
import Glibc
import TestMaterial
import Testing

@testable import Scenarios

/// Timeouts on real processes, at exactly their instants.
@Suite("Exact time")
struct ExactTimeTests {
    /// How often each runs: a thousand times where `UNDERSTUDY_LONG_TESTS` stands in the environment.
    private static let rounds = getenv("UNDERSTUDY_LONG_TESTS") == nil ? 25 : 500

    /// A child on pipes, and one on a terminal.
    static let scenarios = [
        """
        name: A limit of an agent on pipes
        orchestrator: { agent_timeout: 300s }
        claude: [ { when: { agent: qa }, say: [ { wait: 1h } ] }, { say: [ { text: "**QA Agent**: test\\n" } ] } ]
        steps: [ { send: go }, { expect: { result: { agent: qa, status: timed-out, after: 300s } } } ]
        check: { leftovers: none }
        """,
        """
        name: A limit of a session that does not get ready on its terminal
        orchestrator: { type: interactive-subprocess, startup_timeout: 300s }
        faults: [ { kind: slow-start, for: 1h } ]
        claude: [ { say: [ { text: late } ] } ]
        steps: [ { send: go }, { expect: { event: { name: turn, text: startup_timeout, at: 300s }, within: 400s } } ]
        check: { leftovers: none }
        """,
    ]

    @Test("holds for a timeout of 300 s, each time", arguments: scenarios)
    func timeout(_ text: String) throws {
        let folder = try TemporaryFolder()
        let set = ScenarioSet(paths: [try folder.write("timeout.yaml", text)])
        let scenario = try #require(set.scenarios.first, "\(set.errors)")
        var runner = Runner(arm: .fake)
        runner.fakePath = Repository.builtFake
        var traces: Set<[String]> = []
        var longest = Duration.zero
        for _ in 0..<Self.rounds {
            let diary = RunDiary()
            let result = runner.run(scenario, diary: diary)
            try #require(
                result.status == .passed && result.timeScale == nil,
                "\(result.reason ?? "") \(result.failures) \(result.clockReason ?? "")")
            traces.insert(diary.entries.map { "\($0.instant) \($0.process) \($0.what)" })
            longest = max(longest, result.wallTime)
        }
        #expect(traces.count == 1, "runs of one seed differ")
        print("\(scenario.name): \(Self.rounds) runs, the longest \(longest) of wall time")
    }

    private static let sleepyHook = """
        name: A hook that sleeps
        orchestrator: { hooks: [ { event: post_message, command: [sh, -c, "sleep 0.6; echo '{}'"], timeout: 60s } ] }
        claude: [ { say: [ { text: fine } ] } ]
        steps: [ { send: go } ]
        check: { output: { contains: fine }, leftovers: none }
        """

    @Test("stands still while a hook runs, or gives way to a time scale where that takes too long", arguments: [10_000, 200])
    func hook(patience: Int) throws {
        let folder = try TemporaryFolder()
        let set = ScenarioSet(paths: [try folder.write("hook.yaml", Self.sleepyHook)])
        let scenario = try #require(set.scenarios.first, "\(set.errors)")
        let arm = FakeArm(
            seed: 1, timeScale: nil, fakePath: Repository.builtFake, cancellation: nil, recordFolder: nil,
            patience: patience)
        let result = arm.run(scenario)
        #expect(result.status == .passed, "\(result.reason ?? "") \(result.failures)")
        if patience > 600 {
            #expect(result.virtualTime == .zero)
            #expect(result.timeScale == nil)
        } else {
            #expect(result.clockReason?.contains("takes no part in the clock protocol") == true)
            #expect(result.timeScale != nil)
        }
    }

    @Test("is given up for a fault that takes real processor time, by name")
    func processorTime() throws {
        let folder = try TemporaryFolder()
        let text = """
            name: Busy
            claude: [ { say: [ { text: fine } ], faults: [ { kind: cpu-spin, at: 0s, for: 10ms } ] } ]
            steps: [ { send: go } ]
            """
        let set = ScenarioSet(paths: [try folder.write("busy.yaml", text)])
        let scenario = try #require(set.scenarios.first, "\(set.errors)")
        var runner = Runner(arm: .fake)
        runner.fakePath = Repository.builtFake
        let result = runner.run(scenario)
        #expect(result.status == .passed, "\(result.reason ?? "") \(result.failures)")
        #expect(result.clockReason == "the fault cpu-spin takes real processor time")
    }
}
