import Determinism
import Recording
import Terminal

extension TerminalProgram {
    /// Draws what changed, whatever it was.
    mutating func redraw(at now: Instant) {
        needsDrawing = true
        draw(at: now)
    }

    /// Draws a frame where something changed.
    mutating func draw(at now: Instant) {
        guard needsDrawing, isDrawing || stage == .gates else { return }
        needsDrawing = false
        let dropped = transcript.takeDropped()
        settledBlocks = max(0, settledBlocks - dropped.blocks)
        var bytes: [UInt8]
        switch look {
        case .old, .plain:
            let settled = stage == .gates ? [] : takeSettled()
            bytes = rewrite.draw(settled: settled, flowFrame(at: now), size: size, usesColor: options.usesColor)
        case .fullscreen where stage != .gates:
            bytes = fullscreen.draw(fullscreenFrame(at: now), size: size, usesColor: options.usesColor)
        case .classic, .fullscreen:
            classic.forget(dropped.lines)
            bytes = classic.draw(flowFrame(at: now), size: size, usesColor: options.usesColor)
        }
        guard !bytes.isEmpty else { return }
        if isSynchronized, look == .fullscreen || look == .classic {
            bytes = ModeSequences.synchronizedStart.utf8 + bytes + ModeSequences.synchronizedEnd.utf8
        }
        output.append(bytes)
    }

    /// Lines that will not change any more and were not written yet.
    private mutating func takeSettled() -> [ScreenLine] {
        var lines: [ScreenLine] = []
        while settledBlocks < transcript.blocks.count, !transcript.blocks[settledBlocks].isLive {
            lines += transcript.blocks[settledBlocks].lines
            settledBlocks += 1
        }
        return lines
    }

    // MARK: Frames

    /// All of the screen.
    private func fullscreenFrame(at now: Instant) -> ScreenFrame {
        var bottom = dialogs.isEmpty ? promptPart(at: now) : dialogPart
        // However small the screen is, some of what was said stays.
        let room = max(min(3, size.rows), size.rows - bottom.lines.count)
        var lines = Array((transcript.tail(room) + queueLines).suffix(room))
        lines += repeatElement(ScreenLine(), count: room - lines.count)
        bottom.row += room
        bottom.lines = lines + bottom.lines
        return bottom
    }

    /// The lines from the first to the last, or those that the rewriting renderer has not settled.
    private func flowFrame(at now: Instant) -> ScreenFrame {
        var part = dialogs.isEmpty ? promptPart(at: now) : dialogPart
        if stage == .gates {
            part.lines.insert(ScreenLine(), at: 0)
            part.row += 1
            return part
        }
        var lines: [ScreenLine] = []
        let first = look == .classic ? 0 : settledBlocks
        for block in transcript.blocks[first...] { lines += block.lines }
        lines += queueLines
        if look != .plain { lines.append(ScreenLine()) }
        part.row += lines.count
        part.lines = lines + part.lines
        return part
    }

    private var dialogPart: ScreenFrame {
        let layout = DialogLayout(dialog: dialogs[0], columns: size.columns, folder: options.workingDirectory)
        let (lines, selected) = layout.lines
        let isTop = look == .fullscreen && stage != .gates
        return ScreenFrame(lines: isTop ? [ScreenLine()] + lines : lines, row: selected + (isTop ? 1 : 0), column: 1)
    }

    private var queueLines: [ScreenLine] {
        guard !queue.isEmpty else { return [] }
        var lines = [ScreenLine()]
        for prompt in queue {
            var line = ScreenLine("❯ \(TextCleaner.clean(String(prompt.shown.prefix { !$0.isNewline })))", .saidMark)
            line.fill(to: size.columns, .said)
            lines.append(line.clipped(to: size.columns))
        }
        lines.append(ScreenLine("  ⎿ \u{A0}Queued · ctrl+x ctrl+s to send now", .grey))
        return lines
    }

    // MARK: The prompt and what is around it

    private func promptPart(at now: Instant) -> ScreenFrame {
        if look == .plain { return plainPart(at: now) }
        var lines: [ScreenLine] = []
        if let turn {
            lines.append(spinnerLine(turn, at: now))
            if look != .fullscreen { lines.append(ScreenLine()) }
        }
        let menuLines = self.menuLines
        if look == .fullscreen { lines += menuLines.isEmpty ? [effortLine] : menuLines }
        let rule = ScreenLine(String(repeating: "─", count: size.columns), ruleStyle)
        lines.append(rule)
        let (boxLines, row, column) = self.boxLines
        let frameRow = lines.count + row
        lines += boxLines
        lines.append(rule)
        lines += menuLines.isEmpty || look == .fullscreen ? footerLines : menuLines
        return ScreenFrame(lines: lines, row: frameRow, column: column)
    }

    private var ruleStyle: TextStyle {
        TextStyle(foreground: .rule, isDim: look == .old)
    }

    private var boxLines: (lines: [ScreenLine], row: Int, column: Int) {
        let mark: TextStyle = turn == nil ? .plain : .grey
        var first = ScreenLine("❯\u{A0}", mark)
        if box.isEmpty {
            let words = queue.isEmpty ? placeholder ?? "" : "Press up to edit queued messages"
            first.append(words.isEmpty ? " " : String(words.prefix(1)), .cursor)
            first.append(words.dropFirst(), .dim)
            return ([first], 0, 2)
        }
        let (texts, row, column) = box.layout(width: max(1, size.columns - 3))
        // A text that is too long for the screen shows the part around the cursor.
        let room = max(1, size.rows / 2)
        let start = max(0, min(row - room + 1, texts.count - room))
        var lines: [ScreenLine] = []
        let isCommand = texts.count == 1 && menu.commands.contains { $0.name == texts[0] }
        for (index, text) in texts.enumerated().dropFirst(start).prefix(max(room, row - start + 1)) {
            var line = lines.isEmpty ? first : ScreenLine("  ")
            line.append(text, isCommand ? .color(.accent) : .plain)
            if index == row { line.restyle(column + 2, .cursor) }
            lines.append(line)
        }
        return (lines, row - start, column + 2)
    }

