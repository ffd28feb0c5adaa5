import Determinism
import Terminal

extension TerminalProgram {
    /// Keys, in order.
    mutating func press(_ keys: [Key], at now: Instant) {
        for key in keys {
            switch stage {
            case .fresh, .over, .leaving, .suspended: return
            case .gates, .settling, .running: break
            }
            if answerOfTerminal(key) { continue }
            needsDrawing = true
            if dialogs.isEmpty { press(key, at: now) } else { pressInDialog(key, at: now) }
        }
    }

    /// Whether the key is no key: an answer or report of the terminal.
    private mutating func answerOfTerminal(_ key: Key) -> Bool {
        switch key {
        case .focus: return true
        case .keyboardProtocol:
            isKeyboardAnswered = true
            return true
        case .mode(let mode, let isKnown):
            if mode == 2026, look == .fullscreen || look == .classic { isSynchronized = isKnown }
            return true
        case .deviceAttributes:
            if look == .fullscreen, !hasAskedFurther {
                hasAskedFurther = true
                write(ModeSequences.furtherQueries)
            }
            return true
        default: return false
        }
    }

    // MARK: Dialogs

    private mutating func pressInDialog(_ key: Key, at now: Instant) {
        switch (dialogs[0].subject, key) {
        case (.gate(let gate), .escape), (.gate(let gate), .control("c")), (.gate(let gate), .control("d")):
            refuse(gate, status: 0, at: now)
        case (.permission(let question), .escape), (.permission(let question), .control("c")):
            decide(.denyAndInterrupt, on: question, at: now)
        case (.permission, .control("z")): suspend(at: now)
        default:
            guard let outcome = dialogs[0].press(key) else { return }
            switch (dialogs[0].subject, outcome) {
            case (.gate, .passed): passGate(at: now)
            case (.gate(let gate), _): refuse(gate, status: 1, at: now)
            case (.permission(let question), .decided(let choice)): decide(choice, on: question, at: now)
            case (.permission, _): break
            }
        }
    }

    private mutating func passGate(at now: Instant) {
        dialogs.removeFirst()
        guard dialogs.isEmpty else { return }
        // The screen starts below what the questions were.
        switch look {
        case .old, .plain: output.append(rewrite.draw(settled: [], ScreenFrame(), size: size, usesColor: false))
        case .classic, .fullscreen: output.append(classic.draw(ScreenFrame(), size: size, usesColor: false))
        }
        forgetScreen()
        begin(at: now)
    }

    private mutating func refuse(_ gate: TerminalOptions.Gate, status: Int32, at now: Instant) {
        let words =
            gate == .trust
            ? "\r\nClaude Code didn't start because this folder isn't trusted.\r\n"
                + "Run claude again and choose Yes, or run it in another folder.\r\n"
            : nil
        leave(status: gate == .bypassWarning ? 1 : status, words: words, at: now)
    }

    private mutating func decide(_ choice: PermissionChoice, on question: PermissionQuestion, at now: Instant) {
        dialogs.removeFirst()
        transcript.changeCall(question.id) { $0.isAsked = false }
        if case .allowInMode(let mode) = choice { self.mode = mode }
        if choice == .denyAndInterrupt { turn?.isInterruptAsked = true }
        requests.append(.answer(id: question.id, choice))
        if let turn, dialogs.isEmpty { write(ModeSequences.title("\(turn.title.mark) Claude Code")) }
    }

    // MARK: The input box

    private mutating func press(_ key: Key, at now: Instant) {
        let isPrefixed = self.isPrefixed
        self.isPrefixed = false
        let text = box.text
        switch key {
        case .enter: enter(at: now)
        case .newline: box.insert("\n")
        case .escape: escape(at: now)
        case .backTab: cycleMode()
        case .tab:
            if let command = selectedCommand { box.replace(with: command + " ") }
        case .up:
            if menuMoves(-1) { return }
            if box.isEmpty, !queue.isEmpty { takeQueueBack() } else { box.moveUp() }
        case .down: if !menuMoves(1) { box.moveDown() }
        case .control("c"): interruptKey(at: now)
        case .control("d"):
            if box.isEmpty { pressTwice(.endOfInput, at: now) } else { box.deleteForward() }
        case .control("z"): suspend(at: now)
        case .control("x"): self.isPrefixed = true
        case .control("s"): if isPrefixed { sendQueueNow() }
        case .control("l"):
            forgetScreen()
            write(look == .fullscreen ? "\u{1B}[2J" : ModeSequences.clearScreen)
        default: edit(key)
        }
        if box.text != text {
            menu.selected = 0
            menu.isClosed = false
            if !box.isEmpty { placeholder = nil }
        }
    }

