import Matching
import Text

/// What a list of permitted or refused tools names: a tool, or a tool with certain inputs.
///
/// `Bash`, `Bash(git log:*)`, `Edit(src/**)`, `mcp__server`, `mcp__server__tool`.
struct PermissionRule: Sendable, Hashable {
    /// The tool's name; for MCP a server's name stands for all its tools.
    let tool: String
    /// What the input has to be like; `nil`: anything.
    let content: String?

    init(_ text: String) {
        guard text.hasSuffix(")"), let start = text.firstIndex(of: "(") else {
            tool = text
            content = nil
            return
        }
        tool = String(text[..<start])
        let inner = String(text[text.index(after: start)...].dropLast())
        content = inner.isEmpty || inner == "*" ? nil : inner
    }

    /// The rules of an option's values: commas and blanks part them, except inside of parentheses.
    static func list(_ values: [String]) -> [PermissionRule] {
        var rules: [PermissionRule] = []
        for value in values {
            var depth = 0
            var word = ""
            for character in value + "," {
                if depth == 0, character == "," || character == " " {
                    if !word.isEmpty { rules.append(PermissionRule(word)) }
                    word = ""
                    continue
                }
                if character == "(" { depth += 1 }
                if character == ")" { depth = max(0, depth - 1) }
                word.append(character)
            }
        }
        return rules
    }

    /// Whether a call of a tool falls under the rule.
    func covers(_ name: String, input: JSONValue, in folder: String) -> Bool {
        guard tool == name || tool == "*" || (tool.hasPrefix("mcp__") && name.hasPrefix(tool + "__")) else {
            return false
        }
        guard let content else { return true }
        if let command = input["command"]?.string { return covers(command: command, content) }
        guard let path = input["file_path"]?.string ?? input["path"]?.string else { return false }
        return covers(path: path, content, in: folder)
    }

    /// `git log:*` and `git log *` cover what begins so; anything else is the whole command, stars being wild.
    private func covers(command: String, _ content: String) -> Bool {
        if content.hasSuffix(":*") {
            let start = content.dropLast(2)
            return command == start || command.hasPrefix(start + " ")
        }
        if content.hasSuffix(" *"), command == content.dropLast(2) { return true }
        return TextMatch(kind: .glob(content)).matches(command)
    }

    private func covers(path: String, _ content: String, in folder: String) -> Bool {
        let pattern: String
        if content.hasPrefix("//") {
            pattern = String(content.dropFirst())
        } else if content.hasPrefix("/") {
            pattern = folder + content
        } else {
            pattern = content.hasPrefix("./") ? folder + content.dropFirst() : "\(folder)/\(content)"
        }
        let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        return TextMatch(kind: .glob(pattern)).matches(full)
    }
}
