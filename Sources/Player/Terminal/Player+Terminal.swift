import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// A conversation on a terminal: a recording plays, input and all, or the interactive program runs.
    mutating func startOnTerminal(_ settings: PlayerSettings) throws(EarlyExit) {
        turnNumber = 1
        prompt = arguments.prompt ?? ""
        if case .script(let script, let folder) = source,
            let entry = script.entries.first(where: { $0.when.holds(for: turnFacts) }), let play = entry.play
        {
            lay(entry.faults)
            let path = PlaySource.path(play, in: folder)
            return begin(Replay(try PlaySource.recording(path, files: &files), since: now))
        }
        turnNumber = 0
        let builder = builder(settings)
        voice = Voice(builder: builder, arguments: arguments, epoch: invocation.wallClock, isOnTerminal: true)
        try findSession(settings, isOnTerminal: true)
        arrangeSignals(settings.profile)
        out.append(.setDisposition(.continue, .handled))
        isRaw = true
        out.append(.setRawInput)
        out.append(.wantInput(true))
        stage = .idle
        isOnTerminal = true
        terminal = TerminalProgram(profile: settings.profile, options: terminalOptions(settings))
        for turn in earlierTurns { terminal?.tell(.earlier(isUser: turn.isUser, text: turn.text), at: now) }
        earlierTurns = []
        terminal?.start(at: now)
    }

    private mutating func terminalOptions(_ settings: PlayerSettings) -> TerminalOptions {
        var options = TerminalOptions()
        options.size = invocation.terminal ?? .standard
        if arguments.has("ax-screen-reader") {
            options.renderer = .screenReader
        } else if sessionSettings.contains(where: { $0.renderer == "default" }) {
            options.renderer = .classic
        }
        let session = voice?.builder.session
        options.permissionMode = session?.permissionMode ?? "default"
        options.model = session?.model ?? ""
        options.workingDirectory = invocation.workingDirectory
        options.gates = gates(settings)
        options.sessionID = session?.id ?? ""
        if let mode = arguments.permissionMode { options.resumeFlags = ["--permission-mode", mode] }
        options.initialPrompt = arguments.prompt
        options.usesColor = invocation["NO_COLOR"] == nil
        options.wallClock = invocation.wallClock
        options.seed = settings.seed ?? UInt64(bitPattern: invocation.wallClock)
        return options
    }

    /// Questions that come first. A configuration that knows no folder at all asks nothing: a fresh stand-in is meant to
    /// be used, and whoever wants the dialog writes `{}` into `.claude.json`.
    private mutating func gates(_ settings: PlayerSettings) -> [TerminalOptions.Gate] {
        var gates: [TerminalOptions.Gate] = []
        if let home = settings.home, let bytes = try? files.read("\(home)/.claude.json"),
            let configuration = try? JSONParser.parse(bytes)
        {
            let project = configuration["projects"]?[invocation.workingDirectory]
            if project?["hasTrustDialogAccepted"]?.bool != true { gates.append(.trust) }
        }
        if voice?.builder.session.permissionMode == "bypassPermissions" { gates.append(.bypassWarning) }
        return gates
    }

    // MARK: Exchange

    /// Shows what the session has said since it was last shown, and does what the person asked for.
    mutating func runTerminal() {
        guard isOnTerminal else { return }
        // What the program asks for makes the session speak, which the program shows, until both are at rest.
        for _ in 0..<Self.exchangesMax {
            let events = voice?.takeScreenEvents() ?? []
            for event in events { terminal?.tell(event, at: now) }
            let requests = terminal?.takeRequests() ?? []
            for bytes in terminal?.takeOutput() ?? [] { write(.stdout, bytes) }
            if events.isEmpty, requests.isEmpty { return }
            for request in requests where stage != .ended { follow(request) }
            if stage == .ended { return }
            advance()
        }
    }

    /// How often the program and the session may answer each other at one instant.
    private static let exchangesMax = 1000

    private mutating func follow(_ request: TerminalRequest) {
        switch request {
        case .submit(let prompt):
            guard stage == .idle else { return }
            keepHistory(prompt)
            beginTurn(prompt: prompt)
        case .interrupt: interruptTurn()
        case .answer(let id, let choice): answer(id, choice)
        case .setPermissionMode(let mode): voice?.builder.session.permissionMode = mode
        case .clear: clearSession()
        case .suspend: out.append(.suspend)
        case .exit(let status): finish(.exited(status))
        }
    }

    private mutating func answer(_ id: String, _ choice: PermissionChoice) {
        guard let place = asking.questions.firstIndex(where: { $0.id == id }), !calls.isEmpty else { return }
        asking.questions.remove(at: place)
        scriptTime = max(scriptTime, now)
        let call = calls[calls.count - 1]
        switch choice {
        case .allow: settle(["behavior": "allow"])
        case .allowAlways:
            permissions.allowing.append(PermissionRule(call.step.name))
            settle(["behavior": "allow"])
        case .allowInMode(let mode):
            voice?.builder.session.permissionMode = mode
            voice?.show(.permissionMode(mode))
            settle(["behavior": "allow"])
        case .deny(let words): settle(["behavior": "deny", "message": .string(words)])
        case .denyAndInterrupt: settle(["behavior": "deny", "interrupt": true])
        }
    }

    private mutating func settle(_ body: JSONValue) { calls[calls.count - 1].answer = .success(body) }

    func permissionQuestion(_ call: ToolCall) -> PermissionQuestion {
        PermissionQuestion(id: call.id, tool: call.step.name, input: call.input)
    }

    /// Begins an empty session in the same process.
    private mutating func clearSession() {
        guard let settings, var voice else { return }
        voice.builder.session.id = voice.builder.identifiers.uuid()
        voice.contextTokens = 0
        self.voice = voice
        var sessions = SessionStore(
            home: settings.home, session: voice.builder.session, isKept: !arguments.has("no-session-persistence"))
        let origin = SessionStore.Origin(id: voice.builder.session.id, history: nil, copy: [])
        sessions.begin(origin, profile: settings.profile, session: voice.builder.session, entrypoint: "cli")
        self.sessions = sessions
    }

    /// Adds a prompt to the list of what was typed (`history.jsonl`).
    private mutating func keepHistory(_ prompt: String) {
        guard let home = settings?.home, let voice, !arguments.has("no-session-persistence") else { return }
        let line: JSONValue = [
            "display": .string(prompt), "pastedContents": [:], "timestamp": .int(Int(voice.wallClock(now))),
            "project": .string(invocation.workingDirectory), "sessionId": .string(voice.builder.session.id),
        ]
        try? files.append(line.encoded + [UInt8(ascii: "\n")], to: "\(home)/history.jsonl")
    }

    /// A signal while the interactive program runs.
    mutating func signalTerminal(_ signal: Signal) {
        let profile = settings?.profile ?? .newest
        switch signal {
        case .interrupt: terminal?.leave(status: 0, at: now)
        case .terminate: terminal?.leave(status: profile.terminateStatus ?? 143, at: now)
        case .hangUp: terminal?.leave(status: profile.hangUpStatus ?? 129, at: now)
        case .continue: terminal?.resume(at: now)
        case .quit: finish(.signaled(.quit))
        default: break
        }
    }
}
