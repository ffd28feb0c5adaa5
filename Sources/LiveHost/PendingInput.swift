/// What is still to be written into a child's input, in order, as the chunks in which it was asked for.
struct PendingInput {
    private var chunks: [[UInt8]] = []
    /// The first chunk that is not through.
    private var first = 0
    /// How much of it is through.
    private var offset = 0
    /// How many bytes wait.
    private(set) var count = 0

    /// Consumed chunks are given back once there are so many of them.
    private static let consumedChunksMax = 64

    /// Whether nothing waits.
    var isEmpty: Bool { count == 0 }

    /// Adds bytes at the end.
    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        chunks.append(bytes)
        count += bytes.count
    }

    /// Hands out the rest of the first chunk; the body says how much of it it took.
    mutating func take(
        _ body: (UnsafeRawBufferPointer) throws(SystemError) -> Int
    ) throws(SystemError) -> Int {
        precondition(!isEmpty, "nothing waits")
        let taken = try chunks[first].withUnsafeBufferPointer { bytes throws(SystemError) in
            try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[offset...])))
        }
        count -= taken
        offset += taken
        if offset == chunks[first].count { dropFirstChunk() }
        return taken
    }

    /// Forgets everything.
    mutating func removeAll() { self = PendingInput() }

    private mutating func dropFirstChunk() {
        chunks[first] = []
        first += 1
        offset = 0
        if first == chunks.count || first >= Self.consumedChunksMax {
            chunks.removeFirst(first)
            first = 0
        }
    }
}
