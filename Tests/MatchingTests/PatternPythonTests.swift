import Glibc
import TestMaterial
import Testing

@testable import Matching

@Suite("Patterns against Python's `re`")
struct PatternPythonTests {
    /// How many pairs of a pattern and a text are compared.
    static let pairs = Effort.count(25_000, long: 100_000)
    private static let textsPerPattern = 5

    /// What Python answers: for each line a pattern and texts, all matches with their groups.
    ///
    /// Its `finditer` lets an empty match follow another one at once; so the loop is written out as ours is.
    private static let script = #"""
        import re, sys
        out = []
        for line in sys.stdin.buffer.read().decode().split("\x1e")[:-1]:
            kind, source, *texts = line.split("\x1f")
            if kind == "b":
                pattern = re.compile(source.encode())
                texts = [text.encode() for text in texts]
            else:
                pattern = re.compile(source, re.ASCII)
            for text in texts:
                offsets = None
                if kind != "b":
                    offsets = [0]
                    for character in text: offsets.append(offsets[-1] + len(character.encode()))
                    offsets.append(-1)
                start, last, found = 0, -1, []
                while True:
                    match = pattern.search(text, start)
                    if match is None: break
                    start = match.end()
                    if match.start() == start == last:
                        start += 1
                        if start > len(text): break
                        continue
                    last = start
                    found.append(" ".join(
                        f"{(offsets[s] if offsets else s)},{(offsets[e] if offsets else e)}" for s, e in match.regs))
                out.append(";".join(found))
        sys.stdout.write("\n".join(out))
        """#

    @Test("No difference in matches and groups on 100,000 random patterns and texts of the common subset")
    func compare() throws {
        guard PythonPeer.isThere else {
            #expect(getenv("CI") == nil, "python3 is missing")
            return print("Skipped: this test needs python3.")
        }
        var numbers = Numbers(state: 31)
        var input: [UInt8] = []
        var cases: [(pattern: Pattern, texts: [[UInt8]])] = []
        for round in 0..<Self.pairs / Self.textsPerPattern {
            let isBytes = !round.isMultiple(of: 3)
            let random = RandomPattern(isBytes: isBytes, using: &numbers)
            let texts = (0..<Self.textsPerPattern).map { _ in
                let length = Int.random(in: 1...14, using: &numbers)
                return RandomPattern.text(isBytes: isBytes, length: length, using: &numbers)
            }
            input += ([isBytes ? "b" : "s", random.python] + texts).joined(separator: "\u{1F}").utf8
            input.append(0x1E)
            cases.append((try Pattern(random.ours, flags: isBytes ? .bytes : []), texts.map { Array($0.utf8) }))
        }
        let answer = try PythonPeer.run(Self.script, input: input)
        let lines = answer.split(separator: 10, omittingEmptySubsequences: false)
        try #require(lines.count == cases.count * Self.textsPerPattern)
        var line = 0
        var differences: [String] = []
        var found = 0
        for (pattern, texts) in cases {
            var searcher = PatternSearcher(pattern)
            for text in texts {
                let matches = text.withUnsafeBufferPointer { searcher.allMatches(in: $0).map(\.match) }
                let ours = Self.text(of: matches)
                found += matches.count
                if !ours.elementsEqual(lines[line]) {
                    differences.append(
                        "/\(pattern.source)/ \(text.debugText): ours \(String(decoding: ours, as: UTF8.self)), "
                            + "Python \(String(decoding: lines[line], as: UTF8.self))")
                }
                line += 1
            }
        }
        print("Patterns: \(Self.pairs) pairs, \(found) matches, \(differences.count) differences to Python")
        #expect(differences.isEmpty, "\(differences.prefix(12).joined(separator: "\n"))")
        #expect(found > Self.pairs)
    }

    private static func text(of matches: [Match]) -> [UInt8] {
        var text: [UInt8] = []
        for (index, match) in matches.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ";")) }
            for (number, range) in match.captures.enumerated() {
                if number > 0 { text.append(UInt8(ascii: " ")) }
                append(range?.lowerBound ?? -1, to: &text)
                text.append(UInt8(ascii: ","))
                append(range?.upperBound ?? -1, to: &text)
            }
        }
        return text
    }

    private static func append(_ number: Int, to text: inout [UInt8]) {
        if number < 0 || number > 99 {
            text += "\(number)".utf8
        } else {
            if number > 9 { text.append(48 + UInt8(number / 10)) }
            text.append(48 + UInt8(number % 10))
        }
    }
}
