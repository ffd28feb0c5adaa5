import ClaudeProtocol
import Determinism
import Recording
import Text

/// A call that is being matched with the recordings of a folder: its prompt is not known yet.
struct OpenCall {
    let choice: CallChoice
    /// When the call was made.
    let since: Instant
    /// What the client has written so far, but for its answers to requests.
    var asked: [UInt8] = []
    /// All that the client has written so far.
    var written: [UInt8] = []
    /// A line that has no end yet.
    var line: [UInt8] = []
    /// How many lines were played meanwhile: answers to what a client asks before its first message.
    var playedLines = 0
}

extension Player {
    /// Looks for the recording that answers the call: at once, or as soon as its prompt is known.
    mutating func answerCall(from calls: [RecordedCall], in folder: String) throws(EarlyExit) {
        guard let settings else { return }
        let isTerminal = invocation.terminal != nil
        let choice = try CallChoice(
            arguments: invocation.arguments, isTerminal: isTerminal, among: calls, folder: folder,
            match: settings.match, files: &files)
        if settings.mode == .all { return try record(choice, .any) }
        guard let newest = choice.candidates.last else { return try answer(choice, .any, since: now) }
        let isLenient = !settings.mode.records && choice.candidates.count == 1 && newest.prompt == nil
        if isTerminal || settings.match.ignoresPrompt { return try answer(choice, .any, since: now) }
        if arguments.readsStreamInput {
            openCall = OpenCall(choice: choice, since: now)
            begin(Replay(identified(newest.recording), since: now))
        } else if isLenient {
            // Nobody waits for a prompt that the recorded call did not have.
            try answer(choice, .any, since: now)
        } else {
            openCall = OpenCall(choice: choice, since: now)
            stage = .choosing
            gatherDeadline = settings.profile.inputWait.map { now + max($0, timerSlack * 5) }
            out.append(.wantInput(true))
        }
    }

    /// Waits for the prompt on standard input as the CLI does: to its end, or for some time where nothing comes.
    mutating func choose() {
        guard let call = openCall else { return }
        if !input.pending.isEmpty { gatherDeadline = nil }
        guard input.hasEnded || gatherDeadline.map({ $0 <= now }) ?? false else { return }
        openCall = nil
        gatherDeadline = nil
        let prompt = call.choice.match.prompt(in: Array(input.pending), isStream: false)
        do throws(EarlyExit) { try answer(call.choice, .known(prompt), since: call.since) } catch { finish(error) }
    }

    /// Plays the recording of the call, or has the call recorded, or refuses it.
    private mutating func answer(
        _ choice: CallChoice, _ prompt: CallChoice.Prompt, since start: Instant
    ) throws(EarlyExit) {
        guard let candidate = try candidate(of: choice, prompt) else { return try record(choice, prompt) }
        begin(Replay(identified(candidate.recording), since: start))
    }

    /// The recording whose turn it is; `nil`: the call is to be recorded.
    ///
    /// Where calls are counted the n-th of equal calls has the n-th recording, and those behind the last have the last.
    /// Where nobody counts the newest answers.
    private mutating func candidate(
        of choice: CallChoice, _ prompt: CallChoice.Prompt
    ) throws(EarlyExit) -> CallChoice.Candidate? {
        let found = choice.answering(prompt)
        let mode = settings?.mode ?? .none
        if found.isEmpty, !mode.records {
            throw EarlyExit(error: choice.refusal(prompt), status: Self.unansweredStatus)
        }
        // A call that is about to be recorded counts too: it is the first, and the next equal one is the second.
        let number = mode == .all ? nil : try number(of: choice, prompt)
        guard let newest = found.last else { return nil }
        var candidate = newest
        if let number {
            if mode == .new, number > found.count { return nil }
            candidate = found[min(number, found.count) - 1]
        }
        noteUse(of: candidate.call)
        return candidate
    }

