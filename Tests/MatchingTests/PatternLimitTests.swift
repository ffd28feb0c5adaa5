import Testing

@testable import Matching

@Suite("Time and memory of patterns")
struct PatternLimitTests {
    /// Patterns that take other engines exponential or quadratic time on one letter, and texts of it.
    private static let traps = [
        "(a+)+$", "(a|a)*b", "(a*)*c", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)x", "(\\w+\\s?)+z", "(?:a+)+b", "(a?b?)*$",
        "(a{1,20}){1,20}b", "((a{0,5}){0,5}){0,5}[b]", "(?:(?:a|b)|(?:a|c))*z", "(|a)+b", "(a|a?)+b",
    ]

    /// How many instructions each engine follows in a search.
    private func steps(_ pattern: Pattern, _ text: [UInt8], cache: Int = Pattern.cacheBytesMax) throws -> [Int] {
        var machine = PatternMachine(pattern.program, at: 0, behind: -1)
        for byte in text { machine.advance(Int(byte)) }
        machine.advance(-1)
        var backtracker = PatternBacktracker()
        var searcher = try PatternSearcher([pattern], cacheBytesMax: cache)
        text.withUnsafeBufferPointer { text in
            if PatternBacktracker.takes(pattern.program, bytes: text.count) {
                _ = backtracker.match(pattern.program, in: text, from: 0, to: text.count, before: -1, isAnchored: false)
            }
            _ = searcher.search(text)
        }
        return [machine.steps, backtracker.forksTaken, searcher.finder.automaton.followed + searcher.finder.bytesRead]
    }

    @Test("Patterns that stall other engines follow at most each instruction once for each byte", arguments: traps)
    func linear(source: String) throws {
        let pattern = try Pattern(source)
        let size = pattern.program.instructions.count
        for cache in [Pattern.cacheBytesMax, 0] {
            for count in [50, 100, 200, 400] {
                let text = [UInt8](repeating: UInt8(ascii: "a"), count: count) + [UInt8(ascii: "!")]
                for steps in try steps(pattern, text, cache: cache) {
                    #expect(steps <= 2 * (size + 1) * (text.count + 1), "\(count) letters")
                }
            }
        }
    }

    @Test("The search for n letters that may be and n that must be takes n times n steps, not two to the n")
    func optional() throws {
        for count in [10, 20, 40, 80] {
            let pattern = try Pattern("(?:a?){\(count)}a{\(count)}")
            let text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
            #expect(pattern.firstMatch(in: text)?.range == 0..<count)
            for steps in try steps(pattern, text) {
                #expect(steps <= 2 * (pattern.program.instructions.count + 1) * (count + 1))
            }
        }
    }

    @Test("An automaton whose states explode keeps to its memory, and finds the same", arguments: [0, 5000, 60_000])
    func memory(limit: Int) throws {
        let pattern = try Pattern("(?:[ab]*a[ab]{14})+c")
        var numbers = Numbers(state: 41)
        var text = (0..<6000).map { _ in numbers.next().isMultiple(of: 2) ? UInt8(ascii: "a") : UInt8(ascii: "b") }
        text += Array("abbbbbbbbbbbbbbc".utf8)
        var searcher = try PatternSearcher([pattern], cacheBytesMax: limit)
        #expect(searcher.search(text) == .match(pattern: 0, try #require(pattern.firstMatch(in: text))))
        #expect(searcher.cacheBytes <= limit)
        #expect(searcher.finder.automaton.followed <= 2 * pattern.program.instructions.count * (text.count + 1))
        var stream = PatternStream([pattern], limits: .init(pendingBytesMax: 10_000, cacheBytesMax: limit))
        var findings: [PatternFinding] = []
        for piece in stride(from: 0, to: text.count, by: 100) {
            stream.feed(text[piece..<min(piece + 100, text.count)], into: &findings)
            #expect(stream.cacheBytes <= limit)
            #expect(stream.keptBytes <= 10_000)
        }
        stream.finish(into: &findings)
        #expect(findings.map(\.range) == [0..<text.count])
    }

    @Test("A stream reads each byte a bounded number of times, whatever the cuts")
    func stream() throws {
        let patterns = try ["\\w+@\\w+", "METRIC: \\d+", "(?m)^.*;$"].map { try Pattern($0) }
        let text = Array(String(repeating: "some text a@b METRIC: 12;\n", count: 2000).utf8)
        for (size, costMax) in [(1, 0), (7, 0), (64, 0), (4096, 0), (1, 100), (4096, 100)] {
            var stream = PatternStream(patterns, singleCostMax: costMax)
            var findings: [PatternFinding] = []
            for start in stride(from: 0, to: text.count, by: size) {
                stream.feed(text[start..<min(start + size, text.count)], into: &findings)
            }
            stream.finish(into: &findings)
            #expect(findings.count == 6000)
            #expect(stream.bytesRead <= 2 * (patterns.count + 1) * text.count)
        }
    }

    @Test("A pass for a hundred patterns reads each byte once and those around matches again, within one more table")
    func manyPatterns() throws {
        let patterns = try (0..<100).map {
            try Pattern("(?i)\\bword\($0 % 50)x\($0)?: (\\d+)|\\[\($0)\\] (.*)$", flags: .multiline)
        }
        let text = Array(
            String(repeating: "some words, more words word7x7: 12 [x] and nothing else\n", count: 500).utf8)
        let limits = PatternStream.Limits(cacheBytesMax: 500_000)
        var stream = PatternStream(patterns, limits: limits)
        var findings: [PatternFinding] = []
        stream.feed(text, into: &findings)
        stream.finish(into: &findings)
        #expect(findings.map(\.pattern) == [Int](repeating: 7, count: 500))
        #expect(stream.bytesRead <= 2 * text.count)
        #expect(stream.cacheBytes <= 2 * limits.cacheBytesMax)
    }

    @Test("Patterns whose states explode together are looked for in several passes, within their tables")
    func explodingTogether() throws {
        let patterns = try (0..<12).map { try Pattern("[a-d]*\(["a", "b", "c", "d"][$0 % 4])[a-d]{\($0 + 4)}!") }
        var numbers = Numbers(state: 43)
        let text = (0..<4000).map { _ in Array("abcd abcd!".utf8).randomElement(using: &numbers) ?? 0 }
        let limits = PatternStream.Limits(cacheBytesMax: 20_000)
        var stream = PatternStream(patterns, limits: limits)
        var findings: [PatternFinding] = []
        stream.feed(text, into: &findings)
        #expect(stream.cacheBytes <= 2 * patterns.count * limits.cacheBytesMax)
        stream.finish(into: &findings)
        for (number, pattern) in patterns.enumerated() {
            #expect(findings.filter { $0.pattern == number }.compactMap(\.match) == pattern.allMatches(in: text))
        }
        #expect(!findings.isEmpty)
    }

    @Test("Patterns that are too large together are refused by name")
    func tooLargeTogether() throws {
        let large = try Pattern("(?:a{1000}b{1000}){30}")
        do throws(PatternError) {
            _ = try PatternSearcher([large, large])
            Issue.record("accepted")
        } catch {
            #expect(error.code == .tooLarge)
        }
    }
}
