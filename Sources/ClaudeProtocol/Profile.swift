/// The contract of one CLI version: what changed between versions, as data.
public struct Profile: Sendable {
    /// The version that `--version` prints.
    public let version: String
    /// The model without `--model`.
    public let defaultModel: String
    /// Short names of models and what they stand for.
    public let modelAliases: [(alias: String, model: String)]
    /// What models cost; the last one counts for all others.
    public let prices: [ModelPrice]
    /// Words that `--permission-mode` takes, in the order of its error message.
    public let permissionModes: [String]
    /// How long a silent standard input is waited for; `nil`: for ever.
    public let inputWait: Duration?

    /// Whether a failed request is told before it is made again.
    public let reportsRetries: Bool
    /// Whether a denied tool has a line of its own.
    public let reportsDenials: Bool
    /// Whether the estimate of thinking tokens is told.
    public let reportsThinking: Bool
    /// Whether a request that begins is told when partial messages are asked for.
    public let reportsRequests: Bool
    /// Whether tasks of sub-agents and of the background are told.
    public let reportsTasks: Bool
    /// Whether queued and completed commands are told by their identifiers.
    public let reportsCommands: Bool
    /// Whether the limit of turns is a failure.
    public let maxTurnsFails: Bool
    /// Whether an interrupted turn is a failure.
    public let interruptFails: Bool
    /// Whether the text of an answer that was cut is told.
    public let tellsAbortedText: Bool
    /// Whether anything is said on SIGINT.
    public let speaksOnInterruptSignal: Bool
    /// The exit status on SIGTERM; `nil`: the signal ends the process.
    public let terminateStatus: Int32?
    /// The exit status on SIGHUP; `nil`: the signal ends the process.
    public let hangUpStatus: Int32?
    /// Whether unknown control requests are answered.
    public let answersUnknownControls: Bool
    /// Control requests that are known.
    public let controls: [String]
    /// How often a missing configuration file is told, where a copy of it is there.
    public let configurationNotices: Int
    /// Whether a bad line of input is quoted in the message about it.
    public let quotesBadInput: Bool

    /// Keys of messages, in their order; what is absent is left out.
    public let keys: Keys
    /// The lists that `system/init` names.
    public let inventory: Inventory

    /// The order of keys by kind of message.
    public struct Keys: Sendable {
        /// `system/init`.
        public let initialization: [String]
        /// `assistant`.
        public let assistant: [String]
        /// `user`.
        public let user: [String]
        /// `stream_event`.
        public let streamEvent: [String]
        /// `result` with an answer.
        public let result: [String]
        /// `result` without one.
        public let failedResult: [String]
        /// `usage` of a result.
        public let usage: [String]
        /// `usage` of a result when no request succeeded.
        public let emptyUsage: [String]
        /// A model's entry in `modelUsage`.
        public let modelUsage: [String]
        /// The message in an `assistant` line that the CLI made up.
        public let syntheticMessage: [String]
        /// The usage of such a message.
        public let syntheticUsage: [String]
        /// `tool_use_result` of Bash.
        public let bashResult: [String]
    }

    /// What a session says it has: our own short lists.
    public struct Inventory: Sendable {
        /// Names of tools.
        public let tools: [String]
        /// Tools that are there besides where somebody can be asked.
        public var toolsWhenAsking: [String] = []
        /// Tools that are there besides where an answer of a certain shape is wanted.
        public var toolsForStructure: [String] = []
        /// Tools that small models have besides.
        public var toolsOfSmallModels: [String] = []
        /// Tools that go where Bash goes.
        public var toolsWithBash: [String] = []
        /// Tools that come where Bash goes.
        public var toolsWithoutBash: [String] = []
        /// Whether tools are in order but for the first.
        public var sortsTools = false
        /// Names of slash commands.
        public let slashCommands: [String]
        /// Names of sub-agents.
        public let agents: [String]
        /// Names of skills.
        public let skills: [String]
        /// Names of things that the CLI can do.
        public let capabilities: [String]
    }

    /// All that are known, the newest first.
    public static let all: [Profile] = [.v2_1_330, .v2_1_9]

    /// The newest that is known.
    public static let newest = v2_1_330

    /// The profile of a version; `nil` where it is not known.
    public static func named(_ version: String) -> Profile? { all.first { $0.version == version } }

    /// The full name of a model, from an alias or as it stands.
    public func model(_ name: String?) -> String {
        guard let name, !name.isEmpty else { return defaultModel }
        return modelAliases.first { $0.alias == name }?.model ?? name
    }

    /// A model's name for people: `claude-opus-5-5` is Opus 5.5.
    public func displayName(of model: String) -> String {
        let words = model.split(separator: "-")
        guard words.count > 2, words[0] == "claude", let name = words.dropFirst().first else { return model }
        let version = words.dropFirst(2).prefix { $0.utf8.count < 3 }.joined(separator: ".")
        return name.prefix(1).uppercased() + name.dropFirst() + (version.isEmpty ? "" : " \(version)")
    }

    /// What a model costs.
    public func price(of model: String) -> ModelPrice {
        prices.first { model.hasPrefix($0.prefix) }
            ?? ModelPrice("", input: 3, output: 15, contextWindow: 200_000, maxOutput: 64_000)
    }
}
