public import ClaudeProtocol
public import Recording
public import Text

/// One thing that a playing process says or does.
public enum ScriptStep: Sendable, Hashable {
    /// A text block of the answer.
    case text(SpokenText)
    /// A thinking block of the answer.
    case thinking(SpokenText)
    /// Nothing, for so long.
    case wait(Duration)
    /// A call of a tool and its answer; nothing is run.
    case tool(ToolStep)
    /// Exact bytes on a stream, beside all messages.
    case write(PlayerStream, [UInt8])
    /// Wait for input.
    case read(contains: [UInt8], within: Duration?)
    /// Hold more memory, or less.
    case memory(MemoryStep)
    /// Leave a process behind.
    case spawn(Grandchild)
    /// The API fails.
    case fail(FailureStep)
    /// What to do on a signal or an interruption from now on.
    case on([Reaction])
    /// Write the result now, with these members in place of the usual ones.
    case result(JSONObject)
    /// End with a status, without a result.
    case exit(Int32)
    /// End by a signal.
    case die(Signal)

    /// A text that is spoken in pieces.
    public struct SpokenText: Sendable, Hashable {
        /// The whole.
        public var value: String
        /// How many pieces; `nil`: by its length.
        public var deltas: Int?
        /// The time between two pieces.
        public var pace: Duration

        /// A text in pieces.
        public init(_ value: String, deltas: Int? = nil, pace: Duration = .zero) {
            self.value = value
            self.deltas = deltas
            self.pace = pace
        }
    }

    /// A call of a tool.
    public struct ToolStep: Sendable, Hashable {
        /// The tool's name.
        public var name: String
        /// What it is called with.
        public var input: JSONValue
        /// What it answers: a text or content blocks.
        public var result: JSONValue
        /// Whether it fails.
        public var isError: Bool
        /// How long it takes.
        public var takes: Duration
        /// The words with which it is denied; `nil`: it is allowed.
        public var denial: String?
        /// What is said after a denial.
        public var afterDenial: [ScriptStep]
    }

    /// A failure of the API.
    public struct FailureStep: Sendable, Hashable {
        /// What fails.
        public var failure: APIFailure
        /// How often the request is made again; `nil`: as the CLI does it.
        public var retries: Int?
        /// Whether the last try succeeds, so that the script goes on.
        public var recovers: Bool
    }

    /// What is done on a signal or an interruption.
    public struct Reaction: Sendable, Hashable {
        /// The signal; `nil`: an interruption by the control protocol.
        public var signal: Signal?
        /// The steps; `nil`: nothing happens.
        public var steps: [ScriptStep]?
    }
}
