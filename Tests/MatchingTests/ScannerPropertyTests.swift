import Matching
import Testing

/// Random numbers that are the same in every run.
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("The scanner's findings, whatever the text and its chunks")
struct ScannerPropertyTests {
    static let texts = [
        "I will split this.\n\n1. **Engineer Agent**: build\n   it (TODO: later)\n2. Task(QA: f(x)) and → docs: éß\n\nError: x\n",
        "```\n**QA**: no TODO: a; BUG: b\n```\r\nDelegating to the QA Agent: a\r\n\r\nAsk Ops to: 🙂\n~~~~\n~~~\n@qa: no\n~~~~\nWarning: w",
        "Task(Engineer: a (b\n\nc\n**QA Agent**:\n\n- x\n\nTask Tool → Data Engineer: (d\nThe QA Agent should: t",
    ]

    static let fragments = [
        "**Engineer Agent**: ", "**QA:** ", "Task(", "Task(QA: ", ")", "(", "Delegating to ", "delegate to ", "the ",
        "QA Agent",
        ": ", ":", "\n", "\n", "\n\n", "```\n", "```", "~~~", "TODO: ", "BUG(x): ", "**FIXME**: ", "**ISSUE: a**",
        "Error: ",
        "Warning:", "**", "*", "@docs", "@", "→ ", "-> ", "Task Tool ", "é", "🙂", " ", "foo", "DEBUG: ", "- ", "1. ",
        "# ",
        "\r\n", "\r", "Ask ", "ask ", " to", " Agent should", "version-control", "Data Engineer", "`", "\"", ".", ";",
        "  ", "/",
        "_", "engineer", "Task for ", "The ", "Agent", "x",
    ]

    static func randomText(_ numbers: inout Numbers, fragments count: Int) -> String {
        (0..<count).map { _ in fragments.randomElement(using: &numbers) ?? "" }.joined()
    }

    @Test("The findings are the same at every pair of cuts", arguments: texts)
    func allCuts(text: String) {
        let bytes = Array(text.utf8)
        let expected = scan(bytes)
        #expect(expected.count > 3)
        for first in 0...bytes.count {
            for second in first...bytes.count where scan(bytes, cuts: [first, second]) != expected {
                Issue.record("cut at \(first) and \(second)")
                return
            }
        }
    }

    @Test("The findings are the same for random cuts of larger texts, also with short lines only")
    func randomCuts() {
        var numbers = Numbers(state: 1)
        for round in 0..<60 {
            let bytes = Array(Self.randomText(&numbers, fragments: 600).utf8)
            let options = OutputScanner.Options(lineBytesMax: round.isMultiple(of: 2) ? 1 << 20 : 24)
            let expected = scan(bytes, options: options)
            for _ in 0..<8 {
                let most = [2, 20, 400].randomElement(using: &numbers) ?? 2
                var cuts: [Int] = []
                var position = 0
                while true {
                    position += Int.random(in: 0...most, using: &numbers)
                    guard position < bytes.count else { break }
                    cuts.append(position)
                }
                guard scan(bytes, cuts: cuts, options: options) == expected else {
                    Issue.record("round \(round), cuts \(cuts)")
                    return
                }
            }
        }
    }

    @Test("The findings are those of a naive scanner of the whole text")
    func naive() {
        var numbers = Numbers(state: 2)
        var found = 0
        for text in Self.texts { #expect(scan(text) == NaiveScanner.scan(text)) }
        for _ in 0..<500 {
            let text = Self.randomText(&numbers, fragments: 25)
            let (ours, theirs) = (scan(text), NaiveScanner.scan(text))
            found += ours.count
            guard ours == theirs else {
                Issue.record("\(text.debugDescription)\nours:   \(ours)\nnaive:  \(theirs)")
                return
            }
        }
        #expect(found > 300)
    }

    @Test("Bytes that are no text do not disturb the scanner")
    func anyBytes() {
        var numbers = Numbers(state: 3)
        for _ in 0..<200 {
            var bytes = Array(Self.randomText(&numbers, fragments: 40).utf8)
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
            let middle = bytes.count / 2
            #expect(scan(bytes) == scan(bytes, cuts: [middle, middle + 1]))
        }
    }

    @Test("Text that is all marks takes time in proportion to its length", arguments: ["**", "Task(((((", "@@@@", "`"])
    func linear(piece: String) { expectLinear(piece, bytes: 1_000_000) }

    @Test(
        "So does text of any other piece that may begin or end something",
        arguments: [
            "~", ":", "**:", "):", "TODO:", "a:", " ", "* ", "Engineer Agent ", "Task(QA:", "(\n", "```\n", "\n", "\r",
            "- ",
        ])
    func linearPieces(piece: String) { expectLinear(piece, bytes: 200_000) }

    private func expectLinear(_ piece: String, bytes: Int) {
        let small = duration(of: piece, bytes: bytes / 10)
        let large = duration(of: piece, bytes: bytes)
        // Ten times the text; a quadratic scan would take a hundred times as long.
        #expect(large < small * 40 + .milliseconds(200), "\(small) for a tenth, \(large) for \(bytes) bytes")
    }

    private func duration(of piece: String, bytes: Int) -> Duration {
        let text = Array(repeatElement(Array(piece.utf8), count: bytes / piece.utf8.count).joined())
        return ContinuousClock().measure { _ = scan(text) }
    }

    @Test("A line of 10 MB is one line, in small chunks too")
    func longLine() {
        var bytes = Array("**QA**: ".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
        bytes += Array(" TODO: last".utf8)
        let expected = scan(bytes)
        #expect(expected.count == 2)
        #expect(scan(bytes, cuts: Array(stride(from: 4096, to: bytes.count, by: 4096))) == expected)
    }

    @Test("A line beyond the limit is cut, and its rest starts nothing")
    func lineLimit() {
        let text = String(repeating: "x", count: 16) + "**QA**: a\nError: b"
        let found = scan(text, options: .init(lineBytesMax: 16))
        #expect(found.count == 2)
        let quoted = "**QA**: a\n" + String(repeating: "x", count: 16) + "**Ops**: b"
        #expect(scan(quoted, options: .init(lineBytesMax: 16)).count == 1)
        #expect(
            scan("Error: a and" + String(repeating: " ", count: 4) + "Error: b", options: .init(lineBytesMax: 16)).count
                == 1)
    }
}
