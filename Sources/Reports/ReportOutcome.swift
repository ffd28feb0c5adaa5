/// How a case ended.
public enum ReportOutcome: Sendable, Hashable {
    /// All that was expected happened.
    case passed
    /// Expectations that were not met, in the order in which they were found; a report shows them as one.
    case failed([ReportFailure])
    /// The harness, not the program under test, could not go on.
    case errored(ReportFailure)
    /// The case can't run here, and why.
    case skipped(reason: String)
}

/// One expectation that was not met, or one error of the harness.
public struct ReportFailure: Sendable, Hashable {
    /// What happened, in a line.
    public var message: String
    /// The kind of check or error, in a word or two: servers group by it.
    public var type: String
    /// All there is to say: position, expected, actual; may have many lines.
    public var text: String

    /// A failure; `text` may be empty where the message says it all.
    public init(message: String, type: String, text: String = "") {
        self.message = message
        self.type = type
        self.text = text
    }
}
