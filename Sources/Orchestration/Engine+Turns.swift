import ClaudeProtocol
import Determinism
import Hosting
import Matching
import Recording

/// The conversation: one child per turn, its text scanned as it arrives.
extension Engine {
    mutating func startTurnIfFree(at now: Instant, actions: inout [Action]) {
        guard turn == nil, !isStopping, !waitingMessages.isEmpty else { return }
        let message = waitingMessages.removeFirst()
        turnCount += 1
        turn = Turn(number: turnCount, startedAt: now, firstDelegation: pool.entries.count)
        let process = workers.newHandle()
        main = process.rawValue
        scanners[process.rawValue] = scanner(delegations: true)
        var worker = Worker(source: .main, process: process, configuration: configuration)
        worker.start(
            plan.turn(resuming: sessionID), input: Array(message.utf8), closesInput: true, timeLimit: nil, at: now,
            actions: &actions)
        workers.append(worker)
    }

    mutating func startInteractive(at now: Instant, actions: inout [Action]) {
        let process = workers.newHandle()
        main = process.rawValue
        var worker = Worker(source: .main, process: process, configuration: configuration, isTerminal: true)
        worker.start(plan.interactive(), input: [], closesInput: false, timeLimit: nil, at: now, actions: &actions)
        workers.append(worker)
    }

    private func scanner(delegations: Bool) -> OutputScanner {
        var options = OutputScanner.Options()
        options.delegations = delegations
        options.tickets = configuration.enableTickets
        options.lineBytesMax = configuration.lineLimit
        return OutputScanner(agents: agents, options: options)
    }

    mutating func take(_ reports: [Worker.Report], from index: Int, at now: Instant, actions: inout [Action]) {
        guard !reports.isEmpty, let source = workers.source(of: index) else { return }
        for report in reports {
            switch report {
            case .started: notices.append(.started(source))
            case .item(let item): take(item, of: source, from: index, at: now, actions: &actions)
            case .memory(let level, let used): notices.append(.memory(source, level, used: used))
            case .ended(let end): ended(index, source, end, at: now, actions: &actions)
            }
        }
    }

    private mutating func take(
        _ item: TurnReader.Item, of source: Source, from index: Int, at now: Instant, actions: inout [Action]
    ) {
        switch item {
        case .text(let text):
            notices.append(.text(source, text))
            var findings: [Finding] = []
            scanners[index]?.feed(Array(text.utf8), into: &findings)
            take(findings, of: source, at: now, actions: &actions)
        case .toolUse(let id, let name, let agent, let task):
            guard source == .main else { return }
            nativeDelegation(id: id, tool: name, agent: agent, task: task, at: now)
        case .toolResult(let id, let isError, let text):
            if source == .main, let native = pool.native(id) {
                finishNative(native.index, since: native.since, isError: isError, text: text, at: now)
            }
        case .retry(let attempt, let error): notices.append(.retry(source, attempt: attempt, error: error))
        case .outcome: break
        }
    }

    private mutating func take(
        _ findings: [Finding], of source: Source, at now: Instant, actions: inout [Action]
    ) {
        for finding in findings {
            switch finding {
            case .delegation(let delegation):
                guard let index = pool.add(delegation) else { continue }
                notices.append(.delegation(index: index, delegation))
                startAgents(at: now, actions: &actions)
            case .ticket(let ticket):
                if ledger.insert(ticket) { notices.append(.ticket(source, ticket)) }
            case .errorMention(let mention): notices.append(.errorMention(source, mention))
            }
        }
    }

    private mutating func ended(
        _ index: Int, _ source: Source, _ end: SessionEnd, at now: Instant, actions: inout [Action]
    ) {
        var findings: [Finding] = []
        scanners[index]?.finish(into: &findings)
        scanners[index] = nil
        take(findings, of: source, at: now, actions: &actions)
        guard let worker = workers.remove(index) else { return }
        switch source {
        case .main: mainEnded(worker, end, at: now, actions: &actions)
        case .agent(let delegation): agentEnded(delegation, worker, end, at: now, actions: &actions)
        }
    }

    private mutating func mainEnded(_ worker: Worker, _ end: SessionEnd, at now: Instant, actions: inout [Action]) {
        main = nil
        sessionID = worker.reader.sessionID ?? sessionID
        let verdict = worker.judge(end)
        turn?.verdict = (verdict.status, verdict.reason, worker.answer, end.exit)
        notices.append(.ended(end))
        pool.reclaimNative()
        if isStopping { for index in pool.takeWaiting() { abandon(index, end.cause, at: now) } }
        startAgents(at: now, actions: &actions)
        finishTurnIfDone(at: now, actions: &actions)
    }

    /// The turn is over when its answer is whole and all its agents are done.
    mutating func finishTurnIfDone(at now: Instant, actions: inout [Action]) {
        guard let open = turn, let verdict = open.verdict, pool.isIdle else { return }
        turn = nil
        let results = pool.results(from: open.firstDelegation)
        let blocks = results.map { Synthesis.block(for: $0, displayName: agents.displayName($0.agent)) }
        notices.append(
            .turn(
                TurnResult(
                    number: open.number, status: verdict.status, reason: verdict.reason,
                    answer: verdict.answer, agentBlocks: blocks.joined(separator: "\n\n"), exit: verdict.exit,
                    startedAt: open.startedAt, endedAt: now)))
        startTurnIfFree(at: now, actions: &actions)
    }
}
