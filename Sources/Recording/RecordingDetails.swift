public import Determinism
public import Text

/// The `understudy` object of a header: what makes a recording a fixture, beyond a film of a terminal.
///
/// Like the header it is the JSON object itself, so that a rewrite keeps what a newer version has put there.
public struct RecordingDetails: Sendable, Hashable {
    /// What the child's standard streams were.
    public enum Streams: String, Sendable, Hashable, CaseIterable {
        /// One pseudoterminal: all output is one stream.
        case pty
        /// Three pipes.
        case pipes
    }

    /// The major version that we read; a newer one is refused.
    public static let formatMajor = 1
    /// The minor version that we write; newer ones are read, with a warning.
    public static let formatMinor = 0

    /// The object, as it stands in the file.
    public var json: JSONObject

    /// Details with the current format version and nothing else said.
    public init(streams: Streams = .pty, provenance: RecordingProvenance? = nil) {
        json = JSONObject()
        format = "\(Self.formatMajor).\(Self.formatMinor)"
        self.streams = streams
        self.provenance = provenance
    }

    init(json: JSONObject) { self.json = json }

    /// The version of our additions, MAJOR.MINOR.
    public var format: String {
        get { json["format"]?.string ?? "\(Self.formatMajor).\(Self.formatMinor)" }
        set { json["format"] = .string(newValue) }
    }

    /// What the child's standard streams were; a terminal where nothing is said.
    public var streams: Streams {
        get { json["streams"]?.string.flatMap(Streams.init(rawValue:)) ?? .pty }
        set { json["streams"] = .string(newValue.rawValue) }
    }

    /// The program's name and its arguments.
    public var argv: [String]? {
        get { json["argv"]?.strings }
        set { json["argv"] = newValue.map { .array($0.map(JSONValue.string)) } }
    }

    /// Where the program was started, or an alias that hides the person's folders.
    public var cwd: String? {
        get { json["cwd"]?.string }
        set { json["cwd"] = newValue.map(JSONValue.string) }
    }

    /// Where the recording comes from.
    public var provenance: RecordingProvenance? {
        get { json["provenance"]?.object.map(RecordingProvenance.init(json:)) }
        set { json["provenance"] = newValue.map { .object($0.json) } }
    }

    /// The process's name in a recording of several.
    public var process: String? {
        get { json["process"]?.string }
        set { json["process"] = newValue.map(JSONValue.string) }
    }

    /// The name of the process that started this one.
    public var parent: String? {
        get { json["parent"]?.string }
        set { json["parent"] = newValue.map(JSONValue.string) }
    }

    /// When the process started, on the clock of the whole.
    public var start: Instant? {
        get {
            (json["start"]?.number).flatMap { DecimalSeconds($0.text)?.duration }.map {
                Instant(microseconds: $0.microseconds)
            }
        }
        set { json["start"] = newValue.map { .number(JSONNumber(text: $0.description)) } }
    }

    /// What an orchestration was configured with.
    public var configuration: JSONValue? {
        get { json["configuration"] }
        set { json["configuration"] = newValue }
    }

    /// The version of the engine that ran an orchestration.
    public var engine: String? {
        get { json["engine"]?.string }
        set { json["engine"] = newValue.map(JSONValue.string) }
    }

    /// How often each redaction rule struck, in the order of the file.
    public var redactions: [(rule: String, count: Int)] {
        get { json["redactions"]?.object?.members.compactMap { rule in rule.value.int.map { (rule.key, $0) } } ?? [] }
        set {
            let members = newValue.map { JSONObject.Member(key: $0.rule, value: .int($0.count)) }
            json["redactions"] = members.isEmpty ? nil : .object(JSONObject(members: members))
        }
    }

    /// The seed of the run.
    public var seed: UInt64? {
        get { (json["seed"]?.number).flatMap { UInt64($0.text) } }
        set { json["seed"] = newValue.map { .number(JSONNumber(text: String($0))) } }
    }

    /// What this was cut or minimised from.
    public var origin: JSONValue? {
        get { json["origin"] }
        set { json["origin"] = newValue }
    }
}

/// Where a recording comes from, so that nobody takes an invention for evidence.
public struct RecordingProvenance: Sendable, Hashable {
    /// How it came to be.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A recorder watched a real session.
        case recorded
        /// Written to follow the measured behaviour of the real tool.
        case modelled
        /// Made up for a test.
        case synthetic
    }

    /// The object, as it stands in the file.
    public var json: JSONObject

    /// A provenance; `cli` names the recorded tool, such as `claude`.
    public init(_ kind: Kind, cli: String? = nil, cliVersion: String? = nil, recorderVersion: String? = nil) {
        json = JSONObject()
        self.kind = kind
        self.cli = cli
        self.cliVersion = cliVersion
        self.recorderVersion = recorderVersion
    }

    init(json: JSONObject) { self.json = json }

    /// How it came to be; `nil` where nothing is said.
    public var kind: Kind? {
        get { json["kind"]?.string.flatMap(Kind.init(rawValue:)) }
        set { json["kind"] = newValue.map { .string($0.rawValue) } }
    }

    /// The recorded tool's name.
    public var cli: String? {
        get { json["cli"]?.string }
        set { json["cli"] = newValue.map(JSONValue.string) }
    }

    /// The recorded tool's version.
    public var cliVersion: String? {
        get { json["cli_version"]?.string }
        set { json["cli_version"] = newValue.map(JSONValue.string) }
    }

    /// The recorder's version.
    public var recorderVersion: String? {
        get { json["recorder_version"]?.string }
        set { json["recorder_version"] = newValue.map(JSONValue.string) }
    }
}
