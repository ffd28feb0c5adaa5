/// One of the three streams that every process is born with.
public enum StandardStream: String, Sendable, Hashable, CaseIterable {
    /// What the process reads.
    case stdin
    /// What the process answers; on a pseudoterminal, all its output.
    case stdout
    /// What the process complains, where it is a pipe of its own.
    case stderr
}
