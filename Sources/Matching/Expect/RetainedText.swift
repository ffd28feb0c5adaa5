/// The bytes that a program has written and nobody has taken yet, by their offset since its first byte.
struct RetainedText: Sendable {
    private var storage: [UInt8] = []
    /// How many bytes at the start of `storage` are gone.
    private var head = 0
    /// The offset of the first byte that is still there.
    private(set) var start = 0

    /// How many bytes are there.
    var count: Int { storage.count - head }
    /// The offset behind the last byte.
    var end: Int { start + count }

    mutating func append(_ bytes: ByteSpan) { storage.append(contentsOf: bytes) }

    /// Lets go of everything before `offset`. The room is used again once as much is gone as is left, so that each byte
    /// is moved once at most.
    mutating func discard(upTo offset: Int) {
        head += offset - start
        start = offset
        if head == storage.count {
            storage.removeAll(keepingCapacity: storage.capacity <= Self.idleBytesMax)
            head = 0
        } else if head > storage.count / 2 {
            storage.removeSubrange(0..<head)
            head = 0
        }
    }

    /// What an empty text keeps allocated, in bytes.
    private static let idleBytesMax = 4 * 1024 * 1024

    /// The bytes of a range of offsets.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        Array(storage[head + range.lowerBound - start..<head + range.upperBound - start])
    }

    /// All bytes from `offset` on; the first of the span has this offset.
    func withBytes<Result>(from offset: Int, _ body: (ByteSpan) -> Result) -> Result {
        storage.withUnsafeBufferPointer { body(ByteSpan(rebasing: $0[(head + offset - start)...])) }
    }
}
