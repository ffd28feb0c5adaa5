public import Terminal

/// The limits of waiting for a program's output.
public struct ExpectSettings: Sendable, Hashable {
    /// How long a wait may take where it says nothing else; `nil`: for ever.
    public var timeout: Duration? = .seconds(30)
    /// How many of the last bytes are searched, at least 1; `nil`: all that are kept.
    ///
    /// Searching takes time in proportion to the output without it as well: it is for programs that print what looks
    /// like a match but is too far back to be one.
    public var searchWindowBytes: Int?
    /// How many bytes are looked at at once, at least 1: where a match could begin earlier or go on, only what has been
    /// looked at counts.
    public var readBytesMax = 64 * 1024
    /// How many bytes are kept while nothing matches. Beyond, `ExpectPattern.fullBuffer` matches, or the older half is
    /// let go and counted in `ExpectResult.omittedBytes`.
    public var retainedBytesMax = 1024 * 1024

    /// The size of the screen that is kept for `ExpectPattern.screen`, from the start of a session; `nil`: none is.
    public var screen: ScreenSize?

    /// The defaults.
    public init() {}
}
