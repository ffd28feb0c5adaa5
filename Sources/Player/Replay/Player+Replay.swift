import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Chooses a recording by the command line, and begins it; where several fit, the input decides.
    mutating func startReplay(_ recordings: [PlaySource.NamedRecording], folder: String) throws(EarlyExit) {
        // A single recording plays whatever was called.
        if folder.isEmpty, let only = recordings.first { return begin(Replay(identified(only.recording), since: now)) }
        let choice = RecordingChoice(arguments: invocation.arguments, among: recordings, folder: folder)
        guard let first = choice.fitting.first else {
            throw EarlyExit(error: choice.refusal, status: Self.unansweredStatus)
        }
        if choice.fitting.count == 1 { return begin(Replay(identified(first.recording), since: now)) }
        if let next = try next(of: choice) { return begin(Replay(identified(next.recording), since: now)) }
        candidates = choice
        stage = .choosing
        out.append(.wantInput(true))
    }

    /// Waits for the first line of input, or its end, and takes the recording that it fits best.
    mutating func choose() {
        guard let choice = candidates else { return }
        guard input.hasEnded || input.hasLine() else { return }
        candidates = nil
        guard let best = choice.best(forInput: Array(input.pending)) else { return }
        begin(Replay(identified(best.recording), since: now))
    }

    /// The recording whose turn it is, where calls are counted and only their number tells recordings apart.
    private mutating func next(of choice: RecordingChoice) throws(EarlyExit) -> PlaySource.NamedRecording? {
        guard let state = settings?.state, choice.at(0) != nil else { return nil }
        var hash = TraceHash()
        for argument in invocation.arguments { hash.combine(argument) }
        do { return choice.at(try files.nextCall(in: "\(state)/calls-\(hash.text)") - 1) } catch {
            throw PlayerSettings.misuse("UNDERSTUDY_STATE: \(error)")
        }
    }

    /// A recording with the identity of this call, where that is wanted.
    func identified(_ recording: Recording) -> Recording {
        guard let settings, settings.rewritesIdentity else { return recording }
        let builder = builder(settings)
        var rewriter = IdentityRewriter(
            sessionID: builder.session.id, folder: invocation.workingDirectory, wallClock: invocation.wallClock,
            identifiers: builder.identifiers)
        return rewriter.rewrite(recording)
    }

    /// Begins to play a recording.
    mutating func begin(_ replay: Replay) {
        self.replay = replay
        stage = .replaying
        if playsClaude, let profile = settings?.profile { arrangeSignals(profile) }
        for signal in replay.answeredSignals { out.append(.setDisposition(signal, .handled)) }
        if replay.isTerminal, invocation.terminal != nil {
            isRaw = true
            out.append(.setRawMode(true))
        }
        if settings?.isStrict == true, !replay.skipsInput {
            strict = StrictInput(recorded: replay.recordedInput, isStreamJSON: replay.readsLines)
        }
        if replay.hasInput || strict != nil { out.append(.wantInput(true)) }
    }

    /// Plays what is due.
    mutating func playOn() {
        takeReplayInput()
        guard !faults.isStalled(at: now) else { return }
        while stage == .replaying, let content = replay?.next(at: now) { play(content) }
        if stage == .replaying, replay?.isFinished == true { finish(.exited(0)) }
    }

    private mutating func takeReplayInput() {
        let bytes = input.takeAll()
        replay?.requests.take(bytes)
        if let difference = strict?.difference(after: bytes, hasEnded: input.hasEnded) {
            write(.stderr, "understudy: \(difference)\n")
            return finish(.exited(Self.unansweredStatus))
        }
        replay?.take(bytes)
        if input.hasEnded { replay?.endInput() }
    }

    private mutating func play(_ content: RecordedEvent.Content) {
        switch content {
        case .output(let bytes): write(.stdout, replay?.requests.renamed(bytes) ?? bytes)
        case .error(let bytes): write(.stderr, bytes)
        case .closed(.stdout): out.append(.close(.stdout))
        case .closed(.stderr): out.append(.close(.stderr))
        case .sample(let sample):
            guard let memory = sample.memory else { return }
            heldMemory = max(0, memory - Self.footprint)
            out.append(.holdMemory(bytes: heldMemory))
        case .exit(let status): finish(status)
        case .closed(.stdin), .input, .resize, .marker, .signal, .fault, .note, .unknown: break
        }
    }

    /// Whether the recorded program was the CLI, whose way to end on signals is known.
    private var playsClaude: Bool {
        let program = replay?.recording.header.understudy?.argv?.first
        return program?.split(separator: "/").last == "claude"
    }

    /// A signal while a recording plays: what followed it is recorded, or it ends the process.
    mutating func replaySignal(_ signal: Signal) {
        if replay?.take(signal, at: now) == true { return }
        if playsClaude { endByContract(signal) } else { finish(.signaled(signal)) }
    }
}
