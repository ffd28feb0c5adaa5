import Determinism
import Recording
import Testing
import Text

private func header(_ json: String) throws(RecordingError) -> RecordingHeader {
    try RecordingReader.read(Array("\(json)\n".utf8)).header
}

private func failure(_ text: String) -> RecordingError? {
    do throws(RecordingError) { _ = try RecordingReader.read(Array(text.utf8)) } catch { return error }
    return nil
}

@Suite("The header")
struct HeaderTests {
    @Test("What was set is what is read")
    func roundTrip() throws {
        var written = RecordingHeader(
            term: RecordedTerminal(size: TerminalSize(columns: 120, rows: 40), type: "xterm-256color"))
        written.timestamp = 1_700_000_000
        written.command = "claude -p hi"
        written.title = "A title"
        written.env = [("TERM", "xterm"), ("A", "")]
        written.idleTimeLimit = .milliseconds(1_500)
        written.tags = ["a", "b"]
        var details = RecordingDetails(
            streams: .pipes,
            provenance: RecordingProvenance(.modelled, cli: "claude", cliVersion: "2.1.330", recorderVersion: "0.1.0"))
        details.argv = ["claude", "-p", "hi"]
        details.cwd = "~/project"
        details.process = "agent-1"
        details.parent = "main"
        details.start = Instant(microseconds: 1_500_000)
        details.configuration = ["type": "subprocess"]
        details.engine = "0.1.0"
        details.redactions = [("api-key", 2)]
        details.seed = .max
        details.origin = "a.cast"
        written.understudy = details
        let recording = try RecordingReader.read(Recording(header: written).encoded)
        #expect(recording.header == written)
        #expect(recording.header.env.map(\.name) == ["TERM", "A"])
        #expect(recording.header.idleTimeLimit == .milliseconds(1_500))
        #expect(recording.header.understudy?.seed == .max)
        #expect(recording.header.understudy?.start == Instant(microseconds: 1_500_000))
        #expect(recording.header.understudy?.provenance?.kind == .modelled)
        #expect(recording.header.understudy?.redactions.first?.count == 2)
    }

    @Test("Unknown keys, their order and the spelling of numbers survive a rewrite")
    func unknownKeys() throws {
        let term = #"{"rows":24,"cols":80,"theme":{"fg":"black"}}"#
        let line = #"{"zeta":1.10,"version":3,"term":\#(term),"understudy":{"later":[1e2]}}"#
        let recording = try RecordingReader.read(Array("\(line)\n".utf8))
        #expect(recording.encoded == Array("\(line)\n".utf8))
    }

    @Test("A file without a byte is refused by that name")
    func empty() {
        #expect(failure("")?.code == .empty)
    }

    @Test(
        "What is no header is refused at line 1",
        arguments: [
            "\n", "hello\n", "[1]\n", "{}\n", #"{"version":"3"}"#, "\u{FEFF}{}\n", #"{"version":3}"#, "\u{0}\n",
        ])
    func noHeader(text: String) {
        #expect(failure(text)?.code == .badHeader)
        #expect(failure(text)?.line == 1)
    }

    @Test("Versions that we don't know are refused by number")
    func unknownVersions() {
        let error = failure(#"{"version":4,"term":{"cols":80,"rows":24}}"#)
        #expect(error?.code == .unknownVersion)
        #expect(error?.reason.contains("4") == true)
        let newer = failure(#"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"2.0"}}"#)
        #expect(newer?.code == .unknownVersion)
        #expect(newer?.column == 57)
        #expect(newer?.description.contains("install") == true)
    }

    @Test("A newer minor version is read, with a warning")
    func newerMinor() throws {
        let text = #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.7","streams":"threads"}}"#
        let recording = try RecordingReader.read(Array("\(text)\n[0, \"k\", {}]\n".utf8))
        #expect(recording.warnings.map(\.code) == [.newerFormat])
        #expect(recording.events.map(\.content) == [.unknown(code: "k", data: [:])])
    }

    @Test(
        "Keys of the wrong type are refused by name",
        arguments: [
            ("command", #""command":1"#), ("env", #""env":[]"#), ("env", #""env":{"A":1}"#), ("tags", #""tags":[1]"#),
            ("idle_time_limit", #""idle_time_limit":-1"#), ("understudy", #""understudy":1"#),
            ("format", #""understudy":{"format":"x"}"#), ("argv", #""understudy":{"argv":"x"}"#),
            ("seed", #""understudy":{"seed":-1}"#), ("streams", #""understudy":{"streams":"socket"}"#),
            ("kind", #""understudy":{"provenance":{"kind":"dreamt"}}"#), ("start", #""understudy":{"start":"now"}"#),
        ])
    func wrongTypes(key: String, member: String) {
        let error = failure(#"{"version":3,"term":{"cols":80,"rows":24},"# + member + "}")
        #expect(error?.code == .badHeader)
        #expect(error?.reason.contains("`\(key)`") == true)
        #expect((error?.column ?? 0) > 40)
    }

    @Test("A size out of range is clamped, with a warning")
    func clampedSize() throws {
        let recording = try RecordingReader.read(Array(#"{"version":3,"term":{"cols":0,"rows":65535}}"#.utf8))
        #expect(recording.header.term.size == TerminalSize(columns: 1, rows: 1_000))
        #expect(recording.warnings.map(\.code) == [.sizeClamped])
    }
}
