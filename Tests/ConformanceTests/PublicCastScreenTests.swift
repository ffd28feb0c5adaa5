import Recording
import Terminal
import TestMaterial
import Testing

@Suite("Screens of recordings that others made")
struct PublicCastScreenTests {
    @Test("Every public asciicast is drawn, the same in whole events and byte by byte")
    func casts() throws {
        guard let folder = Repository.shared("casts") else { return }
        let names = try FolderListing.names(in: folder).filter { $0.hasSuffix(".cast") || $0.hasSuffix(".json") }
        #expect(names.count > 20)
        var drawn = 0
        for name in names {
            let recording = try RecordingReader.read(try PlainFile.read("\(folder)/\(name)"))
            var screen = Screen(size: ScreenSize(recording.header.term.size), historyLines: 0)
            var bytewise = screen
            for event in recording.events.prefix(2_000) {
                screen.apply(event)
                guard case .output(let bytes) = event.content else {
                    bytewise.apply(event)
                    continue
                }
                for byte in bytes { bytewise.feed(CollectionOfOne(byte)) }
            }
            #expect(screen == bytewise, "\(name)")
            if !screen.text.isEmpty { drawn += 1 }
        }
        #expect(drawn > 10)
    }
}
