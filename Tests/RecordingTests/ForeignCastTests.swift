import Determinism
import Recording
import TestMaterial
import Testing
import Text

@Suite("Recordings that others made")
struct ForeignCastTests {
    @Test("Every public asciicast is read, and its rewrite reads the same", arguments: ["casts", "captures/tui"])
    func publicCasts(folder: String) throws {
        guard let folder = Repository.shared(folder) else { return }
        let names = try FolderListing.names(in: folder).filter { $0.hasSuffix(".cast") || $0.hasSuffix(".json") }
        #expect(names.count > 20)
        for name in names {
            let file = try PlainFile.read("\(folder)/\(name)")
            let recording = try RecordingReader.read(file)
            #expect(!recording.events.isEmpty, "\(name)")
            let again = try RecordingReader.read(recording.encoded)
            #expect(again.events == recording.events, "\(name)")
            #expect(again.header.version == 3, "\(name)")
            #expect(again.header.term == recording.header.term, "\(name)")
            #expect(again.header.env.map(\.name) == recording.header.env.map(\.name), "\(name)")
            #expect(again.comments == recording.comments, "\(name)")
        }
    }

    @Test("Version 2 has absolute times, and one that goes back is moved and reported")
    func versionTwo() throws {
        let text = #"""
            {"version":2,"width":100,"height":50,"env":{"TERM":null,"SHELL":"/bin/sh"},"theme":{"fg":"#000000"}}
            [1.0, "o", "a"]
            [0.5, "o", "b"]
            [2.25, "rlib", "type: input"]

            """#
        let recording = try RecordingReader.read(Array(text.utf8))
        #expect(recording.events.map(\.at.microseconds) == [1_000_000, 1_000_000, 2_250_000])
        #expect(recording.warnings.map(\.code) == [.timeWentBack])
        #expect(recording.header.term.size == TerminalSize(columns: 100, rows: 50))
        #expect(recording.header.env.map(\.name) == ["SHELL"])
        #expect(recording.events.last?.content == .unknown(code: "rlib", data: "type: input"))
    }

    @Test("Version 1 is one object, on one line or on many, fed in any parts")
    func versionOne() throws {
        let text = #"""
            {
              "version": 1, "width": 80, "height": 24,
              "stdout": [[0.25, "a"], [1.5, "é"]]
            }
            """#
        var reader = RecordingReader()
        var events: [RecordedEvent] = []
        for byte in Array(text.utf8) {
            reader.feed([byte])
            while let event = try reader.next() { events.append(event) }
        }
        reader.finish()
        while let event = try reader.next() { events.append(event) }
        #expect(events.map(\.at.microseconds) == [250_000, 1_750_000])
        #expect(try RecordingReader.read(Array(text.utf8)).events == events)
        let oneLine = text.split(separator: "\n").joined()
        #expect(try RecordingReader.read(Array(oneLine.utf8)).events == events)
    }

    @Test("An error in a version 1 file names the line within the object")
    func versionOneError() {
        let text = "{\n\"version\": 1,\n\"width\": 80, \"height\": 24,\n\"stdout\": [[\"x\", 1]]\n}\n"
        do throws(RecordingError) {
            _ = try RecordingReader.read(Array(text.utf8))
            Issue.record("the file is broken")
        } catch {
            #expect(error.line == 4)
            #expect(error.column == 1)
        }
    }
}
