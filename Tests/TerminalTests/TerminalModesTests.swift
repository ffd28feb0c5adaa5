import Terminal
import Testing

@Suite("What a program has left on in a terminal")
struct TerminalModesTests {
    private func reset(after output: String) -> String {
        var modes = TerminalModes()
        _ = modes.feed(Array(output.utf8))
        return String(decoding: modes.reset, as: UTF8.self)
    }

    @Test(
        "Only what is on is switched off",
        arguments: [
            ("plain text\r\n", ""),
            ("\u{1B}[31mred\u{1B}[0m", ""),
            ("\u{1B}[31mred", "\u{1B}[m"),
            ("\u{1B}[?1049h\u{1B}[?1049l", ""),
            ("\u{1B}[?1049h\u{1B}[?25l", "\u{1B}[?1049l\u{1B}[?25h"),
            ("\u{1B}[?1000;1006h\u{1B}[?2004h", "\u{1B}[?1000l\u{1B}[?1006l\u{1B}[?2004l"),
            ("\u{1B}[?7l", "\u{1B}[?7h"),
            ("\u{1B}[?1h\u{1B}=", "\u{1B}[?1l\u{1B}>"),
            ("\u{1B}[>1u\u{1B}[>5u\u{1B}[<u", "\u{1B}[<1u"),
            ("\u{1B}[>1u\u{1B}[<u", ""),
            ("\u{1B}[>4;2m", "\u{1B}[>4m"),
            ("\u{1B}[>4;2m\u{1B}[>4m", ""),
            ("\u{0E}lines\u{0F}", ""),
            ("\u{1B}(0lqk", "\u{0F}\u{1B}(B"),
            ("\u{1B}[5 q", "\u{1B}[0 q"),
            ("\u{1B}[?1049h\u{1B}[?25l\u{1B}c", ""),
            ("\u{1B}[?9999h\u{1B}[?12h", ""),
            ("\u{1B}]0;\u{1B}[?25l", "\u{1B}[?25h"),
            ("\u{1B}]0;title [?25l\u{07}", ""),
            ("\u{1B}P[?25l", "\u{1B}\\"),
        ])
    func resets(output: String, expected: String) {
        #expect(reset(after: output) == expected)
    }

    @Test("Sequences cut at any place are understood as whole ones, and a change is told once it is there")
    func cuts() {
        let output = Array("a\u{1B}[?1049hb\u{1B}[1;31mc\u{1B}]0;t\u{1B}\\\u{1B}[>3ud\u{1B}(0\u{1B}[?25l".utf8)
        var whole = TerminalModes()
        let isChanged = whole.feed(output)
        #expect(isChanged)
        for cut in 0...output.count {
            var parts = TerminalModes()
            _ = parts.feed(Array(output[..<cut]))
            _ = parts.feed(Array(output[cut...]))
            #expect(parts.reset == whole.reset)
        }
        var bytewise = TerminalModes()
        let told = output.map { bytewise.feed([$0]) }
        #expect(bytewise == whole)
        #expect(told[8] && !told[7] && !told[9])
    }

    @Test("What resets a terminal leaves nothing on, and random bytes never do more than that")
    func randomBytes() {
        var state: UInt32 = 7
        for _ in 0..<200 {
            var bytes: [UInt8] = []
            for _ in 0..<400 {
                state = state &* 1_664_525 &+ 1_013_904_223
                let pool = Array("\u{1B}[]?()>=<;012456789hlmuqpPc !\u{07}\\ABx".utf8)
                bytes.append(pool[Int(state >> 8) % pool.count])
            }
            var modes = TerminalModes()
            _ = modes.feed(bytes)
            #expect(modes.reset.count <= 512)
            // A sequence that is not whole would swallow the first bytes of the reset; CAN ends it, as terminals do.
            _ = modes.feed([0x18] + modes.reset)
            #expect(modes.reset == [])
        }
    }
}
