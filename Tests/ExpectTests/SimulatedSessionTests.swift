import Hosting
import Matching
import Orchestration
import Testing

@Suite("Sessions on virtual time")
struct SimulatedSessionTests {
    @Test("While nobody waits, a program is held back instead of losing what it prints")
    func backPressure() throws {
        let stand = Stand()
        let child = try stand.spawn("numbers", "400000", pipes: true)
        try stand.console.wait(.seconds(1))
        let held = try #require(stand.console.program.expecter(of: child.handle))
        #expect(held.bufferCount <= held.settings.retainedBytesMax + ExpectProgramLimits.readAheadBytes)
        #expect(try child.isAlive)
        var last = 0
        while try child.expect("\n", "done") == 0 {
            let number = try #require(Int(child.before))
            #expect(number == last + 1 && child.result?.omittedBytes == 0)
            guard number == last + 1 else { return }
            last = number
            // The rest in one go: a line at a time is the slow way.
            if last == 1000 { break }
        }
        try child.expect("400000\n")
        #expect(child.before.count + (child.result?.omittedBytes ?? 0) == 2_688_895 - 3_893 - 7)
    }

    @Test("A person's typing takes the same time for the same seed, and another for another")
    func typing() throws {
        func instants(_ seed: UInt64) throws -> Double {
            let stand = Stand()
            let child = try stand.spawn("cat")
            try stand.console.send(Keystrokes.line("hello world").typed(seed: seed), to: child.handle)
            try child.expect("hello world\r\nhello world")
            return stand.seconds
        }
        let one = try instants(7)
        #expect(try instants(7) == one)
        #expect(try instants(8) != one)
        #expect((0.5...5).contains(one))
    }

    @Test("The first of several programs ends the wait at its own instant")
    func several() throws {
        let stand = Stand()
        let slow = try stand.spawn("sleep-for", "3")
        let quick = try stand.spawn("sleep-for", "1")
        for child in [slow, quick] { try child.expect("READY") }
        let first = try stand.console.expect([(slow.handle, ["END"]), (quick.handle, ["END", .exit])])
        #expect(first.handle == quick.handle && first.result.instant == .seconds(1))
        try slow.expect("END")
        #expect(stand.seconds == 3)
    }

    @Test("Of several programs, one that ends without being expected to is a failure that names it")
    func severalWithEnd() throws {
        let stand = Stand()
        let cat = try stand.spawn("cat")
        let dead = try stand.spawn("exit1")
        _ = expectFailure(.endOfOutput) {
            _ = try stand.console.expect([(cat.handle, ["x"]), (dead.handle, ["y"])])
        }
        try cat.sendLine("still there")
        try cat.expect("still there")
    }

    @Test("A line that a terminal would cut is refused before a byte of it is sent; a pipe takes it")
    func longLine() throws {
        let stand = Stand()
        let log = TrafficLog()
        let child = try stand.spawn("cat", log: log)
        let failure = expectFailure(.lineTooLong(bytes: 4_096)) {
            try child.sendLine(String(repeating: "x", count: 4_096))
        }
        #expect(failure?.description.contains("keeps 4095") == true)
        #expect(log.sent.isEmpty)
        let line = String(repeating: "x", count: 4_095)
        try child.sendLine(line)
        try child.expect(.exact("\(line)\r\n\(line)\r\n"))
        let piped = try stand.spawn("cat", pipes: true)
        try piped.sendLine(line + "yyy")
        try piped.expect(.exact(line + "yyy"))
    }

    @Test("A program that reads nothing can't keep who sends to it")
    func deaf() throws {
        let stand = Stand()
        let child = try stand.spawn("deaf", timeout: 5)
        let text = String(repeating: "xxxx\n", count: 40_000)
        _ = expectFailure(.timeout) { try child.send(text) }
        #expect(stand.seconds == 5)
        try child.stop()
        _ = expectFailure(.closed) { try child.send("more") }
    }

    @Test("Silence of a second is a second after the last output")
    func silence() throws {
        let stand = Stand()
        let child = try stand.spawn("sleep-for", "2")
        #expect(try child.expect("END", .idle(.seconds(1))) == 1)
        #expect(stand.seconds == 1 && child.before == "READY\r\n")
    }

    @Test("Paste can't be left by what is pasted, and keys have names")
    func keystrokes() {
        #expect(Keystrokes.paste("a\u{1B}[201~b").bytes == Array("\u{1B}[200~ab\u{1B}[201~".utf8))
        #expect(Keystrokes.keys(["Up", "Ctrl-C", "Alt-x", "Enter"])?.bytes == Array("\u{1B}[A\u{3}\u{1B}x\r".utf8))
        #expect(Keystrokes.keys(["Hyper-Q"]) == nil)
        let slow = Keystrokes.text("äbc").slowly(2, every: .milliseconds(10))
        #expect(slow.strokes.map(\.delay) == [.zero, .milliseconds(10)])
        #expect(slow.strokes.map(\.bytes) == [Array("äb".utf8), Array("c".utf8)])
    }
}

/// How much a session reads ahead of a wait, in bytes.
enum ExpectProgramLimits {
    static let readAheadBytes = 256 * 1024
}
