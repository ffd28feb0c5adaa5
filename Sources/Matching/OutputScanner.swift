/// Finds delegations, tickets and error lines in the text of an answer while it arrives.
///
/// The findings are the same for every way to cut the bytes. They come in the order in which they end; the scanner works
/// by lines, so what ends on a line is found when the line does, or at `finish`. Each byte is looked at a bounded number of
/// times, whatever the text. One scanner serves one turn: a task that is still open ends with it.
///
/// - Delegations stand in one of the patterns of `DelegationPattern` and name a known agent. A task runs to a blank line,
///   the next delegation at the start of a line, or the end; for `Task(…)` to its own parenthesis. A blank line before the
///   first word does not end a task. A pattern inside another delegation's task is part of that task, unless a line
///   begins with it (list markers and heading marks may stand before it). Code fences hold no delegations.
/// - Tickets count everywhere, in code too, once for each kind and title.
/// - Error lines begin with `Error:` or `Warning:` and stand outside of code fences.
///
/// The text shall be free of a terminal's escape sequences: `EscapeStripper` of module Terminal sees to that.
public struct OutputScanner: Sendable {
    /// What a scanner looks for, and its bounds.
    public struct Options: Sendable {
        /// Whether delegations are found.
        public var delegations: Bool
        /// Whether tickets are found.
        public var tickets: Bool
        /// Whether error lines are found.
        public var errors: Bool
        /// Whether a label that is no known agent counts too; its agent is then the label in lower case with hyphens.
        public var allowUnknownAgents: Bool
        /// How long a line may be, in bytes; a longer one is cut there and its rest starts no line.
        public var lineBytesMax: Int

        /// All findings, known agents only, lines up to 64 MiB.
        public init(
            delegations: Bool = true, tickets: Bool = true, errors: Bool = true, allowUnknownAgents: Bool = false,
            lineBytesMax: Int = 64 << 20
        ) {
            self.delegations = delegations
            self.tickets = tickets
            self.errors = errors
            self.allowUnknownAgents = allowUnknownAgents
            self.lineBytesMax = max(1, lineBytesMax)
        }
    }

    /// The tickets of the session so far; hand it to the next turn's scanner.
    public var ledger = TicketLedger()

    private let agents: AgentNames
    private let options: Options
    private var lines = LineAssembler()
    private var fence: CodeFence?
    private var open: OpenDelegation?
    /// Whether a fence or a task was open behind the last bytes, so that every line matters.
    private var isInside = false

    /// A scanner at the start of a turn.
    public init(agents: AgentNames, options: Options = Options()) {
        self.agents = agents
        self.options = options
    }

    /// How many bytes wait for the end of their line.
    public var bufferedBytes: Int { lines.bufferedBytes }

