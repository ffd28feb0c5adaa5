import Text

/// Standard input as it comes: what is not taken yet, and a copy of the start for the journal.
struct InputBuffer {
    /// How much of the input the journal shows, in bytes.
    static let journalBytesMax = 64 << 10

    private(set) var pending: [UInt8] = []
    private(set) var total = 0
    private(set) var start: [UInt8] = []
    var hasEnded = false

    mutating func append(_ bytes: [UInt8]) {
        pending += bytes
        total += bytes.count
        if start.count < Self.journalBytesMax { start += bytes.prefix(Self.journalBytesMax - start.count) }
    }

    /// All that is there.
    mutating func takeAll() -> [UInt8] {
        defer { pending.removeAll() }
        return pending
    }

    /// The next line without its end; the rest without a line end counts as one when no more can come.
    mutating func takeLine() -> [UInt8]? {
        if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            defer { pending.removeFirst(end + 1) }
            return Array(pending[..<end])
        }
        guard hasEnded, !pending.isEmpty else { return nil }
        return takeAll()
    }

    /// Takes everything up to the end of `part`; whether it was there.
    mutating func take(through part: [UInt8]) -> Bool {
        if part.isEmpty, pending.isEmpty { return false }
        guard let range = ByteSearch.firstRange(of: part, in: pending[...]) else { return false }
        pending.removeFirst(part.isEmpty ? pending.count : range.upperBound)
        return true
    }
}
