import Text

/// What a process has asked others, and what they have answered: the client, its servers of tools, and hooks.
struct Asking {
    /// Requests to the client, or to the person, that wait for their answers.
    var questions: [Question] = []
    /// What a server that lives in the client has answered last.
    var serverAnswer: ClientAnswer?
    /// Hooks that are being called.
    var round: HookRound?
    /// Commands of hooks that run, with their place in the round.
    var commands: [(id: Int, hook: Int)] = []
    /// The number of the last command.
    var commandCount = 0
    /// Commands whose end is told, where hook events are asked for.
    var hookNames: [(command: Int, id: String, name: String, event: String)] = []
    /// Whether the operation that is being performed has waited.
    var hasWaited = false
    /// Questions beside the conversation that nobody answers.
    var sideQuestions: [JSONValue] = []

    /// Whether something is still to come.
    var isOpen: Bool { !questions.isEmpty || !commands.isEmpty }
}
