import ArgumentParser
import Player
import Recording
import Scenarios

/// `understudy convert`: a recording in another format.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Reads and writes recordings in the formats of other tools.",
        discussion: """
            Formats: \(RecordingFormat.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")).
            What the target can't hold is counted on standard error.
            """)

    @Argument(help: "The recording, in any of the formats.")
    var source: String

    @Argument(help: "The new file; it may not be there yet. - for standard output.")
    var target: String

    @Option(help: ArgumentHelp("The source's format, where its content and name don't tell.", valueName: "format"))
    var from: String?

    @Option(help: ArgumentHelp("The target's format, where its name doesn't tell.", valueName: "format"))
    var to: String?

    @Option(help: "The timing of a typescript (script -T).")
    var timing: String?

    @Option(help: "The input log of a typescript (script -I), where it is a file of its own.")
    var input: String?

    func run() throws {
        let to = try targetFormat()
        let recording: Recording
        if from == nil, let set = try? RecordingSet(source), !set.isSingle {
            recording = try RecordingFiles.read(source)
        } else {
            recording = try imported()
        }
        let outcome: RecordingExport.Outcome
        do throws(ConversionError) {
            outcome = try RecordingExport.write(recording, as: to, name: target)
        } catch {
            throw CommandFailure(.badInput, "\(source): can't be written as \(to): \(error)")
        }
        try write(outcome.files, as: to)
        if !outcome.losses.isEmpty { Output.complain("\(target): \(to): \(outcome.losses.text)") }
    }

    private func imported() throws -> Recording {
        var parts = RecordingImport.Source(main: try Self.read(source))
        let format = try sourceFormat(parts.main)
        let isTypescript = format == .typescript || format == .typescriptClassic
        if isTypescript {
            parts.timing = try timing.map(Self.read) ?? Self.companion(of: source, ".timing")
            parts.input = try input.map(Self.read) ?? (timing == nil ? Self.companion(of: source, ".input") : nil)
        } else if let extra = timing ?? input {
            throw CommandFailure(
                .badInput, "\(extra): only a typescript has a timing and an input log, this is \(format)")
        }
        do throws(ConversionError) {
            let outcome = try RecordingImport.read(parts, as: format)
            for warning in outcome.recording.warnings { Output.complain("\(source): warning: \(warning)") }
            if !outcome.losses.isEmpty { Output.complain("\(source): \(format): \(outcome.losses.text)") }
            return outcome.recording
        } catch {
            throw CommandFailure(.badInput, error.message(file: file(of: error.part)))
        }
    }

    private func file(of part: ConversionError.Part) -> String {
        switch part {
        case .main: source
        case .timing: timing ?? source + ".timing"
        case .input: input ?? source + ".input"
        }
    }

    private func sourceFormat(_ bytes: [UInt8]) throws -> RecordingFormat {
        if let from { return try Self.format(from) }
        switch FormatGuess.source(Array(bytes.prefix(FormatGuess.bytesMax)), name: source) {
        case .format(let format): return format
        case .ambiguous(let formats, let reason):
            let options = formats.map { "--from \($0)" }.joined(separator: " or ")
            throw CommandFailure(.badInput, "\(source): \(reason): say \(options)")
        case .unknown(let reason): throw CommandFailure(.badInput, "\(source): \(reason)")
        }
    }

    private func targetFormat() throws -> RecordingFormat {
        if let to { return try Self.format(to) }
        switch FormatGuess.target(name: target) {
        case .format(let format): return format
        case .ambiguous(let formats, let reason):
            let options = formats.map { "--to \($0)" }.joined(separator: " or ")
            throw CommandFailure(.badInput, "\(target): \(reason): say \(options)")
        case .unknown(let reason):
            let names = RecordingFormat.all.map(\.name).joined(separator: ", ")
            throw CommandFailure(.badInput, "\(target): \(reason): say --to, one of \(names)")
        }
    }

    private static func format(_ name: String) throws -> RecordingFormat {
        if let format = RecordingFormat(name: name) { return format }
        let names = RecordingFormat.all.map(\.name)
        let hint = nearest(to: name, in: names).map { "; did you mean \($0)?" } ?? ""
        throw CommandFailure(.badInput, "unknown format \"\(name)\": one of \(names.joined(separator: ", "))\(hint)")
    }

    private func write(_ files: [RecordingExport.File], as format: RecordingFormat) throws {
        if target == "-" {
            guard files.count == 1 else {
                throw CommandFailure(.badInput, "\(format) needs \(files.count) files: give a name instead of -")
            }
            return try Output.write(files[0].bytes)
        }
        try RecordingFiles.reporting { () throws(RecordingFailure) in
            // All are made before any is kept, so that a failure leaves none behind.
            var made = try NewFiles(files.map { target + $0.suffix })
            try made.write(files.map(\.bytes))
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do { return try FileSystem.read(path) } catch {
            throw CommandFailure(.badInput, "\(path): can't be read: \(error.reason)")
        }
    }

    /// What stands beside a typescript under the name that `convert` gives it; `nil` where nothing does.
    private static func companion(of path: String, _ suffix: String) throws -> [UInt8]? {
        FileSystem.kind(of: path + suffix) == .file ? try read(path + suffix) : nil
    }
}
