import ClaudeProtocol
import Text

/// What a session may do without asking: its mode, and the rules of its command line and settings.
struct Permissions: Sendable {
    /// What becomes of a call of a tool.
    enum Verdict: Sendable, Hashable {
        /// It runs, and why.
        case allowed(ToolGrant)
        /// A rule forbids it.
        case denied
        /// Somebody has to decide.
        case asked
    }

    /// Rules that allow.
    var allowing: [PermissionRule]
    /// Rules that forbid.
    var denying: [PermissionRule]
    /// Rules that want to be asked about, even where the mode would allow it.
    var asking: [PermissionRule]
    /// Folders that files may be written in, the working directory first.
    var folders: [String]

    /// Nothing is allowed by a rule.
    init() { (allowing, denying, asking, folders) = ([], [], [], []) }

    init(arguments: ClaudeArguments, settings: [SettingsFile], folder: String) {
        allowing = PermissionRule.list(arguments.values("allowed-tools")) + settings.flatMap(\.allowing)
        denying = settings.flatMap(\.denying)
        asking = settings.flatMap(\.asking)
        folders = [folder] + arguments.values("add-dir")
    }

    /// Decides about a call.
    func verdict(on tool: String, input: JSONValue, mode: String) -> Verdict {
        let folder = folders.first ?? "/"
        if denying.contains(where: { $0.covers(tool, input: input, in: folder) }) { return .denied }
        let mustAsk = asking.contains { $0.covers(tool, input: input, in: folder) }
        if !mustAsk {
            if mode == "bypassPermissions" { return .allowed(.mode) }
            if allowing.contains(where: { $0.covers(tool, input: input, in: folder) }) { return .allowed(.rule) }
            if tool == "Bash", let command = input["command"]?.string, ReadOnlyCommand.isReadOnly(command) {
                return .allowed(.harmless)
            }
            if !Self.needsPermission(tool) { return .allowed(.tool) }
            if mode == "acceptEdits", isEdit(tool, input) { return .allowed(.mode) }
        }
        return mode == "dontAsk" ? .denied : .asked
    }

    /// Takes over what a person has granted for the rest of the session (`updatedPermissions` of an answer).
    mutating func apply(_ updates: JSONValue?, mode: inout String) {
        for update in updates?.array ?? [] {
            switch update["type"]?.string {
            case "addRules":
                let rules = (update["rules"]?.array ?? []).compactMap { rule -> PermissionRule? in
                    guard let tool = rule["toolName"]?.string else { return nil }
                    let content = rule["ruleContent"]?.string
                    return PermissionRule(content.map { "\(tool)(\($0))" } ?? tool)
                }
                switch update["behavior"]?.string {
                case "deny": denying += rules
                case "ask": asking += rules
                default: allowing += rules
                }
            case "addDirectories": folders += (update["directories"]?.array ?? []).compactMap(\.string)
            case "setMode": mode = update["mode"]?.string ?? mode
            default: break
            }
        }
    }

    /// Whether a tool changes anything: the others run unasked.
    static func needsPermission(_ tool: String) -> Bool {
        switch tool {
        case "Bash", "Edit", "MultiEdit", "NotebookEdit", "Write", "WebFetch", "WebSearch", "Skill", "ExitPlanMode",
            "AskUserQuestion", "SlashCommand", "KillShell", "Workflow":
            true
        default: tool.hasPrefix("mcp__")
        }
    }

    private func isEdit(_ tool: String, _ input: JSONValue) -> Bool {
        switch tool {
        case "Edit", "MultiEdit", "NotebookEdit", "Write":
            guard let path = input["file_path"]?.string ?? input["notebook_path"]?.string else { return false }
            return !path.hasPrefix("/") || folders.contains { path.hasPrefix($0 + "/") }
        case "Bash":
            let word = input["command"]?.string?.split(separator: " ").first
            return word.map { ["mkdir", "touch", "rm", "rmdir", "mv", "cp", "sed"].contains($0) } ?? false
        default: return false
        }
    }
}

/// Shell commands that change nothing, which the CLI runs without asking.
enum ReadOnlyCommand {
    /// Whether every command of a line only reads; redirections, substitutions and unknown words are not trusted.
    static func isReadOnly(_ line: String) -> Bool {
        if line.contains(where: { $0 == ">" || $0 == "`" || $0 == "\n" }) || line.contains("$(") { return false }
        let parts = line.split { $0 == "&" || $0 == "|" || $0 == ";" }
        return !parts.isEmpty && parts.allSatisfy { isHarmless($0.split(separator: " ")) }
    }

    private static func isHarmless(_ words: [Substring]) -> Bool {
        guard let program = words.first else { return false }
        switch program {
        case "echo", "ls", "cat", "pwd", "head", "tail", "wc", "grep", "rg", "which", "whoami", "date", "true", "false",
            "file", "stat", "du", "df", "uname", "sleep", "diff", "sort", "uniq", "cut", "cd", "id", "basename",
            "dirname", "tree", "ps", "printf", "exit", "test":
            return true
        case "find": return !words.contains { $0 == "-exec" || $0 == "-delete" || $0 == "-execdir" || $0 == "-ok" }
        case "git":
            let verb = words.dropFirst().first { !$0.hasPrefix("-") }
            return verb.map { ["status", "log", "diff", "show", "branch", "blame", "ls-files"].contains($0) } ?? false
        default: return false
        }
    }
}
