import Glibc

/// The descriptors of the person on whose terminal a session runs; they stay the caller's.
public struct PersonStreams: Sendable {
    /// What the person types.
    public var input: Int32
    /// What the person is shown.
    public var output: Int32
    /// Where the child's errors go, where they are a stream of their own.
    public var errors: Int32
    /// What was read of the input before we were there; it comes first.
    public var inputPrefix: Int32?
    /// Whether the person's terminal becomes raw, since a pseudoterminal of the child does all it would do.
    public var isRaw: Bool
    /// Whether a new size of the person's terminal is reported.
    public var followsSize = true

    /// The three standard streams, or others.
    public init(
        input: Int32 = 0, output: Int32 = 1, errors: Int32 = 2,
        inputPrefix: Int32? = nil, isRaw: Bool = false
    ) {
        self.input = input
        self.output = output
        self.errors = errors
        self.inputPrefix = inputPrefix
        self.isRaw = isRaw
    }

    /// The first of them that is a terminal.
    public var terminal: Int32? { [input, output, errors].first { isatty($0) == 1 } }
}
