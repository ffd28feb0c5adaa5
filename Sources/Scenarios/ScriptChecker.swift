import Player
import Recording
import Text

/// Checks the script of a scenario while the places of its lines are still known, and makes its paths absolute.
struct ScriptChecker {
    let file: String
    let folder: String

    /// The script as every arm gets it; `nil` for `echo`.
    ///
    /// - Throws: `SourceError` with the place of an unknown key, a wrong value, or a recording that can't be played.
    func check(_ value: YAMLValue) throws(SourceError) -> JSONValue? {
        if case .scalar("echo", _) = value.content { return nil }
        var script = value.json
        try resolve(&script, value)
        do { _ = try Script(script) } catch {
            let place = value.position(of: error.path) ?? value.position
            throw SourceError(file: file, position: place, Self.words(of: error))
        }
        return script
    }

    /// `unknown key 'wiat'; did you mean 'wait'?` — the place is already in front of the message.
    private static func words(of error: ScriptError) -> String {
        guard let key = error.path.split(separator: ".").last, error.reason.hasPrefix("unknown key") else {
            return error.path.isEmpty ? error.reason : "claude\(error.path): \(error.reason)"
        }
        return "unknown key '\(key)'\(error.reason.dropFirst("unknown key".count))"
    }

    /// Makes `play:` absolute in every entry, and sees to it that what is named can be played.
    private func resolve(_ script: inout JSONValue, _ value: YAMLValue) throws(SourceError) {
        guard case .mapping(let members) = value.content, case .object(var object) = script,
            let member = members.first(where: { $0.key == "entries" }), var entries = object["entries"]
        else { return try resolveEntries(&script, value) }
        try resolveEntries(&entries, member.value)
        object["entries"] = entries
        script = .object(object)
    }

    private func resolveEntries(_ script: inout JSONValue, _ value: YAMLValue) throws(SourceError) {
        guard case .array(var entries) = script, case .sequence(let values) = value.content else { return }
        for (index, entry) in values.enumerated() {
            guard case .mapping(let members) = entry.content, case .object(var object) = entries[index],
                let member = members.first(where: { $0.key == "play" }),
                case .scalar(let path, _) = member.value.content
            else { continue }
            let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            try checkRecording(absolute, named: path, at: member.value.position)
            object["play"] = .string(FileSystem.absolute(absolute) ?? absolute)
            entries[index] = .object(object)
        }
        script = .array(entries)
    }

    private func checkRecording(_ path: String, named name: String, at position: SourcePosition) throws(SourceError) {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path) } catch {
            throw SourceError(file: file, position: position, "can't read the recording '\(name)': \(error.reason)")
        }
        do { _ = try RecordingReader.read(bytes) } catch {
            throw SourceError(file: file, position: position, "the recording '\(name)' is broken: \(error)")
        }
    }
}

extension YAMLValue {
    /// Where the value of a path such as `[0].say[2].wait` stands; a key that is unknown stands where it is written.
    func position(of path: String) -> SourcePosition? {
        var place = position
        var value = self
        for segment in path.split(whereSeparator: { ".[".contains($0) }) {
            if segment.hasSuffix("]"), let index = Int(segment.dropLast()) {
                guard case .sequence(let elements) = value.content, elements.indices.contains(index) else {
                    return place
                }
                value = elements[index]
                place = value.position
            } else {
                guard case .mapping(let members) = value.content,
                    let member = members.first(where: { $0.key == segment })
                else { return place }
                value = member.value
                place = member.position
            }
        }
        return place
    }
}

/// Translates a script that a person has written in YAML into the JSON that the fake reads.
public enum ScriptTranslator {
    /// The JSON of a YAML script; the paths of its recordings become absolute.
    ///
    /// - Throws: `SourceError` with the place of the first thing that is wrong.
    public static func json(of file: String) throws(SourceError) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(file, limit: YAMLReader.fileBytesMax) } catch {
            throw SourceError(file: file, "can't be read: \(error.reason)")
        }
        guard let value = try YAMLReader.read(bytes, file: file) else {
            throw SourceError(file: file, "the file is empty; a script is a list of entries")
        }
        let absolute = FileSystem.absolute(file) ?? file
        let folder = absolute.lastIndex(of: "/").map { String(absolute[..<$0]) } ?? "."
        return try ScriptChecker(file: file, folder: folder).check(value)?.encoded ?? []
    }
}
