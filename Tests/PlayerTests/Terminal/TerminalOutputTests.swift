import ClaudeProtocol
import Determinism
import Terminal
import Testing
import Text

@testable import Player

@Suite("What the terminal program writes")
struct TerminalOutputTests {
    @Test("The first bytes and modes are those of the version and the renderer")
    func firstBytes() {
        let starts: [(Variant, String)] = [
            (
                Variant.all[0],
                "\u{1B}7\u{1B}[r\u{1B}8\u{1B}[?25h\u{1B}[?2004h\u{1B}[?2031h\u{1B}[?1004h\u{1B}]0;✳ Claude Code\u{07}"
                    + "\u{1B}[?1049h\u{1B}[2J\u{1B}[H\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1003h\u{1B}[?1006h\u{1B}[?25l"
                    + "\u{1B}[H\r"
            ),
            (
                Variant.all[1],
                "\u{1B}7\u{1B}[r\u{1B}8\u{1B}[?25h\u{1B}[?25l\u{1B}[?2004h\u{1B}[?2031h\u{1B}[?1004h"
                    + "\u{1B}]0;✳ Claude Code\u{07}"
            ),
            (Variant.all[2], "\u{1B}[?25l\u{1B}[?2026h\r\n"),
            (
                Variant.everything[3],
                "[Screen Reader Mode: on via flag]\r\n\u{1B}7\u{1B}[r\u{1B}8\u{1B}[?25h\u{1B}[?2004h\u{1B}[?2031h"
                    + "\u{1B}[?1004h\u{1B}]0;✳ Claude Code\u{07}"
            ),
        ]
        for (variant, start) in starts { #expect(variant.stand().stream.hasPrefix(start), "\(variant)") }
    }

    @Test("New versions ask the terminal what it is, and ask on where it answers", arguments: Variant.all)
    func queries(_ variant: Variant) {
        var stand = variant.stand()
        let queries = "\u{1B}[>0q\u{1B}[?u\u{1B}]7501;?\u{07}\u{1B}[c"
        #expect(stand.stream.hasSuffix(queries) != variant.isOld)
        stand.type("\u{1B}[?62;22c")
        #expect(stand.stream.hasSuffix("\u{1B}[16t\u{1B}[?1016$p\u{1B}[c") == (variant.renderer == .fullscreen))
        stand.type("\u{1B}[?2026;2$y")
        let count = stand.writes.count
        stand.type("x")
        let frame = String(decoding: stand.writes[count...].joined(), as: UTF8.self)
        #expect(frame.hasPrefix("\u{1B}[?2026h") && frame.hasSuffix("\u{1B}[?2026l"))
    }

    @Test("A typed letter is a small write at its place in the fullscreen renderer")
    func letter() {
        var stand = TerminalStand()
        stand.type("h")
        let first = String(decoding: stand.writes.last ?? [], as: UTF8.self)
        #expect(
            first
                == "\u{1B}[H\r\u{1B}[2C\u{1B}[21Bh\u{1B}[7m \r\u{1B}[18C\u{1B}[2B\u{1B}[27m\u{1B}[K"
                + "\u{1B}[24;1H\u{1B}[22;4H")
        stand.type("i")
        let second = String(decoding: stand.writes.last ?? [], as: UTF8.self)
        #expect(second == "\u{1B}[H\r\u{1B}[3C\u{1B}[21Bi\u{1B}[7m \u{1B}[27m\u{1B}[24;1H\u{1B}[22;5H")
    }

    @Test("The title turns every 0.96 s while the session is busy")
    func title() {
        let rows: [(Variant, [String])] = [
            (Variant.all[0], ["◐", "◑", "◐"]), (Variant.all[2], ["✳", "⠐", "⠂"]),
        ]
        for (variant, marks) in rows {
            var stand = variant.stand()
            stand.type("hi\r")
            for mark in marks {
                #expect(stand.screen.title == "\(mark) Claude Code")
                stand.wait(.milliseconds(960))
            }
            stand.tell(.turnEnded(took: .seconds(3)))
            #expect(stand.screen.title == "✳ Claude Code")
        }
    }

