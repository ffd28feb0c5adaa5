import ArgumentParser
import Recording
import Scenarios
import Text

/// `understudy diff`: what changed between two recordings.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compares two recordings; 0: the same, 1: different, 2: one can't be read.",
        discussion: """
            By messages, identifiers, times, durations and the order of keys count for nothing, and neither does how \
            output was cut into chunks; --strict makes them count. By default recordings of pipes are compared by messages, \
            those of a terminal by what was on the screen, at every marker and at the end.
            """)

    /// What is compared.
    enum Aspect: String, ExpressibleByArgument, CaseIterable {
        case messages, screen, bytes, timing
    }

    @Argument(help: "The one recording.")
    var before: String

    @Argument(help: "The other.")
    var after: String

    @Option(help: "What is compared: messages, screen, bytes or timing.")
    var by: Aspect?

    @Option(help: "A key of messages to pass over, besides those that are new in every run. May be repeated.")
    var ignore: [String] = []

    @Flag(help: "Let identifiers, times and durations in messages count.")
    var strict = false

    @Option(help: "How much a pause may differ by timing.")
    var tolerance = "100ms"

    @Option(help: "Of folders or packs, this process.")
    var process: String?

    func run() throws {
        let allowed: Duration
        do throws(QuantityError) { allowed = try Quantity.duration(tolerance) } catch {
            throw CommandFailure(.badInput, "--tolerance: \(error)")
        }
        let pairs = try Self.pairs(before, after, process: process)
        var isEqual = true
        for (name, one, other) in pairs {
            let report = self.report(one, other, tolerance: allowed)
            isEqual = isEqual && report.isEqual
            let title = pairs.count > 1 ? "\(VisibleName.clean(name)): " : ""
            let lines = ["\(title)\(report.headline)"] + report.lines
            try Output.write(Array((lines.joined(separator: "\n") + "\n").utf8))
        }
        if !isEqual { throw CommandFailure(.scenarioFailed) }
    }

    private func report(_ one: Recording, _ other: Recording, tolerance: Duration) -> ComparisonReport {
        let isTerminal = [one, other].contains { $0.header.understudy?.streams != .pipes }
        switch by ?? (isTerminal ? .screen : .messages) {
        case .messages:
            return MessageComparison.report(
                one, other, ignoring: Set(ignore), isStrict: strict, width: Output.width)
        case .screen: return ScreenComparison.report(one, other)
        case .bytes: return ByteComparison.report(one, other)
        case .timing: return TimingComparison.report(one, other, tolerance: tolerance)
        }
    }

    /// The recordings to compare: two files, or those of one name in two folders or packs.
    private static func pairs(
        _ before: String, _ after: String, process: String?
    ) throws -> [(name: String, one: Recording, other: Recording)] {
        let (one, others) = (
            try RecordingFiles.open(before, process: process), try RecordingFiles.open(after, process: process)
        )
        if one.entries.count == 1, others.entries.count == 1 {
            return [
                (
                    after, try RecordingFiles.read(before, process: process),
                    try RecordingFiles.read(after, process: process)
                )
            ]
        }
        let names = (one.entries.map(\.name), others.entries.map(\.name))
        let alone = names.0.filter { !names.1.contains($0) } + names.1.filter { !names.0.contains($0) }
        if let name = alone.first {
            throw CommandFailure(.badInput, "\(name) is in one of \(before) and \(after) only")
        }
        return try one.entries.map { entry in
            let process = entry.process
            return (
                entry.name, try RecordingFiles.read(before, process: process),
                try RecordingFiles.read(after, process: process)
            )
        }
    }
}
