import Determinism
import Testing

@testable import Recording

/// What is saved of damaged recordings.
@Suite struct RepairTests {
    private static let whole: [UInt8] = {
        var writer = RecordingWriter(header: RecordingHeader())
        var bytes = writer.headerLine()
        for (index, text) in ["one ", "zw\u{C3}\u{B6}i ", "three"].enumerated() {
            let at = Instant(microseconds: Int64(index) * 1_000)
            bytes += writer.line(for: RecordedEvent(at: at, content: .output(Array(text.utf8))))
        }
        return bytes + writer.comment(" by hand") + writer.closingLine()
    }()

    private func output(_ recording: Recording) -> String {
        String(decoding: recording.events.compactMap(\.bytes).flatMap(\.self), as: UTF8.self)
    }

    @Test("A whole recording is saved as it is")
    func nothingToMend() throws {
        let outcome = try RecordingRepair.mend(Self.whole)
        #expect(outcome.dropped.isEmpty)
        #expect(outcome.recording.encoded == Self.whole)
    }

    @Test("A broken line is left out and named, and all others are kept")
    func brokenLine() throws {
        var lines = Self.whole.split(separator: UInt8(ascii: "\n")).map(Array.init)
        lines[2] = Array("[0.1, \"o\", broken".utf8)
        let outcome = try RecordingRepair.mend(Array(lines.joined(separator: [UInt8(ascii: "\n")])))
        #expect(outcome.dropped == [3])
        #expect(output(outcome.recording) == "one three")
        #expect(try RecordingReader.read(outcome.recording.encoded).isComplete)
    }

    @Test("However a recording breaks off, what is before the break is saved")
    func everyCut() throws {
        let header = Self.whole.firstIndex(of: UInt8(ascii: "\n")) ?? 0
        for cut in (header + 1)..<Self.whole.count {
            let outcome = try RecordingRepair.mend(Array(Self.whole[..<cut]))
            #expect("one zw\u{C3}\u{B6}i three".hasPrefix(output(outcome.recording)))
            #expect(outcome.dropped.count <= 1)
        }
    }

    @Test("Without a header nothing can be saved, and the error says so")
    func noHeader() {
        #expect(throws: RecordingError.self) { try RecordingRepair.mend(Array("rubbish\n".utf8)) }
        #expect(throws: RecordingError.self) { try RecordingRepair.mend([]) }
    }
}
