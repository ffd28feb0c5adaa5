import ClaudeProtocol
import Determinism
import Terminal
import Testing
import Text

@testable import Player

/// A version with one of its ways to draw.
struct Variant: Sendable, CustomTestStringConvertible {
    var profile: Profile
    var renderer: TerminalOptions.Renderer

    static let all = [
        Variant(profile: .v2_1_330, renderer: .fullscreen), Variant(profile: .v2_1_330, renderer: .classic),
        Variant(profile: .v2_1_9, renderer: .classic),
    ]
    static let everything = all + [Variant(profile: .v2_1_330, renderer: .screenReader)]

    var isOld: Bool { profile.version == "2.1.9" }
    var testDescription: String { "\(profile.version) \(renderer)" }

    func stand(columns: Int = 80, rows: Int = 24, _ change: (inout TerminalOptions) -> Void = { _ in }) -> TerminalStand
    {
        TerminalStand(profile, columns: columns, rows: rows) {
            $0.renderer = renderer
            change(&$0)
        }
    }
}

@Suite("What the person does at the terminal")
struct TerminalInputTests {
    @Test("/exit and return end the program with status 0", arguments: Variant.everything)
    func exit(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("/exit")
        #expect(stand.screen.text.contains("End the program"))
        stand.type("\r")
        stand.wait(.milliseconds(300))
        #expect(stand.requests == [.exit(status: 0)])
    }

    @Test("Ctrl-C twice within 0.8 s ends the program, and Ctrl-D too", arguments: Variant.everything, ["C", "D"])
    func twice(_ variant: Variant, _ key: String) {
        var stand = variant.stand()
        let byte = key == "C" ? "\u{03}" : "\u{04}"
        stand.type(byte)
        #expect(stand.screen.text.contains("Press Ctrl-\(key) again to exit"))
        stand.wait(.milliseconds(700))
        stand.type(byte)
        stand.wait(.milliseconds(300))
        #expect(stand.requests == [.exit(status: 0)])
    }

    @Test("A first Ctrl-C counts no more when its hint has gone", arguments: Variant.all)
    func slowly(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("\u{03}")
        stand.wait(.milliseconds(801))
        #expect(!stand.screen.text.contains("Press Ctrl-C"))
        stand.type("\u{03}")
        stand.wait(.seconds(1))
        #expect(stand.requests.isEmpty)
    }

    @Test("Ctrl-C clears what was typed, and counts as the first of two", arguments: Variant.all)
    func clears(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("half a thought\u{03}")
        #expect(stand.box.trimmed == "")
        #expect(stand.footer.contains("Press Ctrl-C again to exit"))
        stand.type("\u{03}")
        stand.wait(.milliseconds(300))
        #expect(stand.requests == [.exit(status: 0)])
    }

    @Test("Text and return in one write send the text", arguments: Variant.everything)
    func oneWrite(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("hi\r")
        #expect(stand.requests == [.submit("hi")])
        #expect(stand.screen.text.contains(variant.renderer == .screenReader ? "you: hi" : "❯ hi"))
    }

    @Test("Line feeds make lines in the box and send nothing", arguments: Variant.all)
    func lineFeeds(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("line one\nline two\n")
        #expect(stand.requests.isEmpty)
        #expect(stand.box.trimmed == "line one\nline two")
        stand.type("\r")
        #expect(stand.requests == [.submit("line one\nline two")])
    }

    @Test("A backslash, Alt and a line feed make return a new line", arguments: Variant.all)
    func newLines(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("one\\\rtwo\u{1B}\rthree\nfour\u{1B}[13;2ufive")
        #expect(stand.requests.isEmpty)
        #expect(stand.box == "one\ntwo\nthree\nfour\nfive")
    }

