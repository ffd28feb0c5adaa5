import ClaudeProtocol
import Determinism
import Recording
import Terminal
import Testing
import Text

@testable import Player

@Suite("The terminal program with anything that may come")
struct TerminalPropertyTests {
    /// Numbers from a seed (SplitMix64).
    private struct Numbers {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((value ^ (value >> 31)) % UInt64(bound))
        }
    }

    private static let phrases = [
        "hello", "\r", "\n", "\\\r", "\u{1B}\r", "\u{1B}[A", "\u{1B}[B", "\u{1B}[C", "\u{1B}[D", "\u{1B}[Z", "\u{7F}",
        "\t", "\u{17}", "\u{15}", "\u{0B}", "\u{01}", "\u{05}", "\u{19}", "日本語", "👩‍👩‍👧‍👦", "e\u{301}", "🇩🇪🇫", "/c", "/exit",
        "?", "1", "2", "\u{1B}[200~a\nb\u{1B}[201~", "\u{1B}[200~1\n2\n3\n4\n\u{1B}[201~", "\u{1B}[?62;22c", "\u{1B}[I",
        "\u{1B}[<0;1;1M", "\u{1B}[M abc", "\u{1B}P>|x\u{1B}\\", "\u{1B}]11;rgb\u{07}", "\u{1B}[1;5C", "\u{1B}[13;2u",
        "\u{18}\u{13}", "\u{1B}[3~", "\u{1B}OH", "\u{1B}b", "\u{04}", "\u{03}", "x ",
    ]

    private static func bytes(_ numbers: inout Numbers) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<(3 + numbers.next(12)) {
            if numbers.next(6) == 0 {
                bytes += (0..<numbers.next(6)).map { _ in UInt8(numbers.next(256)) }
            } else {
                bytes += phrases[numbers.next(phrases.count)].utf8
            }
        }
        return bytes
    }

    private static func requests(_ variant: Variant, _ pieces: [[UInt8]], asks: Bool) -> [TerminalRequest] {
        var stand = variant.stand()
        if asks {
            let input: JSONValue = ["command": "ls"]
            stand.tell(.turnBegan(prompt: "go"), .toolCalled(id: "t", name: "Bash", input: input))
            stand.tell(.toolAsks(PermissionQuestion(id: "t", tool: "Bash", input: input)))
        }
        for piece in pieces { stand.send(piece) }
        stand.wait(.seconds(2))
        return stand.requests
    }

    @Test("However the bytes are cut, the requests are the same", arguments: Variant.everything)
    func cuts(_ variant: Variant) {
        for seed in 1...60 as ClosedRange<UInt64> {
            var numbers = Numbers(state: seed)
            let bytes = Self.bytes(&numbers)
            let asks = numbers.next(3) == 0
            let whole = Self.requests(variant, [bytes], asks: asks)
            #expect(Self.requests(variant, bytes.map { [$0] }, asks: asks) == whole, "seed \(seed)")
            let place = numbers.next(bytes.count + 1)
            let halves = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(Self.requests(variant, halves, asks: asks) == whole, "seed \(seed) at \(place)")
        }
    }

    @Test("Any events, sizes and moments leave the program alive and its writes whole", arguments: Variant.everything)
    func anything(_ variant: Variant) {
        let sizes = [(1, 1), (2, 1), (1, 30), (20, 5), (80, 24), (3, 3), (1000, 2), (200, 60), (2, 40)]
        for seed in 1...25 as ClosedRange<UInt64> {
            var numbers = Numbers(state: seed &* 7919)
            let (columns, rows) = sizes[numbers.next(sizes.count)]
            var stand = variant.stand(columns: columns, rows: rows) {
                if seed % 5 == 0 { $0.gates = [.trust, .bypassWarning] }
            }
            for _ in 0..<60 {
                switch numbers.next(9) {
                case 0:
                    let (columns, rows) = sizes[numbers.next(sizes.count)]
                    stand.resize(columns: columns, rows: rows)
                case 1, 2: stand.send(Self.bytes(&numbers))
                case 3: stand.wait(.milliseconds(numbers.next(3000)))
                case 4:
                    stand.program.resume(at: stand.now)
                    stand.collect()
                default: stand.tell(Self.event(&numbers))
                }
                let size = stand.screen.size
                // A wide character on a terminal of one column, and marks without a width, are the terminal's affair.
                #expect(stand.screen.lines.count == size.rows)
            }
            stand.program.leave(status: 0, at: stand.now)
            stand.wait(.seconds(1))
            #expect(stand.requests.count { if case .exit = $0 { true } else { false } } == 1, "seed \(seed)")
            #expect(stand.screen.modes.isDisjoint(with: [.alternateScreen, .bracketedPaste]))
        }
    }

    private static func event(_ numbers: inout Numbers) -> SessionEvent {
        let id = "t\(numbers.next(3))"
        let input: JSONValue = ["command": "echo 日本語\nls", "description": "look"]
        switch numbers.next(15) {
        case 0: return .turnBegan(prompt: "a prompt that is long enough to be broken\nsomewhere")
        case 1: return .thinking("hm")
        case 2, 3, 4: return .text("some words 日本語 and a verylongwordthatdoesnotfitanywhereinasmallterminal ")
        case 5: return .text("\n\n- a\n- b\n\u{1B}[1")
        case 6: return .blockEnded
        case 7: return .toolCalled(id: id, name: numbers.next(2) == 0 ? "Bash" : "Read", input: input)
        case 8: return .toolAsks(PermissionQuestion(id: id, tool: "Bash", input: input))
        case 9: return .toolAnswered(id: id, text: "a\nb\nc\nd\ne", ending: numbers.next(2) == 0 ? .ran : .failed)
        case 10: return .retrying(attempt: 1, of: 3, delay: .seconds(1), words: "429")
        case 11: return .failed("API Error: no")
        case 12: return .interrupted(hadAnswer: numbers.next(2) == 0)
        case 13: return .notice("a word of notice")
        default: return .turnEnded(took: .seconds(61))
        }
    }

    @Test("A long session keeps a bounded number of lines", arguments: Variant.everything)
    func bounded(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("go\r")
        let page = (0..<250).map { "line \($0)\n" }.joined()
        for number in 0..<40 { stand.tell(.text(page), .blockEnded, .text("page \(number)"), .blockEnded) }
        stand.tell(.turnEnded(took: .seconds(1)))
        #expect(stand.screen.text.contains("page 39"))
        #expect(stand.program.transcript.lineCount <= Transcript.linesMax)
        stand.type("x")
        #expect(stand.screen.text.contains("x"))
    }
}
