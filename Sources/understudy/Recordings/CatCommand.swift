import ArgumentParser
import Recording
import Scenarios

/// `understudy cat`: the bytes of a recording, exactly.
///
/// It reads in flat memory, so that what came before a broken line may be written already when the error is said.
struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Writes the recorded bytes, exactly as they were.")

    /// A stream by its name on the command line.
    enum StreamName: String, ExpressibleByArgument, CaseIterable {
        case stdout, stderr, stdin

        var stream: StandardStream {
            switch self {
            case .stdout: .stdout
            case .stderr: .stderr
            case .stdin: .stdin
            }
        }
    }

    @Argument(help: "The recording, a folder of recordings, or a pack.")
    var file: String

    @Option(help: "Only this stream: stdout, stderr or stdin (default: stdout and stderr, in the recorded order).")
    var stream: [StreamName] = []

    @Option(help: "Of a folder or pack, only this process (default: all, in the order of main.cast, or of time).")
    var process: String?

    func run() throws {
        let streams = Set((stream.isEmpty ? [.stdout, .stderr] : stream).map(\.stream))
        let (set, entries) = try RecordingFiles.open(file, process: process)
        var merge = try RecordingFiles.reporting { () throws(RecordingFailure) in try RecordingMerge(set, entries) }
        var buffer = OutputBuffer()
        while let event = try RecordingFiles.reporting({ () throws(RecordingFailure) in try merge.next() }) {
            if let stream = event.stream, streams.contains(stream), let bytes = event.bytes { try buffer.write(bytes) }
        }
        try buffer.flush()
        for (title, warning) in merge.warnings { Output.complain("\(title): warning: \(warning)") }
    }
}