    private mutating func edit(_ key: Key) {
        switch key {
        case .text(let text): box.insert(text)
        case .paste(let text): box.paste(text)
        case .backspace, .control("h"): box.deleteBackward()
        case .delete: box.deleteForward()
        case .left, .control("b"): box.moveLeft()
        case .right, .control("f"): box.moveRight()
        case .wordLeft, .alt("b"): box.moveWordLeft()
        case .wordRight, .alt("f"): box.moveWordRight()
        case .home, .control("a"): box.moveToLineStart()
        case .end, .control("e"): box.moveToLineEnd()
        case .control("u"): box.killToLineStart()
        case .control("k"): box.killToLineEnd()
        case .control("w"): box.killWord()
        case .control("y"): box.yank()
        case .control("p"): box.moveUp()
        case .control("n"): box.moveDown()
        default: break
        }
    }

    /// The selected command of the menu, if the menu is open.
    var selectedCommand: String? {
        guard box.after.isEmpty else { return nil }
        let matches = menu.matches(box.text)
        return matches.isEmpty ? nil : matches[min(menu.selected, matches.count - 1)].name
    }

    private mutating func menuMoves(_ step: Int) -> Bool {
        guard box.after.isEmpty else { return false }
        let count = menu.matches(box.text).count
        guard count > 0 else { return false }
        menu.selected = (menu.selected + step + count) % count
        return true
    }

    private mutating func enter(at now: Instant) {
        if let command = selectedCommand { box.replace(with: command) }
        if box.after.isEmpty, box.before.hasSuffix("\\") {
            box.deleteBackward()
            box.insert("\n")
            return
        }
        // What ends the program leaves the box as it is.
        if Self.endsProgram(InputBox.trimmed(box.text)) {
            if look == .old {
                transcript.append(.said(box.take().shown))
                transcript.append(.reply("Bye!"))
            }
            return leave(status: 0, at: now)
        }
        let (shown, sent) = box.take()
        guard !sent.isEmpty else { return }
        submit(shown: shown, sent: sent, at: now)
    }

    private static func endsProgram(_ text: String) -> Bool {
        switch text {
        case "/exit", "/quit", "exit", "quit", ":q", ":q!", ":wq": true
        default: false
        }
    }

    /// Sends a prompt, or puts it behind those that wait.
    mutating func submit(shown: String, sent: String, at now: Instant) {
        if let command = SlashMenu.command(in: sent), doCommand(command, shown) { return }
        placeholder = nil
        if turn != nil {
            if queue.count < Self.queueMax { queue.append((shown, sent)) }
        } else {
            beginTurn(shown, at: now)
            requests.append(.submit(sent))
        }
    }

    /// Does a command that is the program's own; false: the session has it.
    private mutating func doCommand(_ command: String, _ shown: String) -> Bool {
        switch command {
        case "/clear" where turn == nil:
            transcript.clear()
            forgetScreen()
            settledBlocks = 0
            write(look == .fullscreen ? "\u{1B}[2J" : ModeSequences.clearScreen)
            requests.append(.clear)
        case "/help":
            transcript.append(.said(shown))
            transcript.append(.reply(menu.commands.map { "\($0.name)  \($0.purpose)" }.joined(separator: "\n")))
        default:
            if menu.commands.contains(where: { $0.name == command }) { return false }
            transcript.append(.said(shown))
            transcript.append(.reply("Unknown command: \(command)"))
        }
        return true
    }

    private mutating func escape(at now: Instant) {
        if selectedCommand != nil {
            menu.isClosed = true
        } else if turn != nil, turn?.isInterruptAsked == false {
            turn?.isInterruptAsked = true
            requests.append(.interrupt)
        } else if hint?.kind == .escape {
            box.clear()
            hint = nil
        } else if !box.isEmpty {
            hint = (.escape, now + Self.hintTime)
        }
    }

    private mutating func interruptKey(at now: Instant) {
        if turn != nil, turn?.isInterruptAsked == false {
            turn?.isInterruptAsked = true
            requests.append(.interrupt)
            return
        }
        box.clear()
        pressTwice(.interrupt, at: now)
    }

    private mutating func pressTwice(_ kind: Hint, at now: Instant) {
        if hint?.kind == kind { return leave(status: 0, at: now) }
        hint = (kind, now + Self.hintTime)
    }

    private mutating func cycleMode() {
        var modes = behaviour.modeCycle
        if options.permissionMode == "bypassPermissions" { modes.append("bypassPermissions") }
        let index = modes.firstIndex(of: mode) ?? modes.count - 1
        mode = modes[(index + 1) % modes.count]
        requests.append(.setPermissionMode(mode))
    }

    private mutating func takeQueueBack() {
        box.replace(with: queue.map(\.sent).joined(separator: "\n"))
        queue = []
    }

    private mutating func sendQueueNow() {
        guard !queue.isEmpty, turn != nil, turn?.isInterruptAsked == false else { return }
        turn?.isInterruptAsked = true
        turn?.sendsQueue = true
        requests.append(.interrupt)
    }
}
