import Determinism
import Text

/// Reads a recording, whole or as its bytes come, and says exactly where it is broken.
///
/// Whole: `read`. In flat memory: `feed` what a read gave and call `next` until it is `nil`; at the end of the file
/// `finish`, and `next` until it is `nil` again. An event comes out once the line behind it is there, since that
/// may hold the rest of a split character. asciicast versions 1 (in one piece) and 2 are read too.
public struct RecordingReader: Sendable {
    /// The longest line that is read by default, in bytes; ours hold one read of at most a few hundred kilobytes.
    public static let lineBytesMax = 64 << 20

    /// The header, once its line was read.
    public private(set) var header: RecordingHeader?
    /// Comments and blank lines so far.
    public private(set) var comments: [RecordingComment] = []
    /// What a person should know, so far.
    public private(set) var warnings: [RecordingWarning] = []
    /// Whether the closing line was read and vouches for the bytes before it.
    public private(set) var isComplete = false
    /// Where the event stands that `next` gave last.
    public private(set) var place = Place(line: 0, byte: 0)

    /// A place in a file.
    public struct Place: Sendable, Hashable {
        /// The line, from 1.
        public let line: Int
        /// The byte that it begins at, from 0.
        public let byte: Int
    }

    private var lines: RecordingLines
    private var interpreter = EventInterpreter()
    private var carries = CharacterCarries()
    private var clock = DecimalSeconds()
    private var held: RecordedEvent?
    private var heldPlace = Place(line: 0, byte: 0)
    private var restStream: StandardStream?
    private var waiting: ArraySlice<RecordedEvent> = []
    private var eventCount = 0
    private var isClosed = false
    private var isCarryLost = false
    private var failure: RecordingError?

    /// A reader before the first byte, which refuses lines that are longer than `lineBytesMax`.
    public init(lineBytesMax: Int = Self.lineBytesMax) { lines = RecordingLines(lineBytesMax: lineBytesMax) }

    /// Adds the bytes that come next in the file.
    public mutating func feed(_ bytes: [UInt8]) { lines.feed(bytes) }

    /// Adds the bytes that come next in the file, without an array of their own.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) { lines.feed(bytes) }

    /// Says that there are no more bytes.
    public mutating func finish() { lines.isFinished = true }

    /// Reads a whole file.
    ///
    /// - Throws: `RecordingError` for the first line that can't be read.
    public static func read(_ bytes: [UInt8]) throws(RecordingError) -> Recording {
        var reader = RecordingReader()
        reader.feed(bytes)
        reader.finish()
        var events: [RecordedEvent] = []
        while let event = try reader.next() { events.append(event) }
        return Recording(
            header: reader.header ?? RecordingHeader(), events: events, comments: reader.comments,
            isComplete: reader.isComplete, warnings: reader.warnings)
    }

    /// The next event; `nil` where more bytes are needed, or after `finish` where there are no more events.
    ///
    /// - Throws: `RecordingError` for a line that can't be read; every later call throws it again.
    public mutating func next() throws(RecordingError) -> RecordedEvent? {
        if let failure { throw failure }
        do throws(RecordingError) { return try advance() } catch {
            failure = error
            throw error
        }
    }

    /// Leaves out the line that `next` has refused and goes on behind it, as repair and validation do.
    ///
    /// - Returns: `false` where nothing can be said of what follows: the header is missing, or a line is too long.
    public mutating func resume() -> Bool {
        guard let failure, header != nil, failure.code != .lineTooLong else { return false }
        self.failure = nil
        // What was to finish the character is lost with the line.
        if isCarryLost { carries = CharacterCarries() }
        isCarryLost = false
        return true
    }

    /// The comments so far, which the reader then forgets: for files of any size in flat memory.
    public mutating func takeComments() -> [RecordingComment] {
        defer { comments.removeAll() }
        return comments
    }

