import ClaudeProtocol
import Terminal
import Text

/// Lays entries of the transcript out in lines.
struct TranscriptLayout: Sendable, Hashable {
    /// Who looks at it.
    enum Look: Sendable, Hashable {
        /// The newest version, on the alternate screen or on the main one.
        case fullscreen, classic
        /// Old versions.
        case old
        /// A screen reader.
        case plain
    }

    /// The program's version.
    let version: String
    /// The model's name for people.
    let model: String
    /// The working directory.
    let folder: String
    /// Who looks at it.
    let look: Look
    /// The terminal's width.
    let columns: Int

    /// How many lines of a tool's answer are shown.
    private static let answerLinesMax = 3

    /// Whether an answer that grows is shown.
    var isPartialShown: Bool { look == .fullscreen || look == .classic }
    /// How wide an answer's lines are; old versions leave the breaks to the terminal.
    var answerWidth: Int { isPartialShown ? max(1, columns - 2) : 1 << 20 }

    /// The lines of an entry, with the blank one before it.
    func lines(of entry: Transcript.Entry) -> [ScreenLine] {
        let lines = content(of: entry)
        switch entry {
        case .header, .interrupted, .failure, .reply: return lines
        default: return look == .plain ? lines : [ScreenLine()] + lines
        }
    }

    private func content(of entry: Transcript.Entry) -> [ScreenLine] {
        switch entry {
        case .header: return header
        case .said(let text): return said(text)
        case .answer(let answer): return Array(answerLines(answer).dropFirst(look == .plain ? 0 : 1))
        case .thought(let duration):
            return [ScreenLine("\(look == .plain ? "" : "  ")Thought for \(Spinner.text(of: duration))", .grey)]
        case .call(let call): return self.call(call)
        case .failure(let text): return result(text, .color(.red))
        case .interrupted: return result("Interrupted · What should Claude do instead?", .grey)
        case .done(let text):
            let isPlain = look == .plain
            return wrapped(text, first: isPlain ? "" : "✻ ", next: isPlain ? "" : "  ", .grey)
        case .reply(let text): return result(text, .plain)
        case .notice(let text): return wrapped(text, first: "  ", next: "  ", .color(.yellow))
        }
    }

    // MARK: Answers and prompts

    /// The lines of an answer whose breaks are known, with the blank one before it.
    func answerLines(_ lines: [String]) -> [ScreenLine] {
        let drawn = lines.enumerated().map { answerLine($1, isFirst: $0 == 0) }
        return look == .plain ? drawn : [ScreenLine()] + drawn
    }

    private func answerLines(_ answer: Transcript.Answer) -> [ScreenLine] {
        answerLines(LineWrapper.lines(of: InputBox.trimmed(answer.text), width: answerWidth))
    }

    /// A line of an answer.
    func answerLine(_ text: String, isFirst: Bool) -> ScreenLine {
        if look == .plain { return ScreenLine((isFirst ? "claude: " : "") + text) }
        var line = isFirst ? ScreenLine("●", .color(.white)) : ScreenLine(" ")
        line.append(" ")
        line.append(text)
        return line
    }

    private func said(_ text: String) -> [ScreenLine] {
        let text = TextCleaner.clean(text)
        if look == .plain { return wrapped("you: " + text, first: "", next: "", .plain) }
        let lines = LineWrapper.lines(of: text, width: max(1, columns - 3))
        return lines.enumerated().map { index, text in
            var line = ScreenLine(index == 0 ? "❯ " : "  ", .saidMark)
            line.append(text, .said)
            if look == .old { line.append(" ", .said) } else { line.fill(to: columns, .said) }
            return line
        }
    }

    private func wrapped(_ text: String, first: String, next: String, _ style: TextStyle) -> [ScreenLine] {
        let lines = LineWrapper.lines(of: text, width: max(1, columns - CharacterWidth.columns(of: first)))
        return lines.enumerated().map { ScreenLine(($0 == 0 ? first : next) + $1, style) }
    }

    // MARK: Tools

    /// What follows from the line above: `  ⎿  text`.
    private func result(_ text: String, _ style: TextStyle) -> [ScreenLine] {
        if look == .plain { return wrapped(text, first: "", next: "", .plain) }
        let lines = LineWrapper.lines(of: TextCleaner.clean(text), width: max(1, columns - 5))
        return lines.enumerated().map { index, text in
            var line = ScreenLine(index == 0 ? "  ⎿ \u{A0}" : "     ", .grey)
            line.append(text, style)
            return line
        }
    }

    private func call(_ call: Transcript.ToolCall) -> [ScreenLine] {
        if look == .fullscreen, call.name == "Bash" { return shellCommand(call) }
        var title = ScreenLine(look == .plain ? "" : "●", .color(markColor(call)))
        if look != .plain { title.append(" ") }
        title.append(call.name, .bold)
        title.append("(\(TextCleaner.clean(call.subject)))")
        let isWriting = call.name == "Write" || call.name == "Edit"
        if call.ending == nil, isWriting, look == .fullscreen { return [title.clipped(to: columns)] }
        return [title.clipped(to: columns)] + result(call)
    }

