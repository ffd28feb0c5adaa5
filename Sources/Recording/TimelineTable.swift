import Determinism
import Text

/// The rows of a timeline, made from events: messages and lines joined over chunks, short pieces of text put together.
struct TimelineTable: Sendable {
    /// One row.
    struct Row: Sendable {
        /// When it began.
        var at: Instant
        /// Who: `→ stdin`, `← stdout`, `signal` …
        var who: String
        /// What was said.
        var what: String
        /// When its last piece came; `nil` where no more can be added.
        var growsUntil: Instant?

        /// The cells before the text.
        static let textColumn = 23

        /// The columns before the text.
        var columns: String {
            let time = at.description.dropLast(3)
            let left = String(repeating: " ", count: max(0, 10 - time.count)) + time
            return "\(left)  \(who)\(String(repeating: " ", count: max(0, 9 - CellWidth.of(who))))  "
        }

        /// All columns, not yet made harmless.
        var text: String { columns + what }
    }

    /// Pieces of text that follow each other more closely than this stand in one row.
    static let pauseMax = Duration.milliseconds(100)
    /// From where on a row of text no longer grows, in bytes; the rest begins a new one.
    static let rowLengthMax = 400
    /// The longest line that is held back in hope of a message, in bytes.
    static let messageBytesMax = 1 << 20

    /// The rows so far.
    private(set) var rows: [Row] = []

    private let isTerminal: Bool
    private var lines: [StandardStream: [UInt8]] = [:]
    private var texts: [StandardStream: TerminalPlainText] = [:]
    private var now = Instant.zero

    /// A table for a recording of a terminal, or of pipes.
    init(isTerminal: Bool) { self.isTerminal = isTerminal }

    /// Adds what an event says.
    mutating func add(_ event: RecordedEvent) {
        now = event.at
        switch event.content {
        case .output(let bytes): add(bytes, .stdout)
        case .error(let bytes): add(bytes, .stderr)
        case .input(let bytes): add(bytes, .stdin)
        case .resize(let size): add("resize", size.description)
        case .marker(let name): add("marker", name)
        case .exit(let status):
            finish()
            add("exit", status.description)
        case .closed(let stream):
            flush(stream)
            add(stream.who, "closed")
        case .signal(let signal): add("signal", signal.description)
        case .fault(let text): add("fault", text)
        case .note(let text): add("note", text)
        case .unknown(let code, let data): add("event \(code)", data.text)
        // Samples are the curve in the summary.
        case .sample: break
        }
    }

    /// Shows lines that have not ended.
    mutating func finish() { for stream in StandardStream.allCases { flush(stream) } }

    /// The rows that nothing more can be added to, which the table then forgets.
    mutating func takeFinished() -> [Row] {
        guard rows.count > 1 else { return [] }
        defer { rows.removeFirst(rows.count - 1) }
        return Array(rows.dropLast())
    }

    /// All rows, which the table then forgets.
    mutating func takeAll() -> [Row] {
        defer { rows.removeAll() }
        return rows
    }

    private mutating func add(_ who: String, _ what: String) { rows.append(Row(at: now, who: who, what: what)) }

    private mutating func add(_ bytes: [UInt8], _ stream: StandardStream) {
        guard !isTerminal else { return addText(bytes, stream) }
        var held = lines[stream, default: []]
        // A line that may be a message waits for its end; other text is shown as it comes.
        for byte in bytes {
            held.append(byte)
            guard byte == 0x0A || held.count >= Self.messageBytesMax else { continue }
            show(line: held, stream)
            held.removeAll(keepingCapacity: true)
        }
        if let first = held.first, first != UInt8(ascii: "{") {
            addText(held, stream)
            held.removeAll()
        }
        lines[stream] = held
    }

    private mutating func show(line: [UInt8], _ stream: StandardStream) {
        guard line.first == UInt8(ascii: "{"), let parts = MessageSummary.parts(ofLine: line) else {
            return addText(line, stream)
        }
        for part in parts {
            if part.isDelta { grow(stream.who, part.text) } else { add(stream.who, part.text) }
        }
    }

    private mutating func flush(_ stream: StandardStream) {
        guard let held = lines[stream], !held.isEmpty else { return }
        lines[stream] = []
        show(line: held, stream)
    }

    private mutating func addText(_ bytes: [UInt8], _ stream: StandardStream) {
        if stream == .stdin { return grow(stream.who, Self.keys(bytes)) }
        let text = texts[stream, default: TerminalPlainText()].feed(bytes)
        // White space goes on a row but begins none.
        if text.contains(where: { $0 != " " && $0 != "⏎" }) || canGrow(stream.who) { grow(stream.who, text) }
    }

    /// What was typed, with every control character visible.
    private static func keys(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let isControl = scalar.value < 0x20
            text.append(isControl ? Unicode.Scalar(0x2400 + scalar.value) ?? scalar : scalar)
        }
        return String(text)
    }

    /// Adds text to the last row where it goes on, or begins a row.
    private mutating func grow(_ who: String, _ text: String) {
        if canGrow(who) {
            rows[rows.count - 1].what += text
            rows[rows.count - 1].growsUntil = now
        } else {
            rows.append(Row(at: now, who: who, what: text, growsUntil: now))
        }
    }

    private func canGrow(_ who: String) -> Bool {
        guard let last = rows.last, let until = last.growsUntil else { return false }
        return last.who == who && now - until < Self.pauseMax && last.what.utf8.count < Self.rowLengthMax
    }
}

extension StandardStream {
    fileprivate var who: String { arrow }

    /// The stream as a column, with the direction seen from the person.
    var arrow: String {
        switch self {
        case .stdin: "→ stdin"
        case .stdout: "← stdout"
        case .stderr: "← stderr"
        }
    }
}
