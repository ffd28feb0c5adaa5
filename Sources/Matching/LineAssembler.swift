/// Whole lines of a stream that lie side by side, or a part of one line that is too long to be kept whole.
struct LineBlock {
    let bytes: ByteSpan
    /// The offset of the first byte in the stream.
    let offset: Int
    /// Whether the first line is the rest of one that was cut.
    let isContinuation: Bool
}

/// Cuts a stream into blocks of whole lines, without a copy where a chunk holds whole lines.
struct LineAssembler: Sendable {
    /// How much memory is kept for the next line's start, in bytes.
    private static let keptBytesMax = 1 << 16

    /// The start of a line whose end has not come yet.
    private var pending: [UInt8] = []
    /// The offset of the first pending byte in the stream.
    private var offset = 0
    private var isContinuation = false

    /// How many bytes wait for the end of their line.
    var bufferedBytes: Int { pending.count }

    /// Passes on what is whole after these bytes.
    mutating func feed(_ bytes: ByteSpan, lineBytesMax: Int, _ body: (LineBlock) -> Void) {
        var start = 0
        if !pending.isEmpty || isContinuation {
            let feed = ByteScan.first(UInt8(ascii: "\n"), in: bytes, from: 0)
            start = min(feed + 1, bytes.count)
            pending.append(contentsOf: bytes.part(0, start))
            guard feed < bytes.count else { return cut(to: lineBytesMax, body) }
            passPending(body)
            isContinuation = false
        }
        let end = start + ByteScan.endOfLastLine(in: bytes.part(start, bytes.count))
        if end > start { body(LineBlock(bytes: bytes.part(start, end), offset: offset, isContinuation: false)) }
        offset += end - start
        pending.append(contentsOf: bytes.part(end, bytes.count))
        cut(to: lineBytesMax, body)
    }

    /// Steps over whole lines in which nothing can stand, as most lines are that a program says one by one.
    ///
    /// - Returns: whether it did; else nothing has happened.
    mutating func skip(_ bytes: ByteSpan) -> Bool {
        guard pending.isEmpty, !isContinuation, bytes.last == UInt8(ascii: "\n"), !ByteScan.hasTrigger(bytes) else {
            return false
        }
        offset += bytes.count
        return true
    }

    /// Passes on the last line, which has no line feed.
    mutating func finish(_ body: (LineBlock) -> Void) {
        if !pending.isEmpty { passPending(body) }
        isContinuation = false
    }

    /// Passes on the pieces of a line that has become longer than the limit.
    private mutating func cut(to limit: Int, _ body: (LineBlock) -> Void) {
        guard pending.count > limit else { return }
        var start = 0
        while pending.count - start > limit {
            pass(start, start + limit, body)
            start += limit
            isContinuation = true
        }
        pending.removeFirst(start)
        offset += start
    }

    private mutating func passPending(_ body: (LineBlock) -> Void) {
        pass(0, pending.count, body)
        offset += pending.count
        pending.removeAll(keepingCapacity: pending.count <= Self.keptBytesMax)
    }

    private func pass(_ start: Int, _ end: Int, _ body: (LineBlock) -> Void) {
        pending.withUnsafeBufferPointer { bytes in
            body(LineBlock(bytes: bytes.part(start, end), offset: offset + start, isContinuation: isContinuation))
        }
    }
}
