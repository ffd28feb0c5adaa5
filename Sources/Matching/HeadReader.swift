/// Tries each written pattern on the words before one colon.
///
/// The table of patterns, where NAME is a known agent, "Agent" may follow it, "the" may precede it, and `**` may stand
/// around NAME or around the whole:
///
///     **NAME**:   Task(NAME:   Delegating to NAME:   Task Tool → NAME:   Delegate to NAME:   → NAME:
///     Task for NAME:   NAME Agent should:   Ask NAME to:   @NAME:
struct HeadReader {
    let line: ByteSpan
    let colon: Int
    let words: WordsBefore
    let names: AgentNames
    let allowUnknown: Bool
    private var best: DelegationHead?

    init(line: ByteSpan, colon: Int, words: WordsBefore, names: AgentNames, allowUnknown: Bool) {
        self.line = line
        self.colon = colon
        self.words = words
        self.names = names
        self.allowUnknown = allowUnknown
    }

    /// The pattern that starts first.
    mutating func read() -> DelegationHead? {
        guard let last = words.ranges.first else { return nil }
        if line.has("should", at: last.lowerBound), last.count == 6 { readAgentShould() }
        if line.has("to", at: last.lowerBound), last.count == 2 { readAsk() }
        for first in 0..<min(words.ranges.count, DelegationHead.labelWordsMax) {
            readKeyword(before: first)
            readBold(from: first)
        }
        readSign()
        return best
    }

    /// `QA Agent should:`; of several names that end here the longest one.
    private mutating func readAgentShould() {
        guard isWord(1, "Agent", "agent") else { return }
        var isFound = false
        for first in (2..<2 + DelegationHead.labelWordsMax).reversed() where first < words.ranges.count && !isFound {
            isFound = take(.agentShould, label: first, to: 1, start: withArticle(first), needsKnown: first > 2)
        }
    }

    /// `Ask QA Agent to:`
    private mutating func readAsk() {
        for first in 1...DelegationHead.labelWordsMax where first < words.ranges.count {
            let verb = isWord(first + 1, "the", "The") ? first + 2 : first + 1
            if isWord(verb, "Ask", "ask") { take(.ask, label: first, to: 1, start: words.ranges[verb].lowerBound) }
        }
    }

    /// `Delegating to NAME:`, `Delegate to NAME:`, `Task for NAME:`
    private mutating func readKeyword(before first: Int) {
        let second = isWord(first + 1, "the", "The") ? first + 2 : first + 1
        let pattern: DelegationPattern
        if isWord(second, "to", "to") {
            if isWord(second + 1, "Delegating", "delegating") {
                pattern = .delegatingTo
            } else if isWord(second + 1, "Delegate", "delegate") {
                pattern = .delegateTo
            } else {
                return
            }
        } else if isWord(second, "for", "for"), isWord(second + 1, "Task", "task") {
            pattern = .taskFor
        } else {
            return
        }
        take(pattern, label: first, to: 0, start: words.ranges[second + 1].lowerBound)
    }

    /// `**NAME**:` and `**NAME:**`
    private mutating func readBold(from first: Int) {
        let (start, end) = (words.ranges[first].lowerBound, words.ranges[0].upperBound)
        guard start >= words.runStart, isBoldMark(at: start - 2), isBoldMark(at: end) || isBoldMark(at: colon + 1)
        else { return }
        take(.boldLabel, label: first, to: 0, start: start)
    }

    /// The patterns in which a sign stands before the first word: `(`, `@`, an arrow.
    private mutating func readSign() {
        guard !words.isCut, words.ranges.count <= DelegationHead.labelWordsMax, let first = words.ranges.indices.last
        else { return }
        let sign = words.runStart - 1
        guard sign >= 0, sign >= lowest else { return }
        switch line[sign] {
        case UInt8(ascii: "("):
            let name = sign - 4
            if name >= lowest, line.has("Task", at: name), isBoundary(name) {
                take(.taskCall, label: first, to: 0, start: name)
            }
        case UInt8(ascii: "@"):
            let isAtOnce = words.ranges[first].lowerBound == sign + 1
            if isAtOnce, isBoundary(sign) { take(.mention, label: first, to: 0, start: sign) }
        default:
            readArrow(lastByte: sign, label: first)
        }
    }

    /// `→ NAME:` and `Task Tool → NAME:`; the arrow `->` only with Task Tool, since code has it too.
    private mutating func readArrow(lastByte: Int, label: Int) {
        let isUnicode = lastByte - 2 >= lowest && line.has("→", at: lastByte - 2)
        let isASCII = lastByte - 1 >= lowest && line.has("->", at: lastByte - 1)
        guard isUnicode || isASCII else { return }
        let arrow = isUnicode ? lastByte - 2 : lastByte - 1
        var end = arrow
        while end > lowest, arrow - end < DelegationHead.wordsMax, line[end - 1].isLabelSeparator { end -= 1 }
        let tool = end - 9
        if tool >= lowest, line.has("Task Tool", at: tool) || line.has("Task tool", at: tool), isBoundary(tool) {
            take(.taskTool, label: label, to: 0, start: tool)
        } else if isUnicode {
            take(.arrow, label: label, to: 0, start: arrow)
        }
    }

    // MARK: Parts

    private var lowest: Int { words.lowerBound }

    private func isBoundary(_ index: Int) -> Bool { index == lowest || !line[index - 1].isWordByte }

    private func isBoldMark(at index: Int) -> Bool {
        index >= lowest && line.has("**", at: index)
    }

    private func isWord(_ index: Int, _ one: StaticString, _ other: StaticString) -> Bool {
        guard index < words.ranges.count else { return false }
        let range = words.ranges[index]
        guard range.count == one.utf8CodeUnitCount else { return false }
        return line.has(one, at: range.lowerBound) || line.has(other, at: range.lowerBound)
    }

    private func withArticle(_ first: Int) -> Int {
        words.ranges[isWord(first + 1, "the", "The") ? first + 1 : first].lowerBound
    }

    /// Notes a head if its label is an agent and it starts before the best one so far.
    @discardableResult
    private mutating func take(
        _ pattern: DelegationPattern, label first: Int, to last: Int, start: Int, needsKnown: Bool = false
    ) -> Bool {
        let start = startOfMarks(start)
        if let best, best.start <= start { return false }
        var end = last
        while end < first, isWord(end, "Agent", "agent") { end += 1 }
        let label = words.ranges[first].lowerBound..<words.ranges[end].upperBound
        var agent = names.canonical(line[label])
        if agent == nil, allowUnknown, !needsKnown { agent = AgentNames.slug(line[label]) }
        guard let agent, !agent.isEmpty else { return false }
        best = DelegationHead(pattern: pattern, agent: agent, label: label, start: start, taskStart: taskStart)
        return true
    }

    /// The start with the marks of bold text that stand directly before it.
    private func startOfMarks(_ start: Int) -> Int {
        var index = start
        while index > lowest, start - index < 3, line[index - 1] == UInt8(ascii: "*") { index -= 1 }
        return index
    }

    /// Where the task starts: behind the colon, and behind bold marks which that closes.
    private var taskStart: Int {
        let isClosedBefore = colon > 0 && line[colon - 1] == UInt8(ascii: "*")
        guard !isClosedBefore, isBoldMark(at: colon + 1) else { return colon + 1 }
        return line.has("***", at: colon + 1) ? colon + 4 : colon + 3
    }
}
