import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Reads what the session may do and has: settings, rules, hooks and servers of tools.
    mutating func readSettings(_ settings: PlayerSettings) throws(EarlyExit) {
        var files: [SettingsFile] = []
        if let value = arguments.value("settings") {
            let text = value.hasPrefix("{") ? Array(value.utf8) : (try? self.files.read(absolute(value))) ?? []
            if let json = try? JSONParser.parse(text) { files.append(SettingsFile(json)) }
        }
        let sources = arguments.value("setting-sources")?.split(separator: ",").map(String.init)
        if let home = settings.home, sources?.contains("user") ?? true,
            let bytes = try? self.files.read("\(home)/settings.json")
        {
            guard let json = try? JSONParser.parse(bytes), json.object != nil else {
                throw .refusal("Error: Invalid settings file: \(home)/settings.json")
            }
            files.append(SettingsFile(json))
        }
        permissions = Permissions(arguments: arguments, settings: files, folder: invocation.workingDirectory)
        for file in files { hookTable.add(file.hooks) }
        sessionSettings = files
        servers = ToolServers(configurations: serverConfigurations())
    }

    private mutating func serverConfigurations() -> [JSONValue] {
        var values: [JSONValue] = []
        for text in arguments.values("mcp-config") {
            if let json = try? JSONParser.parse(text), json.object != nil {
                values.append(json)
            } else if let bytes = try? files.read(absolute(text)), let json = try? JSONParser.parse(bytes) {
                values.append(json)
            }
        }
        return values
    }

    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(invocation.workingDirectory)/\(path)"
    }

    // MARK: Around the turns

    /// The session begins: its hooks are called once.
    mutating func startSession() {
        let source = arguments.resume != nil || arguments.continues ? "resume" : "startup"
        push(
            [
                .callHooks(
                    .sessionStart, subject: source, input: [.init(key: "source", value: .string(source))]),
                .awaitAnswers,
            ])
    }

    /// Ends a turn whose prompt a hook holds back: the model never sees it.
    mutating func blockPrompt(_ reason: String, complaint: String) {
        guard voice != nil else { return }
        let words = "UserPromptSubmit operation blocked by hook:\n\(reason)\n\nOriginal prompt: \(prompt)"
        voice?.beginTurn(prompt: "", at: scriptTime)
        tellEcho()
        voice?.blockPrompt(words, reason: complaint, at: scriptTime)
        flushVoice()
        leaveTurn(failed: false)
    }

    /// Answers a command without the model.
    mutating func run(_ command: SlashCommand) {
        voice?.beginTurn(prompt: "", at: scriptTime)
        tellEcho()
        switch command.kind {
        case .cost: voice?.tellCost(at: scriptTime)
        case .compact: voice?.compact(at: scriptTime)
        case .unavailable:
            voice?.answerLocally(
                "/\(command.name) isn't available in this environment.", command: command.name, at: scriptTime)
        }
        flushVoice()
        leaveTurn(failed: false)
    }
}
