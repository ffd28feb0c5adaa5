/// Why a call of a tool was allowed: the CLI tells it with the answer.
enum ToolGrant: Sendable, Hashable {
    /// The tool never needs permission.
    case tool
    /// The permission mode allows it.
    case mode
    /// A rule of the command line or the settings allows it.
    case rule
    /// The command only reads.
    case harmless
    /// A hook allowed it.
    case hook
    /// The person, or the program in her place, allowed it.
    case user
}
