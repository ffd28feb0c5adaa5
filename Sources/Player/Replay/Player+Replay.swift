import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// A recording with the identity of this call, where that is wanted.
    func identified(_ recording: Recording) -> Recording {
        guard let settings, settings.rewritesIdentity else { return recording }
        let builder = builder(settings)
        var rewriter = IdentityRewriter(
            sessionID: builder.session.id, folder: invocation.workingDirectory, wallClock: invocation.wallClock,
            identifiers: builder.identifiers)
        return rewriter.rewrite(recording)
    }

    /// A recording with the identity of this call, where that is wanted; else the same one.
    func identified(_ reel: RecordingReel) -> RecordingReel {
        settings?.rewritesIdentity == true ? RecordingReel(identified(reel.recording)) : reel
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
        if openCall == nil { strict = strictInput(of: replay) }
        if replay.hasInput || strict != nil || openCall != nil { out.append(.wantInput(true)) }
    }

    /// Holds the input against that of the recording from here on, where it has to be the same.
    func strictInput(of replay: Replay?) -> StrictInput? {
        guard settings?.isStrict == true, let replay, !replay.skipsInput else { return nil }
        return StrictInput(recorded: replay.recordedInput, isStreamJSON: replay.readsLines)
    }

    /// Plays what is due.
    mutating func playOn() {
        takeReplayInput()
        guard !faults.isStalled(at: now) else { return }
        while stage == .replaying, let content = replay?.next(at: now) { play(content) }
        if stage == .replaying, replay?.isFinished == true { finish(.exited(0)) }
    }

    private mutating func takeReplayInput() {
        // Most of the time a recording only speaks: then there is nothing to be looked at.
        let isTold = input.pending.isEmpty && replay?.hasInputEnded == input.hasEnded
        if isTold, openCall == nil, strict == nil { return }
        let bytes = takeOpenInput(input.takeAll())
        guard stage == .replaying else { return }
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
        case .output(let bytes):
            openCall?.playedLines += bytes.count { $0 == UInt8(ascii: "\n") }
            write(.stdout, replay?.requests.renamed(bytes) ?? bytes)
        case .error(let bytes): write(.stderr, bytes)
        case .closed(.stdout): out.append(.close(.stdout))
        case .closed(.stderr): out.append(.close(.stderr))
        case .sample(let sample):
            if let memory = sample.memory {
                heldMemory = max(0, memory - Self.footprint)
                out.append(.holdMemory(bytes: heldMemory))
            }
            if let descriptors = sample.descriptors { hold(descriptors, ofProcesses: sample.processes ?? 1) }
        case .exit(let status): finish(status)
        case .closed(.stdin), .input, .resize, .marker, .signal, .fault, .note, .unknown: break
        }
    }

    /// Holds as many descriptors as a recorded tree had beyond the standard streams of its processes.
    private mutating func hold(_ descriptors: Int, ofProcesses processes: Int) {
        let wanted = min(max(0, descriptors - 3 * max(1, processes)), Self.descriptorsMax)
        guard wanted != heldDescriptors else { return }
        out.append(.openDescriptors(wanted - heldDescriptors))
        heldDescriptors = wanted
    }

    /// No more descriptors are held for a recording: what a process may have by the usual limit, and some to spare.
    private static let descriptorsMax = 1_000

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
