import ArgumentParser
import Player
import Recording
import Scenarios
import Text

/// `understudy redact`: a recording without its secrets, as a new file.
struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Takes secrets out of recordings.",
        discussion: """
            Known kinds of keys, values of variables named like secrets, and the names of this user and machine in paths \
            are replaced in as many bytes; sizes, times and comments stay. Prints how often each rule has struck.
            """)

    @Argument(help: "The recording, or a folder or pack of recordings.")
    var file: String

    @Option(name: .shortAndLong, help: "The new file, or folder for a folder or pack; it may not be there yet.")
    var output: String

    @OptionGroup var options: RedactionOptions

    @Flag(help: "Print one JSON object for each recording instead.")
    var json = false

    func run() throws {
        let rules = try options.rules()
        let (set, entries) = try RecordingFiles.open(file)
        if set.isSingle, let entry = entries.first { return try redact(entry, of: set, to: output, rules) }
        do { try FileSystem.makeNewFolder(output) } catch {
            throw CommandFailure(.badInput, "\(output): can't be made: \(error.reason)")
        }
        do { for entry in entries { try redact(entry, of: set, to: "\(output)/\(entry.name)", rules) } } catch {
            FileSystem.removeTree(output)
            throw error
        }
    }

    private func redact(
        _ entry: RecordingSet.Entry, of set: RecordingSet, to output: String, _ rules: RedactionRules
    ) throws {
        let recording = try RecordingFiles.reporting { () throws(RecordingFailure) in try set.read(entry) }
        for warning in recording.warnings { Output.complain("\(entry.title): warning: \(warning)") }
        let result = recording.redacted(with: rules)
        try RecordingFiles.write(result.encoded, to: output)
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