    @Test("The spinner steps every 115 ms and rests at both ends")
    func spinner() {
        var stand = TerminalStand()
        stand.type("hi\r")
        var seen: [String] = []
        for _ in 0..<40 {
            let mark = stand.screen.lines.first { $0.contains("…") }?.prefix(1) ?? ""
            if seen.last != String(mark) { seen.append(String(mark)) }
            stand.wait(.milliseconds(50))
        }
        #expect(seen.starts(with: ["·", "✢", "*", "✶", "✻", "✽", "✻", "✶", "*", "✢"]), "\(seen)")
    }

    @Test("An answer appears line by line in new versions, and whole in old ones", arguments: Variant.all)
    func streaming(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("go\r")
        stand.tell(.turnBegan(prompt: "go"), .text("word0 "))
        #expect(stand.screen.text.contains("\n●\n") != variant.isOld)
        for number in 1..<20 { stand.tell(.text("word\(number) ")) }
        stand.wait(.seconds(1))
        #expect(stand.screen.text.contains("● word0") != variant.isOld)
        #expect(!stand.screen.text.contains("word19"))
        stand.tell(.blockEnded, .turnEnded(took: .seconds(5)))
        let text = stand.screen.text
        if variant.isOld {
            #expect(text.contains("word11 word\n12 word13"))
            #expect(!text.contains("done"))
        } else {
            #expect(text.contains("● word0 word1") && text.contains(" word11\n  word12 "))
            #expect(text.contains(" for 5s · done 10:16 AM\n"))
        }
    }

    @Test("Characters of other widths stand where they belong", arguments: Variant.all)
    func widths(_ variant: Variant) {
        var stand = variant.stand()
        stand.turn("日本語 👍🏽 e\u{301}", "Grüße — 日本語 👩‍👩‍👧‍👦 🇩🇪 e\u{301} tab\there \u{1B}[31mred\u{1B}[0m \u{202E}x")
        let text = stand.screen.text
        #expect(text.contains("❯ 日本語 👍🏽 e\u{301}"))
        #expect(text.contains("● Grüße — 日本語 👩‍👩‍👧‍👦 🇩🇪 e\u{301} tab        here red \u{FFFD}x"))
    }

