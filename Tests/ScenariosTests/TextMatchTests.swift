import Matching
import Testing

@testable import Scenarios

/// Conditions on text.
@Suite struct TextMatchTests {
    private func range(_ kind: TextMatch.Kind, in text: String) -> Range<Int>? {
        TextMatch(kind: kind).firstMatch(in: Array(text.utf8))
    }

    @Test("A part is found at its first place, in bytes")
    func contains() {
        #expect(range(.contains("b"), in: "äb b") == 2..<3)
        #expect(range(.contains("aab"), in: "aaab") == 1..<4)
        #expect(range(.contains("abc"), in: "ab") == nil)
        #expect(range(.contains("a"), in: "") == nil)
    }

    @Test("Exact text is all of it")
    func exact() {
        #expect(range(.exact("a"), in: "a") == 0..<1)
        #expect(range(.exact("a"), in: "ab") == nil)
        #expect(range(.exact(""), in: "") == 0..<0)
    }

    @Test("A glob covers the whole text")
    func glob() {
        for (glob, text) in [
            ("*", ""), ("a*c", "abbc"), ("a?c", "abc"), ("*b*", "abc"), ("**", "x"), ("a*b*c", "aXbXbc"),
        ] {
            #expect(range(.glob(glob), in: text) != nil, "\(glob) \(text)")
        }
        for (glob, text) in [("a", "ab"), ("?", ""), ("a*c", "abcd"), ("*a", "b"), ("", "a")] {
            #expect(range(.glob(glob), in: text) == nil, "\(glob) \(text)")
        }
    }

    @Test("A glob of many stars takes no exponential time")
    func hostileGlob() {
        let glob = String(repeating: "*a", count: 40) + "b"
        #expect(range(.glob(glob), in: String(repeating: "a", count: 4_000)) == nil)
    }

    @Test("A condition puts itself into words")
    func words() throws {
        #expect(TextMatch(kind: .contains("a")).description == "text that contains 'a'")
        #expect(TextMatch(kind: .exact("a")).description == "exactly 'a'")
        #expect(TextMatch(kind: .glob("a*")).description == "text like 'a*'")
        let match = try MatchDecoder(file: "f").regex("a+", at: SourcePosition(line: 1, column: 1))
        #expect(match.description == "text that matches /a+/")
    }
}
