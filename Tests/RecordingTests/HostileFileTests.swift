import Determinism
import Recording
import Testing
import Text

@Suite("Damaged and hostile files")
struct HostileFileTests {
    @Test(
        "Any damage is read or refused within the file, and what is read can be rewritten",
        arguments: 0..<400 as Range<UInt64>)
    func anyDamage(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        var file = Recording(header: RecordingHeader(), events: Array(randomEvents(&choices).prefix(8))).encoded
        for _ in 0...choices.below(4, "damages") { damage(&file, &choices) }
        do throws(RecordingError) {
            let recording = try RecordingReader.read(file)
            let again = try RecordingReader.read(recording.encoded)
            #expect(again.events == recording.events)
            #expect(again.header.term.size == recording.header.term.size)
            _ = RecordingTimeline.lines(of: recording, width: 80)
        } catch {
            #expect((0...file.count).contains(error.byte))
            #expect(error.line >= 1 && error.line <= file.count { $0 == 0x0A } + 1)
            #expect(error.column >= 1)
        }
    }

    @Test("A file cut into parts fails with the same error as the whole", arguments: 0..<100 as Range<UInt64>)
    func sameError(seed: UInt64) {
        var choices = Choices(seed: seed)
        var file = Recording(header: RecordingHeader(), events: Array(randomEvents(&choices).prefix(8))).encoded
        for _ in 0..<3 { damage(&file, &choices) }
        #expect(failure(inPartsOf: file.count, file) == failure(inPartsOf: 1 + choices.below(9, "part"), file))
    }

    @Test("A header of a hundred thousand brackets is refused, not followed")
    func deepHeader() {
        let file = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(failure(inPartsOf: file.count, file)?.code == .badHeader)
    }

    @Test("After an error every call says the same")
    func errorStays() {
        var reader = RecordingReader()
        reader.feed(Array("nonsense\n".utf8))
        for _ in 0..<2 { #expect(throws: RecordingError.self) { try reader.next() } }
    }

    private func failure(inPartsOf size: Int, _ file: [UInt8]) -> RecordingError? {
        var reader = RecordingReader()
        var rest = file[...]
        do throws(RecordingError) {
            while !rest.isEmpty {
                reader.feed(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
                while try reader.next() != nil {}
            }
            reader.finish()
            while try reader.next() != nil {}
            return nil
        } catch {
            return error
        }
    }

    private func damage(_ file: inout [UInt8], _ choices: inout Choices) {
        guard !file.isEmpty else { return }
        let place = choices.below(file.count, "place")
        switch choices.below(5, "damage") {
        case 0: file[place] = UInt8(choices.below(256, "byte"))
        case 1: file.remove(at: place)
        case 2: file.insert(contentsOf: [UInt8(ascii: "\n")], at: place)
        case 3: file.removeSubrange(place..<min(file.count, place + choices.below(60, "length")))
        default: file.insert(contentsOf: file[place..<min(file.count, place + choices.below(60, "length"))], at: place)
        }
    }
}
