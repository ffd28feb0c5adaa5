import Recording

/// What a session came to: the first thing that went wrong decides it, and stays.
public struct SessionStatus: Sendable, Hashable {
    /// Why the session failed; `nil`: it has not.
    public private(set) var failure: String?
    /// Limits of the configuration that this host can't hold, since it can't measure them.
    public internal(set) var unenforced: Set<Resource> = []
    /// What was said once and need not be said again.
    private var notes: Set<String> = []

    /// A session of which nothing is known yet.
    public init() {}

    /// Whether nothing went wrong so far.
    public var isSuccess: Bool { failure == nil }

    /// Notes words.
    ///
    /// - Returns: whether they are new.
    mutating func note(_ words: String) -> Bool { notes.insert(words).inserted }

    mutating func take(_ turn: TurnResult) {
        guard turn.status != .completed, turn.status != .stopped else { return }
        fail("turn \(turn.number) \(turn.status.rawValue): \(turn.reason ?? "no reason given")")
    }

    mutating func take(_ end: SessionEnd, _ verdict: AgentStatus, _ reason: String?) {
        guard verdict != .completed, verdict != .stopped else { return }
        fail("claude \(verdict.rawValue): \(reason ?? "no reason given")")
    }

    mutating func noteFailure(of agent: AgentResult, counts: Bool) {
        guard counts, agent.status != .stopped else { return }
        fail("agent \(agent.agent) \(agent.status.rawValue): \(agent.reason ?? "no reason given")")
    }

    private mutating func fail(_ words: String) { failure = failure ?? words }
}
