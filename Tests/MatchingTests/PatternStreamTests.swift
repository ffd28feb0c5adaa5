import TestMaterial
import Testing

@testable import Matching

@Suite("Patterns in a text that comes in pieces")
struct PatternStreamTests {
    private static let sources = [
        #"METRIC:\s*(\w+)=(\d+)"#, "(?m)^(\\w+): (.*)$", "\\bfoo\\b", "(?s)```(\\w*)\\n(.*?)```", "a*", "é+|🙂", "x|$",
        "^",
        "(?i)todo:? (.+)", "\\B.", "(?:ab|abc)(?:cd)?", "\\A\\w+", "\\d+%?\\z", "[^a-z\\s]+", "",
    ]

    private static let texts = [
        "METRIC: b=22 foo é🙂éé\n```py\nx\n```\ntodo: z", "foo foobar\r\n\nabcd abccd METRIC:\n x=5é",
        "```\n``` ``\n```a\n🙂", "key: value\nfoo: \nxyz 12%\n12%", "",
    ]

    @Test("The findings are the same at every pair of cuts, and those of a search in the whole text", arguments: texts)
    func allCuts(text: String) throws {
        let bytes = Array(text.utf8)
        let patterns = try Self.sources.map { try Pattern($0) }
        let expected = streamed(patterns, bytes, cuts: [])
        for (number, pattern) in patterns.enumerated() {
            let own = expected.filter { $0.pattern == number }.compactMap(\.match)
            #expect(own == pattern.allMatches(in: bytes), "/\(pattern.source)/")
        }
        // One stream that has not begun yet is copied for each pair of cuts.
        let fresh = PatternStream(patterns, singleCostMax: 0)
        for first in 0...bytes.count {
            var start = fresh
            var before: [PatternFinding] = []
            start.feed(bytes[..<first], into: &before)
            for second in first...bytes.count {
                var (stream, findings) = (start, before)
                stream.feed(bytes[first..<second], into: &findings)
                stream.feed(bytes[second...], into: &findings)
                stream.finish(into: &findings)
                guard findings == expected else {
                    Issue.record("cut at \(first) and \(second)")
                    return
                }
            }
        }
    }

    @Test("The findings, their order and what decides them are the same for random cuts of random patterns and texts")
    func randomCuts() throws {
        var numbers = Numbers(state: 21)
        for round in 0..<Effort.count(100, long: 250) {
            let isBytes = round.isMultiple(of: 2)
            let sources = (0..<3).map { _ in RandomPattern(isBytes: isBytes, using: &numbers).ours }
            let patterns = try sources.map { try Pattern($0, flags: isBytes ? .bytes : []) }
            let text = Array(RandomPattern.text(isBytes: isBytes, length: 120, using: &numbers).utf8)
            let limits = PatternStream.Limits(
                pendingBytesMax: round.isMultiple(of: 3) ? 7 : 1 << 20,
                cacheBytesMax: round.isMultiple(of: 5) ? 2000 : Pattern.cacheBytesMax)
            let expected = streamed(patterns, text, cuts: [], limits: limits)
            for _ in 0..<5 {
                let cuts = (0..<Int.random(in: 1...20, using: &numbers)).map { _ in
                    Int.random(in: 0...text.count, using: &numbers)
                }.sorted()
                guard streamed(patterns, text, cuts: cuts, limits: limits) == expected else {
                    Issue.record("\(sources) \(text.debugText), cuts \(cuts)")
                    return
                }
            }
            let single = streamed(patterns, text, cuts: Array(0..<text.count), limits: limits)
            guard single == expected else {
                let place = zip(single, expected).prefix { $0 == $1 }.count
                Issue.record(
                    "\(sources) \(text.debugText), byte by byte, finding \(place): \(single[place...].prefix(2)), not \(expected[place...].prefix(2)) \(limits)"
                )
                return
            }
        }
    }

    @Test("Patterns find in one stream what each finds in a stream of its own, and it is decided by the same byte")
    func together() throws {
        var numbers = Numbers(state: 22)
        var scouted = 0
        for round in 0..<Effort.count(80, long: 200) {
            let isBytes = round.isMultiple(of: 2)
            let sources = (0..<8).map { _ in RandomPattern(isBytes: isBytes, using: &numbers).ours }
            let patterns = try sources.map { try Pattern($0, flags: isBytes ? .bytes : []) }
            let text = Array(RandomPattern.text(isBytes: isBytes, length: 100, using: &numbers).utf8)
            let limits = PatternStream.Limits(
                pendingBytesMax: [5, 30, 1 << 20].randomElement(using: &numbers) ?? 5,
                cacheBytesMax: [0, 3000, 9000, 1 << 20].randomElement(using: &numbers) ?? 0)
            scouted += PatternScout.numbers(of: patterns, singleCostMax: 0).count
            let cuts = [Int.random(in: 0...50, using: &numbers), Int.random(in: 51...text.count, using: &numbers)]
            let together = streamed(patterns, text, cuts: cuts, limits: limits)
            for (number, pattern) in patterns.enumerated() {
                let ours = together.filter { $0.pattern == number }.map { "\($0.kind) \($0.decidedAt)" }
                let own = streamed([pattern], text, cuts: [], limits: limits).map { "\($0.kind) \($0.decidedAt)" }
                guard ours == own else {
                    Issue.record("\(sources) \(text.debugText), \(limits), /\(pattern.source)/: \(ours), alone \(own)")
                    return
                }
            }
        }
        #expect(scouted > 400)
    }

