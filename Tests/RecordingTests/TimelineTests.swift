import Determinism
import Recording
import Testing
import Text

private func recording(
    _ streams: RecordingDetails.Streams, _ events: [(Int64, RecordedEvent.Content)]
) -> Recording {
    var header = RecordingHeader()
    header.understudy = RecordingDetails(streams: streams, provenance: RecordingProvenance(.modelled, cli: "claude"))
    header.understudy?.argv = ["claude", "-p", "it's"]
    let events = events.map { RecordedEvent(at: Instant(microseconds: $0.0 * 1_000), content: $0.1) }
    return Recording(header: header, events: events)
}

private func output(_ text: String) -> RecordedEvent.Content { .output(Array(text.utf8)) }

/// The rows behind the empty line, without the time column.
private func rows(_ recording: Recording, width: Int = 200) -> [String] {
    let lines = RecordingTimeline.lines(of: recording, width: width)
    return lines.drop { !$0.isEmpty }.dropFirst().map { String($0.dropFirst(12)) }
}

@Suite("The timeline")
struct TimelineTests {
    @Test("Messages of stream-json are told in words, however they are cut")
    func messages() {
        let text = """
            {"type":"system","subtype":"init","session_id":"12345678-9","model":"m","tools":["A","B"]}
            {"type":"assistant","message":{"content":[{"type":"text","text":"Hi\\u001b[2J"},{"type":"tool_use","name":"Bash","input":{"command":"ls"}}]}}
            {"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":"denied"}]}}
            {"type":"result","subtype":"success","is_error":true,"num_turns":1,"result":"API Error"}

            """
        let expected = [
            "← stdout   init: session 12345678, model m, 2 tools",
            "← stdout   assistant: Hi␛[2J",
            "← stdout   uses Bash: ls",
            "← stdout   tool error: denied",
            "← stdout   result ERROR (success), 1 turn: API Error",
        ]
        #expect(rows(recording(.pipes, [(0, output(text))])) == expected)
        let bytes = Array(text.utf8).enumerated().map { (Int64($0.offset), RecordedEvent.Content.output([$0.element])) }
        #expect(rows(recording(.pipes, bytes)) == expected)
    }

    @Test("Plain text of pipes is shown as it comes, and near pieces stand together")
    func plainText() {
        let rows = rows(
            recording(
                .pipes,
                [
                    (0, output("Work")), (10, output("ing")), (500, output(" on it\n")),
                    (510, .error(Array("oh".utf8))),
                    (600, .input(Array("y\n".utf8))), (610, .closed(.stdin)), (700, .exit(.signaled(.terminate))),
                ]))
        #expect(
            rows == [
                "← stdout   Working", "← stdout    on it ⏎ ", "← stderr   oh", "→ stdin    y␊", "→ stdin    closed",
                "exit       killed by SIGTERM",
            ])
    }

    @Test("A line that breaks off is shown at the end, at its stream's close or the exit")
    func brokenOffMessage() {
        let rows = rows(recording(.pipes, [(0, output(#"{"type":"as"#)), (9_000, .exit(.exited(1)))]))
        #expect(rows == [#"← stdout   {"type":"as"#, "exit       exit status 1"])
    }

    @Test("Terminal output is readable text: no sequence shows, wherever a read has cut it")
    func terminalText() {
        let screen = "\u{1B}[1;31mRed\u{1B}[0m\u{1B}]0;title\u{7}\u{1B}[5;1Hbelow\u{1B}(B\u{9B}2J\u{90}x\u{1B}\\!\r\n漢"
        let whole = rows(recording(.pty, [(0, output(screen))]))
        #expect(whole == ["← stdout   Red below! ⏎ 漢"])
        let bytes = Array(screen.utf8).map { (Int64(0), RecordedEvent.Content.output([$0])) }
        #expect(rows(recording(.pty, bytes)) == whole)
    }

    @Test("No control character of any event reaches the terminal")
    func harmless() {
        let evil = "\u{1B}]52;c;AAAA\u{7}\u{9D}\u{0}\r\u{8}\u{7F}"
        var hostile = recording(
            .pipes,
            [
                (0, output(evil)), (1, .error(Array(evil.utf8))), (2, .input(Array(evil.utf8))), (3, .marker(evil)),
                (4, .note(evil)), (5, .fault(evil)), (6, .unknown(code: evil, data: .string(evil))),
                (7, output(#"{"type":"\u001b]52;c;\u0007","a":"\u009d"}"# + "\n")),
            ])
        hostile.header.title = evil
        hostile.header.understudy?.argv = [evil]
        hostile.header.understudy?.process = evil
        let lines = RecordingTimeline.lines(of: hostile, width: 500)
        let json = RecordingTimeline.json(of: hostile).map { String(decoding: $0, as: UTF8.self) }
        for line in lines + json {
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }, "\(line)")
        }
    }

    @Test("No line is wider than the terminal", arguments: [40, 60, 80, 133])
    func width(width: Int) {
        let long = String(repeating: "漢字 and letters ", count: 50)
        let samples = (0..<500).map { (Int64($0), sample(bytes: $0 * 1_000_000)) }
        let all = recording(.pipes, [(0, output(long)), (1, .note(long))] + samples)
        for line in RecordingTimeline.lines(of: all, width: width) {
            let cells = line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
            #expect(cells <= width)
        }
    }

    @Test("The summary says what it is, and memory is a curve with its ends")
    func summary() {
        let events = [(0, sample(bytes: 1_000_000)), (1, sample(bytes: 4_500_000)), (2, sample(bytes: 8_000_000))]
        var all = recording(.pipes, events.map { (Int64($0.0), $0.1) } + [(12_345, output("x"))])
        #expect(
            RecordingTimeline.lines(of: all, width: 80).prefix(4) == [
                #"claude -p 'it'\''s'"#, "modelled · claude  · pipes", "12.345000 s · 4 events · stdout 1 B",
                "memory ▁▅█ 1.0 MB to 8.0 MB",
            ])
        all.isComplete = false
        #expect(RecordingTimeline.lines(of: all, width: 80).contains { $0.hasPrefix("not complete") })
    }

    @Test("The JSON form has one object for each event")
    func json() throws {
        let lines = RecordingTimeline.json(
            of: recording(.pipes, [(1, output("a\u{9B}")), (2, .error([0xC3])), (3, .exit(.exited(0)))]))
        #expect(
            lines.map { String(decoding: $0, as: UTF8.self) } == [
                #"{"time":0.001000,"code":"o","text":"a\u009b"}"#, #"{"time":0.002000,"code":"e","base64":"ww=="}"#,
                #"{"time":0.003000,"code":"x","text":"0"}"#,
            ])
    }

    @Test("The bytes of streams are exact and in order")
    func streams() {
        let all = recording(
            .pipes,
            [(0, output("a")), (1, .input([0x00, 0xFF])), (2, .error([0xC3])), (3, output("b")), (4, .note("n"))])
        #expect(RecordingStreams.bytes(of: all) == [0x61, 0xC3, 0x62])
        #expect(RecordingStreams.bytes(of: all, streams: [.stdin]) == [0x00, 0xFF])
        #expect(RecordingStreams.bytes(of: all, streams: [.stdout]) == [0x61, 0x62])
    }

    private func sample(bytes: Int) -> RecordedEvent.Content {
        var sample = ResourceSample()
        sample.proportionalSetSize = bytes
        return .sample(sample)
    }
}
