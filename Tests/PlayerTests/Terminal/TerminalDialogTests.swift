import ClaudeProtocol
import Terminal
import Testing
import Text

@testable import Player

@Suite("Questions at the terminal")
struct TerminalDialogTests {
    private func asked(_ variant: Variant, tool: String = "Bash") -> TerminalStand {
        var stand = variant.stand()
        let input: JSONValue =
            tool == "Bash"
            ? ["command": "touch made.txt", "description": "make a file"]
            : ["file_path": "/home/ada/project/w.txt", "content": "line one\nline two\n"]
        stand.type("go\r")
        stand.tell(
            .text("I will use a tool."), .blockEnded, .toolCalled(id: "t1", name: tool, input: input),
            .toolAsks(PermissionQuestion(id: "t1", tool: tool, input: input)))
        _ = stand.takeRequests()
        return stand
    }

    @Test("A shell command is asked about with its choices", arguments: Variant.all)
    func bash(_ variant: Variant) {
        let text = asked(variant).screen.text
        #expect(text.contains(" Bash command\n make a file\n"))
        #expect(text.contains(" touch made.txt\n"))
        #expect(text.contains(" Do you want to proceed?\n ❯ 1. Yes\n   2. Yes, and "))
        #expect(text.contains(variant.isOld ? "\n   3. No\n" : "\n   4. No\n"))
        #expect(text.hasSuffix(" Esc to cancel · Tab to amend"))
        #expect(!text.contains("esc to interrupt"))
    }

    @Test("A new file is asked about by its name", arguments: Variant.all)
    func write(_ variant: Variant) {
        var stand = asked(variant, tool: "Write")
        #expect(stand.screen.text.contains(" Create file\n w.txt\n"))
        #expect(stand.screen.text.contains("\n  1 line one\n  2 line two\n"))
        #expect(stand.screen.text.contains(" Do you want to create w.txt?\n"))
        stand.type("2")
        #expect(stand.requests == [.answer(id: "t1", .allowInMode("acceptEdits"))])
        #expect(stand.footer.contains("accept edits on"))
    }

    @Test("Digits, return, arrows and Esc decide", arguments: Variant.all)
    func keys(_ variant: Variant) {
        let last = variant.isOld ? "3" : "4"
        let rows: [(String, PermissionChoice)] = [
            ("\r", .allow(words: nil)), ("1", .allow(words: nil)), ("2", .allowAlways), (last, .denyAndInterrupt),
            ("\u{1B}[B\r", .allowAlways), ("\u{1B}[A\r", .denyAndInterrupt), ("\u{1B}OB\u{1B}OA\r", .allow(words: nil)),
            ("\u{03}", .denyAndInterrupt), ("\tuse touch -c\r", .allow(words: "use touch -c")),
            ("\u{1B}[A\tnot now\r", .deny(words: "not now")), ("x9\r", .allow(words: nil)),
        ]
        for (keys, choice) in rows {
            var stand = asked(variant)
            stand.type(keys)
            #expect(stand.requests == [.answer(id: "t1", choice)], "\(keys.debugDescription)")
            #expect(!stand.screen.text.contains("Do you want to proceed?"))
        }
    }

    @Test("Esc in a question leaves the call undone and says so", arguments: Variant.all)
    func escape(_ variant: Variant) {
        var stand = asked(variant)
        stand.type("\u{1B}")
        stand.wait(.milliseconds(60))
        #expect(stand.requests == [.answer(id: "t1", .denyAndInterrupt)])
        stand.tell(.toolAnswered(id: "t1", text: "", ending: .interrupted), .interrupted(hadAnswer: true))
        let text = stand.screen.text
        #expect(text.contains("  ⎿ \u{A0}Interrupted · What should Claude do instead?"))
        if variant.renderer == .fullscreen {
            #expect(text.contains("  Did not run 1 call\n  ⎿ \u{A0}$ touch made.txt\n  ⎿ \u{A0}Interrupted"))
        }
        #expect(stand.screen.title == "✳ Claude Code")
    }

