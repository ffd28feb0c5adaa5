import Text

/// A format that recordings come from and go to, by its name on the command line.
public struct RecordingFormat: Sendable, Hashable, CustomStringConvertible {
    /// The name: `asciicast-2`.
    public let name: String
    /// What it is, for people.
    public let summary: String

    /// One JSON object: the first format of asciinema, output only.
    public static let asciicast1 = RecordingFormat(name: "asciicast-1", summary: "asciicast v1, one JSON object")
    /// A line an event, absolute times: what asciinema 2 plays.
    public static let asciicast2 = RecordingFormat(
        name: "asciicast-2", summary: "asciicast v2, which asciinema 2 plays")
    /// Our own format, a superset of asciicast v3.
    public static let asciicast3 = RecordingFormat(
        name: "asciicast-3", summary: "our .cast, a superset of asciicast v3")
    /// script(1) with the timing of util-linux 2.35 and newer: streams, signals and facts.
    public static let typescript = RecordingFormat(
        name: "typescript", summary: "script(1) with advanced timing, beside it OUT.timing and OUT.input")
    /// script(1) with the timing of every util-linux: delays and sizes of the output.
    public static let typescriptClassic = RecordingFormat(
        name: "typescript-classic", summary: "script(1) with classic timing, beside it OUT.timing")
    /// The standard output of `claude -p --output-format stream-json`.
    public static let streamJSON = RecordingFormat(
        name: "stream-json", summary: "what claude -p --output-format stream-json writes, a line a message")
    /// The session files of the CLI.
    public static let session = RecordingFormat(name: "session", summary: "a session file of the CLI (JSONL)")
    /// Text without times.
    public static let text = RecordingFormat(name: "text", summary: "plain text, without times")

    /// All formats.
    public static let all: [RecordingFormat] = [
        asciicast3, asciicast2, asciicast1, typescript, typescriptClassic, streamJSON, session, text,
    ]

    /// A format by its name; `nil` where there is none.
    public init?(name: String) {
        let short = ["v1": "asciicast-1", "v2": "asciicast-2", "v3": "asciicast-3", "cast": "asciicast-3"]
        let wanted = short[name] ?? name
        guard let known = Self.all.first(where: { $0.name == wanted }) else { return nil }
        self = known
    }

    private init(name: String, summary: String) {
        self.name = name
        self.summary = summary
    }

    /// The name.
    public var description: String { name }
}
