import Determinism
import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

@testable import Scenarios

/// Timeouts on real processes, at exactly their instants.
@Suite("Exact time")
struct ExactTimeTests {
    /// How often each runs: a thousand times where `UNDERSTUDY_LONG_TESTS` stands in the environment.
    private static let rounds = Effort.count(25, long: 500)

    private static let agent = """
        name: A limit of an agent
        orchestrator: { agent_timeout: 300s }
        claude: [ { when: { agent: qa }, say: [ { wait: 1h } ] }, { say: [ { text: "**QA Agent**: test\\n" } ] } ]
        steps: [ { send: go }, { expect: { result: { agent: qa, status: timed-out, after: 300s } } } ]
        check: { leftovers: none }
        """

    @Test("holds for an agent's limit of 300 s, each time, and one seed is one run")
    func agentTimeout() throws {
        let folder = try TemporaryFolder()
        let set = ScenarioSet(paths: [try folder.write("timeout.yaml", Self.agent)])
        let scenario = try #require(set.scenarios.first, "\(set.errors)")
        var runner = Runner(arm: .fake)
        runner.fakePath = Repository.builtFake
        var runs: Set<[String]> = []
        var longest = Duration.zero
        for _ in 0..<Self.rounds {
            let diary = RunDiary()
            let result = runner.run(scenario, diary: diary)
            try #require(
                result.status == .passed && result.timeScale == nil,
                "\(result.reason ?? "") \(result.failures) \(result.clockReason ?? "")")
            runs.insert(diary.entries.map { "\($0.instant) \($0.process) \($0.what)" })
            longest = max(longest, result.wallTime)
        }
        #expect(runs.count == 1, "runs of one seed differ")
        print("\(scenario.name): \(Self.rounds) runs, the longest \(longest) of wall time")
    }

    @Test("holds for a limit of 300 s on a program on a terminal, each time")
    func terminalTimeout() throws {
        let folder = try TemporaryFolder()
        let limit = Instant(microseconds: 300_000_000)
        var longest = Duration.zero
        for _ in 0..<Self.rounds {
            let start = ContinuousClock.now
            let stand = try VirtualStand()
            let fake = try stand.startFake(
                script: #"[{"say": [{"text": "never asked"}]}]"#, in: folder, streams: .pseudoterminal(.standard))
            try #require(try stand.wait(until: limit) { $0 == .exited(fake, .exited(0)) } == nil)
            try #require(stand.host.now == limit)
            try stand.host.perform(.signal(fake, .kill, .group))
            let end = try #require(try stand.end(of: fake))
            try #require(end == (limit, .signaled(.kill)))
            #expect(stand.output(fake).contains("Claude Code"))
            longest = max(longest, start.duration(to: .now))
        }
        print("A limit on a terminal: \(Self.rounds) runs, the longest \(longest) of wall time")
    }

    private static let sleepyHook = """
        name: A hook that sleeps
        orchestrator: { hooks: [ { event: post_message, command: [sh, -c, "sleep 0.6; echo '{}'"], timeout: 60s } ] }
        claude: [ { say: [ { text: fine } ] } ]
        steps: [ { send: go } ]
        check: { output: { contains: fine }, leftovers: none }
        """

    @Test(
        "stands still while a hook runs, or gives way to a time scale where that takes too long",
        arguments: [10_000, 200])
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

    @Test("lets a fault keep the processor busy for as long as it says")
    func processorTime() throws {
        let folder = try TemporaryFolder()
        let text = """
            name: Busy
            claude: [ { say: [ { text: fine }, { wait: 1s } ], faults: [ { kind: cpu-spin, at: 0s, for: 20s } ] } ]
            steps: [ { send: go }, { expect: { event: { name: turn, text: completed } } } ]
            """
        let set = ScenarioSet(paths: [try folder.write("busy.yaml", text)])
        let scenario = try #require(set.scenarios.first, "\(set.errors)")
        var runner = Runner(arm: .fake)
        runner.fakePath = Repository.builtFake
        let result = runner.run(scenario)
        #expect(result.status == .passed, "\(result.reason ?? "") \(result.failures)")
        #expect(result.clockReason == nil)
        #expect(result.virtualTime == .seconds(20))
    }
}
