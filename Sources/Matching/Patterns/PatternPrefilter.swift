/// Steps over text in which no match can begin.
struct PatternPrefilter: Sendable {
    /// How many bytes a pattern begins with at most, of those that are searched for at once.
    static let prefixBytesMax = 32

    /// The bytes with which every match begins.
    let prefix: [UInt8]
    /// For each byte whether a match can begin with it; empty if a match can be empty.
    let firstBytes: [Bool]
    /// The place in `prefix` of the byte that is rarest in text.
    private let rarest: Int
    /// Whether a match begins with so few of all bytes that stepping over the others pays.
    let isRare: Bool
    /// Whether they are so few that stepping over the others is faster than an automaton that stops nowhere.
    let isVeryRare: Bool

    init(prefix: [UInt8] = [], firstBytes: [Bool] = []) {
        self.prefix = prefix
        self.firstBytes = firstBytes
        rarest = prefix.indices.min { Self.frequency(of: prefix[$0]) < Self.frequency(of: prefix[$1]) } ?? 0
        let all = (0...255).reduce(0) { $0 + Self.frequency(of: $1) }
        let begun = (0...255).reduce(0) {
            $0 + (firstBytes.isEmpty || firstBytes[Int($1)] ? Self.frequency(of: $1) : 0)
        }
        isRare = !prefix.isEmpty || begun * 8 < all
        isVeryRare = !prefix.isEmpty || begun * 64 < all
    }

    /// What a pass over text costs that looks for this pattern alone, in passes that look for one byte.
    var passCost: Int { prefix.count > 2 ? 1 : isRare ? 2 : 6 }

    /// Whether it steps over anything.
    var isUseful: Bool { !firstBytes.isEmpty }

    /// How many bytes from the end of a text it can't judge, because the rest of the prefix may follow.
    var tail: Int { max(0, prefix.count - 1) }

    /// The next offset at which a match can begin; without one the end of the text, or with a prefix the last offset
    /// behind which too few bytes stand to tell.
    @inline(__always)
    func next(in text: ByteSpan, from start: Int) -> Int {
        if !prefix.isEmpty { return nextPrefix(in: text, from: start) }
        guard !firstBytes.isEmpty else { return start }
        return firstBytes.withUnsafeBufferPointer { isFirst in
            var index = start
            while index < text.count, !isFirst[Int(text[index])] { index += 1 }
            return index
        }
    }

    private func nextPrefix(in text: ByteSpan, from start: Int) -> Int {
        let last = text.count - prefix.count
        var index = start
        while index <= last {
            index = ByteScan.first(prefix[rarest], in: text, from: index + rarest) - rarest
            guard index <= last else { break }
            var length = 0
            while length < prefix.count, text[index + length] == prefix[length] { length += 1 }
            if length == prefix.count { return index }
            index += 1
        }
        return max(start, min(text.count, last + 1))
    }

    /// How often a byte stands in text and code, roughly: the higher, the more often.
    private static func frequency(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"): 100
        case UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "l"): 90
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte == UInt8(ascii: "q") || byte == UInt8(ascii: "z") ? 20 : 60
        case UInt8(ascii: "\n"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), 0x80...0xFF: 40
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: ":"): 30
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 25
        default: 10
        }
    }
}
