import Determinism

extension TerminalProgram {
    /// What the session says.
    mutating func tell(_ event: SessionEvent, at now: Instant) {
        guard stage != .over else { return }
        if case .turnBegan(let prompt) = event, turn == nil { beginTurn(prompt, at: now) }
        switch event {
        case .turnBegan: break
        case .thinking(let piece): addThinking(piece, at: now)
        case .text(let piece):
            endThinking(at: now)
            countAnswer(piece)
            if transcript.addText(piece) { needsDrawing = true }
        case .blockEnded:
            endThinking(at: now)
            transcript.endAnswer()
            needsDrawing = true
        case .toolCalled(let id, let name, let input):
            endThinking(at: now)
            countAnswer(name)
            transcript.append(.call(Transcript.ToolCall(id: id, name: name, input: input)))
            needsDrawing = true
        case .toolAnswered(let id, let text, let ending):
            transcript.changeCall(id) { call in
                call.answer = text
                call.ending = ending
            }
            withdraw(id)
        case .toolAsks(let question): ask(question)
        case .questionWithdrawn(let id): withdraw(id)
        case .retrying(let attempt, let count, let delay, let words):
            let seconds = Spinner.text(of: delay)
            turn?.retry = "\(words) · retrying in \(seconds) · attempt \(attempt)/\(count)"
            needsDrawing = true
        case .failed(let words):
            turn?.hasFailed = true
            transcript.append(.failure(words))
            needsDrawing = true
        case .interrupted(let hadAnswer): endTurn(interruptedAfterAnswer: hadAnswer, took: .zero, at: now)
        case .turnEnded(let took): endTurn(interruptedAfterAnswer: nil, took: took, at: now)
        case .permissionMode(let name):
            mode = name == "manual" ? "default" : name
            needsDrawing = true
        case .earlier(let isUser, let text):
            if isUser {
                transcript.append(.said(text))
            } else {
                _ = transcript.addText(text)
                transcript.endAnswer()
            }
            needsDrawing = true
        case .notice(let words):
            transcript.append(.notice(words))
            needsDrawing = true
        }
        draw(at: now)
    }

    // MARK: Turns

    /// Begins a turn: the prompt goes to the transcript, the spinner starts.
    mutating func beginTurn(_ shown: String, at now: Instant) {
        turnCount += 1
        let number = (options.seed &+ turnCount) &* 0x9E37_79B9_7F4A_7C15 >> 33
        let delay = behaviour.busyMarkDelay
        let first = delay == .zero ? behaviour.busyMarks.0 : "✳"
        turn = Turn(
            shown: shown, spinner: Spinner(number: number, at: now, profile: behaviour),
            title: (first, now + Self.titleTime))
        transcript.append(.said(shown))
        write(ModeSequences.title("\(first) Claude Code"))
        needsDrawing = true
    }

    /// Ends the turn; `nil`: it was not interrupted.
    private mutating func endTurn(interruptedAfterAnswer hadAnswer: Bool?, took: Duration, at now: Instant) {
        guard let turn else { return }
        endThinking(at: now)
        transcript.endAnswer()
        transcript.interruptCalls()
        dialogs = []
        self.turn = nil
        needsDrawing = true
        write(ModeSequences.title("✳ Claude Code"))
        if let hadAnswer {
            endInterrupted(turn, hadAnswer: hadAnswer)
        } else if turn.hasFailed {
            if behaviour.hasDoneLine { placeholder = "Once fixed, resend your message" }
        } else if behaviour.hasDoneLine {
            let clock = Spinner.clock(milliseconds: options.wallClock + now.microseconds / 1000)
            transcript.append(.done("\(turn.spinner.pastWord) for \(Spinner.text(of: took)) · done \(clock)"))
        }
        if hadAnswer == nil || turn.sendsQueue { sendNext(at: now) } else { returnQueue() }
    }

    private mutating func endInterrupted(_ turn: Turn, hadAnswer: Bool) {
        let isUntouched = !hadAnswer && turn.answerBytes == nil
        if isUntouched, behaviour.givesPromptBack, box.isEmpty, queue.isEmpty, look != .plain {
            transcript.removeLastPrompt()
            box.replace(with: turn.shown)
        } else {
            transcript.append(.interrupted)
        }
    }

    private mutating func sendNext(at now: Instant) {
        guard !queue.isEmpty else { return }
        let next = queue.removeFirst()
        submit(shown: next.shown, sent: next.sent, at: now)
    }

    /// Prompts that waited go back to the box when the turn before them was cut off.
    private mutating func returnQueue() {
        guard !queue.isEmpty else { return }
        let texts = queue.map(\.sent) + (box.isEmpty ? [] : [box.text])
        box.replace(with: texts.joined(separator: "\n"))
        queue = []
    }

    // MARK: Pieces

    private mutating func countAnswer(_ piece: String) {
        if turn?.answerBytes == nil { needsDrawing = true }
        let count = turn?.answerBytes ?? 0
        turn?.answerBytes = count + piece.utf8.count
        turn?.retry = nil
    }

    private mutating func addThinking(_ piece: String, at now: Instant) {
        countAnswer(piece)
        if turn?.thinkingSince == nil { turn?.thinkingSince = now }
    }

    private mutating func endThinking(at now: Instant) {
        guard let since = turn?.thinkingSince else { return }
        turn?.thinkingSince = nil
        guard behaviour.showsPartialAnswer else { return }
        transcript.append(.thought(max(.seconds(1), now - since)))
        needsDrawing = true
    }

    // MARK: Questions

    private mutating func ask(_ question: PermissionQuestion) {
        transcript.changeCall(question.id) { $0.isAsked = true }
        dialogs.append(Dialog.permission(question, folder: options.workingDirectory, behaviour))
        write(ModeSequences.title("✳ Claude Code"))
        needsDrawing = true
    }

    private mutating func withdraw(_ id: String) {
        dialogs.removeAll { if case .permission(let question) = $0.subject { question.id == id } else { false } }
        needsDrawing = true
    }
}
