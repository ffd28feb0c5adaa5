/// The pipe from the engine to a virtual process.
struct InputPipe {
    private var waiting: ArraySlice<ArraySlice<UInt8>> = []
    private var unread: [[UInt8]] = []
    private var unreadBytes = 0

    /// Whether the process reads now.
    var isWanted = false
    /// Whether the process has its end open.
    var isReaderOpen = true
    /// Whether the engine has asked to close it behind its writes.
    var isClosing = false
    private var isEndDelivered = false

    /// Takes a write.
    ///
    /// - Returns: how many bytes went in at once.
    mutating func write(_ bytes: [UInt8]) -> Int {
        waiting.append(bytes[...])
        return refill()
    }

    /// Moves waiting writes into the pipe as far as it holds; how many bytes.
    mutating func refill() -> Int {
        var moved = 0
        while let first = waiting.first, unreadBytes < OutputPipe.capacity {
            let count = min(first.count, OutputPipe.capacity - unreadBytes)
            unread.append(Array(first.prefix(count)))
            if count == first.count {
                waiting.removeFirst()
            } else {
                waiting[waiting.startIndex] = first.dropFirst(count)
            }
            unreadBytes += count
            moved += count
        }
        return moved
    }

    /// Whether the process would now read something, or be told of the end.
    var isReadable: Bool {
        isWanted && isReaderOpen && (!unread.isEmpty || isClosing && !isEndDelivered)
    }

    /// What the process reads now.
    mutating func read() -> [[UInt8]] {
        guard isWanted, isReaderOpen else { return [] }
        defer {
            unread = []
            unreadBytes = 0
        }
        return unread
    }

    /// Whether the process is now at the end of its input; asking delivers it.
    mutating func takeEnd() -> Bool {
        guard isWanted, isReaderOpen, isClosing, !isEndDelivered, unread.isEmpty, waiting.isEmpty else { return false }
        isEndDelivered = true
        return true
    }

    /// The engine lets go of its end: what has not gone in is lost.
    mutating func closeWriter() {
        waiting = []
        isClosing = true
    }

    /// The process closes its end.
    ///
    /// - Returns: whether writes were still waiting, which are refused.
    mutating func closeReader() -> Bool {
        defer { waiting = [] }
        isReaderOpen = false
        unread = []
        unreadBytes = 0
        return !waiting.isEmpty
    }
}
