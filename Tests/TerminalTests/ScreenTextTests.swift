import Terminal
import Testing

@Suite("Text on a screen")
struct ScreenTextTests {
    /// A screen of ten columns and three rows after some output.
    static func screen(_ output: String, columns: Int = 10, rows: Int = 3) -> Screen {
        var screen = Screen(size: ScreenSize(columns: columns, rows: rows), historyLines: 5)
        screen.feed(Array(output.utf8))
        return screen
    }

    @Test(
        "Each output draws its rows",
        arguments: [
            ("one\r\ntwo", ["one", "two", ""]),
            ("0123456789ab", ["0123456789", "ab", ""]),
            ("012345678日b", ["012345678", "日b", ""]),
            ("日本語\u{1B}[1;2Hx", [" x本語", "", ""]),
            ("日本語\u{1B}[1;3Hx", ["日x 語", "", ""]),
            ("日本\u{1B}[1;2H\u{1B}[P", [" 本", "", ""]),
            ("日本\u{1B}[1;4H\u{1B}[X", ["日", "", ""]),
            ("日本\u{1B}[1;1H\u{1B}[4hx", ["x日本", "", ""]),
            ("a\u{1B}[?7l\u{1B}[9Gxyz", ["a       xz", "", ""]),
            ("\u{1B}[?7l\u{1B}[10G日", ["        日", "", ""]),
            ("e\u{301}a", ["e\u{301}a", "", ""]),
            ("\u{301}a", ["a", "", ""]),
            ("012345678e\u{301}f", ["012345678e\u{301}", "f", ""]),
            ("日\u{301}", ["日\u{301}", "", ""]),
            ("a\u{1B}(0lqk\u{1B}(Bb", ["a┌─┐b", "", ""]),
            ("\u{1B})0a\u{E}q\u{F}q", ["a─q", "", ""]),
            ("\u{1B}*0\u{1B}Nqq", ["─q", "", ""]),
            ("\u{1B}(A#", ["£", "", ""]),
            ("ab\u{1B}[3bc", ["abbbbc", "", ""]),
            ("日\u{1B}[2b", ["日日日", "", ""]),
            ("ab\r\u{1B}[3bc", ["cb", "", ""]),
            ("1\r\n2\r\n3\r\n4", ["2", "3", "4"]),
            ("1\r\n2\r\n3\u{1B}[1;2r\u{1B}[2;1H\r\n4", ["2", "4", "3"]),
            ("1\r\n2\r\n3\u{1B}[H\u{1B}M0", ["0", "1", "2"]),
            ("1\r\n2\r\n3\u{1B}[2S", ["3", "", ""]),
            ("1\r\n2\r\n3\u{1B}[T", ["", "1", "2"]),
            ("a\tb\u{1B}[H\u{1B}[3g\tc", ["a       bc", "", ""]),
            ("ab\u{1B}[Zc\u{1B}[5G\u{1B}H\r\td", ["cb  d", "", ""]),
            ("\u{1B}#8", ["EEEEEEEEEE", "EEEEEEEEEE", "EEEEEEEEEE"]),
            ("abc\u{1B}[1;2H\u{1B}['}x", ["axbc", "", ""]),
            ("abc\u{1B}[1;2H\u{1B}['~", ["ac", "", ""]),
            ("abc\u{1B}[ @", ["bc", "", ""]),
            ("abc\u{1B}[2 A", ["  abc", "", ""]),
            ("a\u{1B}[1\"qb\u{1B}[0\"qc\u{1B}[?2K", [" b", "", ""]),
            ("\u{9B}2Cx\u{85}y\u{8D}z", [" zx", "y", ""]),
        ])
    func rows(output: String, expected: [String]) { #expect(Self.screen(output).lines == expected) }

    @Test("Invalid UTF-8 becomes one replacement for each ill-formed part")
    func invalid() {
        var screen = Screen(size: .standard)
        screen.feed([0x61, 0xFF, 0xE2, 0x82, 0x62, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x1B, 0x5B, 0x43, 0x63])
        #expect(screen.lines[0] == "a\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} c")
    }

    @Test(
        "An emoji of several scalars has one place, if the program counts so",
        arguments: [
            ("👩‍👩‍👧‍👦|", 2, 8), ("👍🏽|", 2, 4), ("🇩🇪|", 2, 2), ("☺\u{FE0F}|", 2, 1), ("❤\u{FE0F}‍🔥|", 2, 3), ("🇩🇪🇫🇷|", 4, 4),
            ("日|", 2, 2),
        ])
    func clusters(output: String, columns: Int, scalars: Int) {
        #expect(Self.screen(output).cell(row: 0, column: columns).text == "|")
        #expect(Self.screen("\u{1B}[?2027l" + output).cell(row: 0, column: scalars).text == "|")
        #expect(Self.screen(output).lines[0] == output)
        #expect(Self.screen("\u{1B}[?2027l" + output).lines[0] == output)
    }

    @Test("A character has at most so many scalars")
    func clusterLimit() {
        let screen = Self.screen("a" + String(repeating: "\u{301}", count: 1_000) + "b")
        #expect(screen.cell(row: 0, column: 0).text.unicodeScalars.count == 16)
        #expect(screen.cell(row: 0, column: 1).text == "b")
    }

    @Test("A row knows whether its text goes on in the next")
    func wrapped() {
        let screen = Self.screen("0123456789ab\r\nc")
        #expect(screen.isWrapped(row: 0))
        #expect(!screen.isWrapped(row: 1))
        #expect(!Self.screen("0123456789ab\u{1B}[1;5H\u{1B}[K").isWrapped(row: 0))
    }

    @Test("Rows are as wide as the screen, if one asks for that")
    func padded() {
        #expect(Self.screen("日b\r\n\u{1B}[41m\u{1B}[K").paddedLines == ["日b       ", "          ", "          "])
        #expect(Self.screen("a\r\n\r\n").text == "a")
    }

    @Test("Lines that scroll off are kept, up to a limit, and forgotten when asked")
    func history() {
        let lines = (1...12).map { "line \($0)" }.joined(separator: "\r\n")
        var screen = Self.screen(lines)
        #expect(screen.history == ["line 5", "line 6", "line 7", "line 8", "line 9"])
        #expect(screen.lines == ["line 10", "line 11", "line 12"])
        screen.feed(Array("\u{1B}[3J".utf8))
        #expect(screen.history.isEmpty)
        #expect(screen.lines == ["line 10", "line 11", "line 12"])
        #expect(Self.screen("a\r\nb\r\nc\u{1B}[?1049h\r\nd\r\ne\r\nf\r\ng").history.isEmpty)
    }
}