    private func markColor(_ call: Transcript.ToolCall) -> TextStyle.Color {
        switch call.ending {
        case nil: .grey
        case .ran: .green
        default: .red
        }
    }

    private func result(_ call: Transcript.ToolCall) -> [ScreenLine] {
        switch call.ending {
        case nil: return result(call.isAsked ? "Waiting…" : "Running…", .grey)
        case .interrupted: return result("Not run", .grey)
        case .ran: return shortened(call, .plain)
        case .failed, .denied, .unavailable: return shortened(call, .color(.red))
        }
    }

    private func shortened(_ call: Transcript.ToolCall, _ style: TextStyle) -> [ScreenLine] {
        if call.name == "Write", call.ending == .ran, let content = call.input["content"]?.string {
            let file = call.subject.split(separator: "/").last ?? "the file"
            let count = Dialog.textLines(content).count
            return result("Wrote \(count) \(count == 1 ? "line" : "lines") to \(file)", style)
        }
        let text = InputBox.trimmed(call.answer ?? "")
        if text.isEmpty { return result("Done", .grey) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var shown = lines.prefix(Self.answerLinesMax).joined(separator: "\n")
        if lines.count > Self.answerLinesMax { shown += "\n… +\(lines.count - Self.answerLinesMax) lines" }
        return result(shown, style)
    }

    /// A shell command as the fullscreen renderer has it: what it is for and what it runs, then a line that it ran.
    private func shellCommand(_ call: Transcript.ToolCall) -> [ScreenLine] {
        let command = result("$ " + call.subject, .grey)
        switch call.ending {
        case nil:
            var title = ScreenLine("●", .grey)
            let words = call.isAsked ? call.input["description"]?.string : nil
            title.append(" " + (words.map(TextCleaner.clean) ?? "Running 1 shell command…"))
            return [title.clipped(to: columns)] + command
        case .interrupted: return [ScreenLine("  Did not run 1 call", .grey)] + command
        case .ran: return [ScreenLine("  Ran 1 shell command", .grey)]
        case .failed, .denied, .unavailable:
            return [ScreenLine("  Ran 1 shell command", .grey)] + shortened(call, .color(.red))
        }
    }

    // MARK: The head

    private var header: [ScreenLine] {
        switch look {
        case .plain: return ["Claude Code v\(version)", "\(model) · API Usage Billing", folder].map { ScreenLine($0) }
        case .old: return welcomeBox
        case .fullscreen, .classic:
            let figure = [" ▄█████▄ ", " █▀███▀█ ", "  ▀▘ ▝▀  "]
            var lines = figure.map { ScreenLine($0, .color(.brand)) }
            for index in lines.indices { lines[index].fill(to: 11) }
            lines[0].append("Claude Code", .bold)
            lines[0].append(" v\(version)", .grey)
            lines[1].append("\(model) · API Usage Billing", .grey)
            lines[2].append(folder, .grey)
            lines.append(ScreenLine())
            return look == .fullscreen ? [ScreenLine()] + lines : lines
        }
    }

    private var welcomeBox: [ScreenLine] {
        let inner = max(0, columns - 2)
        let title = "─── Claude Code v\(version) "
        let rule = title + String(repeating: "─", count: max(0, inner - title.count))
        var lines = [ScreenLine("╭\(rule)╮", .color(.brand))]
        for text in [
            "", "Welcome back!", "", "▄█████▄", "█▀███▀█", "▀▘ ▝▀", "", "\(model) · API Usage Billing", folder,
        ] {
            let left = max(0, (inner - CharacterWidth.columns(of: text)) / 2)
            var line = ScreenLine("│", .color(.brand))
            line.append(String(repeating: " ", count: left) + text)
            line = line.clipped(to: max(1, columns - 1))
            line.fill(to: columns - 1)
            line.append("│", .color(.brand))
            lines.append(line)
        }
        lines.append(ScreenLine("╰\(String(repeating: "─", count: inner))╯", .color(.brand)))
        return [ScreenLine()] + lines.map { $0.clipped(to: columns) }
    }

    /// A model's name for people: `claude-opus-4-5-20251101` is `Opus 4.5`.
    static func name(ofModel model: String) -> String {
        let parts = model.split(separator: "-")
        guard parts.count > 2, parts[0] == "claude", let first = parts[1].first else { return model }
        let numbers = parts[2...].prefix { $0.count < 3 && $0.allSatisfy(\.isNumber) }
        guard !numbers.isEmpty else { return model }
        return "\(first.uppercased())\(parts[1].dropFirst()) \(numbers.joined(separator: "."))"
    }
}
