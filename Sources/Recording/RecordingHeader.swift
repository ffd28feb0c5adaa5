public import Text

/// The first line of a recording: asciicast v3, with our additions in one object.
///
/// It is the JSON object itself, seen through typed properties, so that a rewrite loses nothing: unknown keys, their
/// order, and the spelling of numbers stay. Setting a property to `nil` removes its key.
/// Source: asciicast v3 file format, <https://docs.asciinema.org/manual/asciicast/v3/>.
public struct RecordingHeader: Sendable, Hashable {
    /// The object, as it stands in the file (version 1 and 2: as version 3 says the same).
    public var json: JSONObject

    /// The version that writers write.
    public static let currentVersion = 3

    /// A header for a terminal of this size, and nothing else said.
    public init(term: RecordedTerminal = RecordedTerminal(size: .standard)) {
        json = JSONObject()
        version = Self.currentVersion
        self.term = term
    }

    /// A header from its JSON object, unchecked: what has the wrong type reads as absent.
    public init(json: JSONObject) { self.json = json }

    /// The version of the file that was read, 1 to 3; writers write `currentVersion` whatever this says.
    public var version: Int {
        get { json["version"]?.int ?? Self.currentVersion }
        set { json["version"] = .int(newValue) }
    }

    /// The terminal; for pipes, a terminal that would show the recording well.
    public var term: RecordedTerminal {
        get { RecordedTerminal(json: json["term"]?.object ?? JSONObject()) }
        set { json["term"] = .object(newValue.json) }
    }

    /// When it was recorded, in seconds since 1970.
    public var timestamp: Int? {
        get { json["timestamp"]?.int }
        set { json["timestamp"] = newValue.map(JSONValue.int) }
    }

    /// The command line, as a person would type it.
    public var command: String? {
        get { json["command"]?.string }
        set { json["command"] = newValue.map(JSONValue.string) }
    }

    /// A title for people.
    public var title: String? {
        get { json["title"]?.string }
        set { json["title"] = newValue.map(JSONValue.string) }
    }

    /// Variables of the environment that matter, in order; those that are null in the file are left out.
    public var env: [(name: String, value: String)] {
        get { json["env"]?.object?.members.compactMap { member in member.value.string.map { (member.key, $0) } } ?? [] }
        set {
            let members = newValue.map { JSONObject.Member(key: $0.name, value: .string($0.value)) }
            json["env"] = members.isEmpty ? nil : .object(JSONObject(members: members))
        }
    }

    /// The longest pause that players should keep.
    public var idleTimeLimit: Duration? {
        get { (json["idle_time_limit"]?.number).flatMap { DecimalSeconds($0.text)?.duration } }
        set { json["idle_time_limit"] = newValue.map { .number(JSONNumber(text: DecimalSeconds.text(of: $0))) } }
    }

    /// Words to find it by.
    public var tags: [String] {
        get { json["tags"]?.strings ?? [] }
        set { json["tags"] = newValue.isEmpty ? nil : .array(newValue.map(JSONValue.string)) }
    }

    /// What asciicast has no place for; `nil` in recordings by others.
    public var understudy: RecordingDetails? {
        get { json["understudy"]?.object.map(RecordingDetails.init(json:)) }
        set { json["understudy"] = newValue.map { .object($0.json) } }
    }
}

/// The terminal that a recording was made in.
public struct RecordedTerminal: Sendable, Hashable {
    /// The object, as it stands in the file.
    public var json: JSONObject

    /// A terminal of a size and a type, such as `xterm-256color`.
    public init(size: TerminalSize, type: String? = nil) {
        json = JSONObject()
        self.size = size
        self.type = type
    }

    init(json: JSONObject) { self.json = json }

    /// Its size at the start; clamped as `TerminalSize` says.
    public var size: TerminalSize {
        get {
            let standard = TerminalSize.standard
            return TerminalSize(
                columns: json["cols"]?.int ?? standard.columns, rows: json["rows"]?.int ?? standard.rows)
        }
        set {
            json["cols"] = .int(newValue.columns)
            json["rows"] = .int(newValue.rows)
        }
    }

    /// The value of `TERM`.
    public var type: String? {
        get { json["type"]?.string }
        set { json["type"] = newValue.map(JSONValue.string) }
    }
}

extension JSONValue {
    var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }

    /// The elements, where all are strings.
    var strings: [String]? {
        guard let elements = array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }
}
