import Determinism
import Recording
import Testing

@Suite("The version that a session tells")
struct CLIVersionTests {
    private func version(in parts: [String]) -> String? {
        var watch = CLIVersionWatch()
        var found: [String] = []
        for part in parts { if let version = watch.feed(Array(part.utf8)) { found.append(version) } }
        #expect(found.count <= 1)
        return found.first
    }

    @Test(
        "Is found in stream-json and in the banner, and nowhere else",
        arguments: [
            (#"{"type":"system","claude_code_version":"2.1.330","x":1}"#, "2.1.330"),
            (#"{"type":"system","claude_code_version": "2.0.9"}"#, "2.0.9"),
            (" ✻ Claude Code v2.1.9 ────", "2.1.9"),
            ("Claude Code\u{1B}[24G\u{1B}[22m\u{1B}[38;2;153;153;153mv2.1.330\r\u{1B}[1B", "2.1.330"),
            ("Claude Code'll be able to read; Claude Code v2.1.330\r\n", "2.1.330"),
            ("Claude Code\u{1B}[38;2;153;153;153m has no version 1.2.3 here", "1.2.3"),
            ("Claude Code \u{1B}[38;2;153m", nil), ("version 2.1.330 of something", nil), ("Claude Code v2.1", nil),
            (#"{"claude_code_version":"new"}"#, nil), ("", nil),
        ] as [(String, String?)])
    func found(text: String, expected: String?) {
        #expect(version(in: [text]) == expected)
    }

    @Test("Is found wherever the output is cut, once")
    func cuts() {
        let text = #"noise {"type":"system","claude_code_version":"2.1.330","model":"x"} Claude Code v2.1.9 ends"#
        for cut in text.indices { #expect(version(in: [String(text[..<cut]), String(text[cut...])]) == "2.1.330") }
        #expect(version(in: text.map(String.init)) == "2.1.330")
    }

    @Test("Is not looked for for ever")
    func limit() {
        let noise = String(repeating: "x", count: CLIVersionWatch.outputBytesMax)
        #expect(version(in: [noise, #""claude_code_version":"2.1.330","#]) == nil)
    }

    @Test("Is told by the header, or by a note")
    func told() {
        var recording = Recording(header: RecordingHeader(), events: [])
        #expect(recording.cliVersion == nil)
        recording.events = [RecordedEvent(at: .zero, content: .note("cli_version=2.1.330"))]
        #expect(recording.cliVersion == "2.1.330")
        recording.header.understudy = RecordingDetails(provenance: RecordingProvenance(.recorded, cliVersion: "1.0.0"))
        #expect(recording.cliVersion == "1.0.0")
    }
}
