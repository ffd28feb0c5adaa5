import Determinism
import Text

/// Reads what script(1) has logged: a typescript, its timing, and perhaps an input log of its own.
///
/// Without an input log both streams stand in the typescript, as `script --log-io` writes them.
enum TypescriptImport {
    /// The recording that a typescript and its timing make.
    static func read(
        _ source: RecordingImport.Source, losses: inout ConversionLosses
    ) throws(ConversionError) -> Recording {
        guard let bytes = source.timing else {
            throw ConversionError(
                reason: "a typescript has no times of its own: give its timing (script -T FILE) with --timing FILE")
        }
        let timing = try TypescriptTiming.read(bytes)
        var output = TypescriptLog(source.main, isPart: .main, bytesNeeded: neededOfMain(timing, source))
        var input = source.input.map { TypescriptLog($0, isPart: .input, bytesNeeded: inputBytes(timing)) }
        var recording = Recording(header: header(timing, log: output.header), isComplete: true)
        var clock = DecimalSeconds()
        for (entry, line, byte) in timing.entries {
            let place = (line: line, byte: byte)
            switch entry {
            case .output(let delay, let count):
                clock = try advanced(clock, delay, place)
                let chunk = try output.take(count, place)
                recording.events.append(RecordedEvent(at: clock.instant, content: .output(chunk)))
            case .input(let delay, let count):
                clock = try advanced(clock, delay, place)
                let chunk = input == nil ? try output.take(count, place) : try input?.take(count, place) ?? []
                recording.events.append(RecordedEvent(at: clock.instant, content: .input(chunk)))
            case .signal(let delay, let name, let detail):
                clock = try advanced(clock, delay, place)
                recording.events.append(RecordedEvent(at: clock.instant, content: content(name, detail)))
            case .fact: break
            }
        }
        end(&recording, timing, clock)
        let left = output.leftOver + (input?.leftOver ?? 0)
        losses.add("byte that the timing does not speak of", count: left)
        return recording
    }

    private static func neededOfMain(_ timing: TypescriptTiming, _ source: RecordingImport.Source) -> Int {
        timing.outputBytes &+ (source.input == nil ? inputBytes(timing) : 0)
    }

    private static func inputBytes(_ timing: TypescriptTiming) -> Int {
        timing.entries.reduce(0) { sum, line in
            if case .input(_, let bytes) = line.entry { sum &+ bytes } else { sum }
        }
    }

    private static func advanced(
        _ clock: DecimalSeconds, _ delay: DecimalSeconds, _ place: (line: Int, byte: Int)
    ) throws(ConversionError) -> DecimalSeconds {
        guard let sum = clock.adding(delay) else {
            throw ConversionError(
                part: .timing, line: place.line, byte: place.byte,
                reason: "the recording would be longer than \(DecimalSeconds.secondsMax) s")
        }
        return sum
    }

    private static func content(_ name: String, _ detail: String) -> RecordedEvent.Content {
        if name == "SIGWINCH" {
            let values = detail.split(separator: " ").reduce(into: [String: Int]()) { values, part in
                let pair = part.split(separator: "=")
                if pair.count == 2, let number = Int(pair[1]) { values[String(pair[0])] = number }
            }
            if let rows = values["ROWS"], let columns = values["COLS"] {
                return .resize(TerminalSize(columns: columns, rows: rows))
            }
        }
        if let signal = Signal(name: name) { return .signal(signal) }
        return .note(detail.isEmpty ? name : "\(name) \(detail)")
    }

    private static func header(_ timing: TypescriptTiming, log: [String: String]) -> RecordingHeader {
        func fact(_ name: String) -> String? { timing.fact(name) ?? log[name] }
        let standard = TerminalSize.standard
        let size = TerminalSize(
            columns: fact("COLUMNS").flatMap { Int($0) } ?? standard.columns,
            rows: fact("LINES").flatMap { Int($0) } ?? standard.rows)
        var header = RecordingHeader(term: RecordedTerminal(size: size, type: fact("TERM")))
        header.timestamp = (fact("START_TIME")).flatMap { CalendarTime.microseconds(of: $0) }
            .map { Int($0 / 1_000_000) }
        header.command = fact("COMMAND")
        header.env = ["TERM", "SHELL"].compactMap { name in fact(name).map { (name, $0) } }
        var details = RecordingDetails(streams: .pty)
        details.origin = ["format": "typescript"]
        header.understudy = details
        return header
    }

