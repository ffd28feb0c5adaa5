import ClaudeProtocol
import Determinism
import Recording
import Testing
import Text

@testable import Player

@Suite("The identity of a replay")
struct IdentityTests {
    private static let old = "2b37bbf8-64fe-48b4-8224-b13a452e1c38"
    private static let text =
        #"{"type":"system","cwd":"/home/old/project","session_id":"\#(old)","uuid":"55ccce81-a6f8-4505-ad25-fa023c4000df"}"#
        + "\n"
        + #"{"type":"assistant","text":"see /home/old/project/a.txt, not /home/old/projects","session_id":"\#(old)","#
        + #""timestamp":"2026-11-22T10:00:05.250Z","message":{"id":"msg_01AB"}}"# + "\n"
        + #"{"type":"result","result":"Hi","uuid":"55ccce81-a6f8-4505-ad25-fa023c4000df","session_id":"\#(old)"}"#
        + "\n"

    /// A recording whose output is cut at these places.
    private func cast(_ cuts: [Int]) -> String {
        let bytes = Array(Self.text.utf8)
        var lines =
            #"{"version":3,"term":{"cols":80,"rows":24},"timestamp":1795341600,"understudy":{"format":"1.0","streams":"pipes","argv":["claude","-p","hi"],"provenance":{"kind":"synthetic"}}}"#
            + "\n"
        for (start, end) in zip([0] + cuts, cuts + [bytes.count]) where start < end {
            let piece = JSONValue.string(String(decoding: bytes[start..<end], as: UTF8.self)).text
            lines += "[0.001, \"o\", \(piece)]\n"
        }
        return lines + "[0.001, \"x\", \"0\"]\n"
    }

    private func run(_ cast: String, rewriting: Bool) -> VirtualProcess {
        VirtualProcess(
            ["-p", "hi"],
            environment: [
                ("UNDERSTUDY_PLAY", "/r.cast"), ("UNDERSTUDY_SEED", "7"), ("UNDERSTUDY_REWRITE", rewriting ? "1" : "0"),
            ], files: TableFiles(["/r.cast": cast]))
    }

