import Recording
import Terminal
import TestMaterial
import Testing

/// Our screen beside pyte's, on the same bytes, cut at the same random places.
///
/// pyte has mistakes. Each is known by a name, with what is right and a subclass of `pyte.Screen` that does it, in
/// `Python/pyte_peer.py`: that is the evidence. A screen may differ only where pyte with all mistakes mended agrees with
/// ours; the mistakes that can't be left are its causes. A mistake that causes nothing any more is stale.
@Suite("Our screen beside pyte")
struct PeerScreenTests {
    /// How many random streams both draw.
    static let streams = Effort.count(800, long: 2_500)
    /// At most this part of the streams may differ: 2 of 100.
    static let differencesMax = 0.02

    private struct Stream {
        let seed: Int
        let size: ScreenSize
        let pieces: [ArraySlice<UInt8>]
        let ours: [String]

        init(seed: Int) {
            self.seed = seed
            size =
                seed % 8 == 0
                ? ScreenSize(columns: 20, rows: 5) : seed % 8 < 3 ? ScreenSize(columns: 40, rows: 10) : .standard
            var streams = EscapeStreams(
                seed: UInt64(seed), vocabulary: .common, columns: size.columns, rows: size.rows)
            pieces = streams.pieces(of: streams.stream(parts: 24))
            var screen = Screen(size: size)
            // pyte counts scalars.
            screen.feed(Array("\u{1B}[?2027l".utf8))
            for piece in pieces { screen.feed(piece) }
            ours = screen.dump
        }

        func request(isMended: Bool = false, mistake: String? = nil) -> PytePeer.Request {
            PytePeer.Request(isMended: isMended, mistake: mistake, size: size, pieces: pieces)
        }

        var text: String { String(decoding: pieces.joined(), as: UTF8.self) }
    }

    @Test("Thousands of random streams draw the same screens")
    func randomStreams() throws {
        guard let peer = PytePeer() else { return }
        let streams = (0..<Self.streams).map { Stream(seed: $0) }
        let theirs = try peer.draw(streams.map { $0.request() })
        let differing = zip(streams, theirs).filter { $0.ours != $1 }.map(\.0)
        let mended = try peer.draw(differing.map { $0.request(isMended: true) })
        for (stream, mended) in zip(differing, mended) where stream.ours != mended {
            let pairs = zip(stream.ours, mended).filter { $0 != $1 }.map { "\($0)|\n\($1)|" }
            Issue.record(
                """
                stream \(stream.seed), \(stream.size): ours and pyte's differ, and no known mistake is the cause:
                \(pairs.joined(separator: "\n"))
                \(stream.text.debugDescription)
                """)
        }
        let mistakes = try peer.mistakes()
        let left = try peer.draw(
            mistakes.flatMap { mistake in
                differing.map { $0.request(isMended: true, mistake: mistake) }
            })
        for (index, mistake) in mistakes.enumerated() {
            let answers = left[(index * differing.count)..<((index + 1) * differing.count)]
            let caused = zip(differing, answers).filter { $0.ours != $1 }.count
            print("pyte, \(mistake): \(caused) of \(streams.count) streams")
            // Few streams need not meet them all.
            #expect(caused > 0 || !Effort.isLong, "the mistake \"\(mistake)\" of pyte causes nothing: it is stale")
        }
        print("pyte differs on \(differing.count) of \(streams.count) streams")
        #expect(Double(differing.count) <= Double(streams.count) * Self.differencesMax)
    }

    @Test("Captures whose rendered screens differ from ours are drawn by pyte as by us")
    func captures() throws {
        guard let peer = PytePeer(), let folder = Repository.shared("captures/tui") else { return }
        for name in ["old219_hi_80x24", "old219_start_exit_80x24", "old219_stream_80x24"] {
            let recording = try RecordingReader.read(try PlainFile.read("\(folder)/\(name).cast"))
            var screen = Screen(size: ScreenSize(recording.header.term.size))
            var written: [UInt8] = []
            var requests: [PytePeer.Request] = []
            var ours: [[String]] = []
            var markers = 0
            for event in recording.events {
                screen.apply(event)
                if case .output(let bytes) = event.content { written += bytes }
                guard case .marker = event.content else { continue }
                markers += 1
                // Each is drawn from the beginning.
                guard Effort.isLong || markers % 3 == 1 else { continue }
                // pyte prints the end of a sequence whose marker it does not know.
                let known = String(decoding: written, as: UTF8.self).replacing("\u{1B}[<u", with: "")
                requests.append(
                    PytePeer.Request(isMended: true, size: screen.size, pieces: [Array(known.utf8)[...]]))
                ours.append(screen.lines)
            }
            #expect(markers >= 3 && !ours.isEmpty)
            for (ours, theirs) in zip(ours, try peer.draw(requests)) { #expect(theirs.starts(with: ours), "\(name)") }
        }
    }
}
