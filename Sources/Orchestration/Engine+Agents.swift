import Determinism
import Hosting
import Matching

/// The agents: a process for each delegation, so many at once, their results in the order of the delegations.
extension Engine {
    /// The tools by which the CLI itself runs an agent.
    private static let nativeTools: Set<String> = ["Task", "Agent"]

    mutating func startAgents(at now: Instant, actions: inout [Action]) {
        guard !isStopping else { return }
        while let index = pool.startNext() {
            let delegation = pool.entries[index].delegation
            let process = workers.newHandle()
            var options = OutputScanner.Options()
            options.delegations = false
            options.tickets = configuration.enableTickets
            options.lineBytesMax = configuration.lineLimit
            scanners[process.rawValue] = OutputScanner(agents: agents, options: options)
            var worker = Worker(source: .agent(index), process: process, configuration: configuration)
            worker.start(
                plan.agent(delegation.agent, displayName: agents.displayName(delegation.agent)),
                input: Array(delegation.task.utf8), closesInput: true, timeLimit: (configuration.agentTimeout, .agent),
                at: now, actions: &actions)
            workers.append(worker)
        }
    }

    mutating func nativeDelegation(id: String, tool: String, agent: String?, task: String, at now: Instant) {
        guard Self.nativeTools.contains(tool), let label = agent, let name = agents.canonical(label) else { return }
        let delegation = Delegation(agent: name, label: label, task: task, pattern: .toolUse, range: 0..<0)
        guard let index = pool.add(delegation, stage: .native(toolUseID: id, since: now)) else { return }
        notices.append(.delegation(index: index, delegation))
    }

    mutating func finishNative(_ index: Int, since: Instant, isError: Bool, text: String, at now: Instant) {
        let delegation = pool.entries[index].delegation
        finish(
            AgentResult(
                index: index, agent: delegation.agent, task: delegation.task, status: isError ? .failed : .completed,
                reason: isError ? "the tool reported an error" : nil, text: text.trimmed, startedAt: since,
                decidedAt: now, endedAt: now, exit: nil, lastStep: nil, peakMemory: 0))
    }

    mutating func agentEnded(
        _ index: Int, _ worker: Worker, _ end: SessionEnd, at now: Instant, actions: inout [Action]
    ) {
        let verdict = worker.judge(end)
        let delegation = pool.entries[index].delegation
        finish(
            AgentResult(
                index: index, agent: delegation.agent, task: delegation.task, status: verdict.status,
                reason: verdict.reason, text: worker.answer, startedAt: end.startedAt, decidedAt: end.decidedAt,
                endedAt: now, exit: end.exit, lastStep: end.lastStep, peakMemory: worker.monitor.peak))
        startAgents(at: now, actions: &actions)
        finishTurnIfDone(at: now, actions: &actions)
    }

    /// A delegation that never gets to run.
    mutating func abandon(_ index: Int, _ cause: SessionEnd.Cause, at now: Instant) {
        let delegation = pool.entries[index].delegation
        let isTimeout = cause == .timeout(.total)
        finish(
            AgentResult(
                index: index, agent: delegation.agent, task: delegation.task, status: isTimeout ? .timedOut : .stopped,
                reason: isTimeout
                    ? "timeout reached before it was started" : "the session was stopped before it started",
                text: "", startedAt: now, decidedAt: now, endedAt: now, exit: nil, lastStep: nil, peakMemory: 0))
    }

    private mutating func finish(_ result: AgentResult) {
        pool.finish(result)
        notices.append(.result(result))
    }
}
