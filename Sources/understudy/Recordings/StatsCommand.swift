import ArgumentParser
import Recording
import Scenarios
import Text

/// `understudy stats`: the figures of recordings.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Shows sizes, times, pauses, messages, tokens and memory of recordings.")

    @Argument(help: "Recordings, folders of recordings, packs.")
    var files: [String]

    @Flag(help: "One JSON object per recording instead.")
    var json = false

    func run() throws {
        var isFirst = true
        for file in files {
            let (set, entries) = try RecordingFiles.open(file)
            for entry in entries {
                let statistics = try RecordingFiles.reporting { () throws(RecordingFailure) in
                    try Self.gather(try set.open(entry))
                }
                if json {
                    var object = JSONObject(members: [JSONObject.Member(key: "file", value: .string(entry.title))])
                    object.members += statistics.json.object?.members ?? []
                    try Output.write(JSONValue.object(object).encoded + [UInt8(ascii: "\n")])
                } else {
                    let isSeveral = files.count > 1 || entries.count > 1
                    let title = isSeveral ? ["\(isFirst ? "" : "\n")\(VisibleName.clean(entry.title))"] : []
                    try Output.write(Array(((title + statistics.lines).joined(separator: "\n") + "\n").utf8))
                }
                isFirst = false
            }
        }
    }

    private static func gather(_ input: consuming RecordingInput) throws(RecordingFailure) -> RecordingStatistics {
        var statistics = RecordingStatistics()
        while let event = try input.next() {
            statistics.add(event)
            _ = input.takeComments()
        }
        for warning in input.reader.warnings { Output.complain("\(input.title): warning: \(warning)") }
        statistics.finish()
        return statistics
    }
}
