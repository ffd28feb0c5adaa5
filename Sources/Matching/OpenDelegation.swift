/// A delegation whose task has begun and not yet ended.
struct OpenDelegation: Sendable {
    private let pattern: DelegationPattern
    private let agent: String
    private let label: String
    private let start: Int
    /// The offset of the first byte of `task` in the stream.
    private let taskStart: Int
    private var task: [UInt8] = []
    private var hasText = false
    /// How many parentheses are open, counted only for `Task(`.
    private var depth = 1
    /// How many bytes of `task` stand before the first blank line: the end of a `Task(` that is never closed.
    private var bytesBeforeBlank: Int?

    init(head: DelegationHead, line: ByteSpan, offset: Int) {
        pattern = head.pattern
        agent = head.agent
        label = String(decoding: line[line.trimmed(head.label)], as: UTF8.self)
        start = offset + head.start
        taskStart = offset + head.taskStart
    }

    /// Takes the line from `index` on and returns where the task ends in it, or `nil` if it goes on.
    mutating func take(_ line: ByteSpan, from index: Int) -> Int? {
        if pattern == .taskCall, let end = closingParenthesis(in: line, from: index) {
            append(line.part(index, end - 1))
            return end
        }
        append(line.part(index, line.count))
        return nil
    }

    /// Takes the bytes that end a line: a line feed, with a carriage return before it or not.
    mutating func takeLineEnd(_ bytes: ByteSpan) { append(bytes) }

    /// Notes a blank line and says whether it ends the task: not before its first word, and not within parentheses.
    mutating func isEnded(byBlankLine line: ByteSpan) -> Bool {
        guard hasText else { return false }
        guard pattern == .taskCall else { return true }
        if bytesBeforeBlank == nil { bytesBeforeBlank = task.count }
        return false
    }

    /// The delegation, or `nil` without a task.
    ///
    /// - Parameter closedAt: the offset behind the closing parenthesis of `Task(…)`.
    func finished(closedAt end: Int? = nil) -> Delegation? {
        let kept = end == nil ? bytesBeforeBlank ?? task.count : task.count
        return task.withUnsafeBufferPointer { bytes in
            let range = bytes.trimmed(0..<kept)
            guard !range.isEmpty else { return nil }
            return Delegation(
                agent: agent, label: label, task: bytes.text(range, atMost: Delegation.taskBytesMax), pattern: pattern,
                range: start..<(end ?? taskStart + range.upperBound))
        }
    }

    private mutating func append(_ bytes: ByteSpan) {
        if !hasText { hasText = bytes.contains { !$0.isSpace } }
        // One character more than the limit is kept, so that the cut falls on a border.
        let room = Delegation.taskBytesMax + 4 - task.count
        task.append(contentsOf: bytes.prefix(max(0, room)))
    }

    /// Where the parenthesis closes that `Task(` has opened: the offset behind it.
    private mutating func closingParenthesis(in line: ByteSpan, from start: Int) -> Int? {
        for index in start..<line.count {
            if line[index] == UInt8(ascii: "(") { depth += 1 }
            if line[index] == UInt8(ascii: ")") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
        }
        return nil
    }
}
