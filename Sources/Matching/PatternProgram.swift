/// A compiled pattern: instructions over bytes, for a machine that follows all ways at once.
struct PatternProgram: Sendable {
    /// One step of a pattern.
    enum Operation: UInt8 {
        /// The pattern has matched.
        case match
        /// Goes to `x` first, else to `y`.
        case split
        /// Notes the position in slot `x` and goes to `y`.
        case save
        /// Goes to `y` if the assertion `x` holds.
        case assertion
        /// Takes the byte `x` and goes to `y`.
        case byte
        /// Looks the byte up in table `x`: 0 fails, 1 goes to `y`, more goes to instruction `base` + entry - 2.
        case table
    }

    struct Instruction: Sendable {
        var operation: Operation
        var x: Int32 = 0
        var y: Int32 = 0
        var base: Int32 = 0
    }

    /// How many bytes a pattern begins with at most, of those that are searched for at once.
    static let prefixBytesMax = 32

    var instructions: [Instruction] = []
    /// Tables of 256 entries, one behind the other.
    var tables: [UInt8] = []
    var start = 0
    /// How many positions a match has: two for each group and for the whole.
    var slots = 2
    /// Whether it can match at the start of the text only.
    var isAnchored = false
    /// The bytes with which every match begins.
    var prefix: [UInt8] = []
    /// For each byte whether a match can begin with it; empty if a match can be empty.
    var firstBytes: [Bool] = []

    /// The next offset at which a match can begin, or `nil` if there is none.
    func nextStart(in text: ByteSpan, from start: Int) -> Int? {
        guard let first = prefix.first else {
            if firstBytes.isEmpty { return start }
            var index = start
            while index < text.count, !firstBytes[Int(text[index])] { index += 1 }
            return index < text.count ? index : nil
        }
        var index = ByteScan.first(first, in: text, from: start)
        while index + prefix.count <= text.count {
            var length = 1
            while length < prefix.count, text[index + length] == prefix[length] { length += 1 }
            if length == prefix.count { return index }
            index = ByteScan.first(first, in: text, from: index + 1)
        }
        return nil
    }
}
