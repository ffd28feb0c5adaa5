import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Reads the environment, the command line and what is to be played.
    mutating func start() {
        guard stage == .new else { return }
        do throws(EarlyExit) {
            let settings = try PlayerSettings(invocation)
            self.settings = settings
            try startChecked(settings)
        } catch {
            refuse(error)
        }
    }

    private mutating func startChecked(_ settings: PlayerSettings) throws(EarlyExit) {
        let lenient = ClaudeArguments(lenient: invocation.arguments)
        arguments = lenient
        if let information = lenient.information(profile: settings.profile) { throw information }
        if let play = settings.play { source = try PlaySource(play, files: &files) }
        try countCall(settings)
        lay(settings.faults)
        if settings.play != nil, case .recordings(let recordings, let folder) = source {
            return try startReplay(recordings, folder: folder)
        }
        arguments = try ClaudeArguments(invocation.arguments, profile: settings.profile)
        let isPrint = arguments.print || !invocation.isOutputTerminal
        if let answer = Subcommand.answer(arguments.words, session: builder(settings).session) { throw answer }
        try checkUser()
        try checkConfiguration(settings)
        if isPrint { try arguments.check() }
        try checkFiles()
        if settings.play == nil { throw PlayerSettings.nothingToPlay }
        try readSettings(settings)
        guard isPrint else { return try startOnTerminal(settings) }
        voice = Voice(builder: builder(settings), arguments: arguments, epoch: invocation.wallClock)
        try findSession(settings, isOnTerminal: false)
        startPrinting(settings)
    }

    /// How long the CLI takes to refuse a call.
    private static let refusalTime = Duration.milliseconds(300)
    /// The status of what the CLI itself refuses.
    private static let refusedStatus: Int32 = 1

    /// Refuses a call, though no sooner than the CLI where a client speaks first: it would meet a closed pipe while the
    /// CLI still reads, and some clients look for the process before they wait for it.
    private mutating func refuse(_ exit: EarlyExit) {
        guard arguments.readsStreamInput, exit.status == Self.refusedStatus else { return finish(exit) }
        refusal = exit
        stage = .refusing
        gatherDeadline = now + max(Self.refusalTime, timerSlack * 5)
        out.append(.wantInput(true))
    }

    /// Refuses the call, now that the client can't say anything or has had its time.
    mutating func refuseInTime() {
        guard let refusal, input.hasEnded || gatherDeadline.map({ $0 <= now }) ?? true else { return }
        finish(refusal)
    }

    private mutating func countCall(_ settings: PlayerSettings) throws(EarlyExit) {
        if let folder = settings.state {
            do { callNumber = try files.nextCall(in: folder) } catch {
                throw PlayerSettings.misuse("UNDERSTUDY_STATE: \(error)")
            }
        } else if case .script(let script, _) = source, script.countsCalls {
            throw EarlyExit(
                error: "understudy: the script asks which call this is (call:), but UNDERSTUDY_STATE names no folder "
                    + "to count in\n", status: Self.unansweredStatus)
        }
    }

    /// Refuses files that the command line names and that are not there, in the words of the CLI.
    private mutating func checkFiles() throws(EarlyExit) {
        for name in ["system-prompt-file", "append-system-prompt-file"] {
            guard let path = arguments.value(name) else { continue }
            let kind = name.hasPrefix("append") ? "Append system prompt" : "System prompt"
            if !isReadable(path) { throw .refusal("Error: \(kind) file not found: \(path)") }
        }
        if let path = arguments.value("settings"), !path.hasPrefix("{"), !isReadable(path) {
            throw .refusal("Error: Settings file not found: \(path)")
        }
        for config in arguments.options.filter({ $0.name == "mcp-config" }).flatMap(\.values) {
            if (try? JSONParser.parse(config))?.object != nil || isReadable(config) { continue }
            throw .refusal("Error: Invalid MCP configuration:\nMCP config file not found: \(absolute(config))")
        }
    }

    private mutating func isReadable(_ path: String) -> Bool { (try? files.read(absolute(path))) != nil }

    /// Refuses to skip permissions as root, outside of a sandbox.
    private func checkUser() throws(EarlyExit) {
        let skips =
            arguments.has("dangerously-skip-permissions") || arguments.permissionMode == "bypassPermissions"
        guard skips, invocation.userID == 0, invocation["IS_SANDBOX"] != "1" else { return }
        throw .refusal(
            "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons")
    }

    /// Makes the voice and looks for the prompt.
    private mutating func startPrinting(_ settings: PlayerSettings) {
        arrangeSignals(settings.profile)
        let canRead = invocation.terminal == nil
        if arguments.readsStreamInput {
            stage = .idle
            out.append(.wantInput(true))
        } else if canRead {
            stage = .gathering
            // On a fast clock the wait is stretched: who pipes the prompt in lives in real time.
            gatherDeadline = settings.profile.inputWait.map { now + max($0, timerSlack * 5) }
            out.append(.wantInput(true))
        } else {
            beginPrintTurn(piped: "")
        }
    }

    func builder(_ settings: PlayerSettings) -> MessageBuilder {
        var identifiers = IdentifierSource(seed: identifierSeed(settings))
        let profile = settings.profile
        let resumed = arguments.resume.flatMap { IdentifierSource.isUUID($0) ? $0 : nil }
        let fresh = identifiers.uuid()
        let id = arguments.sessionID ?? (arguments.forksSession ? nil : resumed) ?? fresh
        let asked = arguments.permissionMode ?? sessionSettings.compactMap(\.defaultMode).first
        let mode = arguments.has("dangerously-skip-permissions") ? "bypassPermissions" : asked
        let home = settings.home ?? "\(invocation["HOME"] ?? "")/.claude"
        return MessageBuilder(
            profile: profile,
            session: MessageBuilder.Session(
                id: id, model: profile.model(arguments.model ?? sessionSettings.compactMap(\.model).first),
                workingDirectory: invocation.workingDirectory,
                configurationFolder: home, permissionMode: mode == "manual" ? "default" : mode ?? "default",
                keySource: invocation["ANTHROPIC_API_KEY"] == nil ? "none" : "ANTHROPIC_API_KEY",
                processID: invocation.processID, userID: invocation.userID), identifiers: identifiers)
    }

    /// One seed and one call give one session; without a seed every process has its own.
    private func identifierSeed(_ settings: PlayerSettings) -> UInt64 {
        var hash = TraceHash()
        hash.combine(settings.seed ?? UInt64(bitPattern: invocation.wallClock))
        if settings.seed == nil { hash.combine(UInt64(UInt32(bitPattern: invocation.processID))) }
        hash.combine(UInt64(callNumber ?? 0))
        hash.combine(settings.agent ?? "")
        for argument in invocation.arguments { hash.combine(argument) }
        return hash.value
    }

    /// Arranges for the signals that the CLI handles.
    mutating func arrangeSignals(_ profile: Profile) {
        // Also where the signal itself is the end: what was made goes first.
        for signal in [Signal.interrupt, .terminate, .hangUp, .quit] { out.append(.setDisposition(signal, .handled)) }
    }

    // MARK: The prompt

    /// Waits for a prompt on standard input, as long as the CLI does.
    mutating func gather() {
        if input.hasEnded {
            beginPrintTurn(piped: String(decoding: input.takeAll(), as: UTF8.self))
        } else if !input.pending.isEmpty {
            gatherDeadline = nil
        } else if let gatherDeadline, gatherDeadline <= now {
            write(.stderr, ClaudeArguments.inputWarning)
            beginPrintTurn(piped: "")
        }
    }

    private mutating func beginPrintTurn(piped: String) {
        gatherDeadline = nil
        if !input.hasEnded { out.append(.wantInput(false)) }
        let parts = [arguments.prompt ?? "", piped].filter { !$0.isEmpty }
        guard !parts.isEmpty else { return finish(ClaudeArguments.missingPrompt) }
        beginTurn(prompt: parts.joined(separator: "\n"))
    }
}
