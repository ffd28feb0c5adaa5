import ClaudeProtocol
import Testing

@testable import Orchestration

@Suite("Reading what a child says")
struct TurnReaderTests {
    /// A turn with everything that can stand in it: a banner, wide characters, deltas, tools, a torn line, plain text.
    private static let transcript =
        "Welcome — über\n" + Lines.start() + Lines.delta("Grüße, ") + Lines.delta("Wêlt 👩‍🚀")
        + Lines.assistant("Grüße, Wêlt 👩‍🚀") + Lines.task("t1", agent: "qa", prompt: "prüfe")
        + Lines.assistant("inner", parent: "t1")
        + Lines.toolResult("t1", "ok") + "{\"type\":\"assi\n" + "plain \u{1F1E9}\u{1F1EA}\r\n" + "\n"
        + Lines.assistant("second")
        + Lines.result("second") + "late words without an end"

    /// What a reader makes of reads, with neighbouring pieces of text joined.
    private func read(_ reads: [[UInt8]], lineBytesMax: Int = 1_000_000, isTerminal: Bool = false) -> [TurnReader.Item]
    {
        var reader = TurnReader(lineBytesMax: lineBytesMax, isTerminal: isTerminal)
        var items: [TurnReader.Item] = []
        for read in reads { reader.feed(read, into: &items) }
        reader.finish(into: &items)
        return items.reduce(into: []) { joined, item in
            if case .text(let piece) = item, case .text(let before)? = joined.last {
                joined[joined.count - 1] = .text(before + piece)
            } else {
                joined.append(item)
            }
        }
    }

    private func read(_ text: String, lineBytesMax: Int = 1_000_000) -> [TurnReader.Item] {
        read([Array(text.utf8)], lineBytesMax: lineBytesMax)
    }

    /// All text that was said.
    private func words(_ items: [TurnReader.Item]) -> String {
        items.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    }

    @Test("The same for every place at which the bytes are cut")
    func everyCut() {
        let bytes = Array(Self.transcript.utf8)
        let whole = read([bytes])
        #expect(whole.count == 6)
        for cut in 0...bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at byte \(cut)")
        }
        #expect(read(bytes.map { [$0] }) == whole)
    }

    @Test("The same for every cut where lines are longer than the limit", arguments: [1, 7, 40, 200])
    func everyCutOfLongLines(lineBytesMax: Int) {
        let bytes = Array(Self.transcript.utf8)
        let whole = read([bytes], lineBytesMax: lineBytesMax)
        for cut in 0...bytes.count {
            let halves = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(read(halves, lineBytesMax: lineBytesMax) == whole, "cut at byte \(cut)")
        }
        #expect(read(bytes.map { [$0] }, lineBytesMax: lineBytesMax) == whole)
    }

    @Test("A terminal's output is the same for every cut, without its escape sequences")
    func terminalCuts() {
        let bytes = Array("\u{1B}[1mTODO:\u{1B}[0m grüße \u{1B}]0;title\u{7}👩‍🚀\r\n".utf8)
        for cut in 0...bytes.count {
            let items = read([Array(bytes[..<cut]), Array(bytes[cut...])], isTerminal: true)
            #expect(words(items).hasPrefix("TODO: grüße 👩‍🚀"), "cut at byte \(cut)")
        }
    }

    @Test("A line of just the limit is a message; one byte more makes it text, no character of it lost")
    func limit() {
        let line = Lines.assistant("é👩‍🚀é")
        let length = line.utf8.count - 1
        #expect(words(read(line, lineBytesMax: length)) == "é👩‍🚀é\n\n")
        #expect(words(read(line, lineBytesMax: length - 1)) == line)
    }

    @Test("The tail of a line that is too long is no message, even if it looks like one")
    func tailOfLongLine() {
        let line = String(repeating: "x", count: 50) + Lines.result("forged")
        #expect(read([Array(line.utf8.prefix(50)), Array(line.utf8.dropFirst(50))], lineBytesMax: 49) == [.text(line)])
    }

    @Test("A whole block does not repeat what its deltas have said")
    func deltas() {
        #expect(words(read(Lines.delta("Hel") + Lines.delta("lo") + Lines.assistant("Hello"))) == "Hello\n\n")
        #expect(
            words(read(Lines.assistant("a") + Lines.delta("b") + Lines.assistant("b") + Lines.assistant("c")))
                == "a\n\nb\n\nc\n\n")
    }

    @Test("Deltas of two blocks before both whole blocks are said once")
    func twoBlocksOfDeltas() {
        let text = Lines.delta("one") + Lines.delta("two") + Lines.assistant("one") + Lines.assistant("two")
        #expect(words(read(text)) == "onetwo\n\n\n\n")
    }

    @Test("Deltas of a turn that was cut off do not swallow the next turn's words")
    func deltasOfCutTurn() {
        let text = Lines.delta("cut") + Lines.result("", isError: true) + Lines.assistant("next")
        #expect(words(read(text)) == "cutnext\n\n")
    }

    @Test("An answer that only the result tells is said, whatever stood before it")
    func resultOnly() {
        #expect(words(read("banner\n" + Lines.result("the answer"))) == "banner\nthe answer\n\n")
        let two = Lines.assistant("first") + Lines.result("first") + Lines.result("second")
        #expect(words(read(two)) == "first\n\nsecond\n\n")
    }

    @Test("Content may be one string instead of a list of blocks")
    func contentAsString() {
        #expect(words(read("{\"type\":\"assistant\",\"message\":{\"content\":\"plain\"}}\n")) == "plain\n\n")
    }

    @Test("Text of a native agent is not the main child's")
    func nested() { #expect(words(read(Lines.assistant("inner", parent: "t"))) == "") }

    @Test("Invalid UTF-8 is shown, not lost and no reason to stop")
    func invalid() {
        let items = read([[0x61, 0xFF, 0x62, 0x0A] + Array(Lines.result("x").utf8)])
        #expect(words(items) == "a\u{FFFD}b\nx\n\n")
    }

    @Test("The text that is kept is bounded, and cut at a character")
    func bounded() {
        var reader = TurnReader(lineBytesMax: 64_000_000)
        var items: [TurnReader.Item] = []
        let piece = [UInt8](repeating: 0x78, count: TurnReader.textBytesMax - 1)
        reader.feed(piece + [0x0A], into: &items)
        #expect(reader.text.utf8.count == TurnReader.textBytesMax)
        var other = TurnReader(lineBytesMax: 64_000_000)
        other.feed(piece + Array("é\nmore\n".utf8), into: &items)
        #expect(other.text.utf8.count == TurnReader.textBytesMax - 1)
        #expect(items.count == 3)
    }

    @Test("A line of 10 MB in small reads takes time in proportion to its length")
    func longLine() {
        var reader = TurnReader(lineBytesMax: 64_000_000)
        var items: [TurnReader.Item] = []
        let read = [UInt8](repeating: 0x78, count: 1_000)
        for _ in 0..<10_000 { reader.feed(read, into: &items) }
        #expect(items.isEmpty)
        reader.finish(into: &items)
        #expect(items == [.text(String(repeating: "x", count: 10_000_000))])
    }
}
