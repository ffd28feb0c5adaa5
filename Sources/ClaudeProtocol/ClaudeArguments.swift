/// The command line of a call, read as the CLI reads it.
public struct ClaudeArguments: Sendable, Hashable {
    /// How an answer is written.
    public enum OutputFormat: String, Sendable, Hashable {
        /// The last text alone.
        case text
        /// One object, or with `--verbose` a list of all messages.
        case json
        /// A message a line, as they come.
        case streamJSON = "stream-json"
    }

    /// Options in the order given: the long name, and the value if there is one.
    public internal(set) var options: [Option]
    /// Words that belong to no option.
    public internal(set) var words: [String]

    /// One option as it was given.
    public struct Option: Sendable, Hashable {
        /// The long name without dashes.
        public let name: String
        /// Its values: none, one, or several of a list.
        public let values: [String]
    }

    /// The last value of an option.
    public func value(_ name: String) -> String? { options.last { $0.name == name }?.values.last }

    /// All values of an option, as they were given.
    public func values(_ name: String) -> [String] { options.filter { $0.name == name }.flatMap(\.values) }

    /// Whether an option was given.
    public func has(_ name: String) -> Bool { options.contains { $0.name == name } }

    /// All values of an option that may stand several times; commas and blanks part them.
    public func list(_ name: String) -> [String] {
        options.filter { $0.name == name }.flatMap(\.values)
            .flatMap { $0.split { $0 == "," || $0 == " " }.map(String.init) }
    }

    /// Whether `-p` was given; a standard output that is no terminal implies it.
    public var print: Bool { has("print") }
    /// How the answer is written.
    public var outputFormat: OutputFormat { value("output-format").flatMap(OutputFormat.init) ?? .text }
    /// Whether turns come as JSON lines on standard input.
    public var readsStreamInput: Bool { value("input-format") == "stream-json" }
    /// Whether `--verbose` was given.
    public var isVerbose: Bool { has("verbose") }
    /// Whether pieces of messages are wanted.
    public var includesPartialMessages: Bool { has("include-partial-messages") }
    /// Whether user messages are echoed.
    public var replaysUserMessages: Bool { has("replay-user-messages") }
    /// The prompt, if it stands on the command line.
    public var prompt: String? { words.first }
    /// The model as it was named.
    public var model: String? { value("model") }
    /// The session to resume; an empty text where `--resume` stands without a value.
    public var resume: String? { has("resume") ? value("resume") ?? "" : nil }
    /// Whether the last session goes on.
    public var continues: Bool { has("continue") }
    /// The identifier that the session shall have.
    public var sessionID: String? { value("session-id") }
    /// Whether a resumed session gets a new identifier.
    public var forksSession: Bool { has("fork-session") }
    /// The limit of turns; 0 and less is none.
    public var maxTurns: Int? { value("max-turns").flatMap { Double($0) }.flatMap { Int(exactly: $0.rounded()) } }
    /// What may be done without asking.
    public var permissionMode: String? { value("permission-mode") }
    /// Tools that need no permission.
    public var allowedTools: [String] { list("allowed-tools") }
    /// Tools that are refused.
    public var disallowedTools: [String] { list("disallowed-tools") }
    /// The system prompt in place of the usual one.
    public var systemPrompt: String? { value("system-prompt") }
    /// What is added to the system prompt.
    public var appendSystemPrompt: String? { value("append-system-prompt") }
    /// The agent that speaks.
    public var agent: String? { value("agent") }
}