    private mutating func advance() throws(RecordingError) -> RecordedEvent? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        while let line = try lines.next() {
            if header == nil {
                guard try readHeader(line) else { return nil }
                if !waiting.isEmpty { return waiting.removeFirst() }
                continue
            }
            do throws(RecordingError) {
                if let event = try read(line) { return event }
            } catch {
                guard line.isTorn else { throw error }
                warn(.tornLastLine, line, "the last line breaks off and was left out: the recorder was stopped")
            }
        }
        guard lines.isFinished else { return nil }
        if header == nil { throw lines.missingHeader() }
        defer { held = nil }
        place = heldPlace
        return held
    }

    /// Reads the header; `false` where an object that spans lines is not all there yet.
    private mutating func readHeader(_ line: RecordingLines.Line) throws(RecordingError) -> Bool {
        var line = line
        var parsed = lines.json(line)
        if case .failure(let error) = parsed, error.code == .unexpectedEnd, !line.isTorn {
            // Version 1 is one object over many lines.
            guard lines.isFinished else {
                try lines.checkLength(from: line)
                lines.putBack(line)
                return false
            }
            if case .success(let whole) = lines.jsonOfAll(from: line) {
                parsed = .success(whole)
                line = lines.takeAll(from: line)
            }
        }
        switch parsed {
        case .failure(let error):
            throw lines.error(.badHeader, line, at: error.byte, "the first line is no header: \(error.code.text)")
        case .success(let value): try accept(value, line)
        }
        return true
    }

    private mutating func accept(_ value: JSONValue, _ line: RecordingLines.Line) throws(RecordingError) {
        var check = RecordingHeaderCheck()
        do throws(RecordingHeaderCheck.Problem) {
            let header = try check.header(of: value)
            self.header = header
            interpreter.isOurs = header.understudy != nil
        } catch {
            throw lines.error(error.code, line, at: lines.place(ofKey: error.key, in: line), error.reason)
        }
        if let warning = check.warning { warn(warning.code, line, warning.text) }
        if header?.version == 1 { try readFirstVersion(value, line) }
    }

    private mutating func readFirstVersion(_ value: JSONValue, _ line: RecordingLines.Line) throws(RecordingError) {
        for (index, element) in (value["stdout"]?.array ?? []).enumerated() {
            guard let pair = element.array, pair.count == 2, let number = pair[0].number, let text = pair[1].string,
                let sum = DecimalSeconds(number.text).flatMap({ clock.adding($0) })
            else {
                let reason = "element \(index) of `stdout` must be a time from 0 on and a text"
                throw lines.error(.brokenLine, line, at: lines.place(ofKey: "stdout", in: line), reason)
            }
            clock = sum
            waiting.append(RecordedEvent(at: clock.instant, content: .output(Array(text.utf8))))
        }
    }

    /// Reads a line behind the header; the event before it, if that is now known to be whole.
    private mutating func read(_ line: RecordingLines.Line) throws(RecordingError) -> RecordedEvent? {
        if lines.isForPeople(line) {
            readComment(line)
            return nil
        }
        if isClosed {
            throw lines.error(.textAfterEnd, line, at: 0, "only comments may follow the closing line")
        }
        let (time, meaning) = try takeApart(line)
        let now = try advanced(by: time, line)
        var content: RecordedEvent.Content
        do throws(CharacterCarry.Mismatch) {
            switch meaning {
            case .event(let whole): content = whole
            case .text(let stream, let text): content = .bytes(try carries[stream].bytes(ofText: text), of: stream)
            case .bytes(let stream, let bytes):
                carries[stream].take(bytes: bytes)
                content = .bytes(bytes, of: stream)
            case .rest(let rest):
                try take(rest: rest)
                clock = now
                return nil
            }
        } catch {
            isCarryLost = true
            throw lines.error(.brokenLine, line, at: 0, Self.text(of: error))
        }
        clock = now
        restStream = if case .text(let stream, _) = meaning { stream } else { nil }
        eventCount += 1
        place = heldPlace
        heldPlace = Place(line: line.number, byte: line.byte)
        defer { held = RecordedEvent(at: now.instant, content: content) }
        return held
    }

    private mutating func take(rest: [UInt8]) throws(CharacterCarry.Mismatch) {
        guard let stream = restStream, let bytes = held?.bytes else { return }
        try carries[stream].take(rest: rest)
        held?.content = .bytes(bytes + rest, of: stream)
        restStream = nil
    }

    private static func text(of mismatch: CharacterCarry.Mismatch) -> String {
        switch mismatch {
        case .textLacksCarry: "the text does not begin with the unfinished character that a `p` before it left"
        case .restIsNoStart: "the bytes of `p` are not the start of a character"
        }
    }

    private mutating func readComment(_ line: RecordingLines.Line) {
        let bytes = lines.bytes(of: line)
        if !isClosed, let closing = RecordingClosing(line: bytes) {
            isClosed = true
            isComplete = lines.hash(before: line) == closing.hash
            if !isComplete { warn(.changed, line, "the file was changed after it was recorded") }
            if isComplete { checkCounts(closing, line) }
            return
        }
        comments.append(RecordingComment(line: bytes, place: eventCount, isAfterClosing: isClosed))
    }

    /// A writer that miscounts is wrong, but what it wrote can be read.
    private mutating func checkCounts(_ closing: RecordingClosing, _ line: RecordingLines.Line) {
        guard closing.events != eventCount else { return }
        warn(.miscounted, line, "the last line counts \(closing.events) events, there are \(eventCount)")
    }

    /// The time and the meaning of an event's line.
    private func takeApart(
        _ line: RecordingLines.Line
    ) throws(RecordingError) -> (DecimalSeconds, EventInterpreter.Meaning) {
        if let fast = lines.scan(line), let stream = EventInterpreter.stream(ofTextCode: fast.code) {
            return (fast.time, .text(stream, fast.text))
        }
        let value: JSONValue
        switch lines.json(line) {
        case .failure(let error):
            throw lines.error(.brokenLine, line, at: error.byte, "this line is no event: \(error.code.text)")
        case .success(let parsed): value = parsed
        }
        guard let parts = value.array, parts.count == 3, let number = parts[0].number, let code = parts[1].string else {
            throw lines.error(.brokenLine, line, at: 0, "an event is [seconds, \"code\", data]")
        }
        guard let time = DecimalSeconds(number.text) else {
            let limit = DecimalSeconds.secondsMax
            throw lines.error(.badTime, line, at: 1, "the time \(number.text.prefix(40)) is not from 0 to \(limit) s")
        }
        do throws(EventInterpreter.Problem) {
            return (time, try interpreter.meaning(of: code, parts[2], mayRest: restStream != nil))
        } catch {
            throw lines.error(.brokenLine, line, at: 0, error.reason)
        }
    }

    /// The clock after an interval or, in version 2, at a time.
    private mutating func advanced(
        by time: DecimalSeconds, _ line: RecordingLines.Line
    ) throws(RecordingError) -> DecimalSeconds {
        if header?.version == 2 {
            guard time.isBefore(clock) else { return time }
            warn(.timeWentBack, line, "the time lies before that of the previous event, which is used instead")
            return clock
        }
        guard let sum = clock.adding(time) else {
            let limit = DecimalSeconds.secondsMax
            throw lines.error(.badTime, line, at: 1, "the recording would be longer than \(limit) s")
        }
        return sum
    }

    private mutating func warn(_ code: RecordingWarning.Code, _ line: RecordingLines.Line, _ text: String) {
        guard warnings.count < RecordingWarning.countMax else { return }
        warnings.append(RecordingWarning(code, line: line.number, byte: line.byte, text: text))
    }
}
