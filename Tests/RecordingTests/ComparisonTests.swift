import Determinism
import Recording
import Testing

@Suite("What changed between two recordings")
struct ComparisonTests {
    private func recording(_ lines: [String], errors: [String] = [], exit: Int32 = 0, step: Int64 = 10) -> Recording {
        var header = RecordingHeader()
        header.understudy = RecordingDetails(streams: .pipes)
        header.understudy?.argv = ["claude", "-p", "hi"]
        var events = lines.enumerated().map { place, line in
            RecordedEvent(
                at: Instant(microseconds: Int64(place) * step * 1_000), content: .output(Array((line + "\n").utf8)))
        }
        events += errors.map { RecordedEvent(at: .zero, content: .error(Array(($0 + "\n").utf8))) }
        events.append(RecordedEvent(at: Instant(microseconds: 900_000), content: .exit(ExitStatus(code: exit))))
        return Recording(header: header, events: events)
    }

    private func message(_ text: String, id: String = "msg_0123456789", duration: Int = 5) -> String {
        #"{"type":"assistant","message":{"id":"\#(id)","content":[{"type":"text","text":"\#(text)"}]},"duration_ms":\#(duration)}"#
    }

    private func report(_ one: Recording, _ other: Recording, strict: Bool = false) -> ComparisonReport {
        MessageComparison.report(one, other, isStrict: strict, width: 200)
    }

    @Test("Identifiers, durations, the order of keys and the cutting into chunks count for nothing, unless asked")
    func volatile() {
        let one = recording([
            message("a", id: "msg_aaaaaaaaa"),
            #"{"type":"result","n":1,"uuid":"11111111-2222-4333-8444-555555555555"}"#,
        ])
        let other = recording([
            message("a", id: "msg_bbbbbbbbb", duration: 9),
            #"{"uuid":"99999999-2222-4333-8444-555555555555","type":"result","n":1}"#,
        ])
        #expect(report(one, other).isEqual)
        #expect(report(one, other).headline == "the same by messages: 3 of them")
        #expect(!report(one, other, strict: true).isEqual)
        var bits = one
        bits.events = one.events.flatMap { event -> [RecordedEvent] in
            guard let bytes = event.bytes else { return [event] }
            return bytes.map { RecordedEvent(at: event.at, content: .output([$0])) }
        }
        #expect(report(one, bits).isEqual)
    }

    @Test("An identifier that names another message than before is a difference")
    func wrongIdentifier() {
        let use = { (id: String) in #"{"type":"user","tool_use_id":"\#(id)"}"# }
        let one = recording([use("toolu_aaaaaa"), use("toolu_bbbbbb"), use("toolu_aaaaaa")])
        let same = recording([use("toolu_xxxxxx"), use("toolu_yyyyyy"), use("toolu_xxxxxx")])
        let other = recording([use("toolu_xxxxxx"), use("toolu_yyyyyy"), use("toolu_yyyyyy")])
        #expect(report(one, same).isEqual)
        #expect(
            report(one, other).headline == "message 3 (← stdout, 0.020000 s) changed: tool_use_id: \"id#1\" → \"id#2\"")
    }

    @Test("The headline says what changed first, and the lines show it in its place")
    func headline() {
        let one = recording([message("a"), message("b"), message("c"), message("d"), message("e"), message("f")])
        let other = recording(
            [message("a"), message("b"), message("c"), message("D"), message("e"), message("f")], exit: 1)
        let report = report(one, other)
        #expect(
            report.headline
                == "message 4 (← stdout, 0.030000 s) changed (2 changes in all): message.content[0].text: \"d\" → \"D\""
        )
        #expect(
            report.lines.map { $0.split(separator: " ").joined(separator: " ") } == [
                "0.010 ← stdout assistant: b", "0.020 ← stdout assistant: c", "- 0.030 ← stdout assistant: d",
                "+ 0.030 ← stdout assistant: D", "message.content[0].text: \"d\" → \"D\"",
                "0.040 ← stdout assistant: e",
                "0.050 ← stdout assistant: f", "- 0.900 exit exit status 0", "+ 0.900 exit exit status 1",
            ])
    }

    @Test("What is missing and what is new is called so")
    func missing() {
        let (long, short) = (recording([message("a"), message("b")]), recording([message("a")]))
        #expect(report(long, short).headline == "message 2 (← stdout, 0.010000 s) is missing: assistant: b")
        #expect(report(short, long).headline == "message 2 (← stdout, 0.010000 s) is new: assistant: b")
    }

    @Test("Where standard error stands beside standard output counts for nothing; what it says counts")
    func standardError() {
        let one = recording([message("a")], errors: ["warning"])
        var other = one
        other.events.swapAt(0, 1)
        #expect(report(one, other).isEqual)
        #expect(report(one, recording([message("a")], errors: ["error"])).headline.contains("← stderr"))
    }

    @Test("A named key is passed over")
    func ignoring() {
        let (one, other) = (recording([#"{"type":"a","cost":1}"#]), recording([#"{"type":"a","cost":2}"#]))
        #expect(MessageComparison.report(one, other, ignoring: ["cost"], width: 80).isEqual)
        #expect(!MessageComparison.report(one, other, width: 80).isEqual)
    }

    @Test("The first byte that differs is named, with its stream and time")
    func bytes() {
        let (one, other) = (recording(["abc", "def"]), recording(["abc", "dxf"], exit: 2))
        #expect(ByteComparison.report(one, one).isEqual)
        let report = ByteComparison.report(one, other)
        #expect(report.headline == "stdout differs from byte 5 on, at 0.010000 s")
        #expect(
            report.lines == [
                "stdout, byte 5:", "- abc⏎def⏎", "+ abc⏎dxf⏎", "end:", "- exit status 0", "+ exit status 2",
            ])
    }

    @Test("Timing differs by pauses and chunks, within a tolerance")
    func timing() {
        let (one, other) = (recording(["a", "b", "c"]), recording(["a", "b", "c"], step: 25))
        #expect(TimingComparison.report(one, other, tolerance: .milliseconds(50)).isEqual)
        let report = TimingComparison.report(one, other, tolerance: .milliseconds(10))
        #expect(report.headline == "first at event 2 (2 B of stdout at 0.010000 s): 10.0 ms → 25.0 ms")
        let cut = TimingComparison.report(one, recording(["aa", "b", "c"]), tolerance: .seconds(1))
        #expect(cut.headline == "event 1 is another one: 2 B of stdout at 0.000000 s → 3 B of stdout at 0.000000 s")
    }

    @Test("Two long recordings that share nothing are compared in bounded time and memory")
    func unlike() {
        let (one, other) = (recording((0..<5_000).map { "a\($0)" }), recording((0..<5_000).map { "b\($0)" }))
        let report = report(one, other)
        #expect(!report.isEqual)
        #expect(report.lines.count <= ComparisonReport.linesMax + 10)
    }
}
