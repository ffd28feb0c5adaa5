import ClaudeProtocol
import Text

extension Player {
    /// Looks at the CLI's own file, `.claude.json` in the configuration folder, as the CLI does before anything else.
    ///
    /// - Throws: `EarlyExit` where the file is no JSON, which ends the call.
    mutating func checkConfiguration(_ settings: PlayerSettings) throws(EarlyExit) {
        guard let home = settings.home else { return }
        let path = "\(home)/.claude.json"
        guard let bytes = try? files.read(path) else { return tellMissingConfiguration(path, settings.profile) }
        guard (try? JSONParser.parse(bytes)) == nil else { return }
        let reason = "JSON Parse error: Property name must be a string literal"
        let error = "Configuration error in \(path): \(reason)"
        let advice = "Fix the JSON in \(path), or move the file aside to start with default settings."
        let copy = "\(home)/backups/.claude.json.corrupted.\(invocation.wallClock)"
        var output = ""
        if arguments.outputFormat == .streamJSON, settings.profile.reportsTasks {
            var builder = builder(settings)
            let result = builder.refusedResult(
                [error, "No backup of this file was found.", advice].joined(separator: "\n"),
                sessionID: builder.session.id, invalidFile: path)
            output = String(decoding: StreamLine.encode(result), as: UTF8.self)
        }
        throw EarlyExit(
            output: output,
            error: """

                Claude configuration file at \(path) is corrupted: \(reason)
                The corrupted file has been backed up to: \(copy)

                \(error)
                No backup of this file was found.
                \(advice)

                """, status: 1)
    }

    /// A file that is gone while a copy of it is there is told: once and again, and by the old version among the output.
    private mutating func tellMissingConfiguration(_ path: String, _ profile: Profile) {
        let copy = "\(path).backup"
        guard (try? files.read(copy)) != nil else { return }
        let force = profile.reportsTasks ? "-f " : ""
        let words = """

            Claude configuration file not found at: \(path)
            A backup file exists at: \(copy)
            You can manually restore it by running: cp \(force)"\(copy)" "\(path)"


            """
        for _ in 0..<profile.configurationNotices { write(profile.reportsTasks ? .stderr : .stdout, words) }
    }
}
