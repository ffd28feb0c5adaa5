import Determinism
import Recording
import Terminal
import Text

/// A conversation with a program on a terminal: when it waits, what was typed, and where its answer ends.
///
/// The screen is read once it has been still for a moment: a frame that is half drawn says nothing.
struct TerminalConversation: Sendable {
    /// Where the program stands, as far as it could be seen.
    enum State: Sendable, Hashable {
        case starting, ready, busy, dialog
    }

    /// What a look at a still screen has found.
    enum Change: Sendable, Hashable {
        case ready
        case dialog([String])
        /// The answer to the message that was submitted.
        case answered(String)
        /// No prompt came back in time.
        case late
    }

    /// Why a message can't be typed.
    enum Refusal: Error, Hashable {
        /// A line editor of the kernel takes so many bytes and silently drops the rest (termios(3)).
        case tooLong(bytes: Int, max: Int)
    }

    /// How long the screen has to be still before it is read.
    static let stillness: Duration = .milliseconds(200)
    /// How long a program that draws no prompt has to be still before it counts as started.
    static let startupStillness: Duration = .seconds(2)

    private struct Submission: Sendable {
        let message: String
        /// The row of the prompt, counted from the first row of the session.
        let row: Int
        let echoRows: Int
        let due: Instant
        /// What the screen was when it was typed: an answer changes it.
        let before: TerminalView
    }

    private var screen: Screen
    private var submission: Submission?
    private var stillAt: Instant?
    private var lastOutput = Instant.zero
    private let answerLimit: Duration
    private(set) var state = State.starting

    init(size: TerminalSize, answerLimit: Duration, at now: Instant) {
        screen = Screen(size: ScreenSize(columns: size.columns, rows: size.rows))
        self.answerLimit = answerLimit
        lastOutput = now
        stillAt = now + Self.startupStillness
    }

    /// When `look` is wanted.
    var deadline: Instant? {
        guard let due = submission?.due else { return stillAt }
        return stillAt.map { min($0, due) } ?? due
    }

    /// The rows of the screen.
    var rows: [String] { TerminalView(screen).rows }

    /// Takes what the program drew.
    ///
    /// - Returns: what a terminal answers to its queries.
    mutating func feed(_ bytes: [UInt8], at now: Instant) -> [UInt8] {
        screen.feed(bytes)
        lastOutput = now
        stillAt = now + Self.stillness
        return screen.takeReplies().flatMap(\.self)
    }

    mutating func resize(_ size: TerminalSize) {
        screen.resize(to: ScreenSize(columns: size.columns, rows: size.rows))
    }

    /// A message is typed, and submitted with Enter.
    ///
    /// - Returns: the bytes. A message of several lines is pasted where the program takes a paste; elsewhere its lines are
    ///   joined by spaces, since each line end would submit one more message and every answer would be out of step.
    mutating func submit(_ message: String, at now: Instant) throws(Refusal) -> [UInt8] {
        let view = TerminalView(screen)
        var text = message
        if !view.takesPaste { text = text.split(whereSeparator: \.isNewline).joined(separator: " ") }
        var bytes = Array(text.utf8)
        if view.takesPaste, message.contains(where: \.isNewline) {
            bytes = Array("\u{1B}[200~".utf8) + bytes + Array("\u{1B}[201~".utf8)
        } else if !view.takesPaste, !view.isAlternate, bytes.count > LineDiscipline.lineBytesMax {
            throw .tooLong(bytes: bytes.count, max: LineDiscipline.lineBytesMax)
        }
        let cells = view.cursorColumn + text.count
        submission = Submission(
            message: text, row: view.scrolledRows + view.cursorRow, echoRows: cells / max(1, screen.size.columns) + 1,
            due: now + answerLimit, before: view)
        state = .busy
        return bytes + [UInt8(ascii: "\r")]
    }

    /// Reads the screen once it is still.
    mutating func look(at now: Instant) -> Change? {
        if let due = submission?.due, due <= now {
            submission = nil
            return .late
        }
        guard let still = stillAt, still <= now else { return nil }
        stillAt = nil
        let view = TerminalView(screen)
        let reading = TerminalReading(view)
        switch reading.state {
        case .dialog(let lines):
            defer { state = .dialog }
            return state == .dialog ? nil : .dialog(lines)
        case .busy:
            state = .busy
            return nil
        case .other:
            guard state == .starting else { return nil }
            let quiet = lastOutput + Self.startupStillness
            guard quiet <= now else {
                stillAt = quiet
                return nil
            }
            state = .ready
            return .ready
        case .ready: return ready(view, reading)
        }
    }

    private mutating func ready(_ view: TerminalView, _ reading: TerminalReading) -> Change? {
        guard let open = submission else {
            defer { state = .ready }
            return state == .ready ? nil : .ready
        }
        // The prompt that the message was typed at is no answer to it.
        guard view != open.before, isBehind(open, view, reading) else { return nil }
        submission = nil
        state = .ready
        if let inputRow = reading.inputRow {
            return .answered(TerminalAnswer.ofInterface(view, inputRow: inputRow, message: open.message))
        }
        if view.isAlternate { return .answered(view.rows.joined(separator: "\n").trimmed) }
        return .answered(TerminalAnswer.ofLines(view, from: open.row, echoRows: open.echoRows))
    }

    private func isBehind(_ open: Submission, _ view: TerminalView, _ reading: TerminalReading) -> Bool {
        if reading.inputRow != nil || view.isAlternate { return true }
        return view.scrolledRows + view.cursorRow > open.row
    }
}
