import Determinism
import Recording
import Testing
import Text

@Suite("Parts of recordings")
struct CutTests {
    private func whole() -> Recording {
        let contents: [RecordedEvent.Content] = [
            .output(Array("one ".utf8)), .resize(TerminalSize(columns: 100, rows: 30)), .output([0xE2]),
            .marker("here"), .output([0x82, 0xAC] + Array(" two".utf8)), .marker("there"), .output(Array("three".utf8)),
            .exit(.exited(0)),
        ]
        let events = contents.enumerated().map {
            RecordedEvent(at: Instant(microseconds: Int64($0.offset) * 100_000), content: $0.element)
        }
        var header = RecordingHeader()
        header.understudy = RecordingDetails(streams: .pty)
        return Recording(
            header: header, events: events,
            comments: [
                RecordingComment(line: Array("# a".utf8), place: 2),
                RecordingComment(line: Array("# b".utf8), place: 5),
            ])
    }

    @Test("A part begins at a marker with its own clock, the size of that moment and whole characters")
    func markers() throws {
        let part = try RecordingCut.part(of: whole(), from: .marker("here"), to: .marker("there"), name: "w.cast")
        #expect(part.events.map(\.content) == [.marker("here"), .output(Array(" two".utf8))])
        #expect(part.events.map(\.at.microseconds) == [0, 100_000])
        #expect(part.header.term.size == TerminalSize(columns: 100, rows: 30))
        #expect(part.comments.map(\.place) == [2])
        let origin = try #require(part.header.understudy?.origin)
        #expect(
            origin.text
                == #"{"cut_of":"w.cast","from":0.300000,"to":0.500000,"dropped_stdout_bytes":2,"screen":"begins empty"}"#
        )
        let again = try RecordingReader.read(part.encoded)
        #expect(again.events == part.events)
        #expect(again.isComplete)
    }

    @Test("Times cut too; a part of a part says both, and the whole is the whole")
    func times() throws {
        let part = try RecordingCut.part(of: whole(), from: .time(Instant(microseconds: 500_000)), to: nil)
        #expect(part.events.map(\.at.microseconds) == [0, 100_000, 200_000])
        let second = try RecordingCut.part(of: part, from: .time(Instant(microseconds: 50_000)), to: nil)
        #expect(second.header.understudy?.origin?["origin"]?["from"]?.text == "0.500000")
        #expect(second.events.map(\.at.microseconds) == [50_000, 150_000])
        #expect(try RecordingCut.part(of: whole(), from: nil, to: nil).events == whole().events)
    }

    @Test("What makes the terminal show what it showed stands before the rest")
    func redraw() throws {
        let part = try RecordingCut.part(of: whole(), from: .marker("there"), to: nil) { before in
            RecordingStreams.bytes(of: before)
        }
        #expect(part.events.first?.bytes == Array("one € two".utf8))
        #expect(part.header.understudy?.origin?["screen"] == "redrawn")
    }

    @Test("A marker that is not there, and a part without events, are refused with what there is")
    func refused() {
        func message(_ from: RecordingCut.Place?, _ to: RecordingCut.Place?) -> String? {
            do throws(RecordingCut.Failure) {
                _ = try RecordingCut.part(of: whole(), from: from, to: to)
                return nil
            } catch { return error.description }
        }
        #expect(message(.marker("x"), nil) == "no marker \"x\": there are \"here\", \"there\"")
        #expect(message(.marker("there"), .marker("here")) == "nothing lies from marker \"there\" to marker \"here\"")
        #expect(message(.time(Instant(microseconds: 99_000_000)), nil) == "nothing lies from 99.000000 s to the end")
    }

    @Test("A foreign recording whose letters mean something else is not made one of ours")
    func foreign() throws {
        let file =
            "{\"version\":2,\"width\":80,\"height\":24}\n[0.1,\"e\",{\"a\":1}]\n[0.2,\"o\",\"x\"]\n[0.3,\"o\",\"y\"]\n"
        let recording = try RecordingReader.read(Array(file.utf8))
        let part = try RecordingCut.part(of: recording, from: nil, to: .time(Instant(microseconds: 300_000)))
        #expect(part.header.understudy == nil)
        #expect(try RecordingReader.read(part.encoded).events == part.events)
    }
}
