import Matching

/// The scanner's rules once more, over a whole text, one position after the other: slow, simple, made of other parts.
struct NaiveScanner {
    private var fence: (mark: Character, count: Int)?
    private var open: Open?
    private var findings: [Finding] = []
    private var ledger = TicketLedger()

    private struct Open {
        var head: Head
        var start: Int
        var taskStart: Int
        var task = ""
        var beforeBlank: String?
    }

    struct Head {
        var pattern: DelegationPattern
        var agent: String
        var label: String
        var start: Int
        var end: Int
    }

    /// All findings of a text.
    static func scan(_ text: String) -> [Finding] {
        var scanner = NaiveScanner()
        var offset = 0
        for piece in pieces(of: text) {
            scanner.line(piece.line, end: piece.end, offset: offset)
            offset += piece.line.utf8.count + piece.end.utf8.count
        }
        scanner.close(at: nil)
        return scanner.findings
    }

    private static func pieces(of text: String) -> [(line: String, end: String)] {
        var result: [(String, String)] = []
        var scalars = text.unicodeScalars[...]
        while let feed = scalars.firstIndex(of: "\n") {
            var line = scalars[..<feed]
            var end = "\n"
            if line.last == "\r" {
                line.removeLast()
                end = "\r\n"
            }
            result.append((String(line), end))
            scalars = scalars[scalars.index(after: feed)...]
        }
        if !scalars.isEmpty { result.append((String(scalars), "")) }
        return result
    }

    private mutating func line(_ line: String, end: String, offset: Int) {
        let marks = Self.fenceMarks(of: line)
        if let fence {
            let isEnd = marks.map {
                $0.mark == fence.mark && $0.count >= fence.count && $0.rest.allSatisfy(\.isWhitespace)
            }
            if isEnd ?? false { self.fence = nil } else { tickets(line, offset) }
            if open != nil { _ = goOn(line, from: 0, end, offset) }
            return
        }
        if let marks, marks.mark == "~" || !marks.rest.contains("`") {
            fence = (marks.mark, marks.count)
            if open != nil { _ = goOn(line, from: 0, end, offset) }
            return
        }
        errors(line, offset)
        tickets(line, offset)
        delegations(line, end, offset)
    }

