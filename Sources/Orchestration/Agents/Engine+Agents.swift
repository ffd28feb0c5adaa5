import Determinism
import Hosting
import Matching
import Text

/// The agents: a process for each delegation, so many at once, their results in the order of the delegations.
extension Engine {
    /// A delegation was found in the text of a child.
    mutating func found(_ delegation: Delegation, by source: Source, at now: Instant, actions: inout [Action]) {
        guard configuration.strategy != .systemPrompt else { return }
        let depth = depth(of: source) + 1
        guard depth <= configuration.maxDepth else { return }
        guard let index = add(delegation, depth: depth) else { return }
        notices.append(.delegation(index: index, delegation))
        // A child that is being ended may still say what it wants done.
        guard !isStopping else { return abandonWaiting(at: now) }
        startAgents(at: now, actions: &actions)
    }

    /// How deep a child stands: 0 for the main one.
    func depth(of source: Source) -> Int {
        if case .agent(let index) = source { pool.entries[index].depth } else { 0 }
    }

    /// Adds a delegation, or says once that there are too many.
    mutating func add(_ delegation: Delegation, depth: Int) -> Int? {
        let dependencies = registry.dependencies(of: delegation.agent)
        if let index = pool.add(delegation, depth: depth, dependencies: dependencies) { return index }
        let words = "more than \(AgentPool.delegationsMax) delegations in one session: the rest is not carried out"
        if status.note(words) { notices.append(.warning(words)) }
        return nil
    }

    mutating func startAgents(at now: Instant, actions: inout [Action]) {
        guard !isStopping else { return }
        while let index = pool.startNext() {
            if let reason = failedDependency(of: index) {
                finish(unstarted(index, .failed, reason, at: now), hasRun: false)
                continue
            }
            let delegation = pool.entries[index].delegation
            choice.started(delegation.agent)
            var data = JSONObject()
            data["agent"] = .string(delegation.agent)
            data["task"] = .string(delegation.task)
            callHooks(.preDelegation, data, then: .start(index), at: now, actions: &actions)
        }
    }

    private func failedDependency(of index: Int) -> String? {
        let failed = pool.results(neededBy: index).first { $0.status != .completed }
        return failed.map { "it comes after \($0.agent), which \($0.status.rawValue)" }
    }

    /// The hooks of `pre_delegation` are through.
    mutating func startAgent(
        _ index: Int, _ chain: HookDesk.Finished, at now: Instant, actions: inout [Action]
    ) {
        if chain.refusal != nil || isStopping {
            let reason = chain.refusal.map { "refused: \($0)" } ?? "the session was stopped before it started"
            agentDone(
                unstarted(index, isStopping ? .stopped : .failed, reason, at: now), at: now, actions: &actions)
            return
        }
        let old = pool.entries[index].delegation
        let wanted = chain.data["agent"]?.string ?? old.agent
        pool.change(
            index, agent: registry.names.canonical(wanted) ?? old.agent, task: chain.data["task"]?.string ?? old.task)
        let delegation = pool.entries[index].delegation
        let process = workers.newHandle()
        let depth = pool.entries[index].depth
        var worker = Worker(
            source: .agent(index), process: process, configuration: configuration, output: reader(depth: depth))
        worker.start(
            plan.agent(
                registry.definition(delegation.agent), displayName: registry.names.displayName(delegation.agent)),
            input: Array(prompt(of: index).utf8), closesInput: true, timeLimit: (configuration.agentTimeout, .agent),
            at: now, actions: &actions)
        workers.append(worker)
    }

    /// The task, and behind it what the agents have said that it comes after.
    private func prompt(of index: Int) -> String {
        let task = pool.entries[index].delegation.task
        let blocks = pool.results(neededBy: index).map {
            Synthesis.block(for: $0, displayName: registry.names.displayName($0.agent))
        }
        return ([task] + blocks).joined(separator: "\n\n")
    }

