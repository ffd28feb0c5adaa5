public import Text

/// How a turn ended, from a `result` line; every field that a line may lack has a value that stands for "not said".
public struct TurnOutcome: Sendable, Hashable {
    /// `success`, `error_during_execution`, `error_max_turns`, …: "success" also stands on API failures.
    public var subtype: String
    /// Whether the turn failed, whatever the subtype says.
    public var isError: Bool
    /// The final answer; an interrupted turn and a turn limit have none.
    public var text: String?
    /// What went wrong, where the CLI lists it.
    public var errors: [String]
    /// The session.
    public var sessionID: String
    /// Messages of the run, as the CLI counts them.
    public var turns: Int
    /// How long the turn took by the CLI's own clock, in milliseconds.
    public var durationMs: Int
    /// The cost so far, in US dollars.
    public var costUSD: Double?
    /// Input tokens of this run, without those of the cache.
    public var inputTokens: Int
    /// Output tokens of this run.
    public var outputTokens: Int
    /// The HTTP status of an API failure.
    public var apiErrorStatus: Int?
    /// Why the turn ended: `completed`, `aborted_streaming`, `max_turns`, `api_error`, …; old versions do not say.
    public var terminalReason: String?
    /// How many tool calls were denied.
    public var permissionDenials: Int
    /// What the turn comes from, where that is no message of the client's: `task-notification` of background work.
    public var origin: String?

    /// An outcome of which nothing but the kind is known.
    public init(subtype: String, isError: Bool) {
        self.subtype = subtype
        self.isError = isError
        text = nil
        errors = []
        sessionID = ""
        turns = 0
        durationMs = 0
        costUSD = nil
        inputTokens = 0
        outputTokens = 0
        apiErrorStatus = nil
        terminalReason = nil
        permissionDenials = 0
        origin = nil
    }

    /// An outcome from a `result` object, in whatever order its keys stand.
    public init(_ message: JSONValue) {
        self.init(subtype: message["subtype"]?.string ?? "", isError: message["is_error"]?.bool ?? false)
        text = message["result"]?.string
        errors = (message["errors"]?.array ?? []).compactMap(\.string)
        sessionID = message["session_id"]?.string ?? ""
        turns = message["num_turns"]?.int ?? 0
        durationMs = message["duration_ms"]?.int ?? 0
        costUSD = message["total_cost_usd"]?.double
        inputTokens = message["usage"]?["input_tokens"]?.int ?? 0
        outputTokens = message["usage"]?["output_tokens"]?.int ?? 0
        apiErrorStatus = message["api_error_status"]?.int
        terminalReason = message["terminal_reason"]?.string
        permissionDenials = message["permission_denials"]?.array?.count ?? 0
        origin = message["origin"]?["kind"]?.string
    }
}
