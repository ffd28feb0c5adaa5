import Determinism
import Recording
import Testing
import Text

@Suite("What a recorder writes, a reader gives back")
struct RoundTripTests {
    @Test(
        "Any chunks on any streams come back with their bytes, borders and times", arguments: 0..<200 as Range<UInt64>)
    func anyChunks(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        let events = randomEvents(&choices)
        let file = Recording(header: RecordingHeader(), events: events).encoded
        let recording = try RecordingReader.read(file)
        #expect(recording.events == events)
        #expect(recording.isComplete)
        #expect(recording.warnings.isEmpty)
        #expect(recording.encoded == file)
    }

    @Test("Text cut anywhere shows as the same text in a player", arguments: 0..<100 as Range<UInt64>)
    func textInPlayers(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        let text = String((0..<40).map { _ in randomCharacter(&choices) })
        var events: [RecordedEvent] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(1 + choices.below(5, "size"))
            rest = rest.dropFirst(chunk.count)
            events.append(RecordedEvent(at: .zero, content: .output(Array(chunk))))
            if choices.below(3, "other") == 0 {
                events.append(
                    RecordedEvent(at: .zero, content: .error([0xE2, 0x82].suffix(1 + choices.below(2, "cut")))))
            }
        }
        let file = Recording(header: RecordingHeader(), events: events).encoded
        #expect(try playerText(of: file) == text)
        #expect(!String(decoding: file, as: UTF8.self).contains(#""O""#))
        #expect(try RecordingReader.read(file).events == events)
    }

    @Test("A character in four reads is three events without text and one with it")
    func characterInFourReads() throws {
        let bytes = Array("😀".utf8)
        let lines = lines(of: bytes.map { .output([$0]) })
        #expect(
            lines == [
                #"[0.000000, "o", ""]"#, #"[0.000000, "p", "8A=="]"#,
                #"[0.000000, "o", ""]"#, #"[0.000000, "p", "nw=="]"#,
                #"[0.000000, "o", ""]"#, #"[0.000000, "p", "mA=="]"#,
                #"[0.000000, "o", "😀"]"#,
            ])
    }

    @Test("An unfinished character at the end of a stream stands in its `p` alone")
    func unfinishedAtTheEnd() {
        #expect(lines(of: [.output([0x61, 0xE2, 0x82])]) == [#"[0.000000, "o", "a"]"#, #"[0.000000, "p", "4oI="]"#])
    }

    @Test("A chunk that breaks off a carried character is written in base64")
    func brokenOff() {
        let written = lines(of: [.output([0xC3]), .output(Array("abc".utf8)), .output(Array("d".utf8))])
        #expect(written[2...] == [#"[0.000000, "O", "YWJj"]"#, #"[0.000000, "o", "d"]"#])
    }

    @Test("A character begun in an invalid chunk is shown by the next one")
    func begunInInvalidChunk() throws {
        let contents: [RecordedEvent.Content] = [.output([0xFF, 0xC3]), .output([0xA9, 0x21])]
        #expect(lines(of: contents) == [#"[0.000000, "O", "/8M="]"#, #"[0.000000, "o", "é!"]"#])
        let events = contents.map { RecordedEvent(at: .zero, content: $0) }
        #expect(try RecordingReader.read(Recording(header: RecordingHeader(), events: events).encoded).events == events)
    }

    @Test("An event and the rest of its character are one write")
    func oneWrite() {
        var writer = RecordingWriter(header: RecordingHeader())
        _ = writer.headerLine()
        let bytes = writer.line(for: RecordedEvent(at: .zero, content: .error([0x61, 0xF0, 0x9F])))
        #expect(bytes.count { $0 == 0x0A } == 2)
        #expect(bytes.last == 0x0A)
    }

    @Test("However the file is cut, reading it bit by bit gives the same", arguments: 0..<40 as Range<UInt64>)
    func bitByBit(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        var recording = Recording(header: RecordingHeader(), events: randomEvents(&choices))
        recording.comments = [RecordingComment(line: Array("# a remark".utf8), place: 1)]
        let file = recording.encoded
        var reader = RecordingReader()
        var events: [RecordedEvent] = []
        var rest = file[...]
        while !rest.isEmpty {
            let part = rest.prefix(1 + choices.below(50, "part"))
            rest = rest.dropFirst(part.count)
            reader.feed(Array(part))
            while let event = try reader.next() { events.append(event) }
        }
        reader.finish()
        while let event = try reader.next() { events.append(event) }
        #expect(events == recording.events)
        #expect(reader.comments == recording.comments)
        #expect(reader.isComplete)
    }

    private func lines(of contents: [RecordedEvent.Content]) -> [String] {
        let events = contents.map { RecordedEvent(at: .zero, content: $0) }
        let file = Recording(header: RecordingHeader(), events: events, isComplete: false).encoded
        return String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
    }

    /// What an asciinema player shows: the texts of all `o` events, glued.
    private func playerText(of file: [UInt8]) throws -> String {
        try file.split(separator: 0x0A).dropFirst().filter { $0.first != UInt8(ascii: "#") }.reduce(into: "") {
            text, line in
            let event = try JSONParser.parse(Array(line)).array ?? []
            if event[1] == "o" { text += event[2].string ?? "" }
        }
    }
}

