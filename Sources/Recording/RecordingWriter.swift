import Determinism
import Text

/// Writes a recording line by line: each result is what one write(2) must carry.
///
/// Append-only, and a value: the caller owns the file. The hash of the closing line covers all bytes handed out, so
/// each result must be written, in order. How split and invalid characters are spelt: `CharacterCarry`.
public struct RecordingWriter: Sendable {
    /// The header that `headerLine` writes.
    public let header: RecordingHeader

    private var previous = Instant.zero
    private var carries = CharacterCarries()
    private var closing = RecordingClosing()
    private var hash = SHA256()

    /// A writer of a recording with this header; the version becomes the current one.
    public init(header: RecordingHeader) {
        var header = header
        header.version = RecordingHeader.currentVersion
        if header.json["term"] == nil { header.term = RecordedTerminal(size: .standard) }
        self.header = header
    }

    /// The first line.
    public mutating func headerLine() -> [UInt8] {
        var line = JSONValue.object(header.json).encoded
        finish(&line)
        return line
    }

    /// The line of an event, or two where it ends inside a character.
    ///
    /// Times must not go back; one that does is taken for that of the previous event, since a recorder must not fail.
    public mutating func line(for event: RecordedEvent) -> [UInt8] {
        let now = max(event.at, previous)
        var line: [UInt8] = []
        line.reserveCapacity(event.bytesCount * 9 / 8 + Self.frameBytes)
        Self.start(&line, interval: now.microseconds - previous.microseconds)
        previous = now
        closing.count(event)
        switch event.content {
        case .output(let bytes): append(bytes, of: .stdout, to: &line)
        case .error(let bytes): append(bytes, of: .stderr, to: &line)
        case .input(let bytes): append(bytes, of: .stdin, to: &line)
        case .resize(let size): Self.append("r", size.description, to: &line)
        case .marker(let text): Self.append("m", text, to: &line)
        case .exit(let status): Self.append("x", String(status.code), to: &line)
        case .closed(let stream): Self.append("c", stream.rawValue, to: &line)
        case .signal(let signal): Self.append("s", signal.name, to: &line)
        case .sample(let sample): Self.append("g", sample.text, to: &line)
        case .fault(let text): Self.append("f", text, to: &line)
        case .note(let text): Self.append("n", text, to: &line)
        case .unknown(let code, let data):
            JSONWriter.append(string: code, to: &line)
            line.append(contentsOf: ", ".utf8)
            data.encode(into: &line)
        }
        line.append(UInt8(ascii: "]"))
        finish(&line)
        return line
    }

    /// A comment for people; line ends in it become spaces, and it can't be taken for the closing line.
    public mutating func comment(_ text: String) -> [UInt8] {
        var bytes = Array("# \(text)".utf8)
        for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
        if RecordingClosing(line: bytes) != nil { bytes.insert(UInt8(ascii: "#"), at: 0) }
        finish(&bytes)
        return bytes
    }

    /// The last line, which says that the recording is complete.
    public mutating func closingLine() -> [UInt8] {
        closing.hash = hash.text
        var line = Array(closing.text.utf8)
        finish(&line)
        return line
    }

    /// A line that was read, kept as it is.
    mutating func kept(_ comment: RecordingComment) -> [UInt8] {
        var line = comment.line
        finish(&line)
        return line
    }

    /// Room for the brackets, the interval and the code, in bytes.
    private static let frameBytes = 40

    /// Ends a line and takes it into the hash.
    private mutating func finish(_ line: inout [UInt8]) {
        line.append(UInt8(ascii: "\n"))
        hash.update(line)
    }

    /// `[0.001000, `, without making a string: this runs for every event.
    private static func start(_ line: inout [UInt8], interval: Int64) {
        line.append(UInt8(ascii: "["))
        var unit: Int64 = 1_000_000
        while unit <= interval / 10 { unit *= 10 }
        var rest = interval
        while unit > 0 {
            if unit == 100_000 { line.append(UInt8(ascii: ".")) }
            line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
        line.append(UInt8(ascii: ","))
        line.append(UInt8(ascii: " "))
    }

    private static func append(_ code: StaticString, _ text: String, to line: inout [UInt8]) {
        start(code, to: &line)
        JSONWriter.append(string: text, to: &line)
    }

    /// `"o", `.
    private static func start(_ code: StaticString, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        line.append(contentsOf: UnsafeBufferPointer(start: code.utf8Start, count: code.utf8CodeUnitCount))
        line.append(UInt8(ascii: "\""))
        line.append(UInt8(ascii: ","))
        line.append(UInt8(ascii: " "))
    }

    private mutating func append(_ bytes: [UInt8], of stream: StandardStream, to line: inout [UInt8]) {
        if carries[stream].carried.isEmpty, UTF8Check.isValid(bytes) {
            return Self.append(bytes, as: stream.textCode, to: &line)
        }
        switch carries[stream].spell(bytes) {
        case .bytes: Self.append(stream.bytesCode, Base64.encode(bytes), to: &line)
        case .text(let text, let rest):
            Self.append(text, as: stream.textCode, to: &line)
            guard !rest.isEmpty else { return }
            line.append(contentsOf: "]\n".utf8)
            Self.start(&line, interval: 0)
            Self.append("p", Base64.encode(rest), to: &line)
        }
    }

    private static func append(_ text: [UInt8], as code: StaticString, to line: inout [UInt8]) {
        start(code, to: &line)
        text.withUnsafeBufferPointer { JSONWriter.append(utf8: $0, to: &line) }
    }
}

extension StandardStream {
    /// The code of an event whose data is text.
    fileprivate var textCode: StaticString {
        switch self {
        case .stdin: "i"
        case .stdout: "o"
        case .stderr: "e"
        }
    }

    /// The code of an event whose data is base64.
    fileprivate var bytesCode: StaticString {
        switch self {
        case .stdin: "I"
        case .stdout: "O"
        case .stderr: "E"
        }
    }
}

extension RecordedEvent {
    fileprivate var bytesCount: Int {
        switch content {
        case .output(let bytes), .error(let bytes), .input(let bytes): bytes.count
        default: 0
        }
    }
}

extension Recording {
    /// The whole file: header, events, comments in their places, and the closing line where the recording is complete.
    public var encoded: [UInt8] {
        var writer = RecordingWriter(header: header)
        var file = writer.headerLine()
        var remaining = comments[...]
        for (place, event) in events.enumerated() {
            while let comment = remaining.first, comment.place <= place, !comment.isAfterClosing {
                file += writer.kept(comment)
                remaining.removeFirst()
            }
            file += writer.line(for: event)
        }
        while let comment = remaining.first, !comment.isAfterClosing {
            file += writer.kept(comment)
            remaining.removeFirst()
        }
        if isComplete { file += writer.closingLine() }
        for comment in remaining { file += writer.kept(comment) }
        return file
    }
}
