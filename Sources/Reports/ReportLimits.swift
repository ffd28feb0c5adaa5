/// How much of foreign text a report keeps.
///
/// XML readers built on libxml2 refuse a text or an attribute above 10,000,000 bytes, and what a child prints has no
/// bound, so every text has one here. Beyond it head and tail stay, and a note says how much is missing. Cleaning may
/// make three bytes of one, so limits on foreign bytes stay under a third of what readers take.
public enum ReportLimits {
    /// Bytes kept of each of a case's two streams, before cleaning.
    public static let outputBytesMax = 256 * 1024
    /// Bytes kept of the text of one failure, before cleaning.
    public static let failureTextBytesMax = 64 * 1024
    /// Failures of one case that are shown; the others are counted.
    public static let failuresMax = 16
    /// Bytes kept of a message, a type, a reason or a property's value, before cleaning.
    public static let messageBytesMax = 4 * 1024
    /// Bytes kept of a name, before cleaning.
    public static let nameBytesMax = 1024
    /// Bytes of one stream of a whole suite, after cleaning, in dialects that keep output by suite.
    public static let suiteOutputBytesMax = 8 * 1024 * 1024
    /// Names tried for the temporary file before giving up.
    static let temporaryNamesMax = 1000
    /// Bytes collected before one write to the file.
    static let writeBytes = 64 * 1024
}
