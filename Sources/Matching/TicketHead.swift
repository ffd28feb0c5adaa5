/// The keyword of a ticket up to its colon: `TODO:`, `FIXME(ada):`, `**BUG**:`.
struct TicketHead {
    /// How long the name in parentheses may be, in bytes.
    static let ownerBytesMax = 64

    let kind: Ticket.Kind
    let keyword: String
    /// The first byte of the keyword in the line.
    let start: Int
    /// Where the title begins: behind the colon.
    let titleStart: Int
    /// Whether bold marks stand before the keyword which nothing closes before the title.
    let isInsideBold: Bool

    /// Whether a ticket's head can end at `colon`: two letters in which a keyword ends, a parenthesis or a bold mark.
    @inline(__always)
    static func isPossible(in line: ByteSpan, colon: Int) -> Bool {
        var end = colon
        while end > 0, colon - end < 2, line[end - 1] == UInt8(ascii: "*") { end -= 1 }
        guard end > 2 else { return false }
        switch (line[end - 2], line[end - 1]) {
        case (UInt8(ascii: "D"), UInt8(ascii: "O")), (UInt8(ascii: "S"), UInt8(ascii: "K")),
            (UInt8(ascii: "U"), UInt8(ascii: "G")), (UInt8(ascii: "M"), UInt8(ascii: "E")),
            (UInt8(ascii: "R"), UInt8(ascii: "E")), (UInt8(ascii: "U"), UInt8(ascii: "E")),
            (UInt8(ascii: "N"), UInt8(ascii: "T")):
            return true
        case (let inner, UInt8(ascii: ")")): return inner != UInt8(ascii: "(")
        default: return false
        }
    }

    /// The head whose colon stands at `colon`, or `nil`.
    static func find(in line: ByteSpan, colon: Int) -> TicketHead? {
        guard isPossible(in: line, colon: colon) else { return nil }
        if colon + 1 < line.count, line[colon + 1] == UInt8(ascii: ":") { return nil }
        var end = colon
        while end > 0, colon - end < 2, line[end - 1] == UInt8(ascii: "*") { end -= 1 }
        let isClosedBefore = end < colon
        if end > 0, line[end - 1] == UInt8(ascii: ")") {
            guard let open = openingParenthesis(in: line, before: end - 1) else { return nil }
            end = open
        }
        guard let (word, kind) = keyword(in: line, endingAt: end) else { return nil }
        let start = end - word.utf8CodeUnitCount
        let isBold = line.has("**", at: start - 2)
        let closesBehind = isBold && !isClosedBefore && line.has("**", at: colon + 1)
        return TicketHead(
            kind: kind, keyword: word.description, start: start,
            titleStart: closesBehind ? colon + 3 : colon + 1,
            isInsideBold: isBold && !isClosedBefore && !closesBehind)
    }

    private static let keywords: [(StaticString, Ticket.Kind)] = [
        ("TODO", .task), ("TASK", .task), ("BUG", .bug), ("FIXME", .bug), ("FEATURE", .feature), ("ISSUE", .issue),
        ("ENHANCEMENT", .enhancement),
    ]

    /// The keywords in lower case.
    static let words = keywords.map { $0.0.description.lowercased() }

    private static func keyword(in line: ByteSpan, endingAt end: Int) -> (StaticString, Ticket.Kind)? {
        for (word, kind) in keywords where line.has(word, at: end - word.utf8CodeUnitCount) {
            let start = end - word.utf8CodeUnitCount
            return start == 0 || !line[start - 1].isWordByte ? (word, kind) : nil
        }
        return nil
    }

    private static func openingParenthesis(in line: ByteSpan, before close: Int) -> Int? {
        var index = close
        while index > 0, close - index <= ownerBytesMax {
            index -= 1
            switch line[index] {
            case UInt8(ascii: "("): return index
            case UInt8(ascii: ")"), UInt8(ascii: ":"): return nil
            default: continue
            }
        }
        return nil
    }
}
