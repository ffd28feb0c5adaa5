import Determinism
import Hosting

/// Two runs of one seed have to be one run.
extension Runner {
    /// Which runs are done twice.
    public enum Verification: Sendable, Hashable {
        /// Every one.
        case all
        /// Those that fail and, of the others, one in twenty; on virtual time only, where a second run costs nothing.
        case some
    }

    /// How many runs there are for one that is done twice though it passed.
    private static let sampling: UInt64 = 20

    /// Runs a scenario, and once more where that is due.
    public func run(_ scenario: Scenario, offset: UInt64 = 0, verifying verification: Verification) -> CaseResult {
        let journal = RunJournal()
        let result = run(scenario, offset: offset, journal: journal)
        guard isDue(result, verification) else { return result }
        var runner = self
        runner.recordFolder = nil
        let second = RunJournal()
        let other = runner.run(scenario, offset: offset, journal: second)
        if other.trace == result.trace, other.status == result.status { return result }
        guard let place = journal.firstDifference(from: second) else { return result.different(from: other) }
        return result.different(from: other, at: place, of: journal, runner.lines(of: scenario, offset, at: place))
    }

    private func isDue(_ result: CaseResult, _ verification: Verification) -> Bool {
        switch (result.status, verification) {
        case (.skipped, _), (.error, _): return false
        case (_, .all): return true
        case (_, .some) where arm != .simulated: return false
        case (.failed, .some): return true
        case (.passed, .some):
            var hash = TraceHash()
            hash.combine(result.seed)
            hash.combine(result.name)
            return hash.value % Self.sampling == 0
        }
    }

    /// What two more runs do at an event, in words: what differs once mostly differs again.
    private func lines(of scenario: Scenario, _ offset: UInt64, at place: Int) -> [String] {
        (0..<2).map { _ in
            let journal = RunJournal(hasLines: true)
            _ = run(scenario, offset: offset, journal: journal)
            return journal.lines.indices.contains(place) ? journal.lines[place] : "nothing: the run is over"
        }
    }
}

extension CaseResult {
    /// The verdict that a run could not be repeated.
    fileprivate func different(
        from other: CaseResult, at place: Int, of journal: RunJournal, _ lines: [String]
    ) -> CaseResult {
        let instant = journal.marks.indices.contains(place) ? journal.marks[place].instant : Instant.zero + virtualTime
        var result = self
        result.status = .failed
        result.failures.append(
            Failure(
                what: "verify", position: SourcePosition(line: 1, column: 1),
                message: "nondeterministic at t = \(instant) s, event \(place + 1): two runs with seed \(seed) differ",
                expected: lines[0], actual: lines[1]))
        return result
    }

    fileprivate func different(from other: CaseResult) -> CaseResult {
        var result = self
        result.status = .failed
        result.failures.append(
            Failure(
                what: "verify", position: SourcePosition(line: 1, column: 1),
                message: "nondeterministic: two runs with seed \(seed) differ in what they came to",
                expected: "\(status.rawValue), trace \(trace), \(events) events",
                actual: "\(other.status.rawValue), trace \(other.trace), \(other.events) events"))
        return result
    }
}
