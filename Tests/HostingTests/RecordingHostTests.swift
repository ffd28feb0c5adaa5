import Determinism
import Hosting
import Recording
import Testing

/// Recordings in a table.
private struct MemorySink: RecordingSink {
    var files: [ProcessHandle: [UInt8]] = [:]
    var ended: [ProcessHandle] = []

    mutating func begin(_ process: ProcessHandle, _ launch: Launch, header: [UInt8]) { files[process] = header }
    mutating func append(_ lines: [UInt8], to process: ProcessHandle) { files[process, default: []] += lines }
    mutating func end(_ process: ProcessHandle) { ended.append(process) }
}

@Suite("Recording what crosses the host line")
struct RecordingHostTests {
    private let process = ProcessHandle(rawValue: 0)

    /// One thing that is done to the host, or one event that it gives.
    private enum Move {
        case act(Action)
        case event(Event, at: Int64)
    }

    /// Makes the moves and reads back what was recorded of process 0.
    private func record(_ moves: [Move], launch: Launch = Launch(executable: "/opt/claude")) throws -> (
        Recording, [UInt8]
    ) {
        let script = moves.compactMap { move in
            if case .event(let event, let time) = move {
                Occurrence(event, at: Instant(microseconds: time))
            } else {
                nil
            }
        }
        var host = RecordingHost(
            ScriptedHost(script), sink: MemorySink(), provenance: RecordingProvenance(.synthetic, cli: "claude"))
        try host.perform(.spawn(process, launch))
        for move in moves {
            switch move {
            case .act(let action): try host.perform(action)
            case .event: _ = try host.next(until: .distantFuture)
            }
        }
        let bytes = host.sink.files[process] ?? []
        return (try RecordingReader.read(bytes), bytes)
    }

    private func recorded(_ moves: [Move], launch: Launch = Launch(executable: "claude")) throws -> [RecordedEvent
        .Content]
    {
        try record(moves, launch: launch).0.events.map(\.content)
    }

