import Text

/// Which format a file has, by what it begins with and by its name; ambiguity is an answer, not a coin to toss.
public enum FormatGuess {
    /// How much of a file is looked at, in bytes.
    public static let bytesMax = 256 << 10
    /// How many lines of JSON are looked at before giving up.
    private static let linesMax = 50

    /// What can be said of a file.
    public enum Verdict: Sendable, Hashable {
        /// It is this.
        case format(RecordingFormat)
        /// It could be these: why.
        case ambiguous([RecordingFormat], reason: String)
        /// It is none that we know: why.
        case unknown(reason: String)
    }

    /// The format of a file that begins with these bytes and has this name.
    public static func source(_ start: [UInt8], name: String) -> Verdict {
        let content = content(start)
        guard case .format(let found) = content else {
            guard case .unknown = content, Self.extension(of: name).flatMap({ named[$0] }) == [.text] else {
                return content
            }
            return .format(.text)
        }
        guard let suffix = Self.extension(of: name), let expected = named[suffix], !expected.contains(found) else {
            return content
        }
        return .ambiguous(
            [found] + expected, reason: "its content looks like \(found), its name ends in .\(suffix)")
    }

    /// The format that a target's name asks for.
    public static func target(name: String) -> Verdict {
        let formats =
            name == "typescript" || name.hasSuffix("/typescript")
            ? [.typescript] : Self.extension(of: name).flatMap { targets[$0] }
        guard let formats else { return .unknown(reason: "its name does not tell the format") }
        if formats.count == 1 { return .format(formats[0]) }
        return .ambiguous(formats, reason: "its name could stand for \(formats.map(\.name).joined(separator: " or "))")
    }

    private static let named: [String: [RecordingFormat]] = [
        "cast": [.asciicast3, .asciicast2], "ndjson": [.streamJSON], "jsonl": [.streamJSON, .session],
        "json": [.asciicast1], "typescript": [.typescript, .typescriptClassic], "txt": [.text], "log": [.text],
        "md": [.text],
    ]
    private static let targets: [String: [RecordingFormat]] = [
        "cast": [.asciicast3], "ndjson": [.streamJSON], "jsonl": [.streamJSON, .session], "json": [.asciicast1],
        "typescript": [.typescript], "txt": [.text], "log": [.text],
    ]

    private static func `extension`(of name: String) -> String? {
        let last = name.split(separator: "/").last ?? ""
        guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return nil }
        return last[last.index(after: dot)...].lowercased()
    }

    private static func content(_ start: [UInt8]) -> Verdict {
        if start.isEmpty { return .unknown(reason: "the file is empty") }
        if PackReader.isPack(start) { return .unknown(reason: "this is a pack: `understudy unpack` first") }
        if start.starts(with: "Script started on ".utf8) { return .format(.typescript) }
        if let timing = timing(start) { return timing }
        if let first = start.first(where: { !Self.isSpace($0) }), first == UInt8(ascii: "{") { return json(start) }
        return .unknown(reason: "it begins like no recording; plain text needs --from text")
    }

    private static func timing(_ start: [UInt8]) -> Verdict? {
        let line = start.prefix(200).split(separator: UInt8(ascii: "\n"), maxSplits: 1).first.map(Array.init) ?? []
        guard TypescriptTiming.looksLikeTiming(line) else { return nil }
        return .unknown(
            reason: "this is the timing of script(1): give the typescript itself, and this file as --timing FILE")
    }

    private static func json(_ start: [UInt8]) -> Verdict {
        var types: Set<String> = []
        for line in start.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).prefix(linesMax) {
            guard let value = try? JSONParser.parse(Array(line)), value.object != nil else { continue }
            if let version = value["version"]?.int, value["type"] == nil { return cast(version: version) }
            if value["sessionId"] != nil || value["parentUuid"] != nil { return .format(.session) }
            if value["session_id"] != nil { return .format(.streamJSON) }
            if let type = value["type"]?.string { types.insert(type) }
        }
        if !types.isDisjoint(with: ["control_request", "control_response", "stream_event", "result", "system"]) {
            return .format(.streamJSON)
        }
        if !types.isEmpty {
            return .ambiguous(
                [.streamJSON, .session],
                reason: "its lines are messages, but none says which kind of file they are from")
        }
        if isFirstVersion(start) { return .format(.asciicast1) }
        return .unknown(reason: "it is JSON, but no recording that we know")
    }

    private static func cast(version: Int) -> Verdict {
        switch version {
        case 1: .format(.asciicast1)
        case 2: .format(.asciicast2)
        default: .format(.asciicast3)
        }
    }

    /// Whether an object over many lines begins as version 1 does: the key is there before the output is.
    private static func isFirstVersion(_ start: [UInt8]) -> Bool {
        let text = String(decoding: start.prefix(4_096), as: UTF8.self).filter { !$0.isWhitespace }
        return text.contains("\"version\":1,") || text.contains("\"version\":1}")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
