public import Determinism
public import Hosting
import Matching
import Recording
import Text

/// Messages: handed in, seen by hooks, and turned into turns one after the other.
extension Engine {
    /// A turn that is not over.
    struct Turn: Sendable {
        let number: Int
        let startedAt: Instant
        let firstDelegation: Int
        /// The message as the hooks have left it; `nil` while they run.
        var message: String?
        var verdict: Verdict?
        /// Whether the hooks behind the turn are being called.
        var isFinishing = false
        /// How many errors the text mentions.
        var errors = 0
    }

    /// What became of the answer itself.
    struct Verdict: Sendable {
        var status: AgentStatus
        var reason: String?
        var answer: String
        var exit: ExitStatus?
    }

    /// Sends a message; while a turn is under way it waits for its end. A session that was stopped takes none.
    public mutating func send(_ message: String, at now: Instant, actions: inout [Action]) {
        start(at: now, actions: &actions)
        guard !isStopping else { return }
        submittedCount += 1
        callHooks(.submit, ["message": .string(message)], then: .submitted, at: now, actions: &actions)
    }

    /// The hooks of `submit` are through.
    mutating func submitted(_ chain: HookDesk.Finished, at now: Instant, actions: inout [Action]) {
        submittedCount -= 1
        guard !isStopping else { return }
        if let reason = chain.refusal {
            turnCount += 1
            notices.append(.turn(.refused(number: turnCount, reason: reason, at: now)))
            return
        }
        waitingMessages.append(chain.data["message"]?.string ?? "")
        startTurnIfFree(at: now, actions: &actions)
    }

    mutating func startTurnIfFree(at now: Instant, actions: inout [Action]) {
        guard turn == nil, !isStopping, let message = waitingMessages.first, mayBeginTurn else { return }
        waitingMessages.removeFirst()
        turnCount += 1
        turn = Turn(number: turnCount, startedAt: now, firstDelegation: pool.entries.count)
        pool.beginTurn()
        callHooks(.preMessage, ["message": .string(message)], then: .message, at: now, actions: &actions)
    }

    /// On a terminal a message waits until the program does.
    private var mayBeginTurn: Bool { conversation.map { $0.state == .ready } ?? true }

    /// The hooks of `pre_message` are through.
    mutating func begin(_ chain: HookDesk.Finished, at now: Instant, actions: inout [Action]) {
        guard turn != nil else { return }
        if chain.refusal != nil || isStopping {
            let reason = chain.refusal ?? "the session was stopped"
            let status: AgentStatus = isStopping ? .stopped : .failed
            turn?.verdict = Verdict(status: status, reason: reason, answer: "", exit: nil)
            pool.seal()
            return finishTurnIfDone(at: now, actions: &actions)
        }
        let message = chain.data["message"]?.string ?? ""
        turn?.message = message
        switch configuration.strategy {
        case .interactiveSubprocess: submitOnTerminal(message, at: now, actions: &actions)
        case .agentDelegator: delegate(message, at: now, actions: &actions)
        case .subprocess, .systemPrompt:
            if configuration.conversation == .persistent {
                say(message, at: now, actions: &actions)
            } else {
                startTurnProcess(message, at: now, actions: &actions)
            }
        }
    }

    /// One process for this turn alone; its message goes to standard input, which no limit of argv cuts.
    private mutating func startTurnProcess(_ message: String, at now: Instant, actions: inout [Action]) {
        let process = workers.newHandle()
        main = process.rawValue
        var worker = Worker(
            source: .main, process: process, configuration: configuration, output: reader(depth: 0))
        worker.start(
            plan.turn(resuming: sessionID), input: Array(message.utf8), closesInput: true, timeLimit: nil, at: now,
            actions: &actions)
        workers.append(worker)
    }

    /// The answer of the turn is whole.
    mutating func answered(_ verdict: Verdict, at now: Instant, actions: inout [Action]) {
        turn?.verdict = verdict
        pool.seal()
        startAgents(at: now, actions: &actions)
        finishTurnIfDone(at: now, actions: &actions)
    }

    /// The turn is over when its answer is whole and all its agents are done.
    mutating func finishTurnIfDone(at now: Instant, actions: inout [Action]) {
        guard let open = turn, let verdict = open.verdict, pool.isIdle, !open.isFinishing else { return }
        turn?.isFinishing = true
        let result = result(of: open, verdict, at: now)
        var data = JSONObject()
        data["text"] = .string(result.answer)
        data["status"] = .string(result.status.rawValue)
        callHooks(.postMessage, data, then: .turn(result), at: now, actions: &actions)
    }

    private func result(of open: Turn, _ verdict: Verdict, at now: Instant) -> TurnResult {
        let results = pool.results(from: open.firstDelegation)
        let blocks = Synthesis.blocks(for: results) { registry.names.displayName($0.agent) }
        var result = TurnResult(
            number: open.number, status: verdict.status, reason: verdict.reason, answer: verdict.answer,
            agentBlocks: blocks, exit: verdict.exit, startedAt: open.startedAt, endedAt: now)
        result.errors = open.errors
        guard configuration.failsOnError, result.status == .completed else { return result }
        if let failed = results.first(where: { $0.status != .completed }) {
            result.status = .failed
            result.reason = "agent \(failed.agent) \(failed.status.rawValue), and fail_on_error is set"
        } else if open.errors > 0 {
            result.status = .failed
            result.reason = "the output mentions \(open.errors) errors, and fail_on_error is set"
        }
        return result
    }

    /// The hooks of `post_message` are through.
    mutating func finishTurn(
        _ chain: HookDesk.Finished, _ result: TurnResult, at now: Instant, actions: inout [Action]
    ) {
        var result = result
        if let text = chain.data["text"]?.string { result.answer = text }
        turn = nil
        metrics.turnEnded(after: result.endedAt - result.startedAt)
        status.take(result)
        notices.append(.turn(result))
        startTurnIfFree(at: now, actions: &actions)
    }
}
