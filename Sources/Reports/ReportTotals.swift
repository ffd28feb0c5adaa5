/// How many cases ended how, and how long they took together.
struct ReportTotals {
    private(set) var tests = 0
    private(set) var failures = 0
    private(set) var errors = 0
    private(set) var skipped = 0
    private(set) var wallTime: Duration = .zero

    /// Counts one more case.
    mutating func add(_ reported: ReportCase) {
        tests += 1
        wallTime += max(reported.wallTime, .zero)
        switch reported.outcome {
        case .passed: break
        case .failed: failures += 1
        case .errored: errors += 1
        case .skipped: skipped += 1
        }
    }

    /// Counts the cases of one more suite.
    mutating func add(_ suite: ReportSuite) {
        for reported in suite.cases { add(reported) }
    }
}
