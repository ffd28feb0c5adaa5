import Determinism
import Recording
import TestMaterial
import Testing
import Text

@Suite("Recordings in the versions of asciicast")
struct AsciicastFormatTests {
    private static func foreign() throws -> [(name: String, recording: Recording)] {
        var all: [(String, Recording)] = []
        for folder in ["casts", "captures/tui"] {
            guard let path = Repository.shared(folder) else { continue }
            for name in try FolderListing.names(in: path) where name.hasSuffix(".cast") || name.hasSuffix(".json") {
                all.append((name, try RecordingReader.read(try PlainFile.read("\(path)/\(name)"))))
            }
        }
        return all
    }

    private static func exported(_ recording: Recording, _ format: RecordingFormat) throws -> (Recording, String) {
        let outcome = try RecordingExport.write(recording, as: format)
        let source = RecordingImport.Source(main: outcome.files[0].bytes)
        return (try RecordingImport.read(source, as: format).recording, outcome.losses.text)
    }

    @Test("Public asciicasts and captures survive import, export and import unchanged, in versions 2 and 3")
    func publicCasts() throws {
        for (name, recording) in try Self.foreign() {
            for format in [RecordingFormat.asciicast2, .asciicast3] {
                let (again, losses) = try Self.exported(recording, format)
                #expect(again.events == recording.events, "\(name) \(format)")
                #expect(again.comments == recording.comments, "\(name) \(format)")
                #expect(losses == "", "\(name) \(format)")
                var (one, other) = (recording.header, again.header)
                (one.version, other.version) = (3, 3)
                // Version 2 says the type of the terminal in the environment alone.
                let type = one.env.last { $0.name == "TERM" }?.value
                if one.term.type == nil, other.term.type == type { other.term.type = nil }
                #expect(Self.sorted(one) == Self.sorted(other), "\(name) \(format)")
            }
        }
    }

    @Test("Version 1 keeps the output of every public asciicast and capture, and its time to the microsecond")
    func publicCastsInVersionOne() throws {
        for (name, recording) in try Self.foreign() {
            let (again, _) = try Self.exported(recording, .asciicast1)
            let output = recording.events.filter { $0.stream == .stdout }
            #expect(again.events == output, "\(name)")
            #expect(again.header.term.size == recording.header.term.size, "\(name)")
            #expect(again.header.command == recording.header.command, "\(name)")
            let twice = try Self.exported(again, .asciicast1)
            #expect(twice.0.events == again.events && twice.0.header == again.header && twice.1 == "", "\(name)")
        }
    }

    /// A header without the order of its keys, which versions may differ in, and without the key that only version 2 has.
    private static func sorted(_ header: RecordingHeader) -> [String] {
        header.json.members.filter { $0.value != .null && $0.key != "env" }.map { "\($0.key)=\($0.value.text)" }
            .sorted()
    }

    @Test("All that we record survives version 2 but for comments, whatever its bytes")
    func ours() throws {
        let samples = try FolderListing.names(in: Repository.root + "/Recordings", suffix: ".cast")
        #expect(samples.count > 15)
        for name in samples {
            let recording = try RecordingReader.read(try PlainFile.read(Repository.root + "/Recordings/" + name))
            let (again, losses) = try Self.exported(recording, .asciicast2)
            #expect(again.events == recording.events, "\(name)")
            #expect(again.header.understudy == recording.header.understudy, "\(name)")
            #expect(losses == "left out: 1 closing line", "\(name)")
        }
    }

    @Test("What version 1 can't hold is counted, and broken characters are shown as such")
    func lossesOfVersionOne() throws {
        let contents: [RecordedEvent.Content] = [
            .output([0x61, 0xE2, 0x82]), .output([0xAC, 0xFF]), .error([0x62]), .input([0x63]), .marker("here"),
            .marker("there"), .exit(.exited(0)),
        ]
        let events = contents.map { RecordedEvent(at: .zero, content: $0) }
        let recording = Recording(header: RecordingHeader(), events: events)
        let (again, losses) = try Self.exported(recording, .asciicast1)
        let text = String(decoding: again.events.compactMap(\.bytes).joined(), as: UTF8.self)
        #expect(text == "a€\u{FFFD}")
        #expect(
            losses == """
                rounded to characters: 2 chunks with broken characters; \
                left out: 1 chunk of stderr, 1 chunk of stdin, 2 markers, 1 exit status
                """)
    }

    /// Fault 51: rounding never drifts.
    @Test(
        "Very many intervals keep their total exactly in every format",
        arguments: [RecordingFormat.asciicast1, .asciicast2, .asciicast3, .typescript, .typescriptClassic])
    func noDrift(format: RecordingFormat) throws {
        let intervals = Effort.count(30_000, long: 300_000)
        let lines = String(repeating: "[0.0000333333333, \"o\", \"x\"]\n", count: intervals)
        let file = "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n" + lines
        let recording = try RecordingReader.read(Array(file.utf8))
        #expect(recording.events.last?.at.microseconds == Int64(intervals) * 100 / 3)
        let outcome = try RecordingExport.write(recording, as: format)
        var source = RecordingImport.Source(main: outcome.files[0].bytes)
        source.timing = outcome.files.count > 1 ? outcome.files[1].bytes : nil
        let again = try RecordingImport.read(source, as: format).recording
        #expect(again.events.map(\.at) == recording.events.map(\.at))
    }

    @Test("A rewrite keeps what a newer version has put into headers, events and samples")
    func newerFields() throws {
        let file = #"""
            {"version":3,"term":{"cols":80,"rows":24,"font":"x"},"later":[1],"understudy":{"format":"1.7","streams":"pipes","more":{"a":1.50}}}
            # a remark
            [0.500000, "g", "pss=5 gpu=7 rss=6"]
            [0.500000, "Q", {"b":2}]

            """#
        let recording = try RecordingReader.read(Array(file.utf8))
        let again = try RecordingReader.read(recording.encoded)
        #expect(again.header == recording.header)
        #expect(again.events == recording.events)
        #expect(again.comments == recording.comments)
        #expect(String(decoding: again.encoded, as: UTF8.self).contains("pss=5 rss=6 gpu=7"))
    }
}
