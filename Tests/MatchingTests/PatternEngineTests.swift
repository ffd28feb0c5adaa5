import TestMaterial
import Testing

@testable import Matching

/// All matches of a pattern by one of the ways to search, which must agree.
enum Engine: String, CaseIterable {
    case machine, backtracker, automaton, smallAutomaton, noAutomaton, stream

    func matches(_ pattern: Pattern, in bytes: [UInt8]) -> [Match] {
        switch self {
        case .machine, .backtracker: return oneByOne(pattern, in: bytes)
        case .automaton: return searched(pattern, bytes, cache: Pattern.cacheBytesMax)
        case .smallAutomaton: return searched(pattern, bytes, cache: 3000)
        case .noAutomaton: return searched(pattern, bytes, cache: 0)
        case .stream: return streamed([pattern], bytes, cuts: []).compactMap(\.match)
        }
    }

    private func searched(_ pattern: Pattern, _ bytes: [UInt8], cache: Int) -> [Match] {
        guard var searcher = try? PatternSearcher([pattern], cacheBytesMax: cache) else { return [] }
        let matches = bytes.withUnsafeBufferPointer { searcher.allMatches(in: $0).map(\.match) }
        if searcher.cacheBytes > cache { Issue.record("\(searcher.cacheBytes) bytes kept, \(cache) allowed") }
        return matches
    }

    private func oneByOne(_ pattern: Pattern, in bytes: [UInt8]) -> [Match] {
        bytes.withUnsafeBufferPointer { text in
            var matches: [Match] = []
            var backtracker = PatternBacktracker()
            var (start, lastEnd) = (0, -1)
            while start <= text.count {
                let slots =
                    self == .machine
                    ? PatternMachine.match(
                        pattern.program, in: text, from: start, to: text.count, before: -1, isAnchored: false)
                    : backtracker.match(
                        pattern.program, in: text, from: start, to: text.count, before: -1, isAnchored: false)
                guard let match = slots.map({ Match(slots: $0) }) else { break }
                start = match.range.upperBound
                if match.range.isEmpty, start == lastEnd {
                    start += 1
                    continue
                }
                matches.append(match)
                lastEnd = start
            }
            return matches
        }
    }
}

extension PatternFinding {
    /// The match, if it is one.
    var match: Match? {
        if case .match(let match) = kind { return match }
        return nil
    }
}

/// All findings of patterns in bytes that come in pieces.
func streamed(
    _ patterns: [Pattern], _ bytes: [UInt8], cuts: [Int], limits: PatternStream.Limits = .init()
) -> [PatternFinding] {
    // One pass for all, however few: what is found is the same.
    var stream = PatternStream(patterns, limits: limits, singleCostMax: 0)
    var findings: [PatternFinding] = []
    var start = 0
    for cut in cuts + [bytes.count] {
        stream.feed(bytes[start..<cut], into: &findings)
        start = cut
    }
    stream.finish(into: &findings)
    return findings
}

@Suite("The ways to search agree")
struct PatternEngineTests {
    @Test("Machine, backtracker, automata of any size and the stream find the same on random patterns and texts")
    func agree() throws {
        var numbers = Numbers(state: 11)
        var found = 0
        for round in 0..<Effort.count(600, long: 1_500) {
            let isBytes = round.isMultiple(of: 2)
            let source = RandomPattern(isBytes: isBytes, using: &numbers).ours
            let pattern = try Pattern(source, flags: isBytes ? .bytes : [])
            let length = [3, 10, 60].randomElement(using: &numbers) ?? 3
            let text = Array(RandomPattern.text(isBytes: isBytes, length: length, using: &numbers).utf8)
            let expected = Engine.machine.matches(pattern, in: text)
            found += expected.count
            for engine in Engine.allCases {
                let matches = engine.matches(pattern, in: text)
                guard matches == expected else {
                    Issue.record("/\(source)/ \(text.debugText): \(engine) \(matches), machine \(expected)")
                    return
                }
            }
        }
        #expect(found > 3000)
    }

    @Test("Bytes that are no text are searched alike")
    func anyBytes() throws {
        var numbers = Numbers(state: 12)
        for round in 0..<400 {
            let isBytes = round.isMultiple(of: 3)
            let source = RandomPattern(isBytes: isBytes, using: &numbers).ours
            let pattern = try Pattern(source, flags: isBytes ? .bytes : [])
            let letters: [UInt8] = [0x61, 0x62, 0x20, 0x0A, 0xE2, 0x86, 0x92, 0xF0, 0x9F, 0x99, 0x82, 0xC3, 0xFF, 0x80]
            let text = (0..<40).map { _ in letters.randomElement(using: &numbers) ?? 0 }
            let expected = Engine.machine.matches(pattern, in: text)
            for engine in Engine.allCases where engine.matches(pattern, in: text) != expected {
                Issue.record("/\(source)/ \(text): \(engine)")
                return
            }
        }
    }

    @Test("A long match is found with its groups, though no backtracker could hold it")
    func long() throws {
        let inner = String(repeating: "lorem ipsum\n", count: 2000)
        let text = Array("x BEGIN \(inner)END y BEGIN zEND".utf8)
        let plain = try Pattern("(?s)BEGIN.*?END")
        let grouped = try Pattern("(?s)BEGIN(.)(.*?)(E)ND")
        for pattern in [plain, grouped] {
            let expected = [2..<text.count - 13, text.count - 10..<text.count]
            #expect(Engine.automaton.matches(pattern, in: text).map(\.range) == expected)
            #expect(Engine.machine.matches(pattern, in: text) == Engine.automaton.matches(pattern, in: text))
            #expect(pattern.firstMatch(in: text)?.range == expected[0])
        }
    }
}

extension [UInt8] {
    /// The bytes as text with escapes.
    var debugText: String { String(decoding: self, as: UTF8.self).debugDescription }
}
