import Text

/// What must hold of a header before anyone relies on it: types by key, versions that we read.
struct RecordingHeaderCheck {
    /// What is wrong, and with which key.
    struct Problem: Error {
        let code: RecordingError.Code
        let key: String?
        let reason: String
    }

    /// What a reader should warn of.
    private(set) var warning: (code: RecordingWarning.Code, text: String)?

    /// The header that an object says, in the form of version 3.
    mutating func header(of value: JSONValue) throws(Problem) -> RecordingHeader {
        guard let json = value.object else {
            throw Problem(
                code: .badHeader, key: nil, reason: "the first line is \(value.kind), not the object of a header")
        }
        guard let version = json["version"]?.int else {
            throw Problem(code: .badHeader, key: nil, reason: "the header has no `version`: this is no recording")
        }
        let header: RecordingHeader
        switch version {
        case 1, 2: header = try RecordingHeader(olderJSON: json)
        case 3: header = RecordingHeader(json: json)
        default:
            throw Problem(
                code: .unknownVersion, key: "version",
                reason: "asciicast version \(version): versions 1 to 3 can be read")
        }
        try check(header)
        return header
    }

    private mutating func check(_ header: RecordingHeader) throws(Problem) {
        try checkTerminal(header.json["term"])
        try expect(header.json, "timestamp", "a number") { $0.number != nil }
        for key in ["command", "title"] { try expect(header.json, key, "a string") { $0.string != nil } }
        try expect(header.json, "env", "an object of strings") { value in
            value.object?.members.allSatisfy { $0.value.string != nil || $0.value == .null } ?? false
        }
        try expect(header.json, "idle_time_limit", "seconds", Self.isTime)
        try expect(header.json, "tags", "a list of strings") { $0.strings != nil }
        try expect(header.json, "understudy", "an object") { $0.object != nil }
        if let details = header.understudy { try check(details) }
    }

    private mutating func checkTerminal(_ value: JSONValue?) throws(Problem) {
        guard let columns = value?["cols"]?.int, let rows = value?["rows"]?.int else {
            let found = value.map { _ in "whole numbers `cols` and `rows` expected in `term`" } ?? "`term` is missing"
            throw Problem(code: .badHeader, key: "term", reason: found)
        }
        let size = TerminalSize(columns: columns, rows: rows)
        if size.columns != columns || size.rows != rows {
            warning = (.sizeClamped, "the terminal size \(columns)x\(rows) is out of range: \(size) is used")
        }
    }

    private mutating func check(_ details: RecordingDetails) throws(Problem) {
        let isNewer = try checkFormat(details)
        let json = details.json
        for key in ["cwd", "process", "parent", "engine"] { try expect(json, key, "a string") { $0.string != nil } }
        try expect(json, "argv", "a list of strings") { $0.strings != nil }
        try expect(json, "start", "seconds", Self.isTime)
        try expect(json, "seed", "a whole number from 0 to 2^64 - 1") { value in
            value.number.flatMap { UInt64($0.text) } != nil
        }
        try expect(json, "redactions", "an object of whole numbers") { value in
            value.object?.members.allSatisfy { $0.value.int != nil } ?? false
        }
        try expect(json, "provenance", "an object") { $0.object != nil }
        // A newer minor version may know more words than we do.
        guard !isNewer else { return }
        try expect(json, "streams", "one of pty, pipes") { value in
            value.string.flatMap(RecordingDetails.Streams.init(rawValue:)) != nil
        }
        guard let provenance = json["provenance"]?.object else { return }
        try expect(provenance, "kind", "one of recorded, modelled, synthetic") { value in
            value.string.flatMap(RecordingProvenance.Kind.init(rawValue:)) != nil
        }
        for key in ["cli", "cli_version", "recorder_version"] {
            try expect(provenance, key, "a string") { $0.string != nil }
        }
    }

    /// Whether the format is a newer minor version.
    private mutating func checkFormat(_ details: RecordingDetails) throws(Problem) -> Bool {
        guard let value = details.json["format"] else { return false }
        let parts = (value.string ?? "").split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1], major >= 0, minor >= 0 else {
            throw Problem(code: .badHeader, key: "format", reason: "`format` must be MAJOR.MINOR, such as \"1.0\"")
        }
        guard major == RecordingDetails.formatMajor else {
            let known = "\(RecordingDetails.formatMajor).\(RecordingDetails.formatMinor)"
            let reason = "the recording's format is \(major).\(minor), this program reads up to \(known)"
            throw Problem(code: .unknownVersion, key: "format", reason: reason)
        }
        guard minor > RecordingDetails.formatMinor else { return false }
        warning = (.newerFormat, "the recording's format \(major).\(minor) is newer: what is unknown is kept as it is")
        return true
    }

    private static func isTime(_ value: JSONValue) -> Bool { value.number.flatMap { DecimalSeconds($0.text) } != nil }

    /// Checks one key's value; absent and null are always good.
    private func expect(
        _ json: JSONObject, _ key: String, _ expected: String, _ isGood: (JSONValue) -> Bool
    ) throws(Problem) {
        guard let value = json[key], value != .null, !isGood(value) else { return }
        throw Problem(
            code: .badHeader, key: key, reason: "`\(key)` of the header must be \(expected), it is \(value.kind)")
    }
}

extension RecordingHeader {
    /// A header of version 1 or 2 in the form of version 3; `version` still says what it was.
    ///
    /// Source: asciicast v1 and v2 file formats, <https://docs.asciinema.org/manual/asciicast/v2/>.
    init(olderJSON json: JSONObject) throws(RecordingHeaderCheck.Problem) {
        guard let columns = json["width"]?.int, let rows = json["height"]?.int else {
            throw RecordingHeaderCheck.Problem(
                code: .badHeader, key: "width", reason: "the header needs whole numbers `width` and `height`")
        }
        self.init(json: json)
        var term = JSONObject(members: [
            JSONObject.Member(key: "cols", value: .int(columns)), JSONObject.Member(key: "rows", value: .int(rows)),
        ])
        term["type"] = json["env"]?["TERM"]?.string.map(JSONValue.string)
        term["theme"] = json["theme"]
        for key in ["width", "height", "theme", "stdout"] { self.json[key] = nil }
        self.json["term"] = .object(term)
    }
}