    @Test("A bracketed paste is text, and a long one a label for it", arguments: Variant.all)
    func paste(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("\u{1B}[200~line one\nline two\u{1B}[201~")
        #expect(stand.box == "line one\nline two")
        stand.type("\r")
        #expect(stand.takeRequests() == [.submit("line one\nline two")])
        stand.tell(.text("ok"), .turnEnded(took: .seconds(1)))
        stand.type("\u{1B}[200~a\rb\r\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n\u{1B}[201~")
        #expect(stand.box == "[Pasted text #1 +12 lines]")
        #expect(stand.requests.isEmpty)
        stand.type("\r")
        #expect(stand.requests == [.submit("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl")])
    }

    @Test("Answers of the terminal, its mouse and its focus never become text", arguments: Variant.everything)
    func reports(_ variant: Variant) {
        var stand = variant.stand()
        let before = stand.screen.text
        stand.type("\u{1B}[?62;22c\u{1B}P>|TestTerm 1.0\u{1B}\\\u{1B}[?0u\u{1B}[?2026;2$y\u{1B}_Gi=31;OK\u{1B}\\")
        stand.type("\u{1B}[6;16;8t\u{1B}]7501;x\u{07}\u{1B}[I\u{1B}[O\u{1B}[<0;10;5M\u{1B}[<35;11;5m\u{1B}[M !!")
        stand.type("\u{1B}[12;40R\u{1B}[?997;1n\u{1B}[>1;10;0c\u{1B}]11;rgb:0000/0000/0000\u{1B}\\")
        stand.wait(.seconds(1))
        #expect(stand.screen.text == before)
        stand.type("x\r")
        #expect(stand.requests == [.submit("x")])
    }

    @Test("Keys edit the line as people expect", arguments: Variant.all)
    func editing(_ variant: Variant) {
        let rows: [(keys: String, sent: String)] = [
            ("abc\u{1B}[D\u{1B}[DX", "aXbc"), ("abc\u{1B}[HX", "Xabc"), ("abc\u{01}X\u{05}Y", "XabcY"),
            ("abc\u{7F}\u{7F}Z", "aZ"), ("one two\u{17}three", "one three"), ("one two\u{15}three", "three"),
            ("one two\u{1B}b\u{0B}x", "one x"), ("one two\u{15}\u{19}", "one two"), ("abc\u{1B}[H\u{1B}[3~", "bc"),
            ("ab\u{1B}[D\u{1B}[C!", "ab!"), ("日本語\u{1B}[D\u{7F}x", "日x語"), ("e\u{301}a\u{1B}[D\u{7F}z", "za"),
            ("👩‍👩‍👧‍👦x\u{1B}[D\u{7F}y", "yx"), ("one\ntwo\u{1B}[A!", "one!\ntwo"), ("\u{1B}[1~a\u{1B}[4~b", "ab"),
            ("a b\u{1B}[1;5Dx", "a xb"),
        ]
        for row in rows {
            var stand = variant.stand()
            stand.type(row.keys + "\r")
            #expect(stand.requests == [.submit(row.sent)], "\(row.keys)")
        }
    }

    @Test("The arrow up brings earlier prompts back, and down what was written", arguments: Variant.all)
    func history(_ variant: Variant) {
        var stand = variant.stand()
        stand.turn("first", "one")
        stand.turn("second", "two")
        stand.type("draft\u{1B}[A")
        #expect(stand.box == "second")
        stand.type("\u{1B}[A")
        #expect(stand.box == "first")
        stand.type("\u{1B}[A\u{1B}[B\u{1B}[B")
        #expect(stand.box == "draft")
    }

    @Test("Shift-Tab goes through the permission modes", arguments: Variant.all)
    func modes(_ variant: Variant) {
        var stand = variant.stand()
        let modes = variant.isOld ? ["acceptEdits", "plan", "default"] : ["acceptEdits", "plan", "auto", "default"]
        let words =
            variant.isOld
            ? ["accept edits on", "plan mode on", "? for shortcuts"]
            : ["⏵⏵ accept edits on", "⏸ plan mode on", "⏵⏵ auto mode on", "⏸ manual mode on"]
        for text in words {
            stand.type("\u{1B}[Z")
            #expect(stand.footer.contains(text))
        }
        #expect(stand.requests == modes.map { .setPermissionMode($0) })
    }

