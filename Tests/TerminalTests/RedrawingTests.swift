import Terminal
import TestMaterial
import Testing

@Suite("A screen drawn anew")
struct RedrawingTests {
    private func sample() -> Screen {
        var screen = Screen(size: ScreenSize(columns: 20, rows: 5))
        screen.feed(
            Array(
                ("\u{1B}]0;title\u{7}\u{1B}[?1049h\u{1B}[31;1mred\u{1B}[0m 漢字\r\n\u{1B}[48;2;1;2;3m  \u{1B}[0m"
                    + "\u{1B}[4;3H\u{1B}[38;5;200;4:3mcurly\u{1B}[7m!\u{1B}[0m\u{1B}[5;20HX\u{1B}[?25l\u{1B}[?2004h\u{1B}[2;7H")
                    .utf8))
        return screen
    }

    @Test("Text, styles, cursor, title and modes come back on a fresh screen")
    func sameAgain() {
        let screen = sample()
        var again = Screen(size: screen.size)
        again.feed(screen.redrawing)
        #expect(again.lines == screen.lines)
        for row in 0..<screen.size.rows {
            for column in 0..<screen.size.columns {
                #expect(again.cell(row: row, column: column) == screen.cell(row: row, column: column))
            }
        }
        #expect(again.cursor == screen.cursor)
        #expect(again.title == screen.title)
        #expect(again.modes == screen.modes)
        #expect(again.isAlternate)
    }

    @Test("An empty screen is drawn empty")
    func empty() {
        var again = Screen(size: .standard)
        again.feed(Array("x".utf8))
        again.feed(Screen(size: .standard).redrawing)
        #expect(again.text == "")
        #expect(again.cursor == Screen(size: .standard).cursor)
    }
}
