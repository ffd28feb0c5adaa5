import Determinism
import Recording
import Testing
import Text

private let header = #"{"version":3,"term":{"cols":80,"rows":24}}"#

private func read(_ lines: String...) throws(RecordingError) -> Recording {
    try RecordingReader.read(Array(lines.joined(separator: "\n").utf8))
}

private func failure(_ bytes: [UInt8]) -> RecordingError? {
    do throws(RecordingError) { _ = try RecordingReader.read(bytes) } catch { return error }
    return nil
}

private func failure(_ lines: String...) -> RecordingError? { failure(Array(lines.joined(separator: "\n").utf8)) }

@Suite("Reading recordings")
struct ReaderTests {
    @Test("Every code of the format is read")
    func allCodes() throws {
        let recording = try read(
            header, #"[0.5, "o", "hi\r\n"]"#, #"[0.000001, "e", "oh"]"#, #"[1, "i", "y\n"]"#, #"[1, "r", "100x30"]"#,
            #"[0, "m", "here"]"#, #"[0, "c", "stdin"]"#, #"[0, "s", "TERM"]"#, #"[0, "g", "pss=10 fds=3"]"#,
            #"[0, "f", "stall"]"#, #"[0, "n", "note"]"#, #"[0, "q", {"a": 1}]"#, #"[0, "x", "-15"]"#, "")
        var sample = ResourceSample()
        (sample.proportionalSetSize, sample.descriptors) = (10, 3)
        #expect(
            recording.events.map(\.content) == [
                .output(Array("hi\r\n".utf8)), .error(Array("oh".utf8)), .input(Array("y\n".utf8)),
                .resize(TerminalSize(columns: 100, rows: 30)), .marker("here"), .closed(.stdin), .signal(.terminate),
                .sample(sample), .fault("stall"), .note("note"), .unknown(code: "q", data: ["a": 1]),
                .exit(.signaled(.terminate)),
            ])
        #expect(recording.events.last?.at == Instant(microseconds: 2_500_001))
        #expect(!recording.isComplete)
        #expect(recording.warnings.isEmpty)
    }

