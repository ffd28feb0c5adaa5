import Scenarios

/// A timeout of 300 s on real processes by the clock protocol, beside the same processes that answer at once.
enum VirtualTimeouts: Benchmark {
    static let name = "virtual-timeouts"
    static let summary = "a 300 s timeout on real processes and terminals; must take under 50 ms, at exactly 300.000 s"

    private static let head = "name: Timeout\ncheck: { leftovers: none }\n"

    private static func onPipes(_ say: String, _ end: String) -> String {
        head + """
            orchestrator: { agent_timeout: 300s }
            claude: [ { when: { agent: qa }, say: [ \(say) ] }, { say: [ { text: "**QA Agent**: test\\n" } ] } ]
            steps: [ { send: go }, { expect: { result: { agent: qa, \(end) } } } ]
            """
    }

    private static func onTerminal(_ start: String, _ say: String, _ text: String) -> String {
        head + """
            orchestrator: { type: interactive-subprocess, startup_timeout: 300s, timeout: 1h }
            \(start)
            claude: [ { say: [ \(say) ] } ]
            steps: [ { send: go }, { expect: { event: { name: turn, text: "\(text)" }, within: 2h } } ]
            """
    }

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let fake = try Programs.product("claude")
        let folder = try WorkFolder()
        let contenders = [
            ("timeout on pipes", onPipes("{ wait: 1h }", "status: timed-out, after: 300s")),
            ("answer on pipes", onPipes("{ text: done }", "status: completed, after: 0s")),
            (
                "timeout on a terminal",
                onTerminal("faults: [ { kind: slow-start, for: 2h } ]", "{ text: late }", "startup_timeout")
            ),
            ("answer on a terminal", onTerminal("", "{ text: done }", "completed")),
            ("300 s of a terminal that spins", onTerminal("", "{ wait: 300s }, { text: done }", "completed")),
        ]
        var cases: [(name: String, run: () throws(BenchmarkError) -> Double)] = []
        for (place, contender) in contenders.enumerated() {
            let path = try folder.write("case-\(place).yaml", Array(contender.1.utf8))
            let set = ScenarioSet(paths: [path])
            guard let scenario = set.scenarios.first else { throw BenchmarkError("\(set.errors)") }
            var runner = Runner(arm: .fake)
            runner.fakePath = fake
            let runs = runner
            cases.append(
                (
                    contender.0,
                    { () throws(BenchmarkError) -> Double in
                        let start = now()
                        let result = runs.run(scenario)
                        let seconds = now() - start
                        guard result.status == .passed, result.timeScale == nil else {
                            throw BenchmarkError(
                                "\(contender.0): \(result.failures) \(result.reason ?? "") \(result.clockReason ?? "")")
                        }
                        return seconds
                    }
                ))
        }
        let series = try interleave(rounds: settings.isShort ? 20 : 500, cases)
        let late = [series[0], series[2]].reduce(0) { $0 + $1.seconds.count { $0 >= 0.05 } }
        let all = series[0].seconds.count + series[2].seconds.count
        return series.map { $0.line(unit: .milliseconds) } + [
            "  \(all) timeouts, each at exactly 300.000 s; \(late) took 50 ms or longer",
            "  what 300 s cost: \(rounded((series[0].median - series[1].median) * 1e3, 1)) ms on pipes, "
                + "\(rounded((series[2].median - series[3].median) * 1e3, 1)) ms on a terminal",
        ]
    }
}
