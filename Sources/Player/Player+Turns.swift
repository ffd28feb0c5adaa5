import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Begins a turn: servers and hooks first, then what answers the prompt.
    mutating func beginTurn(prompt: String) {
        turnNumber += 1
        self.prompt = prompt
        promptID = voice?.builder.identifiers.uuid() ?? ""
        scriptTime = now
        reactions = []
        stopHookRounds = 0
        stage = .speaking
        let isFirst = turnNumber == 1
        operations = []
        push(
            connecting() + announcing() + [.tellState(.running)] + listing() + (isFirst ? [.startSession] : [])
                + [
                    .callHooks(
                        .userPromptSubmit, subject: nil, input: [.init(key: "prompt", value: .string(prompt))]),
                    .awaitAnswers, .openTurn,
                ])
    }

    /// Looks for what answers the prompt, unless a hook holds it back, and begins to say it.
    mutating func openTurn() {
        let verdict = takeVerdict()
        if let reason = verdict.blocked ?? verdict.stopped {
            return blockPrompt(reason, complaint: verdict.complaint ?? reason)
        }
        voice?.builder.session.servers = servers.list
        voice?.builder.session.extraTools = servers.toolNames
        if let command = SlashCommand(prompt) {
            keepPrompt()
            return run(command)
        }
        switch source {
        case .echo: speak([.text(ScriptStep.SpokenText(prompt))])
        case .script(let script, let folder):
            let facts = turnFacts
            guard let entry = script.entries.first(where: { $0.when.holds(for: facts) }) else {
                return refuseTurn(script, facts)
            }
            lay(entry.faults)
            guard let play = entry.play else { return speak(entry.say) }
            do throws(EarlyExit) {
                let path = PlaySource.path(play, in: folder)
                let reel = identified(try PlaySource.reel(path, files: &files))
                keepPlayed(reel)
                begin(Replay(reel, since: now, skippingInput: true))
            } catch {
                finish(error)
            }
        case .recording, .folder: finish(PlayerSettings.nothingToPlay)
        }
    }

    var turnFacts: TurnFacts {
        TurnFacts(
            prompt: prompt, call: callNumber, turn: turnNumber, arguments: invocation.arguments,
            resume: arguments.resume ?? (arguments.continues ? "" : nil),
            agent: settings?.agent ?? arguments.agent)
    }

    private mutating func refuseTurn(_ script: Script, _ facts: TurnFacts) {
        let ranked = script.entries.map { (entry: $0, failures: $0.when.failures(for: facts)) }
        let nearest = ranked.min { $0.failures.count < $1.failures.count }
        var message =
            "understudy: no entry of the script answers turn \(turnNumber) with the prompt:\n  \(shown(prompt))\n"
        if let nearest {
            message += "nearest is \(nearest.entry.path) with when: \(nearest.entry.when.text), "
            message += "where \(nearest.failures.joined(separator: " and ")) differs\n"
        }
        write(.stderr, message)
        finish(.exited(Self.unansweredStatus))
    }

    /// A prompt as a message shows it: one line, not too long.
    private func shown(_ text: String) -> String {
        let line = VisibleText.clean(text).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\\n")
        return line.count > 200 ? "\(line.prefix(200))…" : line
    }

    private mutating func speak(_ steps: [ScriptStep]) {
        keepPrompt()
        operations = [.endTurn] + steps.reversed().map(Operation.step)
        voice?.beginTurn(prompt: prompt, at: now)
        tellEcho()
        flushVoice()
    }

    /// Works the operations off until one has to wait.
    mutating func speak() {
        wakeAt = nil
        isReading = false
        while stage == .speaking || stage == .preparing, !faults.isStalled(at: now),
            let operation = operations.popLast()
        {
            let goesOn = perform(operation)
            flushVoice()
            if !goesOn { return }
        }
        if stage == .preparing, operations.isEmpty { stage = .idle }
    }

    /// Performs one operation; `false`: it has to wait, and stands in the list again.
    private mutating func perform(_ operation: Operation) -> Bool {
        switch operation {
        case .step(let step): begin(step)
        case .until(let due):
            if now < due {
                wakeAt = due
                operations.append(operation)
                return false
            }
            // A timer that is late by itself must not add up; a process that was held up has lost the time.
            scriptTime = now - due > timerSlack ? now : due
        case .openBlock(let isThinking): voice?.openBlock(isThinking: isThinking, at: scriptTime)
        case .say(let piece): voice?.say(piece, at: scriptTime)
        case .closeBlock: voice?.closeBlock(at: scriptTime)
        case .checkLimit: checkLimit()
        case .hold(let bytes):
            heldMemory = max(0, bytes)
            out.append(.holdMemory(bytes: heldMemory))
        case .awaitInput(let part, let until): return awaitInput(part, until: until)
        case .retry(let attempt, let maximum, let delay, let failure):
            voice?.retry(attempt: attempt, of: maximum, delay: delay, failure: failure)
        case .fallBack(let model, let failure): fallBack(to: model, after: failure)
        case .giveUp(let failure): giveUp(failure)
        case .endBySignal(let signal): endByContract(signal)
        case .endInterrupted: endInterrupted()
        case .startSession: startSession()
        case .tellState(let state): tellState(state)
        case .openTurn: openTurn()
        case .endTurn: endTurn()
        case .closeTurn: closeTurn()
        case .callHooks(let event, let subject, let input): callHooks(event, subject: subject, input: input)
        case .awaitAnswers:
            if awaitAnswers() { return true }
            operations.append(operation)
            return false
        default: performCall(operation)
        }
        return true
    }

    /// Performs the operations that belong to a call of a tool or to a server of tools.
    private mutating func performCall(_ operation: Operation) {
        switch operation {
        case .decideTool: decideTool()
        case .followPermission: followPermission()
        case .runTool: runTool()
        case .callServer: callServer()
        case .followServer: followServer()
        case .toolRan(let content, let ending): toolRan(content, ending)
        case .answerTool(let content, let ending): answerTool(content, ending)
        case .beginAgent: beginAgent()
        case .endAgent: endAgent()
        case .connectServer(let index): connect(index)
        case .followConnection(let index): followConnection(index)
        case .announceServer(let index): announce(index)
        case .listTools(let index): listTools(index)
        case .followTools(let index): followTools(index)
        case .answerInitialize(let request): answerInitialize(request)
        default: break
        }
    }

    private mutating func awaitInput(_ part: [UInt8], until: Instant?) -> Bool {
        if input.take(through: part) {
            scriptTime = now
            return true
        }
        if let until, until <= now {
            let wanted = String(decoding: part, as: UTF8.self)
            write(.stderr, "understudy: no input with \"\(VisibleText.clean(wanted))\" came in time (read:)\n")
            finish(.exited(Self.unansweredStatus))
            return true
        }
        if input.hasEnded {
            write(.stderr, "understudy: the input ended before what the script waits for came (read:)\n")
            finish(.exited(Self.unansweredStatus))
            return true
        }
        isReading = true
        wakeAt = until
        operations.append(.awaitInput(contains: part, until: until))
        return false
    }

    /// Ends the turn where `--max-turns` allows no further request.
    private mutating func checkLimit() {
        guard let limit = arguments.maxTurns, limit > 0, let voice, voice.turn.answers >= limit,
            voice.speaker.answer == nil, voice.speaker.agent == nil
        else { return }
        let failed = self.voice?.endAtLimit(limit, at: scriptTime) ?? false
        flushVoice()
        leaveTurn(failed: failed)
    }

    private mutating func fallBack(to model: String, after failure: APIFailure) {
        guard let voice else { return }
        let full = voice.profile.model(model)
        self.voice?.fallBack(to: full)
    }

    private mutating func giveUp(_ failure: APIFailure) {
        guard let voice else { return }
        let gateway = invocation["ANTHROPIC_BASE_URL"].flatMap { url in
            url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init)
        }
        let model = voice.builder.session.model
        let text = failure.text(
            model: model, gateway: gateway, profile: voice.profile, isFallback: voice.hasFallenBack)
        self.voice?.endWithFailure(failure, text: text, at: scriptTime)
        flushVoice()
        leaveTurn(failed: true)
    }

    /// All has been said: the hooks of the end are called before the result.
    private mutating func endTurn() {
        guard let voice else { return }
        if voice.turn.hasResult, voice.speaker.answer == nil { return leaveTurn(failed: lastTurnFailed) }
        self.voice?.closeBlock(at: scriptTime)
        self.voice?.endAnswer(stopReason: "end_turn")
        push(
            [
                .callHooks(
                    .stop, subject: nil,
                    input: [
                        .init(key: "stop_hook_active", value: .bool(stopHookRounds > 0)),
                        .init(key: "last_assistant_message", value: .string(self.voice?.speaker.joinedTexts ?? "")),
                        .init(key: "background_tasks", value: []), .init(key: "session_crons", value: []),
                    ]), .awaitAnswers, .closeTurn,
            ])
    }

    /// Writes the result, unless a hook wants the model to go on and the script has an answer to that.
    private mutating func closeTurn() {
        if let reason = takeVerdict().blocked, stopHookRounds < Self.stopHookRoundsMax, goOn(about: reason) { return }
        let failed = self.voice?.endTurn(at: scriptTime) ?? false
        flushVoice()
        leaveTurn(failed: failed)
    }

    /// How often hooks may keep a turn from ending.
    static let stopHookRoundsMax = 8

    private mutating func goOn(about reason: String) -> Bool {
        guard case .script(let script, _) = source else { return false }
        var facts = turnFacts
        facts.prompt = reason
        guard let entry = script.entries.first(where: { $0.when.asksForPrompt && $0.when.holds(for: facts) }) else {
            return false
        }
        stopHookRounds += 1
        operations = [.endTurn] + entry.say.reversed().map(Operation.step)
        return true
    }

    /// After the result: the end of the process, or the next turn.
    mutating func leaveTurn(failed: Bool) {
        operations = []
        calls = []
        asking.questions = []
        asking.round = nil
        wakeAt = nil
        lastTurnFailed = failed
        keepTurn()
        if isOnTerminal {
            stage = .idle
            return
        }
        guard arguments.readsStreamInput || !backgroundTasks.isEmpty else { return finish(.exited(failed ? 1 : 0)) }
        if let id = voice?.builder.userMessageID {
            let line = voice?.builder.commandLifecycle(id, state: "completed")
            if let line { voice?.emit(line) }
            flushVoice()
        }
        tellState(.idle)
        stage = .idle
    }
}
