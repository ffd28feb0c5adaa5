import Terminal
import Testing

@Suite("Escape sequences taken out of a terminal's output")
struct EscapeStripperTests {
    static let cases: [(String, String)] = [
        ("plain é 🙂\ttext\n", "plain é 🙂\ttext\n"),
        ("\u{1B}[1;31mred\u{1B}[0m", "red"),
        ("\u{1B}]0;title\u{7}a\u{1B}]8;;http://x\u{1B}\\b\u{1B}]8;;\u{1B}\\", "ab"),
        ("\u{1B}Pq data \u{7} more\u{1B}\\a\u{1B}_x\u{1B}\\b\u{1B}^y\u{1B}\\c\u{1B}Xz\u{1B}\\d", "abcd"),
        ("a\u{1B}[3Cb\u{1B}[20Gc", "a b c"),
        ("a\r\nb\r\r\nc\rd\r", "a\nb\nc\rd\r"),
        ("a\r\u{1B}[K\nb", "a\nb"),
        ("\u{1B}(Ba\u{1B}7b\u{1B}=c\u{1B}#8d", "abcd"),
        ("\u{9B}1mx\u{9D}0;t\u{9C}y\u{A9}\u{85}z", "xy\u{A9}\nz"),
        ("a\u{1B}[2;5Hb\u{1B}Ec", "a\nb\nc"),
        ("a\u{7}\u{8}\u{0}b\u{7F}", "ab"),
        ("\u{1B}[12\u{18}x\u{1B}[1\u{1B}[2my", "xy"),
        ("\u{1B}]0;cut\u{1B}[1mtext", "text"),
        ("\u{1B}[?25l\u{1B}[>4;2m\u{1B}[0 qok", "ok"),
        ("\u{1B}\u{1B}[1mx", "x"),
        ("open \u{1B}]0;never", "open "),
    ]

    @Test("Each sequence leaves what a reader would see", arguments: cases)
    func strips(input: String, expected: String) {
        #expect(String(decoding: EscapeStripper.strip(Array(input.utf8)), as: UTF8.self) == expected)
    }

    @Test("The text is the same wherever the bytes are cut", arguments: cases)
    func cuts(input: String, expected: String) {
        let bytes = Array(input.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var stripper = EscapeStripper()
                var text = stripper.feed(bytes[..<first])
                text += stripper.feed(bytes[first..<second])
                text += stripper.feed(bytes[second...])
                stripper.finish(into: &text)
                #expect(String(decoding: text, as: UTF8.self) == expected)
            }
        }
    }

    @Test("A sequence that never ends swallows no more than its limit")
    func limit() {
        let bytes =
            Array("\u{1B}]52;".utf8)
            + [UInt8](repeating: UInt8(ascii: "x"), count: EscapeStripper.sequenceBytesMax + 10)
        let text = EscapeStripper.strip(bytes)
        #expect(!text.isEmpty)
        #expect(text.count < 20)
    }
}