    private var effortLine: ScreenLine {
        let words = box.text.contains("\n") ? "ctrl+g to edit in Vim" : "◐ medium · /effort"
        var line = ScreenLine()
        line.fill(to: max(2, size.columns - words.count - 2))
        line.append(words, .grey)
        return line
    }

    private func spinnerLine(_ turn: Turn, at now: Instant) -> ScreenLine {
        var line = ScreenLine(turn.spinner.mark, .color(turn.retry == nil ? .brand : .red))
        line.append(" ")
        if let retry = turn.retry {
            line.append(retry, .color(.red))
            return line
        }
        for (index, letter) in (turn.spinner.word + "… ").enumerated() {
            let isLit = abs(index - turn.spinner.light) < 2 && index <= turn.spinner.word.count
            line.append(letter, .color(isLit ? .brandLight : .brand))
        }
        if let hint = behaviour.spinnerHint {
            line.append(hint, .grey)
        } else if let bytes = turn.answerBytes {
            line.append("(\(Spinner.text(of: now - turn.spinner.start)) · ↓ \(2 + bytes / 4) tokens)", .grey)
        }
        return line
    }

    private var menuLines: [ScreenLine] {
        guard box.after.isEmpty else { return [] }
        let matches = menu.matches(box.text)
        let count = look == .fullscreen ? min(4, max(1, size.rows / 4)) : look == .old ? 6 : 10
        let selected = min(menu.selected, max(0, matches.count - 1))
        let start = max(0, selected - count + 1)
        return matches.enumerated().dropFirst(start).prefix(count).map { index, command in
            let isSelected = index == selected
            var line = ScreenLine(look == .old ? "  " : isSelected ? "  ❯ " : "    ", .color(.accent))
            line.append(command.name, isSelected ? .color(.accent) : .grey)
            line.fill(to: look == .old ? 26 : 32, isSelected ? .color(.accent) : .grey)
            line.append(command.purpose, isSelected ? .color(.accent) : .grey)
            return line
        }
    }

    // MARK: The footer

    private var footerLines: [ScreenLine] {
        if box.text == "?" {
            return [
                "  / for commands      shift+tab to cycle modes      ctrl+z to suspend",
                "  esc esc to clear    \\ and enter for a new line   ctrl+c twice to exit",
            ].map { ScreenLine($0, .grey) }
        }
        var line = ScreenLine("  " + footer, .grey)
        let effort = "◐ medium · /effort"
        if look == .classic, size.columns >= line.width + effort.count + 4 {
            line.fill(to: size.columns - effort.count - 2)
            line.append(effort, .grey)
        }
        return [line]
    }

    private var footer: String {
        switch hint?.kind {
        case .interrupt: return "Press Ctrl-C again to exit"
        case .endOfInput: return "Press Ctrl-D again to exit"
        case .escape: return "Esc again to clear"
        case nil: break
        }
        if !box.pastes.isEmpty, box.pastes.contains(where: { box.text.hasSuffix($0.label) }) {
            return "paste again to expand"
        }
        var parts = modeWords.map { [$0] } ?? []
        if turn != nil, let words = behaviour.busyFooter {
            parts.append(words)
        } else if box.isEmpty, isFooterWhole || look == .old, mode == "default" {
            parts.append("? for shortcuts")
        }
        if behaviour.busyFooter != nil, isFooterWhole, turn != nil || box.isEmpty { parts.append("← for agents") }
        return parts.joined(separator: " · ")
    }

    /// What the footer says of the permission mode.
    private var modeWords: String? {
        switch mode {
        case "default": behaviour.standardModeName.map { "⏸ \($0) on" }
        case "acceptEdits": "⏵⏵ accept edits on (shift+tab to cycle)"
        case "plan": "⏸ plan mode on (shift+tab to cycle)"
        case "auto": "⏵⏵ auto mode on (shift+tab to cycle)"
        case "bypassPermissions": "⏵⏵ bypass permissions on (shift+tab to cycle)"
        default: "⏵⏵ \(mode) on (shift+tab to cycle)"
        }
    }

    // MARK: For screen readers

    private func plainPart(at now: Instant) -> ScreenFrame {
        var lines: [ScreenLine] = []
        if let turn { lines.append(ScreenLine(turn.retry ?? turn.spinner.word + "…")) }
        let matches = box.after.isEmpty ? menu.matches(box.text) : []
        if matches.isEmpty {
            let words = hint == nil ? modeWords?.drop { !$0.isLetter } ?? "" : footer[...]
            lines.append(ScreenLine(words + (turn == nil || hint != nil ? "" : "  ·  esc to interrupt")))
            lines.append(ScreenLine("effort: medium · /effort"))
        } else {
            lines += matches.prefix(10).map { command in
                var line = ScreenLine(command.name)
                line.fill(to: 30)
                line.append(command.purpose)
                return line
            }
        }
        let (texts, row, column) = box.layout(width: max(1, size.columns - 4))
        let start = lines.count
        for (index, text) in texts.enumerated() {
            lines.append(ScreenLine(index == 0 ? text.isEmpty ? "$" : "$\u{A0} \(text)" : "   \(text)"))
        }
        return ScreenFrame(lines: lines, row: start + row, column: box.isEmpty ? 1 : column + 3)
    }
}
