/// What the terminal program asks of the session and of the process that it runs in.
enum TerminalRequest: Sendable, Hashable {
    /// The person has sent a prompt, and the session is idle: begin a turn. Prompts that are sent while the session is
    /// busy stay with the program, which asks for each when the turn before it has ended.
    case submit(String)
    /// Cut the turn off; `SessionEvent.interrupted` is expected.
    case interrupt
    /// The answer to `SessionEvent.toolAsks`.
    case answer(id: String, PermissionChoice)
    /// The person has chosen another permission mode: `default`, `acceptEdits`, `plan`, `auto`, `bypassPermissions`.
    case setPermissionMode(String)
    /// Begin an empty session (`/clear`).
    case clear
    /// Stop as a job (SIGTSTP with its default); what belongs on the terminal before that is in the output.
    /// The terminal's own modes go back before it and are raw again at SIGCONT, when `resume(at:)` is due.
    case suspend
    /// End the process; all that belongs on the terminal before that is in the output.
    case exit(status: Int32)
}

/// What the person decided about a call.
enum PermissionChoice: Sendable, Hashable {
    /// It runs; the words, if any, go along with its answer.
    case allow(words: String?)
    /// It runs, and such calls are not asked about again.
    case allowAlways
    /// It runs, and the session goes on in this permission mode.
    case allowInMode(String)
    /// It does not run, and the turn goes on with these words as the reason.
    case deny(words: String)
    /// It does not run, and the turn is cut off: `SessionEvent.interrupted` is expected.
    case denyAndInterrupt
}
