import Determinism
import Recording
import Testing
import Text

@Suite("What may be a secret waits, and nothing else does")
struct HoldingTests {
    private let rules = RedactionRules(RedactionRequest())
    private let start = Secrets.join("sk", "-a")

    private func event(_ text: String, _ time: Int64 = 0) -> RecordedEvent {
        RecordedEvent(at: Instant(microseconds: time), content: .output(Array(text.utf8)))
    }

    @Test(
        "A line that ends in four bytes of a beginning waits, and all later ones with it; then they come with their times"
    )
    func waiting() throws {
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        var file = writer.headerLine()
        for (text, time) in [("a prompt: \(start.dropLast())", 1), (" no", 2)] as [(String, Int64)] {
            let lines = writer.lines(for: event(text, time))
            #expect(!lines.isEmpty)
            file += lines
        }
        #expect(writer.lines(for: event("a prompt: \(start)", 3)).isEmpty)
        #expect(writer.lines(for: RecordedEvent(at: Instant(microseconds: 4), content: .resize(.standard))).isEmpty)
        #expect(writer.lines(for: RecordedEvent(at: Instant(microseconds: 5), content: .error([0x61]))).isEmpty)
        let lines = writer.lines(for: event("ck of potatoes", 6))
        #expect(lines.count { $0 == 0x0A } == 4)
        let recording = try RecordingReader.read(file + lines)
        #expect(recording.events.map(\.at.microseconds) == [1, 2, 3, 4, 5, 6])
        #expect(recording.events[2].bytes == Array("a prompt: \(start)".utf8))
        #expect(recording.redactions.isEmpty)
    }

    @Test(
        "Ordinary text passes line by line, at once",
        arguments: [
            "eyes, keys and they ", "a risk-averse task-", "-----------", "data:image/png;base64,iVBORw0KGgo",
            "author ",
            "50%", "C:\\new",
            "begin", "\\u00e4", "x &amp; y", "\u{1B}[31mred\u{1B}[0m", "npm install", "hf", "AK",
            "Authentication: none ",
        ])
    func ordinary(text: String) {
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        _ = writer.headerLine()
        #expect(writer.lines(for: event(text)) != [])
    }

    @Test("What waits when the stream ends is written as it was")
    func atTheEnd() throws {
        for ending in [RecordedEvent.Content.closed(.stdout), .note("behind it")] {
            var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
            var file = writer.headerLine()
            #expect(writer.lines(for: event("wait: \(start)")).isEmpty)
            let behind = writer.lines(for: RecordedEvent(at: .zero, content: ending))
            #expect(behind.isEmpty == (ending == .note("behind it")))
            file += behind + writer.closingLines()
            #expect(
                try RecordingReader.read(file).events.map(\.content) == [.output(Array("wait: \(start)".utf8)), ending])
        }
    }

    @Test("Where more than 64 KiB would wait, the undecided part is replaced, and what follows it comes out")
    func bounded() throws {
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        var file = writer.headerLine()
        #expect(writer.lines(for: event("wait: \(start)")).isEmpty)
        var held = 0
        let line = [UInt8](repeating: 0x78, count: 100)
        while true {
            let lines = writer.lines(for: RecordedEvent(at: .zero, content: .error(line)))
            held += line.count
            if lines.isEmpty { continue }
            file += lines
            break
        }
        #expect((Redactor.heldBytesMax / 2...Redactor.heldBytesMax).contains(held))
        file += writer.lines(for: event("bc and more")) + writer.closingLines()
        let recording = try RecordingReader.read(file)
        let output = recording.events.filter { $0.stream == .stdout }.flatMap { $0.bytes ?? [] }
        #expect(String(decoding: output, as: UTF8.self) == "wait: ****bc and more")
        #expect(recording.redactions.map(\.rule) == [RedactionRules.undecidedRule])
    }

    @Test("A secret that goes on after its start was replaced is replaced to its end")
    func goesOn() throws {
        let secret = Secrets.known[0].text
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        var file = writer.headerLine()
        file += writer.lines(for: event("wait: \(secret.prefix(10))"))
        file += writer.lines(for: RecordedEvent(at: .zero, content: .error([UInt8](repeating: 0x78, count: 70_000))))
        for character in secret.dropFirst(10) { file += writer.lines(for: event(String(character))) }
        file += writer.lines(for: event(".")) + writer.closingLines()
        let output = try RecordingReader.read(file).events.filter { $0.stream == .stdout }.flatMap { $0.bytes ?? [] }
        #expect(String(decoding: output, as: UTF8.self) == "wait: \(String(repeating: "*", count: secret.count)).")
    }

    @Test("A secret of any length is replaced as it comes, in bounded memory")
    func endless() throws {
        var redactor = Redactor(rules)
        redactor.feed(Array("\(Secrets.join("sk-", "ant-", "new1-"))".utf8))
        let part = Array(Secrets.letters(5000).utf8)
        var most = 0
        for _ in 0..<100 {
            redactor.feed(part)
            most = max(most, redactor.undecided)
            #expect(redactor.take(redactor.decided).allSatisfy { $0 == RedactionRules.mask })
        }
        redactor.feed(Array(" end".utf8))
        #expect(redactor.take(redactor.decided) == Array(" end".utf8))
        #expect(most < 100)
        #expect(redactor.counts.reduce(0, +) == 1)
    }

    @Test("Without rules every byte is what the plain writer writes", arguments: 0..<20 as Range<UInt64>)
    func withoutRules(seed: UInt64) {
        var choices = Choices(seed: seed)
        var plain = RecordingWriter(header: RecordingHeader())
        var redacting = RedactingWriter(header: RecordingHeader())
        #expect(plain.headerLine() == redacting.headerLine())
        for time in 0..<40 {
            let bytes = (0..<choices.below(9, "size")).map { _ in UInt8(choices.below(256, "byte")) }
            let event = RecordedEvent(
                at: Instant(microseconds: Int64(time)), content: .output(bytes + Array(start.utf8)))
            #expect(plain.line(for: event) == redacting.lines(for: event))
        }
        #expect(plain.closingLine() == redacting.closingLines())
    }

    @Test(
        "With rules a recording that has no secret is what the plain writer writes", arguments: 0..<20 as Range<UInt64>)
    func withoutSecrets(seed: UInt64) {
        var choices = Choices(seed: seed)
        var plain = RecordingWriter(header: RecordingHeader())
        var redacting = RedactingWriter(header: RecordingHeader(), rules: rules)
        var (one, other) = (plain.headerLine(), redacting.headerLine())
        for time in 0..<200 {
            let bytes = (0..<choices.below(40, "size")).map { _ in UInt8(choices.below(256, "byte")) }
            let stream: [RecordedEvent.Content] = [
                .output(bytes), .error(bytes), .input(bytes), .note("n"), .marker("m"),
            ]
            let event = RecordedEvent(at: Instant(microseconds: Int64(time)), content: stream[choices.below(5, "kind")])
            one += plain.line(for: event)
            other += redacting.lines(for: event)
        }
        #expect(one + plain.closingLine() == other + redacting.closingLines())
    }
}
