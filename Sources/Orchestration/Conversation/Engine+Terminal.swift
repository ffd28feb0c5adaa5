import Determinism
import Hosting
import Matching
import Recording

/// A conversation on a pseudoterminal.
extension Engine {
    mutating func startOnTerminal(_ process: ProcessHandle, at now: Instant, actions: inout [Action]) {
        var worker = Worker(
            source: .main, process: process, configuration: configuration, isTerminal: true, isLasting: true)
        worker.start(plan.interactive(), input: [], closesInput: false, timeLimit: nil, at: now, actions: &actions)
        workers.append(worker)
        isOnTerminal = true
        conversation = TerminalConversation(
            size: configuration.terminalSize, answerLimit: configuration.expectTimeout, at: now)
    }

    /// Types a message; the conversation says when it is answered.
    mutating func submitOnTerminal(_ message: String, at now: Instant, actions: inout [Action]) {
        do throws(TerminalConversation.Refusal) {
            guard let bytes = try conversation?.submit(message, at: now) else {
                return answered(
                    Verdict(status: .failed, reason: "the program on the terminal has ended", answer: "", exit: nil),
                    at: now, actions: &actions)
            }
            type(bytes, actions: &actions)
        } catch {
            guard case .tooLong(let count, let max) = error else { return }
            let reason = "a message of \(count) bytes is cut by a terminal's line editor, which takes \(max)"
            answered(Verdict(status: .failed, reason: reason, answer: "", exit: nil), at: now, actions: &actions)
        }
    }

    /// Draws what the child has written.
    mutating func observe(_ event: Event, at now: Instant, actions: inout [Action]) {
        guard case .bytes(_, let bytes) = event else { return }
        guard let replies = conversation?.feed(bytes, at: now), !replies.isEmpty else { return }
        type(replies, actions: &actions)
    }

    /// Looks at the screen where that is due.
    mutating func tellConversation(at now: Instant, actions: inout [Action]) {
        guard let due = conversation?.deadline, due <= now, let change = conversation?.look(at: now),
            // Also then it was looked at: what is due once must not be due for ever.
            !isMainBeingStopped
        else { return }
        if let main { workers.change(main) { $0.ready() } }
        switch change {
        case .ready: notices.append(.ready)
        case .dialog(let lines):
            notices.append(.dialog(lines))
            if configuration.isNonInteractive { type([0x1B], actions: &actions) }
        case .late:
            let reason = "expect_timeout reached after \(configuration.expectTimeout.seconds) s without a prompt"
            answered(Verdict(status: .timedOut, reason: reason, answer: "", exit: nil), at: now, actions: &actions)
        case .answered(let answer):
            notices.append(.ready)
            scanAnswer(answer, at: now, actions: &actions)
            answered(
                Verdict(status: .completed, reason: nil, answer: answer.trimmed, exit: nil), at: now,
                actions: &actions)
        }
        startTurnIfFree(at: now, actions: &actions)
    }

    /// What was drawn and drawn again is read once: as the answer that it came to.
    private mutating func scanAnswer(_ answer: String, at now: Instant, actions: inout [Action]) {
        var answerReader = reader(depth: 0)
        var findings: [OutputReader.Item] = []
        answerReader.feed(answer + "\n", into: &findings)
        answerReader.finish(into: &findings)
        take(findings, of: .main, at: now, actions: &actions)
    }

    /// The rows of the terminal that the person would see, or saw last; empty for other strategies.
    public var screenRows: [String] { conversation?.rows ?? lastScreen }
}