    @Test("A match is told with the byte that decides it, not one later, whichever patterns are looked for besides")
    func promptly() throws {
        try promptly(besides: [])
        try promptly(besides: ["[$#%] ", "[A-Z]{4}", "(?i)x", "\\d{9}"])
    }

    private func promptly(besides others: [String]) throws {
        let sources = ["login: ", "[0-9]+", "(?m)^ok$"] + others
        var stream = PatternStream(try sources.map { try Pattern($0) }, singleCostMax: 0)
        var findings: [PatternFinding] = []
        func numbersAfter(_ text: String) -> [Int] {
            findings = []
            stream.feed(Array(text.utf8), into: &findings)
            return findings.map(\.pattern)
        }
        #expect(numbersAfter("login:") == [])
        #expect(numbersAfter(" ") == [0])
        #expect(numbersAfter("42") == [])
        #expect(numbersAfter("3") == [])
        #expect(numbersAfter("\nok") == [1])
        #expect(findings.first?.text() == "423")
        #expect(numbersAfter("\n") == [2])
        #expect(stream.keptBytes == 0)
        guard !others.isEmpty else { return }
        #expect(numbersAfter("$") == [])
        #expect(numbersAfter(" ") == [3])
        #expect(numbersAfter("ABC") == [])
        #expect(numbersAfter("D") == [4])
    }

    @Test("Text is kept while it may belong to a match, and no longer")
    func kept() throws {
        var stream = PatternStream([try Pattern("foo=(\\w+);")])
        var findings: [PatternFinding] = []
        stream.feed([UInt8](repeating: UInt8(ascii: "x"), count: 100_000), into: &findings)
        #expect(stream.keptBytes == 0)
        stream.feed(Array("yfoo=a".utf8), into: &findings)
        #expect(stream.keptBytes == 5)
        stream.feed(Array("b;z".utf8), into: &findings)
        #expect(stream.keptBytes == 0)
        #expect(findings.map { $0.text(ofGroup: 1) } == ["ab"])
        #expect(findings.map(\.range) == [100_001..<100_008])
    }

    @Test("A match that grows beyond the limit is given up by name, and the search goes on behind it")
    func tooLong() throws {
        let limits = PatternStream.Limits(pendingBytesMax: 100)
        let text = Array(("(" + String(repeating: "x", count: 250) + ") (y)").utf8)
        let patterns = [try Pattern("\\([^)]*\\)")]
        for cuts in [[], [50], Array(stride(from: 0, to: text.count, by: 1))] {
            let findings = streamed(patterns, text, cuts: cuts, limits: limits)
            #expect(findings.map(\.kind).first == .tooLong(0..<100))
            #expect(findings.count == 2)
            #expect(findings.last?.text() == "(y)")
        }
        var stream = PatternStream(patterns, limits: limits)
        var findings: [PatternFinding] = []
        for byte in text {
            stream.feed(CollectionOfOne(byte), into: &findings)
            #expect(stream.keptBytes <= 100)
        }
    }

    @Test("Ends of lines and words are seen across cuts and at the end")
    func ends() throws {
        func ranges(_ source: String, _ pieces: [String]) throws -> [Range<Int>] {
            var stream = PatternStream([try Pattern(source)])
            var findings: [PatternFinding] = []
            for piece in pieces { stream.feed(Array(piece.utf8), into: &findings) }
            stream.finish(into: &findings)
            return findings.map(\.range)
        }
        #expect(try ranges("(?m)^a$", ["a", "\n", "a"]) == [0..<1, 2..<3])
        #expect(try ranges("\\bab\\b", ["a", "b"]) == [0..<2])
        #expect(try ranges("\\bab\\b", ["a", "b", "c"]) == [])
        #expect(try ranges("\\Aa|b\\z", ["a", "ab", "b"]) == [0..<1, 3..<4])
        #expect(try ranges("a$", ["a", "\na"]) == [2..<3])
        #expect(try ranges("(?m)a$", ["a", "\na"]) == [0..<1, 2..<3])
    }
}
