import Terminal
import Testing

@Suite("What a terminal would answer")
struct ScreenReplyTests {
    private func replies(_ output: String) -> [String] {
        var screen = ScreenTextTests.screen(output)
        let replies = screen.takeReplies().map { String(decoding: $0, as: UTF8.self) }
        #expect(screen.takeReplies().isEmpty)
        return replies
    }

    @Test(
        "Each question has its answer",
        arguments: [
            ("\u{1B}[c", "\u{1B}[?62;22c"), ("\u{1B}[0c", "\u{1B}[?62;22c"), ("\u{1B}[>c", "\u{1B}[>1;0;0c"),
            ("\u{1B}[=c", "\u{1B}P!|00000000\u{1B}\\"), ("\u{1B}[>0q", "\u{1B}P>|understudy\u{1B}\\"),
            ("\u{1B}[5n", "\u{1B}[0n"), ("\u{1B}[2;3H\u{1B}[6n", "\u{1B}[2;3R"), ("\u{1B}[?6n", "\u{1B}[?1;1;1R"),
            ("\u{1B}[2;3r\u{1B}[?6h\u{1B}[6n", "\u{1B}[1;1R"), ("0123456789\u{1B}[6n", "\u{1B}[1;10R"),
            ("\u{1B}[?996n", "\u{1B}[?997;1n"), ("\u{1B}[?2026$p", "\u{1B}[?2026;2$y"),
            ("\u{1B}[?25$p", "\u{1B}[?25;1$y"), ("\u{1B}[?9999$p", "\u{1B}[?9999;0$y"), ("\u{1B}[4$p", "\u{1B}[4;2$y"),
            ("\u{1B}]10;?\u{7}", "\u{1B}]10;rgb:e5e5/e5e5/e5e5\u{7}"),
            ("\u{1B}]11;?\u{1B}\\", "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\"),
            ("\u{1B}]4;1;?\u{7}", "\u{1B}]4;1;rgb:cdcd/0000/0000\u{7}"), ("\u{1B}[18t", "\u{1B}[8;3;10t"),
            ("\u{1B}[14t", "\u{1B}[4;48;80t"), ("\u{1B}[16t", "\u{1B}[6;16;8t"), ("\u{1B}[?u", "\u{1B}[?0u"),
            ("\u{1B}[1;31m\u{1B}P$qm\u{1B}\\", "\u{1B}P1$r0;1;38:5:1m\u{1B}\\"),
            ("\u{1B}P$qr\u{1B}\\", "\u{1B}P1$r1;3r\u{1B}\\"), ("\u{1B}P$qz\u{1B}\\", "\u{1B}P0$r\u{1B}\\"),
            ("\u{1B}P+q544e\u{1B}\\", "\u{1B}P0+r\u{1B}\\"),
        ])
    func answer(question: String, expected: String) { #expect(replies(question) == [expected]) }

    @Test("No answer tells a program what another wrote, or does what it asks")
    func silence() {
        let hostile = [
            "\u{1B}]2;x\u{7}\u{1B}[21t", "\u{1B}]52;c;?\u{7}", "\u{1B}[8;50;100t", "\u{1B}]0;?\u{7}", "\u{5}",
            "\u{1B}[0x",
        ]
        for output in hostile { #expect(replies(output).isEmpty, "\(output.debugDescription)") }
        #expect(ScreenTextTests.screen("\u{1B}[8;50;100t").size == ScreenSize(columns: 10, rows: 3))
    }

    @Test("Answers that nobody takes are bounded")
    func bounded() {
        #expect(replies(String(repeating: "\u{1B}[c", count: 5_000)).count == 1_024)
    }
}
