/// A command that the session answers itself, without the model.
struct SlashCommand {
    enum Kind {
        case cost
        case compact
        case unavailable
    }

    let kind: Kind
    /// The name without its slash.
    let name: String

    /// The command that a prompt is; unknown ones go to the model as they are.
    init?(_ prompt: String) {
        guard prompt.hasPrefix("/") else { return nil }
        let word = prompt.dropFirst().prefix { !$0.isWhitespace }
        name = String(word)
        switch word {
        case "cost", "usage": kind = .cost
        case "compact": kind = .compact
        case "help", "exit", "quit", "login", "logout", "doctor", "config", "theme", "resume", "permissions":
            kind = .unavailable
        default: return nil
        }
    }
}
