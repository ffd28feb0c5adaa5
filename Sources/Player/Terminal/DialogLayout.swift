import Terminal
import Text

/// Lays a dialog out in lines.
struct DialogLayout {
    let dialog: Dialog
    let columns: Int
    let folder: String

    /// How many lines of a file or command are shown.
    private static let previewLinesMax = 10

    /// The lines, and which of them has the selected row.
    var lines: (lines: [ScreenLine], selected: Int) {
        var lines = head
        var selected = 0
        for (index, choice) in dialog.choices.enumerated() {
            let isSelected = index == dialog.selected
            if isSelected { selected = lines.count }
            let style: TextStyle = isSelected ? .color(.accent) : .plain
            let number = dialog.isNumbered ? "\(index + 1). " : ""
            var words = choice.label
            if isSelected, let typed = dialog.words?.text { words += ", \(typed)▏" }
            let indent = 3 + number.count
            for (row, text) in LineWrapper.lines(of: words, width: max(1, columns - indent)).enumerated() {
                var line = ScreenLine(row == 0 && isSelected ? " ❯ " : "   ", style)
                line.append(row == 0 ? number : String(repeating: " ", count: number.count), .grey)
                line.append(text, style)
                lines.append(line)
            }
        }
        lines.append(ScreenLine())
        if case .permission = dialog.subject {
            lines.append(ScreenLine(" Esc to cancel · Tab to amend", .grey))
        } else {
            lines.append(ScreenLine(" Enter to confirm · Esc to cancel", .grey))
        }
        return (lines, selected)
    }

    private var head: [ScreenLine] {
        switch dialog.subject {
        case .gate(.trust):
            return [rule(.yellow), ScreenLine(" Accessing workspace:", TextStyle(foreground: .yellow, isBold: true))]
                + [ScreenLine(), ScreenLine(" " + folder, .bold), ScreenLine()]
                + wrapped("Quick safety check: do you know this folder, and who wrote what is in it?")
                + [ScreenLine()] + wrapped("Claude Code'll read, change and run files here.") + [ScreenLine()]
        case .gate(.bypassWarning):
            return [
                rule(.red),
                ScreenLine(
                    " WARNING: Claude Code running in Bypass Permissions mode",
                    TextStyle(foreground: .red, isBold: true)), ScreenLine(),
            ] + wrapped("In this mode nothing is asked before commands run. Use it in a sandbox that can be restored.")
                + [ScreenLine()]
        case .permission(let question): return head(of: question)
        }
    }

    private func head(of question: PermissionQuestion) -> [ScreenLine] {
        let path = question.input["file_path"]?.string.map(relative)
        var lines = [rule(.accent)]
        lines.append(ScreenLine(" " + title(question), TextStyle(foreground: .accent, isBold: true)))
        var preview: [Substring] = []
        var words = "Do you want to proceed?"
        switch question.tool {
        case "Write":
            lines.append(ScreenLine(" " + (path ?? "")))
            preview = Dialog.textLines(question.input["content"]?.string ?? "")
            words = "Do you want to create \(path ?? "this file")?"
        case "Edit":
            lines.append(ScreenLine(" " + (path ?? "")))
            preview =
                Dialog.textLines(question.input["old_string"]?.string ?? "").map { "- \($0)" }
                + Dialog.textLines(question.input["new_string"]?.string ?? "").map { "+ \($0)" }
            words = "Do you want to make this edit to \(path ?? "this file")?"
        default:
            if let text = question.input["description"]?.string { lines += wrapped(text, .grey) }
            let command = question.input["command"]?.string
            preview = Dialog.textLines(command ?? question.input.text)
        }
        lines.append(thinRule)
        let isFile = question.tool == "Write"
        for (index, text) in preview.prefix(Self.previewLinesMax).enumerated() {
            lines.append(ScreenLine((isFile ? "  \(index + 1) " : " ") + TextCleaner.clean(String(text))))
        }
        let hidden = preview.count - Self.previewLinesMax
        if hidden > 0 { lines.append(ScreenLine(" … +\(hidden) lines", .grey)) }
        lines.append(thinRule)
        return lines.map { $0.clipped(to: columns) } + wrapped(words)
    }

    private func title(_ question: PermissionQuestion) -> String {
        switch question.tool {
        case "Bash": "Bash command"
        case "Write": "Create file"
        case "Edit": "Edit file"
        default: "\(question.tool) tool"
        }
    }

    private func relative(_ path: String) -> String {
        path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }

    private func rule(_ color: TextStyle.Color) -> ScreenLine {
        ScreenLine(String(repeating: "─", count: columns), .color(color))
    }

    private var thinRule: ScreenLine { ScreenLine(String(repeating: "╌", count: columns), .color(.thinRule)) }

    private func wrapped(_ text: String, _ style: TextStyle = .plain) -> [ScreenLine] {
        LineWrapper.lines(of: TextCleaner.clean(text), width: max(1, columns - 2)).map { ScreenLine(" " + $0, style) }
    }
}