    @Test("A call that may run ends with what it did", arguments: Variant.all)
    func ran(_ variant: Variant) {
        var stand = asked(variant)
        stand.type("1")
        stand.tell(
            .toolAnswered(id: "t1", text: "a\nb\nc\nd\ne", ending: .ran), .text("Finished."), .blockEnded,
            .turnEnded(took: .milliseconds(900)))
        let text = stand.screen.text
        #expect(text.contains("\n● Finished.\n"))
        if variant.renderer == .fullscreen {
            #expect(text.contains("\n  Ran 1 shell command\n"))
        } else {
            #expect(text.contains("● Bash(touch made.txt)\n  ⎿ \u{A0}a\n     b\n     c\n     … +2 lines\n"))
        }
    }

    @Test("A question that is withdrawn goes", arguments: Variant.all)
    func withdrawn(_ variant: Variant) {
        var stand = asked(variant)
        stand.tell(.questionWithdrawn(id: "t1"))
        #expect(!stand.screen.text.contains("Do you want to proceed?"))
        #expect(stand.screen.text.contains("\n❯"))
    }

    private func gated(_ variant: Variant, _ gates: [TerminalOptions.Gate]) -> TerminalStand {
        variant.stand { $0.gates = gates }
    }

    @Test("The folder is trusted before anything else, with No first in new versions", arguments: Variant.all)
    func trust(_ variant: Variant) {
        var stand = gated(variant, [.trust])
        let text = stand.screen.text
        #expect(text.contains(" Accessing workspace:\n\n /home/ada/project\n\n Quick safety check:"))
        if variant.isOld {
            #expect(text.contains(" ❯ 1. Yes, I trust this folder\n   2. No, exit\n"))
        } else {
            #expect(text.contains(" ❯ No, exit\n   Yes, I trust this folder\n"))
            #expect(stand.stream.contains("\r\r\n"))
        }
        #expect(text.hasSuffix(" Enter to confirm · Esc to cancel"))
        #expect(!stand.screen.modes.contains(.alternateScreen))
        stand.type(variant.isOld ? "\r" : "\u{1B}[B\r")
        stand.wait(.milliseconds(100))
        #expect(stand.screen.modes.contains(.alternateScreen) == (variant.renderer == .fullscreen))
        #expect(!stand.screen.text.contains("Quick safety check"))
        stand.type("hi\r")
        #expect(stand.requests == [.submit("hi")])
    }

    @Test("No ends with status 1 and Esc with 0", arguments: Variant.all)
    func refused(_ variant: Variant) {
        for (keys, status) in [(variant.isOld ? "2" : "\r", 1), ("\u{1B}", 0)] as [(String, Int32)] {
            var stand = gated(variant, [.trust])
            stand.type(keys)
            stand.wait(.milliseconds(400))
            #expect(stand.requests == [.exit(status: status)])
            #expect(stand.screen.text.contains("Claude Code didn't start because this folder isn't trusted."))
            #expect(stand.screen.modes.isDisjoint(with: [.bracketedPaste, .focusReports, .alternateScreen]))
        }
    }

    @Test("Bypassing permissions is asked about after the folder", arguments: Variant.all)
    func bypass(_ variant: Variant) {
        var stand = gated(variant, [.trust, .bypassWarning])
        stand.type(variant.isOld ? "1" : "\u{1B}[B\r")
        #expect(stand.screen.text.contains("WARNING: Claude Code running in Bypass Permissions mode"))
        #expect(stand.screen.text.contains(variant.isOld ? " ❯ 1. No, exit\n   2. Yes, I accept" : " ❯ No, exit\n"))
        var refused = stand
        refused.type("\r")
        refused.wait(.milliseconds(400))
        #expect(refused.requests == [.exit(status: 1)])
        stand.type("\u{1B}[B\r")
        stand.type("hi\r")
        #expect(stand.requests == [.submit("hi")])
    }
}
