/// The tasks that a message lists.
enum TaskList {
    /// The points of a list (`- …`, `* …`, `1. …`, `2) …`), each with the lines that go on with it; the whole message
    /// where it lists fewer than two.
    ///
    /// What stands before the first point is said to every agent: it belongs to each task.
    static func tasks(of message: String) -> [String] {
        var introduction: [Substring] = []
        var points: [[Substring]] = []
        for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
            if let text = point(of: line) {
                points.append([text])
            } else if points.isEmpty {
                introduction.append(line)
            } else {
                points[points.count - 1].append(line)
            }
        }
        guard points.count > 1 else { return [message.trimmed].filter { !$0.isEmpty } }
        let head = introduction.joined(separator: "\n").trimmed
        return points.map { lines in
            let task = lines.joined(separator: "\n").trimmed
            return head.isEmpty ? task : "\(task)\n\n\(head)"
        }
    }

    /// The text behind a mark at the start of a line without indent.
    private static func point(of line: Substring) -> Substring? {
        for mark in ["- ", "* ", "• "] where line.hasPrefix(mark) { return line.dropFirst(mark.count) }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(digits.count) else { return nil }
        let rest = line.dropFirst(digits.count)
        return rest.hasPrefix(". ") || rest.hasPrefix(") ") ? rest.dropFirst(2) : nil
    }
}
