/// Something that a scanner recognised in the text of an answer.
public enum Finding: Sendable, Hashable {
    /// A task for an agent.
    case delegation(Delegation)
    /// A piece of work for later.
    case ticket(Ticket)
    /// A line that reports an error or a warning.
    case errorMention(ErrorMention)

    /// Where it stands, in byte offsets of the scanner's stream.
    public var range: Range<Int> {
        switch self {
        case .delegation(let delegation): delegation.range
        case .ticket(let ticket): ticket.range
        case .errorMention(let mention): mention.range
        }
    }
}
