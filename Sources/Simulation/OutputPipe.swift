import Determinism

/// The pipe between a virtual process and the engine: bounded, in order, at its end only when no writer is left.
///
/// Source: pipe(7).
struct OutputPipe {
    /// What a pipe holds before its writer has to wait, in bytes.
    static let capacity = 65_536

    /// What one read gives at most, in bytes.
    static let readBytesMax = 65_536

    private var chunks = Queue<[UInt8]>()
    private var buffered = 0
    private var isEndReported = false

    /// How many more bytes the reader asks for.
    var demand = 0
    /// The most that was asked for at any time.
    private(set) var demandMax = 0

    /// Asks for more.
    mutating func ask(for bytes: Int) {
        demand += bytes
        demandMax = max(demandMax, demand)
    }
    /// How many processes could still write.
    var writers = 1
    /// Whether there is a reader.
    var isReaderOpen = true

    /// Puts in what fits of some bytes from an offset on; bytes that fit whole are not copied.
    ///
    /// - Returns: how many bytes went in; none where the pipe is full.
    mutating func fill(_ bytes: [UInt8], from offset: Int) -> Int {
        let room = min(Self.capacity - buffered, bytes.count - offset)
        guard room > 0 else { return 0 }
        chunks.append(room == bytes.count ? bytes : Array(bytes[offset..<offset + room]))
        buffered += room
        return room
    }

    /// How many bytes wait for a reader.
    var unread: Int { isReaderOpen ? buffered : 0 }

    /// Whether a read would give something.
    var isReadable: Bool { isReaderOpen && demand > 0 && !chunks.isEmpty }

    /// Takes one read, as far as there is demand; a write is never joined with another.
    ///
    /// - Parameter bytesMax: the most that this read gives, at least 1.
    mutating func read(bytesMax: Int = readBytesMax) -> [UInt8]? {
        guard isReaderOpen, demand > 0, let first = chunks.popFirst() else { return nil }
        let count = min(first.count, min(demand, bytesMax))
        demand -= count
        buffered -= count
        if count == first.count { return first }
        chunks.prepend(Array(first[count...]))
        return Array(first[..<count])
    }

    /// Whether the end is there and was not reported yet; asking reports it.
    mutating func takeEnd() -> Bool {
        guard isReaderOpen, writers == 0, chunks.isEmpty, !isEndReported else { return false }
        isEndReported = true
        return true
    }

    /// Takes one read that joins whatever waits, as a pipe does whose reader comes late.
    mutating func readJoined() -> [UInt8]? {
        guard isReaderOpen, demand > 0, !chunks.isEmpty else { return nil }
        var joined: [UInt8] = []
        while joined.count < Self.readBytesMax, let part = read(bytesMax: Self.readBytesMax - joined.count) {
            joined += part
        }
        return joined
    }

    /// The reader goes away; what was not read is lost.
    mutating func closeReader() {
        isReaderOpen = false
        chunks.removeAll()
        buffered = 0
    }
}
