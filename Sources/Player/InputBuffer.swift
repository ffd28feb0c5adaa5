import Text

/// Standard input as it comes: what is not taken yet, and a copy of the start for the journal.
struct InputBuffer {
    /// How much of the input the journal shows, in bytes.
    static let journalBytesMax = 64 << 10

    private var bytes: [UInt8] = []
    /// How many of the bytes are taken.
    private var head = 0
    /// How far a line end has been looked for.
    private var searched = 0
    /// What was looked for last and is not there yet.
    private var wanted: (part: [UInt8], searched: Int)?
    private(set) var total = 0
    private(set) var start: [UInt8] = []
    var hasEnded = false

    /// What is there and not taken.
    var pending: ArraySlice<UInt8> { bytes[head...] }

    mutating func append(_ new: [UInt8]) {
        // Taken bytes go before the buffer grows, so that a byte moves a few times at most.
        if head > bytes.count / 2 {
            bytes.removeFirst(head)
            searched = max(0, searched - head)
            wanted?.searched -= head
            head = 0
        }
        bytes += new
        total += new.count
        if start.count < Self.journalBytesMax { start += new.prefix(Self.journalBytesMax - start.count) }
    }

    /// All that is there.
    mutating func takeAll() -> [UInt8] {
        defer { take(to: bytes.count) }
        return Array(pending)
    }

    /// Whether a whole line is there.
    mutating func hasLine() -> Bool {
        if let end = bytes[max(head, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
            searched = end
            return true
        }
        searched = bytes.count
        return false
    }

    /// The next line without its end; the rest without a line end counts as one when no more can come.
    mutating func takeLine() -> [UInt8]? {
        if let end = bytes[max(head, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
            defer { take(to: end + 1) }
            return Array(bytes[head..<end])
        }
        searched = bytes.count
        guard hasEnded, head < bytes.count else { return nil }
        return takeAll()
    }

    /// Takes everything up to the end of `part`; whether it was there. An empty part is any input at all.
    mutating func take(through part: [UInt8]) -> Bool {
        if part.isEmpty, pending.isEmpty { return false }
        // Where it was not found before, it can only have come with what is new.
        let start = wanted?.part == part ? max(head, (wanted?.searched ?? 0) - part.count + 1) : head
        guard let range = ByteSearch.firstRange(of: part, in: bytes[start...]) else {
            wanted = (part, bytes.count)
            return false
        }
        wanted = nil
        take(to: part.isEmpty ? bytes.count : range.upperBound)
        return true
    }

    private mutating func take(to end: Int) {
        head = end
        searched = max(searched, head)
        guard head == bytes.count else { return }
        bytes.removeAll()
        head = 0
        searched = 0
    }
}
