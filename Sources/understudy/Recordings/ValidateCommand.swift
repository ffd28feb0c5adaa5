import ArgumentParser
import Player
import Recording
import Scenarios

/// `understudy validate`: whether recordings are what their format says, with every problem's place.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks recordings, folders of them and packs; 2: something is broken.")

    @Argument(help: "Recordings, folders of recordings, packs.")
    var files: [String]

    @Flag(name: .shortAndLong, help: "Say nothing of what is in order.")
    var quiet = false

    func run() throws {
        var errors = 0
        for file in files {
            let report: RecordingCheck.Report
            do throws(RecordingFailure) { report = try RecordingCheck.check(file) } catch {
                Output.complain("\(error)")
                errors += 1
                continue
            }
            for (title, problem) in report.problems {
                if problem.severity == .error { errors += 1 }
                try Output.write(Array((problem.message(file: VisibleName.clean(title)) + "\n").utf8))
            }
            if report.isGood, !quiet { print("\(VisibleName.clean(file)): \(report.summary)") }
        }
        if errors > 0 { throw CommandFailure(.badInput, errors == 1 ? "1 problem" : "\(errors) problems") }
    }
}
