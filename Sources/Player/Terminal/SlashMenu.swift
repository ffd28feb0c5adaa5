/// The commands that begin with a slash, and which of them fit what is written.
struct SlashMenu: Sendable {
    /// A command.
    struct Command: Sendable {
        /// Its name with the slash.
        let name: String
        /// What it does.
        let purpose: String
    }

    /// All commands.
    let commands: [Command]
    /// Which of the fitting ones is selected.
    var selected = 0
    /// Whether the person has closed the menu; it opens again when the text changes.
    var isClosed = false

    /// The commands of a version: those that the program does itself, and those that the session knows.
    init(sessionCommands: [String]) {
        let own = [
            Command(name: "/exit", purpose: "End the program"), Command(name: "/quit", purpose: "End the program"),
            Command(name: "/clear", purpose: "Begin an empty session"),
            Command(name: "/help", purpose: "Show keys and commands"),
        ]
        let names = Set(own.map(\.name))
        commands =
            own
            + sessionCommands.map { Command(name: "/" + $0, purpose: "Ask the session") }
            .filter { !names.contains($0.name) }
    }

    /// The commands that fit a text, the best first; none where the text is no beginning of a command.
    func matches(_ text: String) -> [Command] {
        guard !isClosed, text.hasPrefix("/"), !text.contains(where: \.isWhitespace) else { return [] }
        let starts = commands.filter { $0.name.hasPrefix(text) }
        let word = text.dropFirst()
        guard word.count > 1, starts.isEmpty else { return starts }
        return commands.filter { $0.name.dropFirst().split(separator: "-").contains { $0.hasPrefix(word) } }
    }

    /// The name of the command that a text is, without its arguments; `nil`: the text is no command.
    static func command(in text: String) -> String? {
        guard text.hasPrefix("/") else { return nil }
        let word = text.prefix { !$0.isWhitespace }
        let isName = word.dropFirst().allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ":")
        }
        return isName && word.count > 1 ? String(word) : nil
    }
}
