@testable import Scenarios

/// Runs a scenario's text on virtual time.
func play(_ text: String, seed: UInt64? = nil) throws -> CaseResult {
    var runner = Runner(arm: .simulated)
    runner.seed = seed
    return runner.run(try scenario(text))
}

/// Reads a scenario's text.
func scenario(_ text: String, file: String = "s.yaml") throws(SourceError) -> Scenario {
    try ScenarioDecoder(file: file, folder: "/nowhere").decode(Array(text.utf8))
}

extension CaseResult {
    /// The failures as `LINE:COLUMN what: message | expected | actual`.
    var complaints: [String] {
        failures.map { "\($0.position) \($0.what): \($0.message) | \($0.expected) | \($0.actual)" }
    }
}
