import Determinism
import Recording
import TestMaterial
import Testing
import Text

@Suite("Messages of the CLI as recordings")
struct StreamJSONTests {
    private static let lines = """
        {"type":"system","subtype":"init","cwd":"/w","session_id":"s-1","model":"m","claude_code_version":"2.1.330"}
        not a message
        {"type":"assistant","message":{"role":"assistant","content":[{"type":"text","text":"é"}]},"session_id":"s-1"}
        {"type":"result","subtype":"success","is_error":true,"result":"no","session_id":"s-1"}

        """

    @Test("Each line of stream-json is an event, ten milliseconds after the one before")
    func lines() throws {
        let recording = try RecordingImport.read(RecordingImport.Source(main: Array(Self.lines.utf8)), as: .streamJSON)
            .recording
        #expect(recording.events.map(\.at.microseconds) == [0, 10_000, 20_000, 30_000, 40_000, 40_000])
        #expect(recording.events.last?.content == .exit(.exited(1)))
        #expect(recording.header.understudy?.provenance?.cliVersion == "2.1.330")
        #expect(recording.header.understudy?.provenance?.kind == nil)
        #expect(recording.header.understudy?.origin?["times"] == "synthetic")
        let outcome = try RecordingExport.write(recording, as: .streamJSON)
        #expect(outcome.files[0].bytes == Array(Self.lines.utf8))
        #expect(outcome.losses.text == "left out: 1 end of a stream, 1 exit status, 6 times")
    }

    @Test("What has no messages is refused in both directions")
    func refusals() {
        #expect(throws: ConversionError.self) {
            try RecordingImport.read(RecordingImport.Source(main: Array("hello\n{}\n".utf8)), as: .streamJSON)
        }
        let text = Recording(header: RecordingHeader(), events: [RecordedEvent(at: .zero, content: .output([0x61]))])
        #expect(throws: ConversionError.self) { try RecordingExport.write(text, as: .streamJSON) }
        #expect(throws: ConversionError.self) { try RecordingExport.write(text, as: .session) }
        #expect(throws: ConversionError.self) {
            try RecordingImport.read(RecordingImport.Source(main: Array(Self.lines.utf8)), as: .session)
        }
    }

    /// The messages of a session file: role and content.
    private func messages(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let value = try? JSONParser.parse(Array(line)), value["isSidechain"]?.bool != true,
                value["isMeta"]?.bool != true, ["user", "assistant"].contains(value["type"]?.string),
                let message = value["message"]
            else { return nil }
            return "\(message["role"]?.string ?? "?") \(message["content"]?.text ?? "")"
        }
    }

    @Test("Every captured session file becomes a recording, and a session file of the same messages again")
    func sessions() throws {
        guard let folder = Repository.shared("captures") else { return }
        var files = try FolderListing.names(in: folder + "/sessions", suffix: ".jsonl").map {
            "\(folder)/sessions/\($0)"
        }
        files += try FolderListing.names(in: folder + "/old219/session", suffix: ".jsonl").map {
            "\(folder)/old219/session/\($0)"
        }
        #expect(files.count > 5)
        for file in files {
            let bytes = try PlainFile.read(file)
            #expect(FormatGuess.source(Array(bytes.prefix(FormatGuess.bytesMax)), name: file) == .format(.session))
            let recording = try RecordingImport.read(RecordingImport.Source(main: bytes), as: .session).recording
            #expect(recording.header.understudy?.provenance?.kind == .modelled)
            let again = try RecordingExport.write(recording, as: .session)
            #expect(messages(again.files[0].bytes) == messages(bytes), "\(file)")
            let twice = try RecordingImport.read(RecordingImport.Source(main: again.files[0].bytes), as: .session)
                .recording
            #expect(twice.events.map(\.stream) == recording.events.map(\.stream), "\(file)")
        }
    }

    @Test("An imported session ends each turn in a result, and reads several prompts from standard input")
    func turns() throws {
        let file = """
            {"type":"user","message":{"role":"user","content":"one"},"timestamp":"2026-11-22T10:00:00.000Z","sessionId":"s","uuid":"a"}
            {"type":"assistant","message":{"id":"1","content":[{"type":"text","text":"1"}],"usage":{"output_tokens":3}},"timestamp":"2026-11-22T10:00:01.500Z","uuid":"b"}
            {"type":"assistant","message":{"id":"1","content":[{"type":"text","text":"2"}],"usage":{"output_tokens":3}},"timestamp":"2026-11-22T10:00:01.400Z","uuid":"c"}
            {"type":"user","message":{"role":"user","content":"two"},"timestamp":"2026-11-22T10:00:03.000Z","uuid":"d"}
            {"type":"user","message":{"role":"user","content":[{"type":"text","text":"[Request interrupted by user]"}]},"timestamp":"2026-11-22T10:00:04.000Z","uuid":"e"}
            {"type":"user","mess
            """
        let outcome = try RecordingImport.read(RecordingImport.Source(main: Array(file.utf8)), as: .session)
        #expect(outcome.losses.text == "left out: 1 line without a JSON object")
        let recording = outcome.recording
        #expect(recording.header.understudy?.argv?.suffix(2) == ["--input-format", "stream-json"])
        let values = recording.events.compactMap { event -> JSONValue? in
            event.stream == .stdout ? try? JSONParser.parse(event.bytes ?? []) : nil
        }
        let results = values.filter { $0["type"] == "result" }
        #expect(results.map { $0["subtype"] } == ["success", "error_during_execution"])
        #expect(results.first?["result"] == "2")
        #expect(results.first?["num_turns"] == 1)
        #expect(results.first?["duration_ms"] == 1_500)
        #expect(results.first?["usage"]?["output_tokens"] == 3)
        #expect(recording.events.filter { $0.stream == .stdin }.map(\.at.microseconds) == [0, 3_000_000])
        #expect(recording.events.last?.content == .exit(.exited(1)))
    }
}
