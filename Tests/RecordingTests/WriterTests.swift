import Determinism
import Recording
import Testing
import Text

@Suite("Writing recordings")
struct WriterTests {
    @Test(
        "Intervals are whole microseconds with six decimals",
        arguments: [
            (Int64(0), "0.000000"), (1, "0.000001"), (999_999, "0.999999"), (1_000_000, "1.000000"),
            (12_345_678_901, "12345.678901"), (999_999_999_999_999, "999999999.999999"),
        ])
    func intervals(microseconds: Int64, text: String) {
        var writer = RecordingWriter(header: RecordingHeader())
        let event = RecordedEvent(at: Instant(microseconds: microseconds), content: .marker("m"))
        #expect(String(decoding: writer.line(for: event), as: UTF8.self) == "[\(text), \"m\", \"m\"]\n")
    }

    @Test("A time that goes back is taken for the previous one")
    func timeGoesBack() {
        var writer = RecordingWriter(header: RecordingHeader())
        _ = writer.line(for: RecordedEvent(at: Instant(microseconds: 10), content: .note("a")))
        let back = writer.line(for: RecordedEvent(at: Instant(microseconds: 4), content: .note("b")))
        let later = writer.line(for: RecordedEvent(at: Instant(microseconds: 11), content: .note("c")))
        #expect(back.starts(with: Array("[0.000000".utf8)))
        #expect(later.starts(with: Array("[0.000001".utf8)))
    }

    @Test("The closing line counts events and bytes and vouches for all before it")
    func closing() {
        var writer = RecordingWriter(header: RecordingHeader())
        var file = writer.headerLine()
        for content in [RecordedEvent.Content.output([0x61, 0xC3]), .error([0xFF]), .input(Array("abc".utf8))] {
            file += writer.line(for: RecordedEvent(at: .zero, content: content))
        }
        var hash = SHA256()
        hash.update(file)
        let line = String(decoding: writer.closingLine(), as: UTF8.self)
        #expect(line == "# complete events=3 stdout=2 stderr=1 stdin=3 sha256=\(hash.text)\n")
    }

    @Test("A comment is one line and never passes for the closing line")
    func comment() throws {
        var writer = RecordingWriter(header: RecordingHeader())
        var file = writer.headerLine()
        let closing = String(decoding: writer.closingLine().dropFirst(2).dropLast(), as: UTF8.self)
        file += writer.comment("two\nlines\r") + writer.comment(closing)
        let recording = try RecordingReader.read(file)
        #expect(
            recording.comments.map { String(decoding: $0.line, as: UTF8.self) } == ["# two lines ", "## \(closing)"])
        #expect(!recording.isComplete)
    }

    @Test("A header without a terminal or with an old version becomes current")
    func header() throws {
        var writer = RecordingWriter(
            header: RecordingHeader(json: JSONObject(members: [.init(key: "version", value: 2)])))
        #expect(
            String(decoding: writer.headerLine(), as: UTF8.self) == #"{"version":3,"term":{"cols":80,"rows":24}}"#
                + "\n")
    }
}
