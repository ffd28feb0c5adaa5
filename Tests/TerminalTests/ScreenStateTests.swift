import Terminal
import Testing

@Suite("Cursor, modes and the alternate screen")
struct ScreenStateTests {
    private func screen(_ output: String) -> Screen { ScreenTextTests.screen(output) }

    @Test(
        "Each output leaves the cursor in its place",
        arguments: [
            ("", 0, 0, false), ("\u{1B}[2;3H", 1, 2, false), ("\u{1B}[99;99H", 2, 9, false),
            ("0123456789", 0, 9, true), ("0123456789\u{1B}[D", 0, 8, false), ("0123456789\n", 1, 9, false),
            ("0123456789\t", 0, 9, true), ("0123456789\u{1B}[K", 0, 9, false), ("0123456789\u{1B}[m", 0, 9, true),
            ("0123456789\u{1B}7\r\u{1B}8", 0, 9, true), ("ab\u{8}\u{8}\u{8}", 0, 0, false),
            ("\u{1B}[3;3H\u{1B}[A\u{1B}[5C\u{1B}[2D", 1, 5, false), ("\u{1B}[3;5H\u{1B}[2F", 0, 0, false),
            ("\u{1B}[2;3r\u{1B}[?6h\u{1B}[1;4H", 1, 3, false), ("\u{1B}[2;3r\u{1B}[?6h\u{1B}[9;4H", 2, 3, false),
            ("\u{1B}[2;3r\u{1B}[1;4H\u{1B}[B\u{1B}[B\u{1B}[B", 2, 3, false),
            ("\u{1B}[1;2r\u{1B}[3;4H\u{1B}[9A", 0, 3, false),
            ("\u{1B}[2;3H\u{1B}7\u{1B}[H\u{1B}8\u{1B}[H\u{1B}8", 1, 2, false), ("\u{1B}[2;3H\u{1B}8", 0, 0, false),
            ("\u{1B}[2;3H\u{1B}[s\u{1B}[H\u{1B}[u", 1, 2, false), ("\u{1B}[20h\u{1B}[5Ca\n", 1, 0, false),
            ("\u{1B}[?45h\r\n\u{8}", 0, 9, false), ("\u{1B}[2;2H\u{1B}[2dx", 1, 2, false),
            ("\u{1B}[2;5H\u{1B}[!p", 1, 4, false), ("\u{1B}[2;5H\u{1B}c", 0, 0, false), ("\u{1B}[3;1r", 0, 0, false),
        ])
    func cursor(output: String, row: Int, column: Int, isWrapPending: Bool) {
        let cursor = screen(output).cursor
        #expect([cursor.row, cursor.column] == [row, column])
        #expect(cursor.isWrapPending == isWrapPending)
    }

    @Test("The alternate screen is another, and leaves the main one as it was")
    func alternate() {
        var screen = screen("main\u{1B}[2;3H\u{1B}[31m\u{1B}[?1049h")
        #expect(screen.isAlternate)
        #expect(screen.text.isEmpty)
        #expect(screen.cursor.row == 1)
        screen.feed(Array("\u{1B}[Halt\u{1B}[0m".utf8))
        #expect(screen.text == "alt")
        screen.feed(Array("\u{1B}[?1049lx".utf8))
        #expect(screen.text == "main\n  x")
        #expect(screen.cell(row: 1, column: 2).style.foreground == .indexed(1))
        screen.feed(Array("\u{1B}[?47h".utf8))
        #expect(screen.text == "alt")
        screen.feed(Array("\u{1B}[?1047l\u{1B}[?47h".utf8))
        #expect(screen.text.isEmpty)
    }

