import Determinism
import Hosting
import LiveHost
import Recording
import Scenarios

/// A timeout of 300 s on real processes by the clock protocol, beside the same processes that answer at once.
enum VirtualTimeouts: Benchmark {
    static let name = "virtual-timeouts"
    static let summary = "a 300 s timeout on real processes and terminals; must take under 50 ms, at exactly 300.000 s"

    private static func scenario(_ say: String, _ end: String) -> String {
        """
        name: Timeout
        orchestrator: { agent_timeout: 300s }
        claude: [ { when: { agent: qa }, say: [ \(say) ] }, { say: [ { text: "**QA Agent**: test\\n" } ] } ]
        steps: [ { send: go }, { expect: { result: { agent: qa, \(end) } } } ]
        check: { leftovers: none }
        """
    }

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let fake = try Programs.product("claude")
        let folder = try WorkFolder()
        let timeout = try load(scenario("{ wait: 1h }", "status: timed-out, after: 300s"), "timeout", in: folder)
        let answer = try load(scenario("{ text: done }", "status: completed, after: 0s"), "answer", in: folder)
        let series = try interleave(
            rounds: settings.isShort ? 20 : 500,
            [
                ("agent's limit, pipes", { () throws(BenchmarkError) in try time(timeout, fake: fake) }),
                ("agent that answers, pipes", { () throws(BenchmarkError) in try time(answer, fake: fake) }),
                ("program's limit, terminal", { () throws(BenchmarkError) in try wait(seconds: 300, fake: fake) }),
                ("program that is killed, terminal", { () throws(BenchmarkError) in try wait(seconds: 1, fake: fake) }),
            ])
        let timeouts = series[0].seconds + series[2].seconds
        return series.map { $0.line(unit: .milliseconds) } + [
            "  \(timeouts.count) timeouts, each at exactly 300.000 s; \(timeouts.count { $0 >= 0.05 }) took 50 ms or longer"
        ]
    }

    private static func load(
        _ text: String, _ name: String, in folder: borrowing WorkFolder
    ) throws(BenchmarkError) -> Scenario {
        let set = ScenarioSet(paths: [try folder.write("\(name).yaml", Array(text.utf8))])
        guard let scenario = set.scenarios.first else { throw BenchmarkError("\(set.errors)") }
        return scenario
    }

    /// One run of two processes.
    private static func time(_ scenario: Scenario, fake: String) throws(BenchmarkError) -> Double {
        var runner = Runner(arm: .fake)
        runner.fakePath = fake
        let start = now()
        let result = runner.run(scenario)
        let seconds = now() - start
        guard result.status == .passed, result.timeScale == nil else {
            throw BenchmarkError("\(result.failures) \(result.reason ?? "") \(result.clockReason ?? "")")
        }
        return seconds
    }

    /// The fake on a terminal, killed after so many seconds.
    private static func wait(seconds: Int64, fake: String) throws(BenchmarkError) -> Double {
        let start = now()
        let limit = Instant(microseconds: seconds * 1_000_000)
        let process = ProcessHandle(rawValue: 0)
        do throws(HostFailure) {
            let host = try LiveHost(virtualTimeFrom: 1)
            let environment = [("UNDERSTUDY_PLAY", "echo"), ("TERM", "xterm"), ("HOME", "/nonexistent")]
            try host.perform(
                .spawn(
                    process,
                    Launch(
                        executable: fake, environment: environment.map { EnvironmentVariable($0.0, $0.1) },
                        streams: .pseudoterminal(.standard))))
            try host.perform(.demand(Channel(process, .stdout), bytes: .max / 2))
            while try host.next(until: limit) != nil {}
            guard host.now == limit else { throw HostFailure(.limit, "the limit came at \(host.now) s") }
            try host.perform(.signal(process, .kill, .group))
            while let occurrence = try host.next(until: limit + .seconds(1)) {
                if case .exited = occurrence.event, occurrence.instant == limit { break }
            }
            host.close()
        } catch {
            throw BenchmarkError("\(error)")
        }
        return now() - start
    }
}
