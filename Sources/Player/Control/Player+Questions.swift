import ClaudeProtocol
import Determinism
import Text

extension Player {
    /// Sends a request to the client and remembers that its answer is missing.
    mutating func send(_ request: JSONValue, id: String, kind: Question.Kind) {
        asking.questions.append(Question(id: id, kind: kind))
        voice?.emit(["type": "control_request", "request_id": .string(id), "request": request])
        flushVoice()
    }

    /// Tells the client that an answer is no longer wanted.
    mutating func cancel(_ id: String) {
        voice?.emit(["type": "control_cancel_request", "request_id": .string(id)])
        flushVoice()
    }

    /// Takes the client's answer to a request; one that nobody waits for is nobody's.
    mutating func takeResponse(_ message: JSONValue) {
        let response = message["response"]
        guard let id = response?["request_id"]?.string,
            let place = asking.questions.firstIndex(where: { $0.id == id })
        else { return }
        if case .permission = asking.questions[place].kind, faults.isUnderWay(.unansweredPermission) { return }
        let question = asking.questions.remove(at: place)
        scriptTime = max(scriptTime, now)
        let answer: ClientAnswer =
            response?["subtype"]?.string == "error"
            ? .failure(response?["error"]?.string ?? "unknown error") : .success(response?["response"] ?? [:])
        switch question.kind {
        case .permission: if !calls.isEmpty { calls[calls.count - 1].answer = answer }
        case .server: asking.serverAnswer = answer
        case .hook(let index):
            guard asking.round?.hooks.indices.contains(index) == true else { return }
            if case .success(let value) = answer {
                asking.round?.answers[index] = HookRound.Answer(output: value)
            } else {
                asking.round?.answers[index] = HookRound.Answer()
            }
        }
    }

    /// No answer can come any more: what was asked counts as not answered.
    mutating func endQuestions() {
        guard input.hasEnded, !asking.questions.isEmpty, !isOnTerminal else { return }
        scriptTime = max(scriptTime, now)
        let open = asking.questions
        asking.questions.removeAll()
        for question in open {
            switch question.kind {
            case .permission:
                guard !calls.isEmpty else { continue }
                if calls.last?.step.name == "AskUserQuestion" { cancel(question.id) }
                calls[calls.count - 1].answer = .inputEnded
            case .server: asking.serverAnswer = .inputEnded
            case .hook(let index): asking.round?.answers[index] = HookRound.Answer()
            }
        }
    }

    /// Takes back what was asked about a tool; whether there was anything.
    mutating func withdrawQuestion() -> Bool {
        guard let place = asking.questions.firstIndex(where: { if case .permission = $0.kind { true } else { false } })
        else {
            return false
        }
        cancel(asking.questions.remove(at: place).id)
        return true
    }

    /// Forgets all that was asked, and tells the client so about permissions.
    mutating func cancelQuestions() {
        for question in asking.questions { if case .permission = question.kind, !isOnTerminal { cancel(question.id) } }
        asking.questions.removeAll()
        for command in asking.commands { out.append(.killCommand(command.id)) }
        asking.commands.removeAll()
        asking.round = nil
    }

    /// Whether all that was asked has been answered.
    mutating func awaitAnswers() -> Bool {
        endQuestions()
        giveUpHooks()
        if asking.questions.isEmpty, asking.round?.isOver ?? true {
            if scriptTime < now, asking.hasWaited { scriptTime = now }
            asking.hasWaited = false
            return true
        }
        asking.hasWaited = true
        wakeAt = asking.round?.deadline
        return false
    }

    /// Tells what the session does, to clients that asked for it by their environment.
    mutating func tellState(_ state: SessionState) {
        guard arguments.readsStreamInput, settings?.profile.reportsCommands ?? true else { return }
        let isForHost = invocation["CLAUDE_CODE_SDK_READS_SESSION_STATE"] == "1"
        guard isForHost || invocation["CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS"] == "1" else { return }
        let line = voice?.builder.sessionState(state.rawValue, isForHost: isForHost)
        if let line { voice?.emit(line) }
        flushVoice()
    }
}
