import Matching
import Testing

@Suite("Patterns")
struct PatternTests {
    /// The first match of a pattern as the texts of its groups.
    private func groups(_ pattern: String, _ text: String, _ flags: Pattern.Flags = []) throws -> [String?]? {
        let bytes = Array(text.utf8)
        return try Pattern(pattern, flags: flags).firstMatch(in: bytes)?.captures.map { range in
            range.map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }

    @Test(
        "A pattern matches as RE2 says",
        arguments: [
            ("abc", "xabcx", ["abc"]), ("a|ab", "ab", ["a"]), ("(a+)(b*)", "xaabb", ["aabb", "aa", "bb"]),
            ("(a)|(b)", "b", ["b", nil, "b"]), ("a.c", "a\nc abc", ["abc"]), ("(?s)a.c", "a\nc", ["a\nc"]),
            ("^b", "a\nb", nil), ("(?m)^b$", "a\nb\nc", ["b"]), ("\\Ab", "ab", nil), ("a\\z", "a\n", nil),
            ("[^a-c]+", "abcdef", ["def"]), ("[]a]+", "x]a]", ["]a]"]), ("[a-]+", "-a", ["-a"]),
            ("\\d+\\D", "a12b", ["12b"]),
            ("\\bfoo\\b", "food foo", ["foo"]), ("\\Boo", "foo", ["oo"]), ("[[:alpha:]]+", "12ab3", ["ab"]),
            ("[[:^digit:]]", "1a", ["a"]), ("a{2,3}", "aaaa", ["aaa"]), ("a{2,3}?", "aaaa", ["aa"]),
            ("a{,2}", "a{,2}", ["a{,2}"]),
            ("a+?", "aa", ["a"]), ("(?U)a+", "aa", ["a"]), ("(?i)ÄB", "äb", ["äb"]),
            ("(?i)k", "\u{212A}", ["\u{212A}"]),
            ("a(?i)b|c", "aC", ["C"]), ("(?i:a)b", "AB", nil), ("\\x41\\x{1F642}", "A🙂", ["A🙂"]),
            ("[é-ü]", "zö", ["ö"]),
            (".", "é", ["é"]), ("[^x]", "🙂", ["🙂"]), ("\\Qa.b\\E+", "a.bb", ["a.bb"]), ("\\101\\t", "A\t", ["A\t"]),
            ("(?P<n>a)(?<m>b)", "ab", ["ab", "a", "b"]), ("(a*)*", "aa", ["aa", "aa"]), ("(|a)*", "aa", ["", ""]),
            ("```(\\w+)\\n((?s).*?)```", "x```py\na\n```", ["```py\na\n```", "py", "a\n"]), ("", "", [""]),
            ("a{0}", "a", [""]),
            ("(?:(?:a)|b)*?c", "abac", ["abac"]),
        ] as [(String, String, [String?]?)])
    func matches(pattern: String, text: String, expected: [String?]?) throws {
        #expect(try groups(pattern, text) == expected)
    }

    @Test(
        "What is no pattern is refused with its position",
        arguments: [
            ("a(b", PatternError.Code.missingParenthesis, 1), ("ab)", .unexpectedParenthesis, 2),
            ("é[a", .missingBracket, 1),
            ("[b-a]", .badRange, 1), ("[a-\\d]", .badRange, 1), ("[[:foo:]]", .badClass, 1),
            ("*a", .nothingToRepeat, 0),
            ("a**", .repeatedTwice, 2), ("a{1001}", .badCount, 2), ("a{3,2}", .badCount, 1), ("\\y", .badEscape, 0),
            ("a\\", .badEscape, 1), ("\\x{110000}", .badEscape, 0), ("(?P<1 >a)", .badName, 5),
            ("(?<a>.)(?<a>.)", .badName, 10),
            ("(?z)", .badFlags, 2), ("(?=a)", .lookAround, 0), ("(?<!a)", .lookAround, 0),
            ("(a)\\1", .backReference, 3),
            ("(?P=n)", .backReference, 0), ("(?>a)", .atomicGroup, 0), ("a++", .atomicGroup, 2),
            ("\\pX", .unicodeProperty, 0), ("\\p{greek}", .unicodeProperty, 0), ("\\p{L", .unicodeProperty, 0),
            ("a\\Z", .badEscape, 1), ("(", .missingParenthesis, 0), ("(?", .missingParenthesis, 0),
            ("(?i", .missingParenthesis, 0),
            ("((a{1000}){1000}){1000}", .tooLarge, 0), ("((((){1000}){1000}){1000}){1000}", .tooLarge, 0),
            ("(?:(?:(?:(?:){1000}){1000}){1000}){1000}", .tooLarge, 0),
        ])
    func errors(pattern: String, code: PatternError.Code, offset: Int) {
        do throws(PatternError) {
            _ = try Pattern(pattern)
            Issue.record("\(pattern) was accepted")
        } catch {
            #expect(error.code == code)
            #expect(error.offset == offset)
        }
    }

    @Test("Nesting has a limit, and an error instead of a crash")
    func nesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        #expect(try Pattern(nested(Pattern.nestingMax - 1)).matches("a"))
        #expect(throws: PatternError.self) { try Pattern(nested(100_000)) }
    }

    @Test("Groups have numbers and names")
    func names() throws {
        let pattern = try Pattern("(?P<year>\\d{4})-(\\d\\d)(?:x)")
        #expect(pattern.captureCount == 2)
        #expect(pattern.captureNames == [nil, "year", nil])
    }

    @Test("All matches are found, empty ones between characters only")
    func all() throws {
        func ranges(_ pattern: String, _ text: String) throws -> [Range<Int>] {
            try Pattern(pattern).allMatches(in: Array(text.utf8)).map(\.range)
        }
        #expect(try ranges("", "é🙂") == [0..<0, 2..<2, 6..<6])
        #expect(try ranges("b|", "abc") == [0..<0, 1..<2, 3..<3])
        #expect(try ranges("(?m)^", "a\nb") == [0..<0, 2..<2])
    }

    @Test("What stands before the start counts for assertions")
    func from() throws {
        let bytes = Array("ab ab".utf8)
        #expect(try Pattern("\\bab").firstMatch(in: bytes, from: 1)?.range == 3..<5)
        #expect(try Pattern("^b").firstMatch(in: bytes, from: 1) == nil)
    }

    @Test("Bytes that are no UTF-8 match nothing, and disturb nothing")
    func invalid() throws {
        #expect(try Pattern(".+").firstMatch(in: [0xFF, 0x61, 0xC3, 0x62])?.range == 1..<2)
    }

    @Test(
        "Patterns that stall other engines take time in proportion to the text",
        arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)x", "(?:a?){50}a{50}b", "(\\w+\\s?)+z"])
    func linear(source: String) throws {
        let pattern = try Pattern(source)
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 3000) + [UInt8(ascii: "!")]
        #expect(pattern.firstMatch(in: text) == nil)
    }
}