    /// Scans the next bytes of the turn.
    public mutating func feed(_ bytes: some Collection<UInt8>, into findings: inout [Finding]) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { feed($0, into: &findings) }
        guard isDone == nil else { return }
        Array(bytes).withUnsafeBufferPointer { feed($0, into: &findings) }
    }

    /// Ends the turn: the last line need not have a line feed, and an open task ends here.
    public mutating func finish(into findings: inout [Finding]) {
        var rest = lines
        rest.finish { block in scan(block, into: &findings) }
        lines = rest
        close(at: nil, into: &findings)
        fence = nil
        isInside = false
    }

    /// Scans the next bytes of the turn where they stand.
    public mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, into findings: inout [Finding]) {
        if !isInside, lines.skip(bytes) { return }
        defer { isInside = open != nil || fence != nil }
        // The assembler is moved out so that its closure may change the rest of the scanner.
        var assembler = lines
        lines = LineAssembler()
        assembler.feed(bytes, lineBytesMax: options.lineBytesMax) { block in scan(block, into: &findings) }
        lines = assembler
    }

    // MARK: Lines

    /// Scans whole lines; those that can hold nothing are stepped over without being looked at one by one.
    private mutating func scan(_ block: LineBlock, into findings: inout [Finding]) {
        var triggers = TriggerScan(block.bytes, from: 0)
        var position = 0
        while position < block.bytes.count {
            var start = position
            if open == nil {
                guard let candidate = nextCandidate(in: block.bytes, &triggers, from: position) else { return }
                start = candidate
                while start > position, block.bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            }
            let feed = ByteScan.first(UInt8(ascii: "\n"), in: block.bytes, from: start)
            let end = min(feed + 1, block.bytes.count)
            let isRest = block.isContinuation && start == 0
            scanPieces(block.bytes.part(start, end), offset: block.offset + start, isRest: isRest, into: &findings)
            triggers.skip(to: end)
            position = end
        }
    }

    /// Scans one line with its end, cut where it is longer than the limit.
    private mutating func scanPieces(_ line: ByteSpan, offset: Int, isRest: Bool, into findings: inout [Finding]) {
        let hasFeed = line.last == UInt8(ascii: "\n")
        let length = hasFeed ? line.count - 1 : line.count
        var start = 0
        while length - start > options.lineBytesMax {
            let piece = line.part(start, start + options.lineBytesMax)
            scanLine(Line(piece, end: 0, offset: offset + start, isRest: isRest || start > 0), into: &findings)
            start += options.lineBytesMax
        }
        let last = line.part(start, line.count)
        scanLine(
            Line(last, end: hasFeed ? 1 : 0, offset: offset + start, isRest: isRest || start > 0), into: &findings)
    }

    /// The next colon or fence that may matter, or `nil`.
    private func nextCandidate(in text: ByteSpan, _ triggers: inout TriggerScan, from start: Int) -> Int? {
        while let index = triggers.next() {
            if text[index] == UInt8(ascii: ":") {
                if canMatter(in: text, colon: index, lowerBound: start) { return index }
            } else if startsLine(in: text, mark: index, lowerBound: start) {
                return index
            }
        }
        return nil
    }

    /// Whether anything can end at a colon; of the words before it three letters tell nearly always that nothing does.
    @inline(__always)
    private func canMatter(in text: ByteSpan, colon: Int, lowerBound: Int) -> Bool {
        guard colon > lowerBound else { return false }
        if text[colon - 1].isLetterOrDigit, !options.allowUnknownAgents {
            guard agents.triggers.canEnd(in: text, at: colon, lowerBound: lowerBound) else { return false }
        }
        if options.tickets, TicketHead.isPossible(in: text, colon: colon) { return true }
        return options.delegations
            && DelegationHead.isPossible(
                in: text, colon: colon, lowerBound: lowerBound, names: agents, isOpen: options.allowUnknownAgents)
            || options.errors && ErrorMention.isPossible(in: text, colon: colon)
    }

    private func startsLine(in text: ByteSpan, mark: Int, lowerBound: Int) -> Bool {
        var index = mark
        while index > lowerBound, mark - index <= CodeFence.indentMax, text[index - 1] == UInt8(ascii: " ") {
            index -= 1
        }
        return index == lowerBound || text[index - 1] == UInt8(ascii: "\n")
    }

    // MARK: One line

    private mutating func scanLine(_ line: Line, into findings: inout [Finding]) {
        if let fence {
            if !line.isRest, fence.isClosed(by: line.content) { self.fence = nil } else { scanTickets(line, &findings) }
            if open != nil { continueTask(line, &findings) }
            return
        }
        if !line.isRest, let fence = CodeFence.opened(by: line.content) {
            self.fence = fence
            if open != nil { continueTask(line, &findings) }
            return
        }
        if options.errors, !line.isRest, let mention = ErrorMention(line: line.content, offset: line.offset) {
            findings.append(.errorMention(mention))
        }
        scanTickets(line, &findings)
        if options.delegations { scanDelegations(line, &findings) }
    }

    private mutating func scanTickets(_ line: Line, _ findings: inout [Finding]) {
        guard options.tickets else { return }
        var pending: TicketHead?
        var colon = ByteScan.first(UInt8(ascii: ":"), in: line.content, from: 0)
        while colon < line.content.count {
            if let head = TicketHead.find(in: line.content, colon: colon) {
                note(pending, until: head.start, line, &findings)
                pending = head
            }
            colon = ByteScan.first(UInt8(ascii: ":"), in: line.content, from: colon + 1)
        }
        note(pending, until: line.content.count, line, &findings)
    }

    private mutating func note(_ head: TicketHead?, until end: Int, _ line: Line, _ findings: inout [Finding]) {
        guard let head, let ticket = Ticket(head: head, titleEnd: end, line: line.content, offset: line.offset) else {
            return
        }
        if ledger.insert(ticket) { findings.append(.ticket(ticket)) }
    }

    private mutating func scanDelegations(_ line: Line, _ findings: inout [Finding]) {
        var position = 0
        if open != nil {
            if let head = headAtStart(of: line) {
                close(at: nil, into: &findings)
                position = begin(head, line, &findings)
            } else {
                position = continueTask(line, &findings)
            }
        }
        while open == nil, position < line.content.count {
            guard let head = nextHead(in: line.content, from: position) else { return }
            position = begin(head, line, &findings)
        }
    }

    private func nextHead(in content: ByteSpan, from start: Int) -> DelegationHead? {
        var colon = ByteScan.first(UInt8(ascii: ":"), in: content, from: start)
        while colon < content.count {
            let head = DelegationHead.find(
                in: content, colon: colon, lowerBound: start, names: agents, allowUnknown: options.allowUnknownAgents)
            if let head { return head }
            colon = ByteScan.first(UInt8(ascii: ":"), in: content, from: colon + 1)
        }
        return nil
    }

    /// The delegation with which a line begins; only its first colon can be that.
    private func headAtStart(of line: Line) -> DelegationHead? {
        guard !line.isRest else { return nil }
        let colon = ByteScan.first(UInt8(ascii: ":"), in: line.content, from: 0)
        guard colon < line.content.count else { return nil }
        let head = DelegationHead.find(
            in: line.content, colon: colon, lowerBound: 0, names: agents, allowUnknown: options.allowUnknownAgents)
        guard let head, head.start == line.contentStart else { return nil }
        return head
    }

    // MARK: Tasks

    /// Begins a task and returns where in the line the text behind it starts.
    private mutating func begin(_ head: DelegationHead, _ line: Line, _ findings: inout [Finding]) -> Int {
        open = OpenDelegation(head: head, line: line.content, offset: line.offset)
        return takeTask(line, from: head.taskStart, &findings)
    }

    @discardableResult
    private mutating func continueTask(_ line: Line, _ findings: inout [Finding]) -> Int {
        if !line.isRest, line.content.allSatisfy(\.isSpace), open?.isEnded(byBlankLine: line.content) ?? false {
            close(at: nil, into: &findings)
            return line.content.count
        }
        return takeTask(line, from: 0, &findings)
    }

    private mutating func takeTask(_ line: Line, from start: Int, _ findings: inout [Finding]) -> Int {
        if let end = open?.take(line.content, from: min(start, line.content.count)) {
            close(at: line.offset + end, into: &findings)
            return end
        }
        open?.takeLineEnd(line.end)
        return line.content.count
    }

    private mutating func close(at end: Int?, into findings: inout [Finding]) {
        if let delegation = open?.finished(closedAt: end) { findings.append(.delegation(delegation)) }
        open = nil
    }
}
