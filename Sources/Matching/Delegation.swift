/// A task that an assistant hands to an agent in its answer.
public struct Delegation: Sendable, Hashable {
    /// The agent's canonical name: "engineer", "version-control".
    public var agent: String
    /// The agent's name as it was written, without the word Agent.
    public var label: String
    /// What the agent shall do, without white space at its ends; at most `taskBytesMax` bytes.
    public var task: String
    /// How the delegation was written.
    public var pattern: DelegationPattern
    /// Where it stands: byte offsets in the scanner's stream, from the first byte of the pattern to the end of the task.
    public var range: Range<Int>

    /// How long a task may be, in bytes; what goes beyond it is cut at a character border.
    public static let taskBytesMax = 1 << 20

    /// A delegation from its parts.
    public init(agent: String, label: String, task: String, pattern: DelegationPattern, range: Range<Int>) {
        self.agent = agent
        self.label = label
        self.task = task
        self.pattern = pattern
        self.range = range
    }
}

/// The ways to write a delegation; all but the last two are found in text.
public enum DelegationPattern: String, Sendable, CaseIterable {
    /// `**Engineer Agent**: task`, also with the colon inside the bold text.
    case boldLabel
    /// `Task(Engineer: task)`, up to the parenthesis that closes the first one.
    case taskCall
    /// `Delegating to QA Agent: task`
    case delegatingTo
    /// `Task Tool → QA Agent: task`, also with `->`.
    case taskTool
    /// `Delegate to QA Agent: task`
    case delegateTo
    /// `→ QA Agent: task`
    case arrow
    /// `Task for QA Agent: task`
    case taskFor
    /// `QA Agent should: task`
    case agentShould
    /// `Ask QA Agent to: task`
    case ask
    /// `@qa: task`
    case mention
    /// None: the delegator has chosen the agent for a task.
    case routed
    /// A native tool call in a stream of messages; the reader of those messages makes it, no scanner does.
    case toolUse
}
