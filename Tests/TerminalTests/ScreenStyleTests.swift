import Terminal
import Testing

@Suite("Styles of cells")
struct ScreenStyleTests {
    private func style(_ output: String, row: Int = 0, column: Int = 0) -> CellStyle {
        ScreenTextTests.screen(output).cell(row: row, column: column).style
    }

    private func make(_ change: (inout CellStyle) -> Void) -> CellStyle {
        var style = CellStyle.standard
        change(&style)
        return style
    }

    @Test("Each code sets its mark, and its end clears it")
    func marks() {
        let codes: [(String, String, CellStyle.Marks)] = [
            ("1", "22", .bold), ("2", "22", .faint), ("3", "23", .italic), ("5", "25", .blink), ("6", "25", .blink),
            ("7", "27", .inverse), ("8", "28", .invisible), ("9", "29", .strike), ("53", "55", .overline),
        ]
        for (start, end, mark) in codes {
            #expect(style("\u{1B}[\(start)mx").marks == mark)
            #expect(style("\u{1B}[\(start)m\u{1B}[\(end)mx").marks.isEmpty)
            #expect(style("\u{1B}[\(start);0mx") == .standard)
            #expect(style("\u{1B}[\(start)m\u{1B}[mx") == .standard)
        }
    }

    @Test("Underlines have kinds")
    func underlines() {
        for (code, kind) in [
            ("4", .single), ("21", .double), ("4:3", .curly), ("4:0", .none), ("4:5", Underline.dashed),
        ] {
            #expect(style("\u{1B}[\(code)mx").underline == kind)
            #expect(style("\u{1B}[\(code);24mx").underline == .none)
        }
        #expect(style("\u{1B}[4;3mx") == make { ($0.underline, $0.marks) = (.single, .italic) })
    }

    @Test(
        "Colours come in all their spellings",
        arguments: [
            ("31", CellColor.indexed(1)), ("97", .indexed(15)), ("38;5;200", .indexed(200)),
            ("38:5:200", .indexed(200)),
            ("38;2;1;2;3", .rgb(red: 1, green: 2, blue: 3)), ("38:2:1:2:3", .rgb(red: 1, green: 2, blue: 3)),
            ("38:2::1:2:3", .rgb(red: 1, green: 2, blue: 3)), ("31;39", .standard), ("38;5;256", .standard),
            ("38;2;256;0;0", .standard), ("38", .standard), ("38;5", .indexed(0)), ("58;5;9;31", .indexed(1)),
        ])
    func colours(codes: String, expected: CellColor) {
        #expect(style("\u{1B}[\(codes)mx").foreground == expected)
        guard codes.hasPrefix("38") else { return }
        #expect(style("\u{1B}[4\(codes.dropFirst())mx").background == expected)
    }

    @Test("What follows a colour counts for itself")
    func following() {
        let expected = make {
            $0.foreground = .rgb(red: 1, green: 2, blue: 3)
            $0.background = .indexed(4)
            $0.marks = .bold
        }
        #expect(style("\u{1B}[38;2;1;2;3;48;5;4;1mx") == expected)
        #expect(style("\u{1B}[38:2::1:2:3;48:5:4;1mx") == expected)
    }

    @Test("What is erased takes the background, and nothing else")
    func erasing() {
        let blue = make { $0.background = .indexed(4) }
        #expect(style("\u{1B}[44;1;4m\u{1B}[K", column: 9) == blue)
        #expect(style("\u{1B}[44;31m\u{1B}[2J", row: 2, column: 5) == blue)
        #expect(style("\u{1B}[44m\r\n\n\n", row: 2, column: 5) == blue)
        #expect(style("ab\u{1B}[H\u{1B}[44m\u{1B}[P", column: 9) == blue)
        #expect(style("ab\u{1B}[H\u{1B}[44m\u{1B}[@", column: 0) == blue)
        #expect(style("\u{1B}[44m\u{1B}[?1049h", column: 3) == blue)
        #expect(style("\u{1B}[44m\u{1B}c", column: 3) == .standard)
    }

    @Test("Both halves of a wide character have its style, and a mark keeps it")
    func wide() {
        #expect(style("\u{1B}[31m日\u{1B}[0m", column: 1).foreground == .indexed(1))
        #expect(style("\u{1B}[31me\u{1B}[0m\u{301}").foreground == .indexed(1))
    }
}
