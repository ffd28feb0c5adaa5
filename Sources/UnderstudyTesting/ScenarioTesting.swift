import Determinism
import Scenarios

/// Scenario files in the tests of a package.
public enum ScenarioTesting {
    /// Runs scenarios on virtual time, each under every seed, and throws what does not hold: the thrown error fails a test
    /// of either framework.
    ///
    /// ```swift
    /// @Test func scenarios() throws { try ScenarioTesting.verify("Tests/Scenarios", seeds: 1...20) }
    /// ```
    ///
    /// - Parameters:
    ///   - path: a scenario, or a folder of them.
    ///   - seeds: the seeds of each scenario.
    /// - Throws: `WorldError.Code.expectation` with every failure: the file, the line, the seed, what was expected and what
    ///   there was instead; also where nothing could be read or ran.
    public static func verify(_ path: String, seeds: ClosedRange<UInt64> = 1...1) throws(WorldError) {
        let set = ScenarioSet(paths: [path])
        var failures = set.errors.map(\.description)
        var runs = 0
        for scenario in set.scenarios where scenario.hosts.contains(.simulated) {
            for seed in seeds {
                var runner = Runner(arm: .simulated)
                runner.seed = seed
                let result = runner.run(scenario)
                runs += 1
                failures += words(of: result)
            }
        }
        if runs == 0, failures.isEmpty { failures = ["\(path): there is no scenario that runs on virtual time"] }
        guard failures.isEmpty else { throw WorldError(.expectation, failures.joined(separator: "\n")) }
    }

    private static func words(of result: CaseResult) -> [String] {
        let place = "\(result.file) '\(result.name)', seed \(result.seed)"
        if result.status == .error { return ["\(place): \(result.reason ?? "no reason given")"] }
        return result.failures.map {
            "\(place), line \($0.position.line): \($0.what) \($0.message): expected \($0.expected), got \($0.actual)"
        }
    }
}
