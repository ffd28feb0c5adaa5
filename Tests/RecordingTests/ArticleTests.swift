import Determinism
import Glibc
import Recording
import TestMaterial
import Testing
import Text

@Suite("The article on the format")
struct ArticleTests {
    private static let article = Repository.root + "/Sources/Recording/Recording.docc/TheFormat.md"

    private func blocks() throws -> [String] {
        let text = String(decoding: try PlainFile.read(Self.article), as: UTF8.self)
        return text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element.drop { $0 != "\n" }.dropFirst()) }
    }

    @Test("Its example is a whole recording, and a writer writes the very same")
    func example() throws {
        let file = Array(try #require(blocks().first).utf8)
        let recording = try RecordingReader.read(file)
        #expect(recording.isComplete)
        #expect(recording.warnings.isEmpty)
        #expect(recording.events[1].bytes == Array("Hello, w".utf8) + [0xC3])
        #expect(recording.events[3].bytes == [0xB6] + Array("rld\n".utf8))
        #expect(String(decoding: recording.encoded, as: UTF8.self) == String(decoding: file, as: UTF8.self))
    }

    /// What the reader that was written from the article prints.
    private func listing(_ recording: Recording) -> String {
        var text = ""
        for event in recording.events {
            let (code, data): (String, String) =
                switch event.content {
                case .output(let bytes): ("o", hexadecimal(bytes))
                case .error(let bytes): ("e", hexadecimal(bytes))
                case .input(let bytes): ("i", hexadecimal(bytes))
                case .marker(let text): ("m", text)
                case .note(let text): ("n", text)
                case .exit(let status): ("x", String(status.code))
                case .closed(let stream): ("c", stream.rawValue)
                case .signal(let signal): ("s", signal.name)
                case .sample(let sample): ("g", sample.text)
                case .resize(let size): ("r", size.description)
                case .fault(let text): ("f", text)
                case .unknown(let code, let data): (code, data.string ?? data.text)
                }
            text += "\(event.at.microseconds) \(code) \(data)\n"
        }
        return text + (recording.isComplete ? "complete\n" : "not complete\n")
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func python(_ file: String) throws -> String? {
        let reader = Repository.root + "/Tests/OutsideClientTests/Python/cast_reader.py"
        guard let pipe = popen("PYTHONDONTWRITEBYTECODE=1 python3 '\(reader)' '\(file)'", "r") else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
        #expect(pclose(pipe) == 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "A reader written from it alone finds what ours finds, in our recordings and in any chunks that may come",
        .enabled(if: access("/usr/bin/python3", X_OK) == 0))
    func foreignReader() throws {
        let folder = Repository.root + "/Recordings"
        for name in try FolderListing.names(in: folder, suffix: ".cast") {
            let recording = try RecordingReader.read(try PlainFile.read("\(folder)/\(name)"))
            #expect(try python("\(folder)/\(name)") == listing(recording), "\(name)")
        }
        let scratch = try TemporaryFolder()
        for seed in 0..<20 as Range<UInt64> {
            var choices = Choices(seed: seed)
            let events = (0..<200).map { place in
                let bytes = (0..<choices.below(4, "size")).map { _ in
                    [0x61, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xFF, 0x0A][
                        choices.below(13, "byte")] as UInt8
                }
                let contents: [RecordedEvent.Content] = [.output(bytes), .error(bytes), .input(bytes)]
                return RecordedEvent(
                    at: Instant(microseconds: Int64(place) * 7), content: contents[choices.below(3, "stream")])
            }
            let recording = Recording(header: RecordingHeader(), events: events)
            let file = try scratch.write("\(seed).cast", recording.encoded)
            #expect(try python(file) == listing(recording), "seed \(seed)")
        }
    }
}
