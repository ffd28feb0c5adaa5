/// When hooks are called.
public enum HookEvent: String, Sendable, Hashable, CaseIterable {
    /// The session begins; nothing to change.
    case sessionStart = "session_start"
    /// The session is over; nothing to change.
    case sessionEnd = "session_end"
    /// A message is handed in: `message` may be changed, or the message refused.
    case submit
    /// A message is about to go to the child: `message` may be changed, or the message refused.
    case preMessage = "pre_message"
    /// A turn is over: `text` may be changed.
    case postMessage = "post_message"
    /// An agent is about to be started: `agent` and `task` may be changed, or the delegation refused.
    case preDelegation = "pre_delegation"
    /// An agent is done: `text` may be changed.
    case postDelegation = "post_delegation"
    /// A ticket was found: `kind`, `title` and `priority` may be changed, or the ticket refused.
    case ticketExtraction = "ticket_extraction"
    /// A pattern of the user's own has matched: the match may be refused.
    case patternDetected = "pattern_detected"
    /// Something went wrong; nothing to change.
    case error
}

/// A hook: what is called at an event, in which order, and how long it may take.
///
/// Hooks of one event are called by priority, lower first, those of equal priority in the order in which they were
/// registered. Each gets what the one before it has left of the data. One that fails or takes too long changes nothing
/// and stops nobody.
public struct HookDefinition: Sendable, Hashable {
    /// What is called.
    public enum Kind: Sendable, Hashable {
        /// A closure of the user's, by the number under which it was registered.
        case closure(Int)
        /// A command: a program and its arguments, without a shell. It gets the event as a JSON object on standard input
        /// and answers with one on standard output; words before the object are passed over.
        case command([String])
    }

    /// When.
    public var event: HookEvent
    /// What.
    public var kind: Kind
    /// Its place in the order, 0 to 100, lower first.
    public var priority: Int
    /// How long it may take.
    public var timeout: Duration

    /// The range of `priority`.
    public static let priorityRange = 0...100
    /// The priority of a hook that says none.
    public static let standardPriority = 50
    /// How long a hook may take that does not say.
    public static let standardTimeout: Duration = .seconds(60)

    /// A hook.
    public init(
        event: HookEvent, kind: Kind, priority: Int = standardPriority, timeout: Duration = standardTimeout
    ) {
        self.event = event
        self.kind = kind
        self.priority = priority
        self.timeout = timeout
    }

    /// What it is called in messages.
    public var name: String {
        switch kind {
        case .closure(let number): "closure \(number)"
        case .command(let words): words.joined(separator: " ")
        }
    }
}
