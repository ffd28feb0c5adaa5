/// A fenced code block, opened by a line of three or more backticks or tildes.
///
/// Source: CommonMark 0.31, section 4.5 (fenced code blocks), outside of lists and quotes.
struct CodeFence: Sendable, Hashable {
    /// How far a fence may be indented, in spaces.
    static let indentMax = 3
    /// How many marks make a fence, at least.
    static let marksMin = 3

    private let mark: UInt8
    private let marks: Int

    /// The fence that a line opens, or `nil`.
    static func opened(by line: ByteSpan) -> CodeFence? {
        guard let (mark, range) = run(in: line) else { return nil }
        // A backtick behind the marks means inline code: ```x``` is no fence.
        if mark == UInt8(ascii: "`") {
            guard ByteScan.first(mark, in: line, from: range.upperBound) == line.count else { return nil }
        }
        return CodeFence(mark: mark, marks: range.count)
    }

    /// Whether a line closes this fence: the same mark, at least as often, and nothing behind it.
    func isClosed(by line: ByteSpan) -> Bool {
        guard let (mark, range) = Self.run(in: line), mark == self.mark, range.count >= marks else { return false }
        return line[range.upperBound...].allSatisfy(\.isSpace)
    }

    private static func run(in line: ByteSpan) -> (UInt8, Range<Int>)? {
        var start = 0
        while start < line.count, start < indentMax, line[start] == UInt8(ascii: " ") { start += 1 }
        guard start < line.count else { return nil }
        let mark = line[start]
        guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        var end = start
        while end < line.count, line[end] == mark { end += 1 }
        return end - start >= marksMin ? (mark, start..<end) : nil
    }
}
