/// How large a pack may be; each header declares its sizes, and the reader holds them to it.
public struct PackLimits: Sendable, Hashable {
    /// The most recordings in a pack.
    public var filesMax = 10_000
    /// The largest recording in a pack, in bytes.
    public var fileBytesMax = 8 << 30
    /// All recordings of a pack together, in bytes.
    public var totalBytesMax = 64 << 30
    /// The longest header line, in bytes.
    public static let headerBytesMax = 512

    /// The limits that hold where nothing else is said.
    public init() {}
}
