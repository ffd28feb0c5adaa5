import ClaudeProtocol
import Terminal
import Text

/// What has been said and done, as blocks of lines for the present width.
struct Transcript: Sendable {
    /// How many lines are kept; the oldest blocks go first.
    static let linesMax = 4_000

    /// A thing that was said or done.
    enum Entry: Sendable, Hashable {
        case header
        case said(String)
        case answer(Answer)
        case thought(Duration)
        case call(ToolCall)
        case failure(String)
        case interrupted
        case done(String)
        case reply(String)
        case notice(String)
    }

    /// An answer, whole or growing.
    struct Answer: Sendable, Hashable {
        var text = ""
        var isWhole = false
    }

    /// A call of a tool.
    struct ToolCall: Sendable, Hashable {
        var id: String
        var name: String
        var input: JSONValue
        var isAsked = false
        var answer: String?
        var ending: ToolAnswer.Ending?

        /// What the call is about, on one line: the command, the file, the pattern.
        var subject: String {
            for key in ["command", "file_path", "pattern", "path", "url", "query", "description", "prompt"] {
                if let text = input[key]?.string { return String(text.prefix { !$0.isNewline }) }
            }
            return ""
        }
    }

    /// An entry with its lines.
    struct Block: Sendable {
        var entry: Entry
        var lines: [ScreenLine]
        var isLive: Bool
    }

    private(set) var blocks: [Block] = []
    private(set) var lineCount = 0
    /// How the lines are laid out.
    private(set) var layout: TranscriptLayout
    /// The wrapper and the cleaner of the answer that grows.
    private var wrapper: LineWrapper?
    private var cleaner = TextCleaner()
    /// Lines that were dropped since this was asked last.
    private var dropped = (blocks: 0, lines: 0)

    /// An empty transcript.
    init(layout: TranscriptLayout) { self.layout = layout }

    /// Adds an entry.
    mutating func append(_ entry: Entry) {
        endAnswer()
        let lines = layout.lines(of: entry)
        var isLive = false
        if case .call(let call) = entry { isLive = call.ending == nil }
        blocks.append(Block(entry: entry, lines: lines, isLive: isLive))
        lineCount += lines.count
        dropOldest()
    }

    /// Adds to the answer that grows, or begins one; whether a line was finished by it.
    mutating func addText(_ piece: String) -> Bool {
        var isNew = false
        if wrapper == nil {
            cleaner = TextCleaner()
            wrapper = LineWrapper(width: layout.answerWidth)
            let lines = layout.isPartialShown ? layout.answerLines([""]) : []
            blocks.append(Block(entry: .answer(Answer()), lines: lines, isLive: true))
            lineCount += lines.count
            isNew = true
        }
        guard var growing = wrapper, let last = blocks.indices.last else { return false }
        wrapper = nil
        let known = growing.finished.count
        let text = cleaner.clean(piece)
        growing.feed(text)
        if case .answer(var answer) = blocks[last].entry {
            blocks[last].entry = .header
            answer.text += text
            blocks[last].entry = .answer(answer)
        }
        let fresh = growing.finished[known...]
        if layout.isPartialShown { showFinished(fresh, isFirst: known == 0) }
        wrapper = growing
        return isNew || !fresh.isEmpty
    }

    private mutating func showFinished(_ fresh: ArraySlice<String>, isFirst: Bool) {
        guard !fresh.isEmpty, let last = blocks.indices.last else { return }
        if isFirst {
            lineCount -= blocks[last].lines.count
            blocks[last].lines = layout.answerLines(Array(fresh))
            lineCount += blocks[last].lines.count
        } else {
            blocks[last].lines += fresh.map { layout.answerLine($0, isFirst: false) }
            lineCount += fresh.count
        }
        dropOldest()
    }

    /// The answer is whole: its last line can be shown.
    mutating func endAnswer() {
        guard wrapper != nil, let last = blocks.indices.last else { return }
        wrapper = nil
        guard case .answer(var answer) = blocks[last].entry else { return }
        answer.isWhole = true
        replace(last, with: .answer(answer))
    }

