/// One line of the text that is scanned.
struct Line {
    /// The line without its end.
    let content: ByteSpan
    /// The bytes that end it: none, a line feed, or carriage return and line feed.
    let end: ByteSpan
    /// The offset of its first byte in the stream.
    let offset: Int
    /// Whether this is the rest of a line that was too long: it starts nothing.
    let isRest: Bool

    /// A line from its bytes, of which the last `end` ones are its line feed.
    init(_ bytes: ByteSpan, end: Int, offset: Int, isRest: Bool) {
        var length = bytes.count - end
        if end > 0, length > 0, bytes[length - 1] == UInt8(ascii: "\r") { length -= 1 }
        content = bytes.part(0, length)
        self.end = bytes.part(length, bytes.count)
        self.offset = offset
        self.isRest = isRest
    }

    /// Where the words start, behind indentation and a list's or a heading's marks: `1.`, `-`, `- [x]`, `##`.
    var contentStart: Int {
        var index = skipBlanks(from: 0)
        let mark = index
        while index < content.count, content[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        if index > mark {
            guard content.has(".", at: index) || content.has(")", at: index) else { return mark }
            index += 1
        } else if content.has("#", at: index) {
            while content.has("#", at: index) { index += 1 }
        } else if content.has("-", at: index) || content.has("*", at: index) || content.has("+", at: index) {
            index += 1
        } else if content.has("•", at: index) {
            index += 3
        }
        guard index > mark, index < content.count, content[index].isBlank else { return mark }
        index = skipBlanks(from: index)
        if content.has("[ ] ", at: index) || content.has("[x] ", at: index) { index = skipBlanks(from: index + 3) }
        return index
    }

    private func skipBlanks(from start: Int) -> Int {
        var index = start
        while index < content.count, content[index].isBlank { index += 1 }
        return index
    }
}