    /// Which of equal calls this is, from 1; `nil`: nobody counts.
    private mutating func number(of choice: CallChoice, _ prompt: CallChoice.Prompt) throws(EarlyExit) -> Int? {
        guard let state = settings?.state else { return nil }
        do { return try files.nextCall(in: "\(state)/calls-\(choice.key(prompt))") } catch {
            throw PlayerSettings.misuse("UNDERSTUDY_STATE: \(error)")
        }
    }

    /// Adds a recording to those that were used, for `understudy fake report`.
    private mutating func noteUse(of call: RecordedCall) {
        playedName = call.name
        guard let state = settings?.state else { return }
        do { try files.append(Array("\(call.name)\n".utf8), to: "\(state)/\(CallLog.used)") } catch {
            write(.stderr, "understudy: UNDERSTUDY_STATE: \(error)\n")
        }
    }

    /// Leaves the call to the real program, which is recorded.
    private mutating func record(_ choice: CallChoice, _ prompt: CallChoice.Prompt) throws(EarlyExit) {
        var order = RecordOrder(folder: choice.folder, name: choice.name(prompt))
        if settings?.mode == .all { order.number = try number(of: choice, prompt) }
        order.input = input.takeAll()
        order.hasInputEnded = input.hasEnded
        order.log = settings?.state.map { "\($0)/\(CallLog.recorded)" }
        hand(over: order)
    }

    private mutating func hand(over order: RecordOrder) {
        stage = .ended
        writeJournal(nil, recording: order.name)
        out.append(.record(order))
    }

    // MARK: Lines

    /// Takes input while the call's prompt is still to come as a line.
    ///
    /// - Returns: what the recording that plays is given.
    mutating func takeOpenInput(_ bytes: [UInt8]) -> [UInt8] {
        guard var call = openCall else { return bytes }
        let before = call.written
        var rest = bytes[...]
        var given: [UInt8] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = call.line + rest[...end]
            call.line = []
            rest = rest[(end + 1)...]
            if let prompt = CallMatch.prompt(ofLine: line) {
                call.asked += line + rest
                openCall = nil
                settle(call, prompt: prompt)
                holdToRecording(before)
                return given + line + rest
            }
            if !OpenCall.isAnswer(line) { call.asked += line }
            call.written += line
            given += line
        }
        call.line += rest
        if input.hasEnded {
            given += call.line
            openCall = nil
            holdToRecording(before)
            return given
        }
        openCall = call
        return given
    }

    /// Holds the input against the recording that was chosen, from its start.
    private mutating func holdToRecording(_ before: [UInt8]) {
        strict = strictInput(of: replay)
        guard stage == .replaying, let words = strict?.difference(after: before, hasEnded: false) else { return }
        write(.stderr, "understudy: \(words)\n")
        finish(.exited(Self.unansweredStatus))
    }

    /// The prompt is known: the recording that answers it goes on where the one that plays is.
    private mutating func settle(_ call: OpenCall, prompt: String) {
        do throws(EarlyExit) {
            let found = try candidate(of: call.choice, .known(prompt))
            guard let found else {
                var order = RecordOrder(folder: call.choice.folder, name: call.choice.name(.known(prompt)))
                order.input = call.asked
                order.hasInputEnded = input.hasEnded
                order.log = settings?.state.map { "\($0)/\(CallLog.recorded)" }
                return hand(over: order)
            }
            guard let playing = replay else { return }
            var next = Replay(identified(found.recording), since: call.since)
            next.goOn(from: playing, playedLines: call.playedLines)
            replay = next
            for signal in next.answeredSignals { out.append(.setDisposition(signal, .handled)) }
        } catch {
            finish(error)
        }
    }
}

extension OpenCall {
    /// Whether a line answers a request of the recording that plays: the real program has not asked.
    static func isAnswer(_ line: [UInt8]) -> Bool {
        (try? JSONParser.parse(line))?["type"]?.string == "control_response"
    }
}