    @Test("The end restores all modes, at once and again 0.25 s later, and says how to resume")
    func end() {
        var stand = TerminalStand { $0.resumeFlags = ["--permission-mode", "manual"] }
        stand.turn("hi", "Hello!")
        _ = stand.takeRequests()
        let before = stand.stream.utf8.count
        stand.program.leave(status: 143, at: stand.now)
        stand.collect()
        #expect(stand.requests.isEmpty)
        #expect(stand.screen.modes == .standard)
        stand.wait(.milliseconds(250))
        #expect(stand.requests == [.exit(status: 143)])
        let mouse = "\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l"
        let common = "\u{1B}(B\u{0F}\u{1B}[?1016l" + mouse
        let margins = "\u{1B}[?25h\u{1B}7\u{1B}[r\u{1B}8"
        let end = String(decoding: Array(stand.stream.utf8)[before...], as: UTF8.self)
        #expect(
            end
                == mouse + "\u{1B}[?25h\u{1B}[?1004l\u{1B}[<u\u{1B}[?1049l\u{1B}[>4m\u{1B}[>4m\u{1B}[<u\u{1B}[?2031l"
                + "\u{1B}[?2004l" + common + "\u{1B}[?7h" + margins + "\u{1B}[?25h" + common
                + "\u{1B}[>4m\u{1B}[?1004l\u{1B}[?2031l\u{1B}[?2004l\u{1B}[?7h\u{1B}[<u" + margins + "\u{1B}]0;\u{07}"
                + "\u{1B}[2m\u{1B}[22m\r\n\u{1B}[2mResume this session with:\u{1B}[22m\r\n"
                + "\u{1B}[2mclaude --permission-mode manual --resume 11111111-2222-4333-8444-555555555555\u{1B}[22m\r\n"
                + "\u{1B}[2m\u{1B}[22m\u{1B}[?25h")
    }

    @Test("Without a turn the end says nothing of resuming", arguments: Variant.everything)
    func endWithoutTurn(_ variant: Variant) {
        var stand = variant.stand()
        stand.program.leave(status: 0, at: stand.now)
        stand.wait(.seconds(1))
        #expect(stand.requests == [.exit(status: 0)])
        #expect(!stand.stream.contains("Resume this session"))
        #expect(stand.screen.modes == .standard)
        #expect(stand.program.deadline == nil)
    }

    @Test("A failed turn has its words in the answer's place", arguments: Variant.everything)
    func failure(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("hi\r")
        stand.tell(.retrying(attempt: 1, of: 10, delay: .seconds(2), words: "529 overloaded"))
        if !variant.isOld {
            #expect(stand.screen.text.contains("529 overloaded · retrying in 2s · attempt 1/10"))
        }
        stand.tell(.failed("Credit balance too low · Add funds"), .turnEnded(took: .seconds(1)))
        #expect(stand.screen.text.contains("Credit balance too low · Add funds"))
        if variant.renderer != .screenReader {
            #expect(stand.screen.text.contains("❯ hi\n  ⎿ \u{A0}Credit balance too low"))
            #expect(!stand.screen.text.contains(" done "))
        }
        if variant.renderer == .fullscreen { #expect(stand.box == "Once fixed, resend your message") }
    }

    @Test("Thinking is told by its time")
    func thinking() {
        var stand = TerminalStand()
        stand.type("why\r")
        stand.tell(.thinking("hm"))
        stand.wait(.seconds(3))
        stand.tell(.blockEnded, .text("So."), .blockEnded, .turnEnded(took: .seconds(4)))
        #expect(stand.screen.text.contains("\n  Thought for 3s\n\n● So.\n"))
    }

    @Test("A new size draws all again, and a tiny one the end of what was said")
    func resize() {
        var stand = TerminalStand()
        stand.turn("hi", "Hello! How can I help you today?")
        let before = stand.screen.text
        stand.resize(columns: 120, rows: 40)
        #expect(stand.screen.text.contains("❯ hi\n\n● Hello! How can I help you today?"))
        #expect(stand.screen.lines[37].hasPrefix("❯"))
        stand.resize(columns: 20, rows: 5)
        #expect(stand.screen.lines[2].hasPrefix("  done 10:16 AM"), "\(stand.screen.lines)")
        stand.resize(columns: 80, rows: 24)
        #expect(stand.screen.text == before)
    }

    @Test("Long answers scroll, and the end of them stays in sight", arguments: Variant.everything)
    func long(_ variant: Variant) {
        var stand = variant.stand()
        stand.type("go\r")
        for line in 0..<100 { stand.tell(.text("line \(line)\n")) }
        stand.tell(.blockEnded, .turnEnded(took: .seconds(1)))
        #expect(stand.screen.text.contains("line 97\n"))
        #expect(stand.screen.text.contains("line 99"))
        stand.turn("again", "short")
        #expect(stand.screen.text.contains("short"))
        if variant.renderer != .fullscreen {
            let whole = (stand.screen.history + stand.screen.lines).joined(separator: "\n")
            for line in 0..<100 { #expect(whole.contains("line \(line)\n")) }
            #expect(whole.split(separator: "\n").count { $0.hasSuffix("line 50") } == 1)
        }
    }

    @Test("The prompt of the command line is sent when the screen is up", arguments: Variant.everything)
    func initialPrompt(_ variant: Variant) {
        var stand = TerminalStand(variant.profile, isStarted: false) {
            $0.renderer = variant.renderer
            $0.initialPrompt = "hi there\n"
        }
        #expect(stand.requests.isEmpty)
        stand.wait(.milliseconds(100))
        #expect(stand.requests == [.submit("hi there")])
    }

    @Test("NO_COLOR leaves colours out but not the program's escapes")
    func noColor() {
        var stand = TerminalStand { $0.usesColor = false }
        stand.turn("hi", "Hello!")
        #expect(!stand.stream.contains("[38;2") && !stand.stream.contains("[1m"))
        #expect(stand.screen.modes.contains(.alternateScreen))
    }

    @Test("Nothing in an idle or a busy screen looks like a question to a driver", arguments: Variant.everything)
    func noFalseMarkers(_ variant: Variant) {
        var stand = variant.stand { $0.permissionMode = "bypassPermissions" }
        stand.turn("hi", "Hello!")
        stand.type("hi\r")
        stand.wait(.seconds(3))
        let text = stand.stream.lowercased()
        #expect(!text.contains("trust") && !text.contains("hit your limit") && !text.contains("proceed"))
        #expect(!(text.contains("permission") && (text.contains("allow") || text.contains("deny"))))
    }
}
