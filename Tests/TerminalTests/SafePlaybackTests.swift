import Testing

@testable import Terminal

@Suite("Safe playback")
struct SafePlaybackTests {
    /// The filter's output for a text, cut in all ways that are tried here, which must not matter.
    private static func clean(_ text: String) -> String { String(decoding: clean(Array(text.utf8)), as: UTF8.self) }

    private static func clean(_ bytes: [UInt8]) -> [UInt8] { run([bytes[...]]).output }

    private static func run(
        _ chunks: [ArraySlice<UInt8>], charset: SafePlayback.Charset = .unicode
    ) -> (output: [UInt8], removed: RemovedFromPlayback) {
        var filter = SafePlayback(charset: charset)
        var output: [UInt8] = []
        for chunk in chunks { filter.feed(chunk, into: &output) }
        filter.finish(into: &output)
        return (output, filter.removed)
    }

    @Test(
        "What draws passes as it is",
        arguments: [
            "plain text, ä € 🙂 e\u{301} \u{200F}", "a\r\nb\tc\u{8}", "\u{1B}[m\u{1B}[1;31mred\u{1B}[0m",
            "\u{1B}[38;2;1;2;3m\u{1B}[38:2::1:2:3m\u{1B}[4:3m", "\u{1B}[H\u{1B}[2;3H\u{1B}[5A\u{1B}[B\u{1B}[7C\u{1B}[D",
            "\u{1B}[E\u{1B}[F\u{1B}[9G\u{1B}[4d\u{1B}[2;2f\u{1B}[s\u{1B}[u\u{1B}7\u{1B}8\u{1B}D\u{1B}E\u{1B}M",
            "\u{1B}[J\u{1B}[2J\u{1B}[K\u{1B}[1K\u{1B}[4X\u{1B}[3P\u{1B}[2@\u{1B}[L\u{1B}[2M",
            "\u{1B}[S\u{1B}[2T\u{1B}[3;20r",
            "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[?6h\u{1B}[?2026h\u{1B}[4h\u{1B}[4l\u{1B}[?1049l",
            "\u{1B}[3b\u{1B}[2I\u{1B}[Z",
        ])
    func passes(_ text: String) {
        #expect(Self.clean(text) == text)
        #expect(Self.run([Array(text.utf8)[...]]).removed.total == 0)
    }

    /// A hostile sequence, what may be left of it, and how it is counted.
    struct Hostile: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let left: String
        let kind: RemovedFromPlayback.Kind

        init(_ name: String, _ text: String, _ kind: RemovedFromPlayback.Kind, left: String = "") {
            self.init(name, bytes: Array(text.utf8), kind, left: left)
        }

        init(_ name: String, bytes: [UInt8], _ kind: RemovedFromPlayback.Kind, left: String = "") {
            self.name = name
            self.bytes = bytes
            self.left = left
            self.kind = kind
        }

