public import Matching

/// A pattern of the user's own, and what its matches do.
public struct PatternDefinition: Sendable, Hashable {
    /// What a match does beside being reported.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// Nothing.
        case report
        /// It is a ticket: the first group, or the whole match, is its title.
        case ticket
        /// It is an error, as a line that begins with `Error:` is.
        case error
        /// It stops the session.
        case stop
    }

    /// What it is called.
    public var name: String
    /// The regular expression.
    public var regex: String
    /// Its flags.
    public var flags: Pattern.Flags
    /// What a match does.
    public var action: Action
    /// The number of the closure that is called for each match; `nil`: none.
    public var closure: Int?

    /// A pattern.
    public init(
        name: String, regex: String, flags: Pattern.Flags = [], action: Action = .report, closure: Int? = nil
    ) {
        self.name = name
        self.regex = regex
        self.flags = flags
        self.action = action
        self.closure = closure
    }
}

/// A match of a pattern of the user's own.
public struct PatternMatch: Sendable, Hashable {
    /// The pattern's name.
    public var name: String
    /// What matched.
    public var text: String
    /// The groups by number, 0 for the whole match; `nil` for a group that took no part.
    public var groups: [String?]
    /// The groups that have names, in their order.
    public var named: [String: String]
    /// Where it stands, in bytes of the child's text.
    public var range: Range<Int>
}