    @Test("A hundred thousand intervals of 0.1 end at ten thousand seconds exactly")
    func noDrift() throws {
        let lines = [header] + [String](repeating: #"[0.1, "o", "."]"#, count: 100_000)
        let recording = try RecordingReader.read(Array(lines.joined(separator: "\n").utf8))
        #expect(recording.events.last?.at == Instant(microseconds: 10_000_000_000))
    }

    @Test("A third of a microsecond a thousand times is 333 microseconds")
    func remainderIsCarried() throws {
        let lines = [header] + [String](repeating: #"[3.33333333333333e-7, "o", "."]"#, count: 1_000)
        let recording = try RecordingReader.read(Array(lines.joined(separator: "\n").utf8))
        #expect(recording.events.last?.at == Instant(microseconds: 333))
        #expect(recording.events[1].at == Instant(microseconds: 1))
    }

    @Test(
        "Numbers in any spelling are taken exactly",
        arguments: [
            ("1.0", 1_000_000), ("0.3", 300_000), ("1e-3", 1_000), ("1E+2", 100_000_000), ("0", 0), ("-0.0", 0),
            ("0.0000005", 1), ("0.00000049", 0), ("12.5e-1", 1_250_000), ("1e-400", 0), ("0e999999999999999999999", 0),
            ("999999999", 999_999_999_000_000), ("1.49999999999872e-05", 15), ("0.9999999", 1_000_000),
        ])
    func spellings(number: String, microseconds: Int64) throws {
        let recording = try read(header, "[\(number), \"o\", \".\"]")
        #expect(recording.events.first?.at == Instant(microseconds: microseconds))
    }

    @Test(
        "Times that can't be are refused with their line",
        arguments: ["-1", "-0.000001", "1e10", "1e400", "99999999999"])
    func badTimes(number: String) {
        let error = failure(header, #"[0, "o", ""]"#, "[\(number), \"o\", \"\"]", "")
        #expect(error?.code == .badTime)
        #expect(error?.line == 3)
    }

    @Test(
        "What is no JSON number is a broken line", arguments: ["NaN", "nan", "Infinity", "01", "1.", ".5", "+1", "0x1"])
    func noNumbers(number: String) {
        #expect(failure(header, "[\(number), \"o\", \"\"]", "")?.code == .brokenLine)
    }

    @Test("Intervals that add up to centuries are refused")
    func hugeSum() {
        let error = failure(header, #"[900000000, "o", ""]"#, #"[900000000, "o", ""]"#, "")
        #expect(error?.code == .badTime)
        #expect(error?.line == 3)
    }

    @Test("A torn last line is a warning, and the rest is read")
    func tornLastLine() throws {
        for torn in ["[0", #"[0.5, "o", "b"#, #"[0.5, "o", "b""#, "\u{0}\u{0}", "{", "x"] {
            let recording = try read(header, #"[0.5, "o", "a"]"#, torn)
            #expect(recording.events.count == 1)
            #expect(recording.warnings.map(\.code) == [.tornLastLine])
            #expect(recording.warnings.first?.line == 3)
            #expect(!recording.isComplete)
        }
    }

    @Test("A whole event without a line end counts")
    func missingLineEnd() throws {
        let recording = try read(header, #"[0.5, "o", "a"]"#)
        #expect(recording.events.count == 1)
        #expect(recording.warnings.isEmpty)
    }

    @Test("A file cut at any byte is read, or refused for its header alone")
    func cutAnywhere() throws {
        let events = [
            RecordedEvent(at: .zero, content: .output(Array("aé€".utf8.dropLast()))),
            RecordedEvent(at: .zero, content: .output([0xAC, 0x0A])),
            RecordedEvent(at: Instant(microseconds: 7), content: .exit(.exited(0))),
        ]
        let file = Recording(header: RecordingHeader(), events: events).encoded
        let headerBytes = (file.firstIndex(of: 0x0A) ?? 0)
        for count in 0..<file.count - 1 {
            let part = Array(file.prefix(count))
            guard count >= headerBytes else {
                #expect(failure(part)?.code == (count == 0 ? .empty : .badHeader))
                continue
            }
            let recording = try RecordingReader.read(part)
            #expect(!recording.isComplete)
            for (read, written) in zip(recording.events.dropLast(), events) { #expect(read == written) }
        }
        #expect(try RecordingReader.read(Array(file.dropLast())).isComplete)
    }

    @Test("A broken line in the middle is an error with its place and advice")
    func brokenLine() {
        let error = failure(header, #"[0.5, "o", "a"]"#, #"[0.5, "o" "b"]"#, #"[0.5, "o", "c"]"#, "")
        #expect(error?.code == .brokenLine)
        #expect(error?.line == 3)
        #expect(error?.column == 11)
        #expect(error?.byte == header.utf8.count + 1 + 16 + 10)
        #expect(error?.message(file: "a.cast").hasPrefix("a.cast:3:11: ") == true)
        #expect(error?.description.contains("`understudy repair`") == true)
    }

    @Test(
        "Lines that are no events are refused",
        arguments: [
            "{}", "3", "[]", "[1]", #"[1, "o"]"#, #"["1", "o", "a"]"#, #"[1, 2, "a"]"#, #"[1, "o", 5]"#,
            #"[1, "o", "a", 4]"#, #"[1, "r", "80"]"#, #"[1, "x", "ok"]"#, #"[1, "m", null]"#, "[1, \"o\", \"a\u{1}\"]",
            #"[1, "o", "\x"]"#, #"[1, "o", "a"] x"#,
        ])
    func noEvents(line: String) {
        let error = failure(header, line, #"[0, "o", ""]"#, "")
        #expect(error?.code == .brokenLine)
        #expect(error?.line == 2)
    }

    @Test("Invalid UTF-8 in a line is refused at its byte")
    func invalidUTF8() {
        let error = failure(Array("\(header)\n[0, \"o\", \"".utf8) + [0xFF] + Array("\"]\n".utf8))
        #expect(error?.code == .brokenLine)
        #expect(error?.line == 2)
    }

    @Test(
        "In our own files our codes must be right",
        arguments: [
            #"[0, "c", "stdfoo"]"#, #"[0, "s", "NOPE"]"#, #"[0, "g", "pss"]"#, #"[0, "O", "a"]"#, #"[0, "p", "w6k="]"#,
            #"[0, "e", 1]"#,
        ])
    func ourCodes(line: String) throws {
        let ours = #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0"}}"#
        #expect(failure(ours, line, "")?.code == .brokenLine)
        let foreign = try read(header, line, "")
        guard case .unknown? = foreign.events.first?.content else {
            Issue.record("in a foreign file the event is kept as unknown")
            return
        }
        #expect(String(decoding: foreign.encoded, as: UTF8.self).contains(line.dropFirst(4)))
    }

    @Test("A `p` with a whole character, and a text without the carried bytes, are refused")
    func textLacksCarry() {
        let wholeCharacter = failure(header, #"[0, "o", "a"]"#, #"[0, "p", "w6k="]"#, "")
        #expect(wholeCharacter?.line == 3)
        let lines = [header, #"[0, "o", ""]"#, #"[0, "p", "ww=="]"#, #"[0, "o", "x"]"#, ""]
        #expect(failure(Array(lines.joined(separator: "\n").utf8))?.line == 4)
    }

    @Test("Surrogate pairs and escapes are decoded")
    func escapes() throws {
        let recording = try read(header, #"[0, "o", "\uD83E\uDF00\u00e9\u20ac\/\b\f\t\u001b"]"#)
        #expect(recording.events.first?.bytes == Array("\u{1FB00}é€/\u{8}\u{C}\t\u{1B}".utf8))
    }

    @Test("Line ends of other systems are read")
    func carriageReturns() throws {
        let recording = try RecordingReader.read(Array("\(header)\r\n# a\r\n\r\n[0, \"o\", \"a\"]\r\n".utf8))
        #expect(recording.events.count == 1)
        #expect(recording.comments.count == 2)
    }

    @Test("Comments and blank lines keep their places, also behind the end")
    func comments() throws {
        let writtenByUs = try read(header, "# first", #"[0, "o", "a"]"#, "", #"[0, "o", "b"]"#, "# last", "")
        #expect(writtenByUs.comments.map(\.place) == [0, 1, 2])
        var complete = writtenByUs
        complete.isComplete = true
        let file = complete.encoded + Array("# behind\n".utf8)
        let again = try RecordingReader.read(file)
        #expect(again.isComplete)
        #expect(again.comments.map(\.isAfterClosing) == [false, false, false, true])
        #expect(again.encoded == file)
    }

    @Test("An event behind the closing line is refused")
    func eventAfterClosing() {
        let file = Recording(header: RecordingHeader()).encoded + Array("[0, \"o\", \"\"]\n".utf8)
        #expect(failure(file)?.code == .textAfterEnd)
    }

    @Test("A changed byte of a text is read as it is now, with a warning", arguments: 0..<5)
    func changedByte(place: Int) throws {
        let events = [RecordedEvent(at: .zero, content: .output(Array("hello".utf8)))]
        var file = Recording(header: RecordingHeader(), events: events).encoded
        let start = try #require(file.indices.first { file[$0...].starts(with: Array("hello".utf8)) })
        file[start + place] = UInt8(ascii: "j")
        var changed = Array("hello".utf8)
        changed[place] = UInt8(ascii: "j")
        let recording = try RecordingReader.read(file)
        #expect(recording.events.map(\.bytes) == [changed])
        #expect(recording.warnings.map(\.code) == [.changed])
        #expect(!recording.isComplete)
    }

    @Test("A line beyond the limit is refused, also when it never ends")
    func lineTooLong() {
        var reader = RecordingReader(lineBytesMax: 1_000)
        reader.feed(Array("\(header)\n".utf8))
        let part = [UInt8](repeating: 0x20, count: 150)
        var error: RecordingError?
        for _ in 0..<9 where error == nil {
            reader.feed(part)
            do throws(RecordingError) { _ = try reader.next() } catch let thrown { error = thrown }
        }
        #expect(error?.code == .lineTooLong)
        #expect(error?.line == 2)
    }
}