        var testDescription: String { name }
    }

    private static let hostile: [Hostile] = [
        Hostile("clipboard, ended by BEL", "\u{1B}]52;c;cm0gLXJmIH4=\u{07}", .clipboard),
        Hostile("clipboard, ended by ST", "\u{1B}]52;c;cm0gLXJmIH4=\u{1B}\\", .clipboard),
        Hostile("clipboard in C1 as UTF-8", "\u{9D}52;c;cm0gLXJmIH4=\u{9C}", .clipboard),
        Hostile("question for the clipboard", "\u{1B}]52;c;?\u{07}", .clipboard),
        Hostile("title", "\u{1B}]0;evil\u{07}", .title), Hostile("icon", "\u{1B}]1;evil\u{1B}\\", .title),
        Hostile("hyperlink", "\u{1B}]8;;http://a.example\u{1B}\\here\u{1B}]8;;\u{1B}\\", .hyperlink, left: "here"),
        Hostile("notification", "\u{1B}]9;look\u{07}", .notification),
        Hostile("notification of urxvt", "\u{1B}]777;notify;a;b\u{07}", .notification),
        Hostile("question for a colour", "\u{1B}]11;?\u{07}", .query),
        Hostile("colour", "\u{1B}]4;1;red\u{07}", .command),
        Hostile("folder", "\u{1B}]7;file:///\u{07}", .command), Hostile("DCS", "\u{1B}Pqsixel\u{1B}\\", .string),
        Hostile("DECRQSS", "\u{1B}P$qm\u{1B}\\", .string),
        Hostile("termcap question", "\u{1B}P+q544e\u{1B}\\", .string),
        Hostile("DCS in C1 as UTF-8", "\u{90}$qm\u{9C}", .string),
        Hostile("tmux passthrough", "\u{1B}Ptmux;x\u{1B}\\", .string),
        Hostile("APC", "\u{1B}_Gf=100;AAAA\u{1B}\\", .string), Hostile("PM", "\u{1B}^secret\u{1B}\\", .string),
        Hostile("SOS", "\u{1B}Xsecret\u{1B}\\", .string), Hostile("DA", "\u{1B}[c", .query),
        Hostile("secondary DA", "\u{1B}[>c", .query), Hostile("tertiary DA", "\u{1B}[=c", .query),
        Hostile("DA in C1 as UTF-8", "\u{9B}c", .query), Hostile("DECID", "\u{1B}Z", .query),
        Hostile("DSR", "\u{1B}[5n", .query), Hostile("cursor position", "\u{1B}[6n", .query),
        Hostile("DECXCPR", "\u{1B}[?6n", .query), Hostile("DECRQM", "\u{1B}[?2026$p", .query),
        Hostile("version", "\u{1B}[>q", .query), Hostile("checksum", "\u{1B}[1;1;1;1;1;1*y", .query),
        Hostile("terminal parameters", "\u{1B}[x", .query), Hostile("kitty keyboard question", "\u{1B}[?u", .query),
        Hostile("answerback", "\u{05}", .query), Hostile("window size question", "\u{1B}[18t", .window),
        Hostile("window title question", "\u{1B}[21t", .window), Hostile("window move", "\u{1B}[3;0;0t", .window),
        Hostile("mouse", "\u{1B}[?1000h", .mode), Hostile("mouse, all of it", "\u{1B}[?1000;1002;1003;1006h", .mode),
        Hostile("bracketed paste", "\u{1B}[?2004h", .mode), Hostile("focus", "\u{1B}[?1004h", .mode),
        Hostile("cursor keys", "\u{1B}[?1h", .mode), Hostile("keypad", "\u{1B}=", .mode),
        Hostile("kitty keyboard", "\u{1B}[>1u", .mode), Hostile("modified keys", "\u{1B}[>4;2m", .mode),
        Hostile("line feed mode", "\u{1B}[20h", .mode), Hostile("keyboard lock", "\u{1B}[2h", .mode),
        Hostile("cursor shape", "\u{1B}[5 q", .mode), Hostile("soft reset", "\u{1B}[!p", .mode),
        Hostile("history erased", "\u{1B}[3J", .other), Hostile("margins left and right", "\u{1B}[?69h", .mode),
        Hostile("rectangle filled", "\u{1B}[88;1;1;9;9$x", .other), Hostile("media copy", "\u{1B}[5i", .other),
        Hostile("printer", "\u{1B}[?5i", .other), Hostile("LEDs", "\u{1B}[1q", .other),
        Hostile("bell", "\u{07}", .bell),
        Hostile("alignment pattern", "\u{1B}#8", .other), Hostile("character set of Linux", "\u{1B}(U", .other),
        Hostile("direction turned", "a\u{202E}b\u{2066}c", .direction, left: "abc"),
        Hostile("C1 as a single byte", bytes: [0x9D, 0x35, 0x32, 0x3B], .invalid, left: "\u{FFFD}52;"),
        Hostile("overlong ESC", bytes: [0xC0, 0x9B], .invalid, left: "\u{FFFD}\u{FFFD}"),
        Hostile("surrogate", bytes: [0xED, 0xA0, 0x80], .invalid, left: "\u{FFFD}\u{FFFD}\u{FFFD}"),
        Hostile("sequence within a sequence", "\u{1B}[31\u{1B}]52;c;eA==\u{07}", .clipboard),
        Hostile("string cut by a sequence", "\u{1B}]52;c;eA==\u{1B}[31m", .clipboard, left: "\u{1B}[31m"),
        Hostile("string without an end", "\u{1B}]52;c;eA==", .other),
        Hostile("sequence without an end", "\u{1B}[31;", .other),
        Hostile("sequence cut by CAN", "\u{1B}[31\u{18}m", .other, left: "m"),
        Hostile("bytes in a sequence", "\u{1B}[31äm", .other, left: "äm"),
        Hostile("a flood of parameters", "\u{1B}[" + String(repeating: "1;", count: 200) + "m", .other),
        Hostile("a parameter of no sense", "\u{1B}[1<2H", .other), Hostile("colon in a move", "\u{1B}[1:2H", .other),
    ]

    @Test("What could do harm stays behind and is counted, wherever the bytes are cut", arguments: hostile)
    func removed(_ hostile: Hostile) {
        let bytes = Array("<".utf8) + hostile.bytes
        let whole = Self.run([bytes[...]])
        #expect(String(decoding: whole.output, as: UTF8.self) == "<" + hostile.left)
        #expect(whole.removed[hostile.kind] > 0, "\(whole.removed)")
        for cut in bytes.indices {
            let parts = Self.run([bytes[..<cut], bytes[cut...]])
            #expect(parts.output == whole.output, "cut at \(cut)")
            #expect(parts.removed == whole.removed, "cut at \(cut)")
        }
        let single = Self.run(bytes.indices.map { bytes[$0...$0] })
        #expect(single.output == whole.output)
    }

    @Test("A continuation byte that looks like a C1 control is no control: the letters around it stay")
    func continuationBytes() {
        // U+045B is D1 9B, U+075D is DD 9D; both second bytes would be introducers alone.
        #expect(Self.clean("ћ\u{75D}…✓") == "ћ\u{75D}…✓")
    }

    @Test("A full reset becomes an empty screen, which takes neither history nor settings")
    func fullReset() { #expect(Self.clean("a\u{1B}cb") == "a\u{1B}[m\u{1B}[r\u{1B}[H\u{1B}[2Jb") }

    @Test("Numbers are held to what a screen can have")
    func clamped() {
        #expect(Self.clean("\u{1B}[99999999999999999999;5H") == "\u{1B}[9999;5H")
        #expect(Self.clean("a\u{1B}[2147483647b\u{1B}[65535L") == "a\u{1B}[999b\u{1B}[999L")
        #expect(Self.clean("\u{1B}[;H\u{1B}[0001A") == "\u{1B}[0;0H\u{1B}[1A")
    }

    @Test("Modes that draw pass without those that do not")
    func mixedModes() { #expect(Self.clean("\u{1B}[?25;1000;7h") == "\u{1B}[?25;7h") }

    @Test("Lines and corners of DEC's set are drawn with Unicode's, whatever the terminal's own set is")
    func lines() {
        #expect(Self.clean("\u{1B}(0lqk\u{1B}(Blqk") == "┌─┐lqk")
        #expect(Self.clean("\u{1B})0a\u{0E}x\u{0F}x") == "a│x")
        #expect(
            String(decoding: Self.run([Array("\u{1B}(0lqx".utf8)[...]], charset: .ascii).output, as: UTF8.self) == "+-|"
        )
    }

    @Test("A terminal that does not speak UTF-8 gets ASCII alone")
    func ascii() {
        let (output, _) = Self.run([Array("aäb🙂\u{1B}[1mc".utf8)[...]], charset: .ascii)
        #expect(String(decoding: output, as: UTF8.self) == "a?b?\u{1B}[1mc")
    }

    @Test("A string whose end is lost gives text back after a mebibyte")
    func lostEnd() {
        let flood = [UInt8](repeating: UInt8(ascii: "x"), count: SafePlayback.stringBytesMax)
        let output = Self.clean(Array("\u{1B}]52;".utf8) + flood + Array("back".utf8))
        #expect(output.suffix(4) == Array("back".utf8)[...])
        #expect(output.count < 16)
    }

    @Test("What was held back is said in words")
    func words() {
        let removed = Self.run([Array("\u{1B}]0;a\u{07}\u{1B}]2;b\u{07}\u{1B}[c".utf8)[...]]).removed
        #expect(removed.description == "2 titles, 1 query")
        #expect(removed.total == 3)
    }
}
