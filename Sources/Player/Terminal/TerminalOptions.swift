import Recording

/// With what the terminal program begins.
struct TerminalOptions: Sendable {
    /// How the program draws.
    enum Renderer: Sendable, Hashable {
        /// On the alternate screen, at absolute places; the default where the version has it.
        case fullscreen
        /// On the main screen, at relative places (`"tui": "default"` in the settings); the only one of old versions.
        case classic
        /// Plain lines for a screen reader (`--ax-screen-reader`).
        case screenReader
    }

    /// A question that comes before the session.
    enum Gate: Sendable, Hashable {
        /// Whether the working directory is trusted.
        case trust
        /// Whether permissions may be bypassed.
        case bypassWarning
    }

    /// The terminal's size.
    var size = TerminalSize.standard
    /// How the program draws.
    var renderer = Renderer.fullscreen
    /// The permission mode, as messages name it: `default`, `acceptEdits`, …
    var permissionMode = "default"
    /// The model's full name.
    var model = ""
    /// The working directory.
    var workingDirectory = "/"
    /// Questions that come before the session, in their order.
    var gates: [Gate] = []
    /// The session's identifier, for the last lines.
    var sessionID = ""
    /// The flags in the line that says how to resume, `--permission-mode manual`.
    var resumeFlags: [String] = []
    /// The prompt on the command line, sent when the screen is up.
    var initialPrompt: String?
    /// Whether colours are written (not with NO_COLOR).
    var usesColor = true
    /// The wall clock at `Instant.zero`, in milliseconds since 1970, for the time in the line that ends a turn.
    var wallClock: Int64 = 0
    /// What chooses the spinner's words.
    var seed: UInt64 = 0

    /// The defaults.
    init() {}
}