    /// Changes an entry.
    private mutating func replace(_ index: Int, with entry: Entry) {
        lineCount -= blocks[index].lines.count
        let lines = layout.lines(of: entry)
        var isLive = false
        if case .call(let call) = entry { isLive = call.ending == nil }
        blocks[index] = Block(entry: entry, lines: lines, isLive: isLive)
        lineCount += lines.count
        dropOldest()
    }

    /// Changes the last call that has an identifier.
    mutating func changeCall(_ id: String, _ change: (inout ToolCall) -> Void) {
        for index in blocks.indices.reversed() {
            guard case .call(var call) = blocks[index].entry, call.id == id else { continue }
            change(&call)
            return replace(index, with: .call(call))
        }
    }

    /// Ends all calls that have no answer.
    mutating func interruptCalls() {
        for index in blocks.indices where blocks[index].isLive {
            guard case .call(var call) = blocks[index].entry else { continue }
            call.ending = .interrupted
            replace(index, with: .call(call))
        }
    }

    /// Takes the last prompt and all that came after it away.
    mutating func removeLastPrompt() {
        endAnswer()
        guard let index = blocks.lastIndex(where: { if case .said = $0.entry { true } else { false } }) else { return }
        for block in blocks[index...] { lineCount -= block.lines.count }
        blocks.removeSubrange(index...)
    }

    /// Takes all away but the head.
    mutating func clear() {
        wrapper = nil
        blocks = []
        lineCount = 0
        append(.header)
    }

    /// Lays all out anew.
    mutating func relayout(_ layout: TranscriptLayout) {
        self.layout = layout
        let growing = wrapper != nil ? blocks.last : nil
        lineCount = 0
        for index in blocks.indices {
            blocks[index].lines = layout.lines(of: blocks[index].entry)
            lineCount += blocks[index].lines.count
        }
        guard let growing, case .answer(let answer) = growing.entry, let last = blocks.indices.last else { return }
        var wrapper = LineWrapper(width: layout.answerWidth)
        wrapper.feed(answer.text)
        self.wrapper = wrapper
        lineCount -= blocks[last].lines.count
        let shown = wrapper.finished.isEmpty ? [""] : wrapper.finished
        blocks[last].lines = layout.isPartialShown ? layout.answerLines(shown) : []
        lineCount += blocks[last].lines.count
    }

    /// The last lines, as many as asked for or all there are.
    func tail(_ count: Int) -> [ScreenLine] {
        var parts: [[ScreenLine]] = []
        var left = count
        for block in blocks.reversed() {
            guard left > 0 else { break }
            parts.append(Array(block.lines.suffix(left)))
            left -= block.lines.count
        }
        return parts.reversed().flatMap { $0 }
    }

    /// What was dropped since the last call.
    mutating func takeDropped() -> (blocks: Int, lines: Int) {
        defer { dropped = (0, 0) }
        return dropped
    }

    private mutating func dropOldest() {
        guard lineCount > Self.linesMax else { return }
        var count = 0
        while lineCount > Self.linesMax / 2, count + 1 < blocks.count, !blocks[count].isLive {
            lineCount -= blocks[count].lines.count
            dropped.lines += blocks[count].lines.count
            count += 1
        }
        dropped.blocks += count
        blocks.removeFirst(count)
    }
}

/// Makes the text of an answer fit to be drawn: sequences and controls go, tabs become blanks.
struct TextCleaner: Sendable, Hashable {
    private var stripper = EscapeStripper()

    /// A piece of the text, cleaned; a sequence may be cut between pieces.
    mutating func clean(_ piece: String) -> String {
        let text = String(decoding: stripper.feed(piece.utf8), as: UTF8.self)
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09: result.append(contentsOf: "        ".unicodeScalars)
            case 0x0A: result.append(scalar)
            case 0..<0x20, 0x7F..<0xA0: continue
            // Directions would move what stands beside them.
            case 0x202A...0x202E, 0x2066...0x2069: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// A whole text, cleaned.
    static func clean(_ text: String) -> String {
        var cleaner = TextCleaner()
        return cleaner.clean(text)
    }
}
