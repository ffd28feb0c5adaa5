/// Why a scenario failed: which line asked for what, and what happened instead.
public struct Failure: Sendable, Hashable {
    /// The step or check, by its key.
    public var what: String
    /// Where it stands in the scenario.
    public var position: SourcePosition
    /// One sentence.
    public var message: String
    /// What was expected.
    public var expected: String
    /// What there was instead.
    public var actual: String

    /// A failure at a place.
    init(what: String, position: SourcePosition, message: String, expected: String, actual: String) {
        self.what = what
        self.position = position
        self.message = message
        self.expected = expected
        self.actual = actual
    }
}
