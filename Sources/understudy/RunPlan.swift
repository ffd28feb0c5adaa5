import Hosting
import Scenarios

/// Which scenario runs when: every file's runs stand together, as its cases do in a report.
struct RunPlan: Sendable {
    /// One run of one scenario.
    struct Item: Sendable {
        let scenario: Scenario
        /// Which run of the scenario, from 0.
        let run: Int
        let isLastOfFile: Bool
    }

    let scenarios: [Scenario]
    let runs: Int

    var count: Int { scenarios.count * runs }

    subscript(index: Int) -> Item {
        Item(scenario: scenarios[index / runs], run: index % runs, isLastOfFile: index % runs == runs - 1)
    }
}

/// How many cases came to what.
struct Tally {
    private(set) var passed = 0
    private(set) var failed = 0
    private(set) var skipped = 0
    private(set) var errors = 0
    private(set) var virtualTime: Duration = .zero
    /// What all cases together have reached.
    private(set) var reached = Reached()

    mutating func count(_ result: CaseResult) {
        switch result.status {
        case .passed: passed += 1
        case .failed: failed += 1
        case .skipped: skipped += 1
        case .error: errors += 1
        }
        virtualTime += result.virtualTime
        reached.formUnion(result.reached)
    }

    /// Ends with the status that the cases call for.
    func verdict() throws {
        if errors > 0 { throw CommandFailure(.harnessFailed) }
        if failed > 0 { throw CommandFailure(.scenarioFailed) }
    }
}