/// Events of every kind, with chunks of text, of invalid bytes and of characters cut in the middle.
func randomEvents(_ choices: inout Choices) -> [RecordedEvent] {
    var now = Instant.zero
    return (0..<30).map { _ in
        now = now + .microseconds(choices.below(3, "pause") == 0 ? choices.below(5_000_000, "time") : 0)
        return RecordedEvent(at: now, content: randomContent(&choices))
    }
}

private func randomContent(_ choices: inout Choices) -> RecordedEvent.Content {
    switch choices.below(20, "kind") {
    case 0: return .resize(TerminalSize(columns: 1 + choices.below(200, "size"), rows: 40))
    case 1: return .marker(String(randomCharacter(&choices)))
    case 2: return .exit(ExitStatus(code: Int32(choices.below(40, "status")) - 20))
    case 3: return .closed(StandardStream.allCases[choices.below(3, "stream")])
    case 4: return .signal(Signal(rawValue: Int32(1 + choices.below(64, "signal"))))
    case 5: return .sample(ResourceSample(text: "pss=1024 fds=\(choices.below(9, "fds"))") ?? ResourceSample())
    case 6: return .fault("stall")
    case 7: return .note("\u{1B}[2J\"\\\u{7F}\u{9B}")
    case 8: return .unknown(code: "zz", data: ["a": [1, nil, 1.5]])
    case 9...11: return .error(randomChunk(&choices))
    case 12...14: return .input(randomChunk(&choices))
    default: return .output(randomChunk(&choices))
    }
}

private func randomChunk(_ choices: inout Choices) -> [UInt8] {
    let hostile: [[UInt8]] = [
        [0x00], [0xED, 0xA0, 0x80], [0x9B], [0xC2, 0x9B], [0xFF], [0xC0, 0x80], [0xF4, 0x90, 0x80],
    ]
    var bytes: [UInt8] = []
    for _ in 0..<choices.below(6, "length") {
        switch choices.below(12, "part") {
        case 0: bytes += hostile[choices.below(hostile.count, "hostile")]
        case 1: bytes.append(UInt8(choices.below(256, "byte")))
        default: bytes += Array(String(randomCharacter(&choices)).utf8)
        }
    }
    // Most chunks of a PTY end where the buffer was full.
    let cut = choices.below(4, "cut")
    return choices.below(2, "end") == 0 ? Array(bytes.dropLast(cut)) : Array(bytes.dropFirst(cut))
}

func randomCharacter(_ choices: inout Choices) -> Character {
    let characters: [Character] = ["a", "é", "€", "😀", "\n", "\u{1B}", "\"", "\\", "漢", "\u{80}", "\u{10FFFF}", "ż"]
    return characters[choices.below(characters.count, "character")]
}