    @Test("Reads back what crossed, chunk by chunk, at its instants, and is complete")
    func roundTrip() throws {
        let invalid: [UInt8] = [0, 0xFF, 0x1B, 0xE2]
        let (recording, _) = try record(
            [
                .act(.demand(Channel(process, .stdout), bytes: 10)), .act(.write(process, Array("prompt".utf8))),
                .event(.spawned(process, pid: 5), at: 0), .event(.wrote(process, bytes: 6), at: 1_000),
                .event(.bytes(Channel(process, .stdout), Array("ä\n".utf8)), at: 2_000),
                .event(.bytes(Channel(process, .stdout), Array("b".utf8)), at: 2_000),
                .event(.bytes(Channel(process, .stderr), invalid), at: 3_000_001),
                .act(.signal(process, .interrupt, .group)), .act(.closeInput(process)),
                .event(.ended(Channel(process, .stdout)), at: 4_000_000),
                .event(.ended(Channel(process, .stderr)), at: 4_000_000),
                .event(.exited(process, .signaled(.interrupt)), at: 4_000_000), .act(.signal(process, .kill, .tree)),
                .event(.leftovers(process, 0), at: 4_000_000), .act(.hangUp(process)),
            ], launch: Launch(executable: "/opt/claude", arguments: ["-p", "--verbose"]))
        #expect(
            recording.events.map(\.content) == [
                .input(Array("prompt".utf8)), .output(Array("ä\n".utf8)), .output(Array("b".utf8)), .error(invalid),
                .signal(.interrupt), .closed(.stdin), .closed(.stdout), .closed(.stderr), .exit(.signaled(.interrupt)),
            ])
        let times: [Int64] = [1_000, 2_000, 2_000, 3_000_001, 3_000_001, 3_000_001, 4_000_000, 4_000_000, 4_000_000]
        #expect(recording.events.map(\.at.microseconds) == times)
        #expect(recording.isComplete)
        #expect(recording.header.understudy?.argv == ["claude", "-p", "--verbose"])
        #expect(recording.header.understudy?.streams == .pipes)
    }

    @Test("What is recorded as input is what the child really got, in the parts in which it got it")
    func partialWrites() throws {
        let contents = try recorded([
            .act(.write(process, Array("abc".utf8))), .act(.write(process, Array("defg".utf8))),
            .act(.closeInput(process)), .event(.wrote(process, bytes: 2), at: 1),
            .event(.wrote(process, bytes: 4), at: 2),
            .event(.wrote(process, bytes: 1), at: 3),
        ])
        #expect(
            contents == [
                .input(Array("ab".utf8)), .input(Array("cdef".utf8)), .input(Array("g".utf8)), .closed(.stdin),
            ])
    }

    @Test("The input is closed once, however often that is asked for")
    func closedOnce() throws {
        #expect(try recorded([.act(.closeInput(process)), .act(.closeInput(process))]) == [.closed(.stdin)])
    }

    @Test("Input that the child refused is not recorded as given, and does not keep the close back")
    func refused() throws {
        let contents = try recorded([
            .act(.write(process, Array("abcd".utf8))), .act(.closeInput(process)),
            .event(.wrote(process, bytes: 1), at: 1),
            .event(.inputRefused(process), at: 2), .act(.write(process, Array("more".utf8))),
            .event(.inputRefused(process), at: 3),
        ])
        #expect(contents.prefix(3) == [.input(Array("a".utf8)), .note("input refused"), .closed(.stdin)])
        #expect(!contents.contains { if case .input(let bytes) = $0 { bytes.count > 1 } else { false } })
    }

    @Test("On a pseudoterminal nothing is closed; its size is recorded, and each change")
    func terminal() throws {
        let size = TerminalSize(columns: 120, rows: 40)
        let (recording, _) = try record(
            [
                .act(.closeInput(process)), .act(.resize(process, .standard)),
                .event(.ended(Channel(process, .stdout)), at: 1),
            ], launch: Launch(executable: "claude", streams: .pseudoterminal(size)))
        #expect(recording.events.map(\.content) == [.resize(.standard), .closed(.stdout)])
        #expect(recording.header.term.size == size)
        #expect(recording.header.understudy?.streams == .pty)
    }

    @Test("A sample that says the same again is not recorded again")
    func samples() throws {
        var one = ResourceSample()
        one.residentSetSize = 5
        var two = one
        two.processes = 2
        let moves = [one, one, two, two, one].enumerated().map { Move.event(.sampled(process, $1), at: Int64($0)) }
        #expect(try recorded(moves) == [.sample(one), .sample(two), .sample(one)])
    }

    @Test("A child that could not be started has a whole recording that says why")
    func spawnFailed() throws {
        let (recording, _) = try record([.event(.spawnFailed(process, errno: 2), at: 1)])
        #expect(recording.events.map(\.content) == [.note("spawn failed: errno 2")])
        #expect(recording.isComplete)
    }

    @Test("A recording without a hang-up is readable and says that it is not complete")
    func incomplete() throws {
        let (recording, _) = try record([.event(.bytes(Channel(process, .stdout), [0x61]), at: 1)])
        #expect(recording.events.count == 1)
        #expect(!recording.isComplete)
    }

    @Test("Nothing is added behind the end of a recording")
    func afterHangUp() throws {
        let (recording, bytes) = try record([
            .act(.hangUp(process)), .event(.exited(process, .exited(0)), at: 1),
            .act(.signal(process, .kill, .group)), .act(.write(process, [1])),
        ])
        #expect(recording.events.isEmpty)
        #expect(recording.isComplete)
        #expect(bytes.last == UInt8(ascii: "\n"))
    }

    @Test(
        "A secret passes to the program, and never to the sink, neither from a chunk nor from two, nor from arguments")
    func redaction() throws {
        var request = RedactionRequest()
        request.literals = ["open sesame"]
        let chunks = ["say open", " sesame and", " go"]
        let script = chunks.enumerated().map { index, text in
            Occurrence(
                .bytes(Channel(process, .stdout), Array(text.utf8)), at: Instant(microseconds: Int64(index)))
        }
        var host = RecordingHost(
            ScriptedHost(script), sink: MemorySink(), provenance: RecordingProvenance(.synthetic),
            redaction: RedactionRules(request))
        try host.perform(
            .spawn(process, Launch(executable: "claude", arguments: ["--say=open sesame"])))
        for (chunk, lines) in zip(chunks, [1, 3, 4]) {
            let occurrence = try host.next(until: .distantFuture)
            #expect(occurrence?.event == .bytes(Channel(process, .stdout), Array(chunk.utf8)))
            #expect(host.sink.files[process]?.count { $0 == 0x0A } == lines)
        }
        try host.perform(.hangUp(process))
        let file = host.sink.files[process] ?? []
        #expect(!String(decoding: file, as: UTF8.self).contains("sesame"))
        let recording = try RecordingReader.read(file)
        #expect(recording.events.map(\.content) == ["say ****", "******* and", " go"].map { .output(Array($0.utf8)) })
        #expect(recording.header.understudy?.argv == ["claude", "--say=***********"])
        #expect(recording.redactions.map(\.rule) == ["literal:1"])
        #expect(recording.redactions.map(\.count) == [2])
    }

    @Test("Events and actions pass unchanged, and the sweep too")
    func transparent() throws {
        let event = Occurrence(.leftovers(process, 4), at: Instant(microseconds: 9))
        var host = RecordingHost(ScriptedHost([event]), sink: MemorySink(), provenance: RecordingProvenance(.synthetic))
        #expect(try host.next(until: .distantFuture) == event)
        #expect(host.now == Instant(microseconds: 9))
        #expect(try host.next(until: Instant(microseconds: 20)) == nil)
        #expect(try host.sweep() == 3)
    }
}
