extension ClaudeArguments {
    /// What the CLI checks before it reads anything else, in print mode.
    ///
    /// - Throws: `EarlyExit` with the words of the CLI for the first combination that it refuses.
    public func check() throws(EarlyExit) {
        try checkSession()
        try checkFormats()
        try checkResume()
    }

    /// `--version` and `--help` end a call whatever else stands there.
    public func information(profile: Profile) -> EarlyExit? {
        if has("version") { return EarlyExit(output: "\(profile.version) (Claude Code)\n", status: 0) }
        if has("help") { return EarlyExit(output: Self.helpText(profile: profile), status: 0) }
        return nil
    }

    /// The refusal of a call that has nothing to answer.
    public static let missingPrompt = EarlyExit.refusal(
        "Error: Input must be provided either through stdin or as a prompt argument when using --print")

    /// What is said when a silent standard input is no longer waited for.
    public static let inputWarning =
        "Warning: no stdin data received in 3s, proceeding without it. If piping from a slow command, redirect stdin "
        + "explicitly: < /dev/null to skip, or wait longer.\n"

    private func checkSession() throws(EarlyExit) {
        guard let sessionID else { return }
        if has("resume") || continues, !forksSession {
            throw .refusal("Error: --session-id with --continue or --resume also needs --fork-session.")
        }
        if !IdentifierSource.isUUID(sessionID) {
            throw .refusal("Error: Invalid session ID. Must be a valid UUID.")
        }
    }

    private func checkFormats() throws(EarlyExit) {
        if readsStreamInput, outputFormat != .streamJSON {
            throw .refusal("Error: --input-format=stream-json requires output-format=stream-json.")
        }
        if replaysUserMessages, !readsStreamInput || outputFormat != .streamJSON {
            throw .refusal(
                "Error: --replay-user-messages requires both --input-format=stream-json and "
                    + "--output-format=stream-json.")
        }
        if includesPartialMessages, outputFormat != .streamJSON {
            throw .refusal(
                "Error: --include-partial-messages requires --print and --output-format=stream-json.")
        }
        if outputFormat == .streamJSON, !isVerbose {
            throw .refusal("Error: When using --print, --output-format=stream-json requires --verbose")
        }
    }

    private func checkResume() throws(EarlyExit) {
        if resume == "" { throw .refusal(Self.resumeUsage) }
    }

    private static let resumeUsage =
        "Error: --resume requires a valid session ID or session title when used with --print. "
        + "Usage: claude -p --resume <session-id|title>"

    /// The refusal of a session's name that is no identifier and no title of any session.
    public static func unknownTitle(_ name: String) -> EarlyExit {
        .refusal(
            "\(resumeUsage). Provided value \"\(name)\" is not a UUID and does not match any session title.")
    }

    private static func helpText(profile: Profile) -> String {
        let flags = ClaudeFlag.known(to: profile).filter { !$0.isHidden }.map { "  \($0.display)\n" }
        return """
            Usage: claude [options] [prompt]

            This is the stand-in of Understudy for the command of the same name, version \(profile.version).
            What it answers is told by the environment variable UNDERSTUDY_PLAY.

            Options:

            """ + flags.joined()
    }
}
