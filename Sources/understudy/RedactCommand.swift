import ArgumentParser
import Player
import Recording
import Scenarios
import Text

/// `understudy redact`: a recording without its secrets, as a new file.
struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Takes secrets out of a recording, or of a folder of recordings.",
        discussion: """
            Known kinds of keys, values of variables named like secrets, and the names of this user and machine in paths \
            are replaced in as many bytes; sizes, times and comments stay. Prints how often each rule has struck.
            """)

    @Argument(help: "The recording, or a folder NAME.casts.")
    var file: String

    @Option(name: .shortAndLong, help: "The new file or folder; it may not be there yet.")
    var output: String

    @OptionGroup var options: RedactionOptions

    @Flag(help: "Print one JSON object for each recording instead.")
    var json = false

    func run() throws {
        let rules = try options.rules()
        guard FileSystem.kind(of: file) == .folder else { return try redact(file, to: output, rules) }
        let names = (FileSystem.list(file) ?? []).filter { $0.hasSuffix(".cast") }
        guard !names.isEmpty else {
            throw CommandFailure(.badInput, "\(file): there is no recording (NAME.cast) in this folder")
        }
        // All are read before anything is written.
        let recordings = try names.map { try RecordingFile.read("\(file)/\($0)") }
        do { try FileSystem.makeNewFolder(output) } catch {
            throw CommandFailure(.badInput, "\(output): can't be made: \(error.reason)")
        }
        for (name, recording) in zip(names, recordings) { try write(recording, to: "\(output)/\(name)", rules) }
    }

    private func redact(_ file: String, to output: String, _ rules: RedactionRules) throws {
        try write(RecordingFile.read(file), to: output, rules)
    }

    private func write(_ recording: Recording, to output: String, _ rules: RedactionRules) throws {
        let result = recording.redacted(with: rules)
        do { try FileSystem.write(result.encoded, to: output) } catch {
            throw CommandFailure(.badInput, "\(output): can't be written: \(error.reason)")
        }
        let before = Dictionary(uniqueKeysWithValues: recording.redactions.map { ($0.rule, $0.count) })
        let counts = result.redactions.map { (rule: $0.rule, count: $0.count - (before[$0.rule] ?? 0)) }
            .filter { $0.count > 0 }
        if json {
            let members = counts.map { JSONObject.Member(key: $0.rule, value: .int($0.count)) }
            let line: JSONValue = [
                "file": .string(output), "events": .int(result.events.count),
                "redactions": .object(JSONObject(members: members)),
            ]
            try Output.write(line.encoded + [0x0A])
        } else {
            let words = counts.map { "\($0.rule) \($0.count)" }.joined(separator: ", ")
            print(
                VisibleText.clean(
                    "\(output): \(result.events.count) events; replaced: \(words.isEmpty ? "nothing" : words)"))
        }
    }
}