    @Test("Modes are kept for who asks")
    func modes() {
        let screen = screen("\u{1B}[?2004;1004;1;1002;1006h\u{1B}[?25l\u{1B}=\u{1B}[>5u\u{1B}[>4;2m\u{1B}[4 q")
        #expect(
            screen.modes.isSuperset(of: [
                .bracketedPaste, .focusReports, .applicationCursorKeys, .mouseDrags, .mouseSGR, .applicationKeypad,
            ]))
        #expect(!screen.modes.contains(.cursorVisible) && !screen.cursor.isVisible)
        #expect(screen.keyboardFlags == 5)
        #expect(screen.modifyOtherKeys == 2)
        #expect(screen.cursor.shape == 4)
        #expect(self.screen("\u{1B}[?1000h\u{1B}[?1003h\u{1B}[?1000l").modes == .standard)
        #expect(self.screen("\u{1B}[?2004h\u{1B}[?2004s\u{1B}[?2004l\u{1B}[?2004r").modes.contains(.bracketedPaste))
        #expect(self.screen("\u{1B}[>1u\u{1B}[>3u\u{1B}[<u").keyboardFlags == 1)
        #expect(self.screen("\u{1B}[>1u\u{1B}[=4;2u").keyboardFlags == 5)
        #expect(self.screen("\u{1B}[>1u\u{1B}[?1049h").keyboardFlags == 0)
    }

    @Test("The window's names follow OSC 0, 1 and 2, whatever ends them")
    func names() {
        #expect(screen("\u{1B}]0;both\u{7}").title == "both")
        #expect(screen("\u{1B}]0;both\u{7}").iconName == "both")
        #expect(screen("\u{1B}]2;✳ title;x\u{1B}\\").title == "✳ title;x")
        #expect(screen("\u{9D}1;icon\u{9C}").iconName == "icon")
        #expect(screen("\u{1B}]2;a\u{7}\u{1B}]2;b\u{1B}[1m").title == "a")
        #expect(screen("\u{1B}]2;a\u{18}b").title == "")
        #expect(screen("\u{1B}]2;one\u{7}\u{1B}[22t\u{1B}]2;two\u{7}\u{1B}[23t").title == "one")
        #expect(screen("\u{1B}]2;" + String(repeating: "x", count: 10_000) + "\u{7}y").title.count < 4_096)
    }

    @Test("A held screen shows what it was, until the hold ends or has lasted too long")
    func held() {
        var screen = screen("old\u{1B}[?2026h\u{1B}[Hnew")
        #expect(screen.isHeld)
        #expect(screen.text == "old")
        #expect(screen.cursor.column == 3)
        screen.feed(Array("\u{1B}[?2026l".utf8))
        #expect(!screen.isHeld)
        #expect(screen.text == "new")
        screen.feed(Array("\u{1B}[?2026h\u{1B}[Hnow".utf8))
        #expect(screen.text == "new")
        screen.releaseHold()
        #expect(screen.text == "now")
        screen.feed(Array("\u{1B}[?2026h\r".utf8))
        screen.feed([UInt8](repeating: 0, count: Screen.heldBytesMax - 2))
        screen.feed(Array("X".utf8))
        #expect(screen.text == "Xow")
        screen = self.screen("old\u{1B}[?2026h\u{1B}[Hnew")
        screen.resize(to: ScreenSize(columns: 9, rows: 3))
        #expect(screen.text == "new")
    }

    @Test("Resizing cuts and adds, and brings lines back")
    func resize() {
        var screen = screen("1\r\n2\r\n3\r\n4\r\nlong line")
        #expect(screen.history == ["1", "2"])
        screen.resize(to: ScreenSize(columns: 6, rows: 2))
        #expect(screen.lines == ["4", "long l"])
        #expect(screen.history == ["1", "2", "3"])
        screen.resize(to: ScreenSize(columns: 12, rows: 6))
        #expect(screen.lines == ["1", "2", "3", "4", "long l", ""])
        #expect(screen.cursor.row == 4)
        screen.resize(to: ScreenSize(columns: 12, rows: 5))
        #expect(screen.lines == ["1", "2", "3", "4", "long l"])
        screen = self.screen("12345678日\u{1B}[?1049halt\u{1B}[3;3r")
        screen.resize(to: ScreenSize(columns: 9, rows: 5))
        screen.feed(Array("\u{1B}[5H\n\u{1B}[?1049l".utf8))
        #expect(screen.lines == ["12345678", "", "", "", ""])
        screen.resize(to: ScreenSize(columns: 1_000_000, rows: -3))
        #expect(screen.size == ScreenSize(columns: 1_000, rows: 1))
    }
}
