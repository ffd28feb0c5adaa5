import ArgumentParser
import Player
import Recording
import Scenarios
import Terminal

/// `understudy show`: a recording as a timeline for people.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a recording: what was said, done and measured, and when.")

    @Argument(help: "The recording.")
    var file: String

    @Flag(help: "One JSON object per event instead; with --screen one for the screen.")
    var json = false

    @Option(help: "The terminal's screen at a time instead: 12.3s, end, or a marker's name.")
    var screen: String?

    @Option(help: "Draw that screen (default: the last) into an SVG file, which may not be there yet.")
    var svg: String?

    func run() throws {
        let recording = try RecordingFile.read(file)
        if screen != nil || svg != nil {
            let moment = screen.map { ScreenMoment($0) } ?? .end
            let (screen, instant) = try moment.screen(of: recording, file: file)
            if let svg {
                do { try FileSystem.write(screen.svg, to: svg) } catch {
                    throw CommandFailure(.badInput, "\(svg): can't be written: \(error.reason)")
                }
            }
            if self.screen != nil { try Output.write(json ? screen.json(at: instant) : screen.page) }
        } else if json {
            for line in RecordingTimeline.json(of: recording) { try Output.write(line + [UInt8(ascii: "\n")]) }
        } else {
            let lines = RecordingTimeline.lines(of: recording, width: Output.width)
            try Output.write(Array((lines.joined(separator: "\n") + "\n").utf8))
        }
    }
}

/// `understudy cat`: the bytes of a recording, exactly.
struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Writes the recorded bytes, exactly as they were.")

    /// A stream by its name on the command line.
    enum StreamName: String, ExpressibleByArgument, CaseIterable {
        case stdout, stderr, stdin
    }

    @Argument(help: "The recording.")
    var file: String

    @Option(help: "Only this stream: stdout, stderr or stdin (default: stdout and stderr, in the recorded order).")
    var stream: [StreamName] = []

    func run() throws {
        let recording = try RecordingFile.read(file)
        let names = stream.isEmpty ? [.stdout, .stderr] : stream
        let streams = names.map { name -> StandardStream in
            switch name {
            case .stdout: .stdout
            case .stderr: .stderr
            case .stdin: .stdin
            }
        }
        try Output.write(RecordingStreams.bytes(of: recording, streams: Set(streams)))
    }
}

/// Reads recordings for the subcommands that show them.
enum RecordingFile {
    /// Reads a recording, and says what is odd about it without refusing it.
    static func read(_ path: String) throws -> Recording {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path) } catch {
            throw CommandFailure(.badInput, "\(path): can't be read: \(error.reason)")
        }
        do {
            let recording = try RecordingReader.read(bytes)
            for warning in recording.warnings { Output.complain("\(path): warning: \(warning)") }
            return recording
        } catch {
            throw CommandFailure(.badInput, "\(path): \(error)")
        }
    }
}
