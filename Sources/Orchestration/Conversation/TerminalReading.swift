/// A terminal's screen as far as it has to be read: text, and where the cursor is.
struct TerminalView: Sendable, Hashable {
    /// The rows of the screen, without blanks at their ends.
    var rows: [String]
    /// Of each row, whether what stands behind its first word is faint: a hint, and no text of the person's.
    var hintRows: Set<Int> = []
    var cursorRow = 0
    var cursorColumn = 0
    var isCursorVisible = true
    var isAlternate = false
    var takesPaste = false
    /// The rows that have left the screen at its top, oldest first, as far as they are kept.
    var history: [String] = []
    /// How many rows have ever left the screen at its top.
    var scrolledRows = 0
}

/// What a program on a terminal waits for, as a person sees it: from the whole screen, never from one glyph.
///
/// The Claude TUI is known by its input box (a `❯` row between two rules). Any other program is taken to wait where the
/// cursor stands behind words on its row (`$ `, `>>> `, `Human: `), or where it has the whole screen for itself.
struct TerminalReading: Sendable, Hashable {
    /// What the program waits for.
    enum State: Sendable, Hashable {
        /// Input: a prompt is there, and empty.
        case ready
        /// Nothing: it says that it works.
        case busy
        /// A decision: the lines of its question.
        case dialog([String])
        /// Unknown: it draws, starts, or runs something that says nothing.
        case other
    }

    let state: State
    /// The row of the input box, where the program is the TUI.
    let inputRow: Int?

    /// Words that stand on the screen while the TUI works; 2.1.9 has the second.
    private static let busyMarks = ["esc to interrupt", "ctrl+c to interrupt"]
    /// Words below a question of the TUI.
    private static let dialogMarks = ["Esc to cancel", "Enter to confirm"]
    /// The narrowest rule that counts as one, in cells.
    private static let ruleMin = 10

    init(_ view: TerminalView) {
        let rows = view.rows
        inputRow = Self.inputRow(in: rows)
        if let question = Self.question(in: rows) {
            state = .dialog(question)
        } else if let inputRow {
            let isBusy = rows.contains { row in Self.busyMarks.contains(where: row.contains) }
            let isEmpty = rows[inputRow].dropFirst().allSatisfy(\.isBlank) || view.hintRows.contains(inputRow)
            state = isBusy ? .busy : isEmpty ? .ready : .other
        } else if view.isAlternate {
            state = .ready
        } else {
            let row = rows.indices.contains(view.cursorRow) ? rows[view.cursorRow] : ""
            let hasPrompt = view.isCursorVisible && !row.prefix(view.cursorColumn).allSatisfy(\.isBlank)
            state = hasPrompt ? .ready : .other
        }
    }

    /// The row with `❯` between two rules; the lowest, since an answer may show one.
    private static func inputRow(in rows: [String]) -> Int? {
        let rules = rows.indices.filter { isRule(rows[$0]) }
        for (above, below) in zip(rules, rules.dropFirst()).reversed() where below > above + 1 {
            if rows[above + 1].hasPrefix("❯") { return above + 1 }
        }
        return nil
    }

    private static func isRule(_ row: String) -> Bool {
        let text = row.drop(while: \.isBlank)
        return text.count >= ruleMin && text.allSatisfy { $0 == "─" }
    }

    /// The lines of a question: from the rule above it, or from the first row, to its marks.
    private static func question(in rows: [String]) -> [String]? {
        guard let end = rows.lastIndex(where: { row in dialogMarks.contains(where: row.contains) }) else { return nil }
        guard let choice = rows[..<end].lastIndex(where: { $0.drop(while: \.isBlank).hasPrefix("❯ ") }) else {
            return nil
        }
        let start = rows[..<choice].lastIndex(where: isRule).map { $0 + 1 } ?? 0
        return rows[start...end].filter { !$0.allSatisfy(\.isBlank) }
    }
}

/// What a program on a terminal answered, from the rows that it drew.
enum TerminalAnswer {
    /// The answer of the TUI: what stands between the echo of the message and the input box.
    static func ofInterface(_ view: TerminalView, inputRow: Int, message: String) -> String {
        let rows = view.history + view.rows
        let box = view.history.count + inputRow - 1
        let head = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? message
        let echo = "❯ " + head.prefix(echoCharacters)
        let start = rows[..<max(0, box)].lastIndex { $0.normalisedSpaces.hasPrefix(echo) }
        let answer = rows[min(start.map { $0 + 1 } ?? 0, max(0, box))..<max(0, box)]
        var lines = answer.filter { !isChrome($0) }.map(plain)
        while let last = lines.last, last.allSatisfy(\.isBlank) { lines.removeLast() }
        return Array(lines.drop { $0.allSatisfy(\.isBlank) }).joined(separator: "\n")
    }

    /// The answer of a program of lines: the rows below that of the message, down to the prompt.
    ///
    /// - Parameters:
    ///   - start: the row of the prompt that the message was typed at, counted from the first that the program drew.
    ///   - echoRows: how many rows the echo of the message takes.
    static func ofLines(_ view: TerminalView, from start: Int, echoRows: Int) -> String {
        let firstKept = view.scrolledRows - view.history.count
        let rows = view.history + view.rows
        let begin = max(0, start + echoRows - firstKept)
        let prompt = view.history.count + view.cursorRow
        guard begin < prompt else { return "" }
        var lines = Array(rows[begin..<min(prompt, rows.count)])
        while let last = lines.last, last.allSatisfy(\.isBlank) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// How much of a message is compared with its echo, in characters: a narrow terminal wraps the rest.
    private static let echoCharacters = 16

    /// Rows that say how the work went, and are no answer.
    private static func isChrome(_ row: String) -> Bool {
        guard let first = row.first else { return false }
        if "✻✢✶✽✳".contains(first) { return row.contains(" for ") || row.contains("…") }
        return row.allSatisfy { $0.isBlank || "◐◑· ".contains($0) } && row.contains { "◐◑".contains($0) }
            || row.trimmed.hasPrefix("◐ ") || row.trimmed.hasPrefix("◑ ")
    }

    /// A row without the mark and the indent that the TUI puts before it.
    private static func plain(_ row: String) -> String {
        for mark in ["● ", "⏺ ", "  "] where row.hasPrefix(mark) { return String(row.dropFirst(mark.count)) }
        return row == "●" ? "" : row
    }
}

extension Character {
    /// Whether nothing is seen: a space, also one that does not break.
    var isBlank: Bool { self == " " || self == "\u{A0}" || self == "\t" }
}

extension String {
    fileprivate var normalisedSpaces: String { String(map { $0 == "\u{A0}" ? " " : $0 }) }
}
