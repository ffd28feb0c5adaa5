public import Determinism
public import Recording

/// How a child came to its end, with everything that is known about it.
public struct SessionEnd: Sendable, Hashable {
    /// Why it ended: the first cause counts.
    public enum Cause: Sendable, Hashable {
        /// The child ended by itself.
        case itself
        /// A limit of time was reached.
        case timeout(TimeLimit)
        /// Two readings in a row were above the hard limit; bytes.
        case memory(used: Int, limit: Int)
        /// Two readings in a row were above another limit, in its own unit.
        case resource(Resource, used: Int, limit: Int)
        /// More output than allowed, in bytes.
        case output(limit: Int)
        /// Somebody asked for it.
        case stopped
    }

    /// Why.
    public var cause = Cause.itself
    /// The child's own status; `nil` if it never ran or could not be ended.
    public var exit: ExitStatus?
    /// Why it could not be started (errno(3)).
    public var spawnError: Int32?
    /// When it was asked for.
    public var startedAt = Instant.zero
    /// When it was decided that it ends: its own exit, or the instant of the limit.
    public var decidedAt = Instant.zero
    /// When nothing of it was left.
    public var endedAt = Instant.zero
    /// The last step of the stop ladder, if it was needed.
    public var lastStep: String?
    /// How many processes of its tree had to be ended by the sweep; `nil`: the sweep was not answered.
    public var leftovers: Int?
    /// Whether somebody held its streams open beyond its end.
    public var isLeaked = false
    /// Whether it closed its input before all was written.
    public var isInputRefused = false

    /// An end of which nothing is known yet.
    public init() {}
}

/// A limit of time, by the name of its key.
public enum TimeLimit: String, Sendable, Hashable, CaseIterable {
    /// `agent_timeout`
    case agent = "agent_timeout"
    /// `timeout`
    case total = "timeout"
    /// `silence_timeout`
    case silence = "silence_timeout"
    /// `startup_timeout`
    case startup = "startup_timeout"
    /// A hook's `timeout`
    case hook = "hook timeout"
    /// A child that has given its result and does not end.
    case linger = "linger limit"
}
