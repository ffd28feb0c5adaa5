import ArgumentParser
import Reports

/// `understudy merge`: one JUnit report of the shards of a run.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Makes one JUnit report of several; a case in two of them is refused.")

    @Argument(help: "The reports of the shards.")
    var reports: [String]

    @Option(name: .shortAndLong, help: "The merged report.")
    var output: String

    func run() throws {
        let outcome: JUnitMerge.Outcome
        do throws(JUnitMerge.Failure) { outcome = try JUnitMerge.merge(reports, into: output) } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
        for note in outcome.notes { Output.complain("warning: \(note)") }
        let cases = "\(outcome.cases) cases (\(outcome.bad) failed, \(outcome.skipped) skipped)"
        print("\(output): \(outcome.reports) reports, \(outcome.suites) suites, \(cases)")
    }
}
