import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Finds the session that the call goes on with, or that it begins.
    mutating func findSession(_ settings: PlayerSettings, isOnTerminal: Bool) throws(EarlyExit) {
        guard var voice else { return }
        var session = voice.builder.session
        var sessions = SessionStore(
            home: settings.home, session: session, isKept: !arguments.has("no-session-persistence"))
        let script: Script? = if case .script(let script, _) = source { script } else { nil }
        let origin: SessionStore.Origin
        do throws(SessionStore.Failure) {
            origin = try sessions.find(
                arguments, fresh: session.id, isOnTerminal: isOnTerminal,
                knows: { id in script?.entries.contains { $0.when.names(session: id) } ?? false },
                files: &files)
        } catch {
            throw refusal(of: error, settings)
        }
        session.id = origin.id
        if arguments.model == nil, let model = origin.history?.model { session.model = model }
        voice.builder.session = session
        voice.resume(origin.history)
        self.voice = voice
        let entrypoint = invocation["CLAUDE_CODE_ENTRYPOINT"] ?? (isOnTerminal ? "cli" : "sdk-cli")
        sessions.begin(
            origin, profile: settings.profile, session: session, entrypoint: entrypoint, title: arguments.value("name"))
        self.sessions = sessions
        earlierTurns = origin.history?.turns ?? []
    }

    private mutating func refusal(of failure: SessionStore.Failure, _ settings: PlayerSettings) -> EarlyExit {
        switch failure {
        case .refused(let exit): return exit
        case .unknown(let id):
            let words = "No conversation found with session ID: \(id)"
            guard arguments.outputFormat == .streamJSON, var builder = voice?.builder else {
                return .refusal(words)
            }
            let result = builder.refusedResult(words, sessionID: id)
            let output = String(decoding: StreamLine.encode(result), as: UTF8.self)
            return EarlyExit(output: output, error: builder.profile.reportsTasks ? words + "\n" : "", status: 1)
        }
    }

    /// Where the session's file is, for hooks.
    var transcriptPath: String {
        guard let session = voice?.builder.session else { return "" }
        return sessions?.transcriptPath(session) ?? ""
    }

    /// Writes the prompt into the session's file.
    mutating func keepPrompt() {
        guard let voice else { return }
        let (prompt, id, time) = (prompt, promptID, voice.wallClock(now))
        let uuid = self.voice?.builder.identifiers.uuid() ?? ""
        keep { $0.prompt(prompt, id: id, uuid: uuid, at: time) }
    }

    /// Writes a turn that a recording answers, under the name that the recording has for its session: a later call goes
    /// on with that one.
    mutating func keepPlayed(_ reel: RecordingReel) {
        if let id = reel.sessionID, IdentifierSource.isUUID(id), let settings {
            voice?.builder.session.id = id
            let origin = SessionStore.Origin(id: id, history: nil, copy: [])
            let entrypoint = invocation["CLAUDE_CODE_ENTRYPOINT"] ?? "sdk-cli"
            if let session = voice?.builder.session {
                sessions?.begin(origin, profile: settings.profile, session: session, entrypoint: entrypoint)
            }
        }
        keepPrompt()
        let text = reel.answer
        guard var builder = voice?.builder, let time = voice?.wallClock(now) else { return }
        let answer = builder.beginAnswer(inputTokens: TokenUsage.estimate(prompt))
        let message = builder.assistant(["type": "text", "text": .string(text)], of: answer, at: time)
        let usage = builder.wholeUsage(TokenUsage(input: answer.inputTokens, output: TokenUsage.estimate(text)))
        keep { $0.assistant(message, stopReason: "end_turn", usage: usage, at: time) }
    }

    /// Writes what has been said since into the session's file.
    mutating func keepTranscript() {
        guard let entries = voice?.transcript, !entries.isEmpty, let voice else { return }
        self.voice?.transcript = []
        let time = voice.wallClock(now)
        let builder = voice.builder
        keep { writer in
            entries.flatMap { entry in
                switch entry {
                case .user(let message): writer.user(message)
                case .assistant(let message, let reason, let usage):
                    writer.assistant(message, stopReason: reason, usage: usage.map(builder.wholeUsage), at: time)
                }
            }
        }
    }

    /// Writes the end of a turn into the session's file.
    mutating func keepTurn() {
        keepTranscript()
        guard let voice else { return }
        let (prompt, costs, cost) = (prompt, voice.sessionUsage, voice.cost)
        let (ms, start) = (voice.apiDuration.milliseconds, voice.epoch)
        keep { $0.end(prompt: prompt, costs: costs, cost: cost, apiMs: ms, startedAt: start) }
    }

    private mutating func keep(_ lines: (inout SessionWriter) -> [UInt8]) {
        // A file that nobody could find is not written: without a home only hooks are told where it is.
        guard sessions != nil, settings?.home != nil || !hookTable.isEmpty else { return }
        do throws(FileFailure) {
            try sessions?.append(files: &files, lines)
        } catch {
            // Told once: the conversation goes on without its file.
            sessions = nil
            write(.stderr, "understudy: the session is not kept: \(error)\n")
        }
    }
}