    /// How it ended, where the timing says so.
    private static func end(_ recording: inout Recording, _ timing: TypescriptTiming, _ clock: DecimalSeconds) {
        guard let code = timing.fact("EXIT_CODE").flatMap({ Int32($0) }), code >= 0 else { return }
        let whole = timing.fact("DURATION").flatMap { text -> DecimalSeconds? in
            text.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) } ? DecimalSeconds(text) : nil
        }
        let end = max(whole?.instant ?? .zero, clock.instant)
        recording.events.append(RecordedEvent(at: end, content: .exit(.exited(code))))
    }
}

/// A log of script(1): data between a first and a last line that script adds.
struct TypescriptLog {
    /// What the first line says in brackets: `COMMAND`, `TERM`, `COLUMNS`, `LINES`.
    private(set) var header: [String: String] = [:]

    private let bytes: [UInt8]
    private let part: ConversionError.Part
    private var position = 0

    /// A log of which so many bytes are data; its first line is not, as scriptreplay(1) has it.
    init(_ bytes: [UInt8], isPart part: ConversionError.Part, bytesNeeded: Int) {
        self.bytes = bytes
        self.part = part
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return }
        let line = bytes[..<end]
        // The words are translated, so that only the room tells whether the line is there.
        guard line.starts(with: "Script started on ".utf8) || bytes.count - end - 1 >= bytesNeeded else { return }
        position = end + 1
        header = Self.facts(String(decoding: line, as: UTF8.self))
    }

    /// The next bytes.
    mutating func take(_ count: Int, _ place: (line: Int, byte: Int)) throws(ConversionError) -> [UInt8] {
        guard count <= bytes.count - position else {
            let reason =
                "the timing asks for \(count) bytes, the \(part == .input ? "input log" : "typescript") has "
                + "\(bytes.count - position) left: they don't belong together, or it was cut"
            throw ConversionError(part: .timing, line: place.line, byte: place.byte, reason: reason)
        }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Bytes of data behind the last chunk, beside the line that script adds.
    var leftOver: Int {
        var rest = bytes[position...]
        if rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
        return rest.starts(with: "Script done on ".utf8) ? 0 : rest.count
    }

    /// `NAME="value"` pairs within brackets.
    private static func facts(_ line: String) -> [String: String] {
        guard let open = line.firstIndex(of: "["), let close = line.lastIndex(of: "]"), open < close else { return [:] }
        var facts: [String: String] = [:]
        var rest = line[line.index(after: open)..<close]
        while let equals = rest.range(ofText: "=\"") {
            let name = rest[..<equals.lowerBound].split(separator: " ").last.map(String.init) ?? ""
            rest = rest[equals.upperBound...]
            // A command may hold quotes: the value ends where the next name begins, or at the last quote.
            let end = Self.end(of: rest)
            facts[name] = String(rest[..<end])
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[rest.endIndex...]
        }
        return facts
    }

    private static func end(of text: Substring) -> Substring.Index {
        var index = text.startIndex
        var last = text.endIndex
        while let quote = text[index...].firstIndex(of: "\"") {
            let behind = text[text.index(after: quote)...]
            let next = behind.drop { $0 == " " }
            let name = next.prefix { $0.isASCII && ($0.isUppercase || $0 == "_") }
            if behind.isEmpty || next.hasPrefix("<") || (!name.isEmpty && next.dropFirst(name.count).hasPrefix("=\"")) {
                return quote
            }
            last = quote
            index = behind.startIndex
        }
        return last
    }
}

extension Substring {
    /// Where a text stands first.
    fileprivate func range(ofText part: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(part) { return index..<self.index(index, offsetBy: part.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
