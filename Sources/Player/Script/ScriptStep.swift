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
    /// A call of a tool and its answer; nothing is run but tools of the client.
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
    /// End an answer early, as the API does, after which the CLI asks again.
    case stop(StopReason)
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

    /// Why an answer of the API ends before it is whole.
    public enum StopReason: String, Sendable, Hashable, CaseIterable {
        /// It is longer than an answer may be.
        case maxTokens = "max_tokens"
        /// A safety classifier stopped it.
        case refusal
        /// It has nothing to see.
        case empty
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
