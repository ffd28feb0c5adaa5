import Recording

/// What a child wrote to one stream: its beginning, and the length and hash of all of it.
struct CapturedStream: Sendable {
    /// How much is kept for checks and reports, in bytes.
    static let bytesMax = 8_388_608

    /// The beginning.
    private(set) var bytes: [UInt8] = []
    /// How many bytes there were in all.
    private(set) var count = 0
    /// The SHA-256 of all of them.
    private(set) var hash = SHA256()

    /// Takes one read.
    mutating func take(_ read: [UInt8]) {
        hash.update(read)
        count += read.count
        bytes.append(contentsOf: read.prefix(max(0, Self.bytesMax - bytes.count)))
    }
}
