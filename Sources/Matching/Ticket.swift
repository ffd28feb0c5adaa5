/// A piece of work that an answer mentions for later: `TODO: write the tests`.
public struct Ticket: Sendable, Hashable {
    /// What sort of work it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// `TODO:` and `TASK:`
        case task
        /// `BUG:` and `FIXME:`
        case bug
        /// `FEATURE:`
        case feature
        /// `ISSUE:`
        case issue
        /// `ENHANCEMENT:`
        case enhancement
    }

    /// How urgent it is: bugs are high.
    public enum Priority: String, Sendable {
        /// A defect.
        case high
        /// Everything else.
        case medium
    }

    /// What sort of work it is.
    public var kind: Kind
    /// What to do: one line, spaces collapsed, no quotes around it, no punctuation behind it.
    public var title: String
    /// How urgent it is.
    public var priority: Priority
    /// The word that was written: "TODO", "FIXME".
    public var keyword: String
    /// Where it stands: byte offsets in the scanner's stream, from the keyword to the end of the title as written.
    public var range: Range<Int>

    /// How long a title may be, in bytes; what goes beyond it is cut at a character border.
    public static let titleBytesMax = 4096

    /// A ticket from its parts.
    public init(kind: Kind, title: String, priority: Priority, keyword: String, range: Range<Int>) {
        self.kind = kind
        self.title = title
        self.priority = priority
        self.keyword = keyword
        self.range = range
    }
}
