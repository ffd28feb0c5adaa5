import Determinism
import Recording
import Testing
import Text

@Suite("What script(1) logs")
struct TypescriptTests {
    private func read(_ main: String, timing: String?, input: String? = nil) throws -> RecordingImport.Outcome {
        let source = RecordingImport.Source(
            main: Array(main.utf8), timing: timing.map { Array($0.utf8) }, input: input.map { Array($0.utf8) })
        return try RecordingImport.read(source, as: .typescript)
    }

    private func failure(_ main: String, timing: String?) -> ConversionError? {
        do throws(any Error) {
            _ = try read(main, timing: timing)
            return nil
        } catch { return error as? ConversionError }
    }

    @Test("Classic timing gives chunks and delays; the first and the last line are script's own")
    func classic() throws {
        let main =
            "Script started on 2026-11-25 17:57:06+01:00 [COMMAND=\"a \"b\" c\" TERM=\"xterm\" COLUMNS=\"90\" LINES=\"30\"]\nab\ncd\nScript done on x\n"
        let outcome = try read(main, timing: "0.5 3\n1.25 2\n")
        #expect(outcome.recording.events.map(\.at.microseconds) == [500_000, 1_750_000])
        #expect(outcome.recording.events.map(\.bytes) == [Array("ab\n".utf8), Array("cd".utf8)])
        #expect(outcome.recording.header.term.size == TerminalSize(columns: 90, rows: 30))
        #expect(outcome.recording.header.term.type == "xterm")
        #expect(outcome.recording.header.command == "a \"b\" c")
        #expect(outcome.losses.isEmpty)
    }

    @Test("Advanced timing has both streams, sizes, signals and facts, with the input in the same file or another")
    func advanced() throws {
        let timing = """
            H 0.000000 START_TIME 2026-11-25 17:57:06+01:00
            H 0.000000 COMMAND cat
            I 0.100000 2
            S 0.200000 SIGWINCH ROWS=50 COLS=120
            O 0.300000 3
            S 0.000000 SIGTERM
            H 0.000000 DURATION 0.900000
            H 0.000000 EXIT_CODE 143

            """
        let own = try read("Script started\nout\n", timing: timing, input: "Script started\nin\n").recording
        let expected: [RecordedEvent.Content] = [
            .input(Array("in".utf8)), .resize(TerminalSize(columns: 120, rows: 50)), .output(Array("out".utf8)),
            .signal(.terminate), .exit(.exited(143)),
        ]
        #expect(own.events.map(\.content) == expected)
        #expect(own.events.map(\.at.microseconds) == [100_000, 300_000, 600_000, 600_000, 900_000])
        #expect(own.header.timestamp == 1_795_625_826)
        #expect(try read("Script started\ninout", timing: timing).recording.events == own.events)
    }

    @Test("What is exported is imported again: chunks, delays, sizes, signals, input and the exit")
    func roundTrip() throws {
        let contents: [RecordedEvent.Content] = [
            .output([0xFF, 0x0A, 0x00]), .input(Array("ls\r".utf8)), .resize(TerminalSize(columns: 100, rows: 40)),
            .output(Array("\n\nScript done on ".utf8)), .signal(.interrupt), .exit(.exited(2)),
        ]
        let events = contents.enumerated().map {
            RecordedEvent(at: Instant(microseconds: Int64($0.offset) * 333_333), content: $0.element)
        }
        var header = RecordingHeader(term: RecordedTerminal(size: TerminalSize(columns: 81, rows: 25), type: "vt100"))
        header.timestamp = 1_700_000_000
        header.command = "ls \"a b\""
        let outcome = try RecordingExport.write(
            Recording(header: header, events: events), as: .typescript, name: "d/log")
        #expect(outcome.files.map(\.suffix) == ["", ".timing", ".input"])
        #expect(outcome.losses.isEmpty)
        let source = RecordingImport.Source(
            main: outcome.files[0].bytes, timing: outcome.files[1].bytes, input: outcome.files[2].bytes)
        let again = try RecordingImport.read(source, as: .typescript)
        #expect(again.recording.events == events)
        #expect(again.losses.isEmpty)
        #expect(again.recording.header.term.size == header.term.size)
        #expect(again.recording.header.term.type == "vt100")
        #expect(again.recording.header.timestamp == header.timestamp)
        #expect(again.recording.header.command == header.command)
    }

    @Test("A log that does not belong to its timing is refused, with the timing's line and byte")
    func mismatch() {
        let short = failure("Script started on x\nab", timing: "0.1 1\n0.1 5\n")
        #expect(short?.part == .timing)
        #expect(short?.line == 2)
        #expect(short?.byte == 6)
        #expect(failure("x", timing: "0.1 1\nnonsense\n")?.line == 2)
        #expect(failure("x", timing: "0.1 -1\n")?.line == 1)
        #expect(failure("x", timing: "nan 1\n")?.line == 1)
        #expect(failure("x", timing: "0.1 99999999999999999999\n")?.line == 1)
        #expect(failure("x", timing: "99999999999 0\n")?.line == 1)
        #expect(failure("Script started on\n", timing: nil)?.reason.contains("--timing") == true)
    }

    @Test("A hostile time stamp in a header is written as the nearest that there is")
    func hostileTime() throws {
        for time in [Int.max, Int.min, 253_402_300_800] {
            var header = RecordingHeader()
            header.timestamp = time
            let recording = Recording(header: header, events: [RecordedEvent(at: .zero, content: .output([0x61]))])
            let outcome = try RecordingExport.write(recording, as: .typescript)
            let text = String(decoding: outcome.files[0].bytes, as: UTF8.self)
            #expect(text.hasPrefix("Script started on \(time < 0 ? "1970-01-01" : "9999-12-31")"))
        }
    }
}
