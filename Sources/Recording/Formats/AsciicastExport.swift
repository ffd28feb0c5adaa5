import Determinism
import Text

/// Writes the older versions of asciicast, for players that know no newer one.
///
/// Version 2 has absolute times and no comments; its players pass over codes and header keys that they do not know, so
/// ours stay. Version 1 has delays and output, nothing else.
/// Source: asciicast v1 and v2 file formats, <https://docs.asciinema.org/manual/asciicast/v2/>.
enum AsciicastExport {
    /// Version 2.
    static func second(_ recording: Recording, losses: inout ConversionLosses) -> [UInt8] {
        losses.add("comment line", count: recording.comments.count)
        if recording.isComplete, recording.header.understudy != nil { losses.add("closing line") }
        var file = JSONValue.object(olderHeader(recording.header, version: 2)).encoded + [UInt8(ascii: "\n")]
        // The spelling of events is that of version 3 but for the times.
        var writer = RecordingWriter(header: recording.header)
        var clock = Instant.zero
        for event in recording.events {
            clock = max(clock, event.at)
            for line in writer.line(for: event).split(separator: UInt8(ascii: "\n")) {
                guard let comma = line.firstIndex(of: UInt8(ascii: ",")) else { continue }
                file += "[\(clock)".utf8
                file += line[comma...]
                file.append(UInt8(ascii: "\n"))
            }
        }
        return file
    }

    /// Version 1.
    static func first(_ recording: Recording, losses: inout ConversionLosses) -> [UInt8] {
        losses.add("comment line", count: recording.comments.count)
        var header = olderHeader(recording.header, version: 1)
        for member in header.members where !firstVersionKeys.contains(member.key) {
            losses.add("header key")
            header[member.key] = nil
        }
        var stdout: [JSONValue] = []
        var splitter = UTF8Splitter()
        var previous = Instant.zero
        for event in recording.events {
            guard case .output(let bytes) = event.content else {
                losses.add(event: event.content)
                continue
            }
            if !UTF8Check.isValid(bytes) { losses.add("chunk with broken characters", became: "rounded to characters") }
            let delay = event.at.microseconds - previous.microseconds
            previous = event.at
            stdout.append([.number(JSONNumber(text: Instant.text(microseconds: delay))), .string(splitter.feed(bytes))])
        }
        let rest = splitter.finish()
        if !rest.isEmpty { stdout.append([0, .string(rest)]) }
        if header["duration"] == nil { header["duration"] = .number(JSONNumber(text: previous.description)) }
        header["stdout"] = .array(stdout)
        return JSONValue.object(header).encoded + [UInt8(ascii: "\n")]
    }

    private static let firstVersionKeys: Set = ["version", "width", "height", "duration", "command", "title", "env"]

    /// The header as versions 1 and 2 say it.
    private static func olderHeader(_ header: RecordingHeader, version: Int) -> JSONObject {
        var json = JSONObject()
        json["version"] = .int(version)
        json["width"] = .int(header.term.json["cols"]?.int ?? header.term.size.columns)
        json["height"] = .int(header.term.json["rows"]?.int ?? header.term.size.rows)
        for member in header.json.members where member.key != "version" && member.key != "term" {
            json[member.key] = member.value
        }
        json["theme"] = header.term.json["theme"]
        if let type = header.term.type, json["env"]?["TERM"] == nil {
            var env = json["env"]?.object ?? JSONObject()
            env["TERM"] = .string(type)
            json["env"] = .object(env)
        }
        return json
    }
}
