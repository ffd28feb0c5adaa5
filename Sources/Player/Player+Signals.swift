import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// A signal came that the process handles.
    mutating func signalled(_ signal: Signal) {
        if signal == .interrupt, faults.isUnderWay(.secondInterrupt), !hasBeenInterrupted {
            hasBeenInterrupted = true
            return
        }
        if stage == .replaying { return replaySignal(signal) }
        if isOnTerminal { return signalTerminal(signal) }
        scriptTime = max(scriptTime, now)
        if let reaction = reactions.first(where: { $0.signal == signal }) {
            guard let steps = reaction.steps else { return }
            let ends = [Signal.interrupt, .terminate, .hangUp].contains(signal)
            if ends { operations = [.endBySignal(signal)] }
            operations += steps.reversed().map(Operation.step)
            // The rest of a block that is being said belongs to nobody now.
            if ends, voice?.speaker.block != nil { operations.append(.closeBlock) }
            return
        }
        endByContract(signal)
    }

    /// Ends as the CLI does on a signal.
    mutating func endByContract(_ signal: Signal) {
        let profile = settings?.profile ?? .newest
        switch signal {
        case .interrupt:
            if stage == .speaking, profile.speaksOnInterruptSignal {
                cancelQuestions()
                voice?.endInterrupted(saysResult: false, at: now)
                flushVoice()
            }
            finish(.exited(0))
        case .terminate: endByContract(profile.terminateStatus, signal)
        case .hangUp: endByContract(profile.hangUpStatus, signal)
        case .quit: finish(.signaled(.quit))
        default: break
        }
    }

    private mutating func endByContract(_ status: Int32?, _ signal: Signal) {
        guard let status else { return finish(.signaled(signal)) }
        if let tool = voice?.speaker.tool, voice?.speaker.agent == nil {
            var answer = ToolAnswer(tool: tool.name, input: tool.input, content: "Exit code 137", ending: .failed)
            answer.grant = calls.last?.grant ?? .tool
            voice?.answerTool(answer, at: now)
            flushVoice()
        }
        finish(.exited(status))
    }

    /// The client has interrupted the turn by the control protocol.
    mutating func interruptTurn() {
        guard stage == .speaking else { return }
        scriptTime = max(scriptTime, now)
        guard let steps = reactions.first(where: { $0.signal == nil })?.steps else {
            if reactions.contains(where: { $0.signal == nil }) { return }
            return endInterrupted()
        }
        operations = [.endInterrupted] + steps.reversed().map(Operation.step)
        if voice?.speaker.block != nil { operations.append(.closeBlock) }
    }

    mutating func endInterrupted() {
        cancelQuestions()
        voice?.endInterrupted(saysResult: true, at: now)
        flushVoice()
        leaveTurn(failed: settings?.profile.interruptFails ?? true)
    }
}
