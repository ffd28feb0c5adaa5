/// Bytes on their way to standard output, written in large parts.
struct OutputBuffer {
    /// From how many bytes on they are written.
    static let bytesMax = 1 << 18

    private var bytes: [UInt8] = []

    /// Nothing yet.
    init() { bytes.reserveCapacity(2 * Self.bytesMax) }

    /// Adds bytes.
    mutating func write(_ more: [UInt8]) throws {
        bytes += more
        if bytes.count >= Self.bytesMax { try flush() }
    }

    /// Writes what is left.
    mutating func flush() throws {
        try Output.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