    private static func fenceMarks(of line: String) -> (mark: Character, count: Int, rest: String)? {
        guard let match = line.prefixMatch(of: /\ {0,3}(`{3,}|~{3,})/.matchingSemantics(.unicodeScalar)) else {
            return nil
        }
        let rest = String(line[match.range.upperBound...])
        return match.output.1.first.map { ($0, match.output.1.count, rest) }
    }

    // MARK: Errors and tickets

    private mutating func errors(_ line: String, _ offset: Int) {
        guard let match = line.prefixMatch(of: /(Error|ERROR|Warning|WARNING):/.matchingSemantics(.unicodeScalar))
        else { return }
        let said = trim(String(line[match.range.upperBound...]))
        guard !said.text.isEmpty else { return }
        let length = match.output.0.utf8.count + said.leading + said.text.utf8.count
        findings.append(
            .errorMention(
                ErrorMention(
                    severity: match.output.1.lowercased() == "error" ? .error : .warning, text: said.text,
                    range: offset..<offset + length)))
    }

    private mutating func tickets(_ line: String, _ offset: Int) {
        typealias Hit = (start: Int, titleStart: Int, word: String, isBold: Bool)
        var hits: [Hit] = []
        let head = /(ENHANCEMENT|FEATURE|ISSUE|FIXME|TODO|TASK|BUG)(?:\([^():]{0,64}\))?(\*{0,2}):(?!:)/
            .matchingSemantics(.unicodeScalar)
        for match in line.matches(of: head) {
            let before = line.utf8[..<match.range.lowerBound]
            if let last = before.last, isWord(last) { continue }
            let isBold = before.suffix(2).elementsEqual("**".utf8)
            let isClosed = !match.output.2.isEmpty
            let closesBehind = isBold && !isClosed && line.utf8[match.range.upperBound...].starts(with: "**".utf8)
            let end = line.utf8.distance(from: line.startIndex, to: match.range.upperBound)
            hits.append(
                (
                    before.count, closesBehind ? end + 2 : end, String(match.output.1),
                    isBold && !isClosed && !closesBehind
                ))
        }
        for (index, hit) in hits.enumerated() {
            let end = index + 1 < hits.count ? hits[index + 1].start : line.utf8.count
            let written = String(decoding: Array(line.utf8)[min(hit.titleStart, end)..<end], as: UTF8.self)
            let trimmed = trim(written)
            var title = trimmed.text
            if hit.isBold, title.hasSuffix("**") { title.removeLast(2) }
            title = cleaned(title)
            guard !title.isEmpty else { continue }
            let kind: Ticket.Kind =
                switch hit.word {
                case "TODO", "TASK": .task
                case "BUG", "FIXME": .bug
                case "FEATURE": .feature
                case "ISSUE": .issue
                default: .enhancement
                }
            let ticket = Ticket(
                kind: kind, title: title, priority: kind == .bug ? .high : .medium, keyword: hit.word,
                range: offset + hit.start..<offset + min(hit.titleStart, end) + trimmed.leading
                    + trimmed.text.utf8.count)
            if ledger.insert(ticket) { findings.append(.ticket(ticket)) }
        }
    }

    private func cleaned(_ written: String) -> String {
        var title = written.replacing(/[ \t\r\u{B}\u{C}]+/, with: " ")
        let isPunctuated = /[ .,;:]+$/
        title.replace(isPunctuated, with: "")
        for (open, close) in [("\"", "\""), ("'", "'"), ("`", "`"), ("“", "”"), ("‘", "’")] {
            guard title.count > 1, title.hasPrefix(open), title.hasSuffix(close) else { continue }
            title = String(title.dropFirst().dropLast())
            title.replace(/^ +/, with: "")
            title.replace(isPunctuated, with: "")
            break
        }
        return title
    }

    // MARK: Delegations

    private mutating func delegations(_ line: String, _ end: String, _ offset: Int) {
        var position = 0
        if open != nil {
            if let head = NaiveHeads.first(in: line, from: 0), head.start == lead(of: line) {
                close(at: nil)
                position = begin(head, line, end, offset)
            } else {
                position = goOn(line, from: 0, end, offset)
            }
        }
        while open == nil, position < line.utf8.count, let head = NaiveHeads.first(in: line, from: position) {
            position = begin(head, line, end, offset)
        }
    }

    private func lead(of line: String) -> Int {
        let lead = /[ \t]*(?:(?:[0-9]+[.)]|#+|[-*+•])[ \t]+(?:\[[ x]\] [ \t]*)?)?/.matchingSemantics(.unicodeScalar)
        return line.prefixMatch(of: lead)?.output.utf8.count ?? 0
    }

    private mutating func begin(_ head: Head, _ line: String, _ end: String, _ offset: Int) -> Int {
        open = Open(head: head, start: offset + head.start, taskStart: offset + head.end)
        return take(line, from: head.end, end, offset)
    }

    private mutating func goOn(_ line: String, from start: Int, _ end: String, _ offset: Int) -> Int {
        let isBlank = line.utf8.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
        if isBlank, let task = open?.task, !trim(task).text.isEmpty {
            if open?.head.pattern != .taskCall {
                close(at: nil)
                return line.utf8.count
            }
            if open?.beforeBlank == nil { open?.beforeBlank = task }
        }
        return take(line, from: start, end, offset)
    }

    private mutating func take(_ line: String, from start: Int, _ end: String, _ offset: Int) -> Int {
        let bytes = Array(line.utf8)
        let before = open?.task ?? ""
        open?.task += String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self) + end
        guard open?.head.pattern == .taskCall else { return bytes.count }
        var depth = 1
        for (index, byte) in (Array(before.utf8) + bytes[start...]).enumerated() {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            guard depth == 0 else { continue }
            let position = index - before.utf8.count + start
            open?.task = before + String(decoding: bytes[start..<position], as: UTF8.self)
            open?.beforeBlank = nil
            close(at: offset + position + 1)
            return position + 1
        }
        return bytes.count
    }

    private mutating func close(at end: Int?) {
        defer { open = nil }
        guard let open else { return }
        let task = trim(open.beforeBlank ?? open.task)
        guard !task.text.isEmpty else { return }
        findings.append(
            .delegation(
                Delegation(
                    agent: open.head.agent, label: open.head.label, task: task.text, pattern: open.head.pattern,
                    range: open.start..<(end ?? open.taskStart + task.leading + task.text.utf8.count))))
    }

    private func trim(_ text: String) -> (text: String, leading: Int) {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (9...13).contains($0) }
        let rest = text.utf8.drop(while: isSpace)
        let bytes = Array(rest)
        let end = (bytes.lastIndex { !isSpace($0) } ?? -1) + 1
        return (String(decoding: bytes[..<end], as: UTF8.self), text.utf8.count - rest.count)
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_")
            || Character(Unicode.Scalar(byte)).isASCII
                && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
    }
}
