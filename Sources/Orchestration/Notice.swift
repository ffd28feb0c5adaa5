public import Determinism
public import Matching
public import Recording

/// Who said or did something.
public enum Source: Sendable, Hashable {
    /// The child that the person talks to.
    case main
    /// The agent of the delegation with this index, from 0 in the order of the text.
    case agent(Int)
}

/// What an engine reports while it runs.
///
/// Nearly all of them are text as it arrives: what is rare and large stands behind a pointer.
public enum Notice: Sendable, Hashable {
    /// A child was started.
    case started(Source)
    /// Text that a child said, as it arrived.
    case text(Source, String)
    /// A delegation was found in the text.
    indirect case delegation(index: Int, Delegation)
    /// A ticket was found in the text, for the first time in this session.
    indirect case ticket(Source, Ticket)
    /// The text mentions an error or a warning.
    indirect case errorMention(Source, ErrorMention)
    /// The child waits before it asks the API again.
    case retry(Source, attempt: Int, error: String)
    /// The memory of a child's tree reached a level, in bytes.
    case memory(Source, LimitMonitor.Level, used: Int)
    /// A pattern of the user's own has matched.
    indirect case pattern(Source, PatternMatch)
    /// A hook or a handler had no effect.
    indirect case hookFailed(HookEvent, hook: String, reason: String)
    /// The child waits for the first message, or the next.
    case ready
    /// The program on the terminal asks something: the lines of its question.
    case dialog([String])
    /// A tool was allowed or denied.
    case permission(tool: String, isAllowed: Bool)
    /// Something that a person should know, once.
    case warning(String)
    /// An agent is done, for better or worse, and nothing of it is left.
    indirect case result(AgentResult)
    /// A turn is over: the answer and the results of all its agents.
    indirect case turn(TurnResult)
    /// The child that the person talks to has ended.
    indirect case ended(SessionEnd)
}

/// What became of an agent.
public enum AgentStatus: String, Sendable, Hashable, CaseIterable {
    /// It answered, and ended with status 0.
    case completed
    /// It ended with another status, reported an error, gave no result, or could not be started.
    case failed
    /// A limit of time ended it.
    case timedOut = "timed-out"
    /// The hard limit of memory ended it.
    case memoryKilled = "memory-killed"
    /// The session was stopped before it was done.
    case stopped
}

/// The outcome of one delegation.
public struct AgentResult: Sendable, Hashable {
    /// The delegation's index in the session, from 0 in the order of the text.
    public var index: Int
    /// The agent's canonical name.
    public var agent: String
    /// What it was asked to do.
    public var task: String
    /// What became of it.
    public var status: AgentStatus
    /// Why, where it did not complete.
    public var reason: String?
    /// What it answered.
    public var text: String
    /// When it was started.
    public var startedAt: Instant
    /// When its outcome was decided: its own end, or the instant of the limit.
    public var decidedAt: Instant
    /// When nothing of it was left.
    public var endedAt: Instant
    /// The status of its process; `nil` where it had none of its own.
    public var exit: ExitStatus?
    /// The last step of the stop ladder, if it was needed.
    public var lastStep: String?
    /// The most memory that its tree used, in bytes; 0 where it was not measured.
    public var peakMemory: Int

    /// How long it took until its outcome was decided.
    public var duration: Duration { decidedAt - startedAt }
}

/// The outcome of one turn of the conversation.
public struct TurnResult: Sendable, Hashable {
    /// The number of the turn, from 1.
    public var number: Int
    /// Whether the answer itself is whole and no error.
    public var status: AgentStatus
    /// Why, where it is not.
    public var reason: String?
    /// The answer alone.
    public var answer: String
    /// One block for each agent's result, in the order of the delegations.
    public var agentBlocks: String
    /// The status of the child.
    public var exit: ExitStatus?
    /// When the message was sent.
    public var startedAt: Instant
    /// When the last agent was done.
    public var endedAt: Instant
    /// How many errors the text mentions.
    public var errors = 0

    /// A message that a hook has refused.
    static func refused(number: Int, reason: String, at now: Instant) -> TurnResult {
        TurnResult(
            number: number, status: .failed, reason: "refused: \(reason)", answer: "", agentBlocks: "", exit: nil,
            startedAt: now, endedAt: now)
    }

    /// The answer and the blocks of the agents.
    public var text: String { [answer, agentBlocks].filter { !$0.isEmpty }.joined(separator: "\n\n") }
}