    @Test("Without the option not a byte is different, however the output was cut", arguments: 0..<20)
    func verbatim(_ seed: UInt64) {
        let cuts = cuts(seed)
        let run = run(cast(cuts), rewriting: false)
        #expect(run.text() == Self.text)
        #expect(
            run.chunks(.stdout).map(\.bytes.count) == zip([0] + cuts, cuts + [Self.text.utf8.count]).map { $1 - $0 })
    }

    @Test("With it identifiers, times and folders are those of the call, however the output was cut", arguments: 0..<20)
    func rewritten(_ seed: UInt64) throws {
        let whole = run(cast([]), rewriting: true).text()
        #expect(run(cast(cuts(seed)), rewriting: true).text() == whole)
        let lines = try whole.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        let session = try #require(lines.first?["session_id"]?.string)
        #expect(session != Self.old && lines.allSatisfy { $0["session_id"]?.string == session })
        #expect(lines[0]["uuid"] == lines[2]["uuid"] && lines[0]["uuid"]?.string?.hasPrefix("55cc") == false)
        #expect(lines[0]["cwd"]?.string == "/home/user/project")
        #expect(lines[1]["text"]?.string == "see /home/user/project/a.txt, not /home/old/projects")
        #expect(lines[1]["message"]?["id"]?.string == "msg_01AB")
        // The virtual wall clock began at the recording's own start: times stay.
        #expect(lines[1]["timestamp"]?.string == "2026-11-22T10:00:05.250Z")
    }

    @Test("Times are shifted as a whole, over days, months and leap years")
    func times() throws {
        let recording = try RecordingReader.read(Array(cast([]).utf8))
        var rewriter = IdentityRewriter(
            sessionID: Self.old, folder: "/x", wallClock: 1_795_341_600_000 + 100 * 86_400_000,
            identifiers: IdentifierSource(seed: 1))
        let output = rewriter.rewrite(recording).events.compactMap(\.bytes).joined()
        #expect(String(decoding: Array(output), as: UTF8.self).contains("2027-03-02T10:00:05.250Z"))
        for time: Int64 in [0, 951_782_400_000, 951_868_799_999, 1_709_164_800_000, 4_107_542_399_999] {
            let text = WallClockText.text(milliseconds: time)
            #expect(WallClockText.milliseconds(Array(text.utf8)[...]) == time)
        }
        #expect(WallClockText.milliseconds(Array("2026-13-22T10:00:05.250Z".utf8)[...]) == nil)
    }

    @Test("Pieces keep their sizes where what stands in them keeps its own")
    func sizes() {
        let place = Array(Self.text.utf8).count - 60
        let pieces = run(cast([place]), rewriting: true).chunks(.stdout).map(\.bytes.count)
        #expect(pieces.last == 60)
    }

    private func cuts(_ seed: UInt64) -> [Int] {
        var choices = Choices(seed: seed)
        let count = Self.text.utf8.count
        return Set((0..<8).map { _ in 1 + choices.below(count - 1, "cut") }).sorted()
    }

    @Test(
        "A recorded answer carries the name that the client has given its request, however the program spells JSON",
        arguments: [":", ": ", " : "])
    func requests(colon: String) {
        let cast = """
            {"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pipes","argv":["claude","--output-format","stream-json","--verbose","--input-format","stream-json"],"provenance":{"kind":"synthetic"}}}
            [0.1, "i", "{\\"type\\":\\"control_request\\",\\"request_id\\":\\"req_1_aa\\",\\"request\\":{\\"subtype\\":\\"initialize\\"}}\\n"]
            [0.1, "o", "{\\"type\\":\\"control_response\\",\\"response\\":{\\"subtype\\":\\"success\\",\\"request_id\\"\(colon)\\"req_1_aa\\"}}\\n"]
            [0.1, "x", "0"]

            """
        func end(_ request: String, strict: Bool) -> VirtualProcess {
            VirtualProcess(
                ["--output-format", "stream-json", "--verbose", "--input-format", "stream-json"],
                environment: [("UNDERSTUDY_PLAY", "/r.cast"), ("UNDERSTUDY_STRICT", strict ? "1" : "0")],
                files: TableFiles(["/r.cast": cast]), stimuli: [(1, .input(request + "\n")), (9, .inputEnds)])
        }
        let same = #"{"type":"control_request","request_id":"mine","request":{"subtype":"initialize"}}"#
        for strict in [false, true] {
            let run = end(same, strict: strict)
            #expect(run.status == .exited(0) && run.text().contains("\"request_id\"\(colon)\"mine\""))
        }
        let other = end(same.replacing("initialize", with: "interrupt"), strict: true)
        #expect(other.status == .exited(70))
        #expect(other.text(.stderr).contains("at .request.subtype:\n  - \"initialize\"\n  + \"interrupt\""))
    }

    @Test("Where calls are counted, the n-th call of a line takes the n-th recording of it, then the last")
    func positions() {
        func cast(_ text: String) -> String {
            #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pipes","argv":["claude","-p","hi"],"provenance":{"kind":"synthetic"}}}"#
                + "\n[0.1, \"o\", \"\(text)\"]\n[0.1, \"x\", \"0\"]\n"
        }
        let files = TableFiles(["/r/1.cast": cast("one"), "/r/2.cast": cast("two")])
        let texts = (0..<3).map { _ in
            VirtualProcess(
                ["-p", "hi"], environment: [("UNDERSTUDY_PLAY", "/r"), ("UNDERSTUDY_STATE", "/s")], files: files
            ).text()
        }
        #expect(texts == ["one", "two", "two"])
    }

    @Test("A session that a recording answered goes on by the name that the recording had for it")
    func resumed() {
        let files = TableFiles([
            "/s/x.json": #"[{"when":{"prompt":"again"},"say":[{"text":"Once more."}]},{"play":"r.cast"}]"#,
            "/s/r.cast": cast([]),
        ])
        let environment = [("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_HOME", "/h")]
        #expect(VirtualProcess(["-p", "hi"], environment: environment, files: files).text() == Self.text)
        let next = VirtualProcess(["-p", "again", "--resume", Self.old], environment: environment, files: files)
        #expect(next.text() == "Once more.\n" && next.status == .exited(0))
    }
}

extension String {
    fileprivate func replacing(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