    @Test("A prompt that is sent while the session is busy waits for its turn", arguments: Variant.all)
    func queue(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("one\r")
        stand.type("two\rthree\r")
        #expect(stand.takeRequests() == [.submit("one")])
        #expect(stand.screen.text.contains("⎿ \u{A0}Queued"))
        stand.tell(.text("answer"), .turnEnded(took: .seconds(1)))
        #expect(stand.takeRequests() == [.submit("two")])
        stand.tell(.turnEnded(took: .seconds(1)))
        #expect(stand.takeRequests() == [.submit("three")])
        #expect(!stand.screen.text.contains("Queued"))
    }

    @Test("Ctrl-X Ctrl-S cuts the turn off and sends what waits", arguments: Variant.all)
    func sendNow(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("one\rtwo\r\u{18}\u{13}")
        #expect(stand.takeRequests() == [.submit("one"), .interrupt])
        stand.tell(.interrupted(hadAnswer: false))
        #expect(stand.takeRequests() == [.submit("two")])
    }

    @Test("Esc and Ctrl-C cut a turn off once", arguments: Variant.all, ["\u{1B}", "\u{03}"])
    func interrupts(_ variant: Variant, _ key: String) {
        var stand = variant.stand()
        stand.type("hi\r")
        stand.tell(.turnBegan(prompt: "hi"), .text("word0 word1"))
        stand.type(key)
        stand.wait(.milliseconds(51))
        stand.type(key)
        stand.wait(.milliseconds(51))
        #expect(stand.requests == [.submit("hi"), .interrupt])
        stand.tell(.interrupted(hadAnswer: true))
        #expect(stand.screen.text.contains("word0 word1\n  ⎿ \u{A0}Interrupted · What should Claude do instead?"))
        #expect(stand.box.trimmed == "")
    }

    @Test("A prompt that was cut before any answer goes back into the box of new versions", arguments: Variant.all)
    func promptBack(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("hang\r")
        stand.tell(.turnBegan(prompt: "hang"))
        stand.type("\u{1B}")
        stand.wait(.milliseconds(60))
        stand.tell(.interrupted(hadAnswer: false))
        if variant.isOld {
            #expect(stand.screen.text.contains("Interrupted"))
        } else {
            #expect(stand.box == "hang")
            #expect(!stand.screen.text.contains("Interrupted"))
            stand.type("/exit\r")
            #expect(stand.requests.last == .submit("hang/exit"))
        }
    }

    @Test("Ctrl-Z gives the terminal back, and SIGCONT draws all again", arguments: Variant.everything)
    func suspends(_ variant: Variant) {
        var stand = variant.stand()
        stand.turn("hi", "Hello!")
        stand.type("draft")
        let before = stand.screen.text
        let modes = stand.screen.modes
        stand.type("\u{1A}")
        #expect(stand.requests.last == .suspend)
        #expect(stand.screen.text.contains("Claude Code is suspended. Run `fg` to bring it back."))
        #expect(stand.screen.modes.isDisjoint(with: [.alternateScreen, .bracketedPaste, .focusReports, .mouseMoves]))
        stand.type("lost")
        stand.program.resume(at: stand.now)
        stand.collect()
        #expect(stand.screen.modes == modes)
        if variant.renderer == .fullscreen { #expect(stand.screen.text == before) }
        #expect(stand.screen.text.contains("draft"))
    }

    @Test("Commands that nobody knows are not sent, and paths are prompts", arguments: Variant.all)
    func commands(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("/nonsense\r")
        #expect(stand.screen.text.contains("Unknown command: /nonsense"))
        #expect(stand.requests.isEmpty)
        stand.type("/etc/passwd is what?\r")
        #expect(stand.requests == [.submit("/etc/passwd is what?")])
    }

    @Test("Esc twice clears the box", arguments: Variant.all)
    func escapes(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("draft\u{1B}")
        stand.wait(.milliseconds(60))
        #expect(stand.footer.contains("Esc again to clear"))
        stand.type("\u{1B}")
        stand.wait(.milliseconds(60))
        #expect(stand.box.trimmed == "")
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
