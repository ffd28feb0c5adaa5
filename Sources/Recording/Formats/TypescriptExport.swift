import Determinism
import Text

/// Writes what scriptreplay(1) plays: a typescript, its timing, and in the advanced format an input log.
///
/// Delays are differences of whole microseconds since the start, so that their sum never drifts.
struct TypescriptExport {
    private var output: [UInt8]
    private var input: [UInt8]
    private var timing: [UInt8] = []
    private var previous = Instant.zero
    private let isClassic: Bool

    /// The files: the typescript, `.timing`, and `.input` where there was input.
    static func write(
        _ recording: Recording, isClassic: Bool, name: String, losses: inout ConversionLosses
    ) -> [RecordingExport.File] {
        losses.add("comment line", count: recording.comments.count)
        var export = TypescriptExport(recording.header, isClassic: isClassic)
        let hasInput = !isClassic && recording.events.contains { $0.stream == .stdin }
        if !isClassic { export.facts(recording.header, name: name, hasInput: hasInput) }
        for event in recording.events { export.add(event, losses: &losses) }
        return export.files(recording, hasInput: hasInput)
    }

    private init(_ header: RecordingHeader, isClassic: Bool) {
        self.isClassic = isClassic
        output = Self.firstLine(header)
        input = output
    }

    private mutating func add(_ event: RecordedEvent, losses: inout ConversionLosses) {
        switch event.content {
        case .output(let bytes): chunk("O", bytes, at: event.at)
        case .error(let bytes):
            losses.add("chunk of stderr", became: "written as output")
            chunk("O", bytes, at: event.at)
        case .input(let bytes) where !isClassic: chunk("I", bytes, at: event.at)
        case .resize(let size) where !isClassic:
            line("S", "SIGWINCH ROWS=\(size.rows) COLS=\(size.columns)", at: event.at)
        case .signal(let signal) where !isClassic: line("S", signal.description, at: event.at)
        case .exit(let status) where !isClassic:
            if case .signaled = status { losses.add("death by signal", became: "written as a shell's status") }
        default: losses.add(event: event.content)
        }
    }

    private mutating func chunk(_ letter: String, _ bytes: [UInt8], at instant: Instant) {
        // A chunk of nothing would stop scriptreplay(1).
        guard !bytes.isEmpty else { return }
        if letter == "I" { input += bytes } else { output += bytes }
        line(isClassic ? "" : letter, String(bytes.count), at: instant)
    }

    private mutating func line(_ letter: String, _ text: String, at instant: Instant) {
        let now = max(instant, previous)
        let delay = Instant.text(microseconds: now.microseconds - previous.microseconds)
        previous = now
        timing += "\(letter.isEmpty ? "" : letter + " ")\(delay) \(text)\n".utf8
    }

    private mutating func fact(_ name: String, _ value: String) {
        let clean = String(String.UnicodeScalarView(value.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        timing += "H 0.000000 \(name) \(clean)\n".utf8
    }

    private mutating func facts(_ header: RecordingHeader, name: String, hasInput: Bool) {
        fact("START_TIME", CalendarTime.script(seconds: header.timestamp ?? 0))
        let variables = Dictionary(header.env, uniquingKeysWith: { first, _ in first })
        if let term = header.term.type ?? variables["TERM"] { fact("TERM", term) }
        fact("COLUMNS", String(header.term.size.columns))
        fact("LINES", String(header.term.size.rows))
        if let shell = variables["SHELL"] { fact("SHELL", shell) }
        if let command = Self.command(of: header) { fact("COMMAND", command) }
        let last = name.split(separator: "/").last.map(String.init) ?? name
        fact("TIMING_LOG", last + ".timing")
        fact("OUTPUT_LOG", last)
        if hasInput { fact("INPUT_LOG", last + ".input") }
    }

    private mutating func files(_ recording: Recording, hasInput: Bool) -> [RecordingExport.File] {
        let exit = recording.events.lazy.compactMap { event in
            if case .exit(let status) = event.content { status } else { nil }
        }.first
        if !isClassic {
            let last = recording.events.last?.at ?? .zero
            fact("DURATION", max(last, previous).description)
            if let exit { fact("EXIT_CODE", String(exit.shellStatus)) }
        }
        let end = Array(Self.lastLine(recording, exit: exit).utf8)
        var files = [
            RecordingExport.File(suffix: "", bytes: output + end),
            RecordingExport.File(suffix: ".timing", bytes: timing),
        ]
        if hasInput { files.append(RecordingExport.File(suffix: ".input", bytes: input + end)) }
        return files
    }

    private static func command(of header: RecordingHeader) -> String? {
        header.command ?? header.understudy?.argv?.joined(separator: " ")
    }

    private static func firstLine(_ header: RecordingHeader) -> [UInt8] {
        var facts: [String] = []
        if let command = command(of: header) { facts.append("COMMAND=\"\(command)\"") }
        if let type = header.term.type { facts.append("TERM=\"\(type)\"") }
        facts.append("COLUMNS=\"\(header.term.size.columns)\" LINES=\"\(header.term.size.rows)\"")
        let start = CalendarTime.script(seconds: header.timestamp ?? 0)
        let line = "Script started on \(start) [\(facts.joined(separator: " "))]"
        return Array(VisibleText.clean(line).replacingLineEnds.utf8) + [UInt8(ascii: "\n")]
    }

    private static func lastLine(_ recording: Recording, exit: ExitStatus?) -> String {
        let length = Int((recording.events.last?.at.microseconds ?? 0) / 1_000_000)
        let (sum, isOver) = (recording.header.timestamp ?? 0).addingReportingOverflow(length)
        let seconds = isOver ? .max : sum
        let code = exit?.shellStatus ?? 0
        return "\nScript done on \(CalendarTime.script(seconds: seconds)) [COMMAND_EXIT_CODE=\"\(code)\"]\n"
    }
}