    mutating func agentEnded(
        _ index: Int, _ worker: Worker, _ end: SessionEnd, at now: Instant, actions: inout [Action]
    ) {
        let verdict = worker.judge(end)
        let delegation = pool.entries[index].delegation
        agentDone(
            AgentResult(
                index: index, agent: delegation.agent, task: delegation.task, status: verdict.status,
                reason: verdict.reason, text: worker.answer, startedAt: end.startedAt, decidedAt: end.decidedAt,
                endedAt: now, exit: end.exit, lastStep: end.lastStep, peakMemory: worker.monitor.peak),
            at: now, actions: &actions)
    }

    private mutating func agentDone(_ result: AgentResult, at now: Instant, actions: inout [Action]) {
        var data = JSONObject()
        data["agent"] = .string(result.agent)
        data["task"] = .string(result.task)
        data["status"] = .string(result.status.rawValue)
        data["text"] = .string(result.text)
        callHooks(.postDelegation, data, then: .agentDone(result), at: now, actions: &actions)
    }

    /// The hooks of `post_delegation` are through.
    mutating func finishAgent(
        _ chain: HookDesk.Finished, _ result: AgentResult, at now: Instant, actions: inout [Action]
    ) {
        var result = result
        if let text = chain.data["text"]?.string { result.text = text }
        finish(result, hasRun: true)
        startAgents(at: now, actions: &actions)
        finishTurnIfDone(at: now, actions: &actions)
    }

    /// Gives up all delegations that have not begun: the session is being stopped.
    mutating func abandonWaiting(at now: Instant) {
        let isTimeout = stopCause == .timeout(.total)
        let reason = isTimeout ? "timeout reached before it was started" : "the session was stopped before it started"
        for index in pool.takeWaiting() {
            finish(unstarted(index, isTimeout ? .timedOut : .stopped, reason, at: now), hasRun: false)
        }
    }

    private func unstarted(_ index: Int, _ status: AgentStatus, _ reason: String, at now: Instant) -> AgentResult {
        let delegation = pool.entries[index].delegation
        return AgentResult(
            index: index, agent: delegation.agent, task: delegation.task, status: status, reason: reason, text: "",
            startedAt: now, decidedAt: now, endedAt: now, exit: nil, lastStep: nil, peakMemory: 0)
    }

    mutating func finish(_ result: AgentResult, hasRun: Bool) {
        pool.finish(result)
        choice.finished(result.agent, isCompleted: result.status == .completed, hasRun: hasRun)
        metrics.agentsExecuted += hasRun ? 1 : 0
        if result.status != .completed { status.noteFailure(of: result, counts: configuration.failsOnError) }
        notices.append(.result(result))
    }
}

/// The agent delegator: each message is work for agents, no child is asked how to divide it.
extension Engine {
    /// Divides a message: its own delegations where it has some, else the points of its list, else all of it as one task;
    /// what names no agent goes to the one that suits it best.
    mutating func delegate(_ message: String, at now: Instant, actions: inout [Action]) {
        var delegations = written(in: message)
        if delegations.isEmpty { delegations = TaskList.tasks(of: message).compactMap(routed) }
        for delegation in delegations {
            guard let index = add(delegation, depth: 1) else { break }
            metrics.patternsDetected += 1
            notices.append(.delegation(index: index, delegation))
            // Each choice sees the load of those before it.
            startAgents(at: now, actions: &actions)
        }
        answered(Verdict(status: .completed, reason: nil, answer: "", exit: nil), at: now, actions: &actions)
    }

    private func written(in message: String) -> [Delegation] {
        var options = OutputScanner.Options()
        options.tickets = false
        options.errors = false
        options.allowUnknownAgents = configuration.allowUnknownAgents
        var scanner = OutputScanner(agents: registry.names, options: options)
        var findings: [Finding] = []
        scanner.feed(Array(message.utf8), into: &findings)
        scanner.finish(into: &findings)
        return findings.compactMap { if case .delegation(let delegation) = $0 { delegation } else { nil } }
    }

    private func routed(_ task: String) -> Delegation? {
        guard let agent = choice.best(for: task, in: registry, places: configuration.maxParallelAgents) else {
            return nil
        }
        return Delegation(
            agent: agent.name, label: registry.names.displayName(agent.name), task: task, pattern: .routed,
            range: 0..<task.utf8.count)
    }
}
