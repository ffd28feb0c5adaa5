import Terminal
import Text

/// The text that the person is writing, with a cursor in it.
struct InputBox: Sendable {
    /// How long the text may be, in bytes; more is not taken.
    static let textBytesMax = 1 << 20
    /// How many earlier prompts are kept.
    static let historyMax = 100

    /// The text left of the cursor.
    private(set) var before = ""
    /// The text from the cursor on.
    private(set) var after = ""
    /// What stands in the text by a label: large pastes.
    private(set) var pastes: [(label: String, text: String)] = []
    private var pasteCount = 0
    private var killed = ""
    private var history: [String] = []
    /// Where in the history the text comes from, and what was written before that.
    private var recalled: (index: Int, draft: String)?

    /// The whole text, with labels.
    var text: String { before + after }

    /// Whether there is none.
    var isEmpty: Bool { before.isEmpty && after.isEmpty }

    /// The text with what the labels stand for.
    var expanded: String {
        pastes.reduce(text) { text, paste in Self.text(text, with: paste.text, for: paste.label) }
    }

    /// The text with a label's first place filled; Foundation and _StringProcessing stay out of the small executable.
    private static func text(_ text: String, with filling: String, for label: String) -> String {
        let bytes = Array(text.utf8)
        guard let range = ByteSearch.firstRange(of: Array(label.utf8), in: bytes[...]) else { return text }
        return String(decoding: bytes[..<range.lowerBound] + filling.utf8 + bytes[range.upperBound...], as: UTF8.self)
    }

    // MARK: Writing

    /// Puts text in at the cursor.
    mutating func insert(_ piece: String) {
        guard before.utf8.count + after.utf8.count + piece.utf8.count <= Self.textBytesMax else { return }
        before += piece
    }

    /// Puts pasted text in, or a label for it where it is large.
    mutating func paste(_ piece: String) {
        let breaks = piece.utf8.count { $0 == UInt8(ascii: "\n") }
        guard breaks > 2 || piece.utf8.count > 800 else { return insert(piece) }
        pasteCount += 1
        let size = breaks == 0 ? "" : " +\(breaks) lines"
        let label = "[Pasted text #\(pasteCount)\(size)]"
        pastes.append((label, piece))
        insert(label)
    }

    /// Replaces all by another text, with the cursor at its end.
    mutating func replace(with text: String) {
        before = text
        after = ""
    }

    /// Takes all away.
    mutating func clear() {
        replace(with: "")
        pastes = []
        recalled = nil
    }

    /// Ends the text: it goes to the history, and the box is empty.
    mutating func take() -> (shown: String, sent: String) {
        let taken = (Self.trimmed(text), Self.trimmed(expanded))
        if !taken.0.isEmpty, history.last != taken.0 { history.append(taken.0) }
        if history.count > Self.historyMax { history.removeFirst() }
        clear()
        return taken
    }

    /// Text without white space at its end.
    static func trimmed(_ text: String) -> String {
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...last])
    }

    // MARK: Deleting

    /// Takes the character before the cursor away.
    mutating func deleteBackward() { _ = before.popLast() }

    /// Takes the character behind the cursor away.
    mutating func deleteForward() { if !after.isEmpty { after.removeFirst() } }

    /// Cuts up to the start of the line, or the line break where there is none.
    mutating func killToLineStart() {
        let start = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
        if start == before.endIndex { return deleteBackward() }
        killed = String(before[start...])
        before = String(before[..<start])
    }

    /// Cuts up to the end of the line, or the line break where there is none.
    mutating func killToLineEnd() {
        let end = after.firstIndex(of: "\n") ?? after.endIndex
        if end == after.startIndex { return deleteForward() }
        killed = String(after[..<end])
        after = String(after[end...])
    }

    /// Cuts the word before the cursor.
    mutating func killWord() {
        let start = wordStart
        killed = String(before[start...])
        before = String(before[..<start])
    }

    /// Puts what was cut in again.
    mutating func yank() { insert(killed) }

    // MARK: Moving

    private var wordStart: String.Index {
        let trimmed = before.lastIndex { !$0.isWhitespace } ?? before.startIndex
        guard trimmed > before.startIndex else { return before.startIndex }
        let space = before[..<trimmed].lastIndex { $0.isWhitespace }
        return space.map { before.index(after: $0) } ?? before.startIndex
    }

    /// One character to the left.
    mutating func moveLeft() { if let character = before.popLast() { after = String(character) + after } }

    /// One character to the right.
    mutating func moveRight() { if !after.isEmpty { before.append(after.removeFirst()) } }

    /// To the start of the word.
    mutating func moveWordLeft() { split(at: wordStart) }

    /// Behind the next word.
    mutating func moveWordRight() {
        let start = after.firstIndex { !$0.isWhitespace } ?? after.endIndex
        let end = after[start...].firstIndex { $0.isWhitespace } ?? after.endIndex
        before += after[..<end]
        after = String(after[end...])
    }

    /// To the start of the line.
    mutating func moveToLineStart() {
        split(at: before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex)
    }

    /// To the end of the line.
    mutating func moveToLineEnd() {
        let end = after.firstIndex(of: "\n") ?? after.endIndex
        before += after[..<end]
        after = String(after[end...])
    }

    private mutating func split(at index: String.Index) {
        after = String(before[index...]) + after
        before = String(before[..<index])
    }

    /// A line up; from the first line to its start, then into the history.
    mutating func moveUp() {
        guard let lineBreak = before.lastIndex(of: "\n") else { return recall(older: true) }
        let column = before[before.index(after: lineBreak)...].count
        let start = before[..<lineBreak].lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
        split(at: before.index(start, offsetBy: column, limitedBy: lineBreak) ?? lineBreak)
    }

    /// A line down; from the last line back through the history.
    mutating func moveDown() {
        guard let lineBreak = after.firstIndex(of: "\n") else { return recall(older: false) }
        let start = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
        let column = before[start...].count
        let next = after.index(after: lineBreak)
        let end = after[next...].firstIndex(of: "\n") ?? after.endIndex
        let place = after.index(next, offsetBy: column, limitedBy: end) ?? end
        before += after[..<place]
        after = String(after[place...])
    }

    private mutating func recall(older: Bool) {
        let index = (recalled?.index ?? history.count) + (older ? -1 : 1)
        guard index >= 0, index <= history.count, recalled != nil || older else { return }
        let draft = recalled?.draft ?? text
        guard index < history.count else {
            recalled = nil
            return replace(with: draft)
        }
        recalled = (index, draft)
        replace(with: history[index])
    }

    // MARK: Layout

    /// The text in lines of a width, and where in them the cursor stands.
    func layout(width: Int) -> (lines: [String], row: Int, column: Int) {
        var lines = [""]
        var column = 0
        var cursor = (row: 0, column: 0)
        let width = max(1, width)
        func place(_ text: String) {
            for character in text {
                if character.isNewline {
                    lines.append("")
                    column = 0
                    continue
                }
                let columns = CharacterWidth.columns(of: character)
                if column + columns > width {
                    lines.append("")
                    column = 0
                }
                lines[lines.count - 1].append(character)
                column += columns
            }
        }
        place(before)
        // The cursor needs a column of its own.
        if column >= width {
            lines.append("")
            column = 0
        }
        cursor = (lines.count - 1, column)
        place(after)
        return (lines, cursor.row, cursor.column)
    }
}
