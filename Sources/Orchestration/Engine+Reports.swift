import ClaudeProtocol
import Determinism
import Hosting
import Matching
import Recording
public import Text

/// What children say and how they end.
extension Engine {
    /// The tools by which the CLI itself runs an agent.
    private static let nativeTools: Set<String> = ["Task", "Agent"]

    mutating func take(
        _ reports: Worker.Reports, of source: Source, from index: Int, at now: Instant, actions: inout [Action]
    ) {
        for item in reports.items { take(item, of: source, from: index, at: now, actions: &actions) }
        for report in reports.others {
            switch report {
            case .started: notices.append(.started(source))
            case .memory(let level, let used): notices.append(.memory(source, level, used: used))
            case .unmeasured(let resource):
                guard status.unenforced.insert(resource).inserted else { continue }
                notices.append(.warning("\(resource.rawValue) can't be measured here: not enforced"))
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
            if !isOnTerminal || source != .main {
                scan(text, of: source, from: index, at: now, actions: &actions)
            }
        case .toolUse(let id, let name, let agent, let task):
            guard source == .main else { return }
            nativeDelegation(id: id, tool: name, agent: agent, task: task, at: now)
        case .toolResult(let id, let isError, let text):
            if source == .main, let native = pool.native(id) {
                finishNative(native.index, since: native.since, isError: isError, text: text, at: now)
                finishTurnIfDone(at: now, actions: &actions)
            }
        case .retry(let attempt, let error): notices.append(.retry(source, attempt: attempt, error: error))
        case .outcome(let outcome):
            metrics.take(outcome, of: index)
            if source == .main, configuration.hasLastingChild { take(outcome, at: now, actions: &actions) }
        case .controlRequest(let id, let subtype, let request):
            asked(id, subtype, request, at: now, actions: &actions)
        case .controlResponse(let id, let error): controlAnswered(id, error: error, at: now, actions: &actions)
        case .controlCancel(let id): control.cancel(id)
        }
    }

    /// Looks for delegations, tickets, errors and patterns in what a child said.
    mutating func scan(
        _ text: String, of source: Source, from index: Int, at now: Instant, actions: inout [Action]
    ) {
        var findings: [OutputReader.Item] = []
        workers.scan(text, of: index, into: &findings)
        if !findings.isEmpty { take(findings, of: source, at: now, actions: &actions) }
    }

    mutating func take(
        _ findings: [OutputReader.Item], of source: Source, at now: Instant, actions: inout [Action]
    ) {
        for finding in findings {
            if case .tooLong(let name) = finding {
                let words =
                    "pattern \(name): a match of more than \(PatternStream.Limits().pendingBytesMax) bytes was given up"
                if status.note(words) { notices.append(.warning(words)) }
                continue
            }
            metrics.patternsDetected += 1
            switch finding {
            case .finding(.delegation(let delegation)): found(delegation, by: source, at: now, actions: &actions)
            case .finding(.ticket(let ticket)): found(ticket, by: source, at: now, actions: &actions)
            case .finding(.errorMention(let mention)): found(mention, by: source, at: now, actions: &actions)
            case .match(let match): found(match, by: source, at: now, actions: &actions)
            case .tooLong: break
            }
        }
    }

    private mutating func found(_ ticket: Ticket, by source: Source, at now: Instant, actions: inout [Action]) {
        guard ledger.insert(ticket) else { return }
        callHooks(.ticketExtraction, ticket.hookData, then: .ticket(source, ticket), at: now, actions: &actions)
    }

    private mutating func found(
        _ mention: ErrorMention, by source: Source, at now: Instant, actions: inout [Action]
    ) {
        if mention.severity == .error, source == .main { turn?.errors += 1 }
        notices.append(.errorMention(source, mention))
        var data = JSONObject()
        data["severity"] = .string(mention.severity.rawValue)
        data["message"] = .string(mention.text)
        callHooks(.error, data, then: .nothing, at: now, actions: &actions)
    }

    private mutating func found(_ match: PatternMatch, by source: Source, at now: Instant, actions: inout [Action]) {
        callHooks(
            .patternDetected, match.hookData, handler: patterns.handler(of: match.name), then: .pattern(source, match),
            at: now, actions: &actions)
    }

    /// The hooks of `pattern_detected` are through, and so is the pattern's own handler.
    mutating func matched(
        _ match: PatternMatch, by source: Source, _ chain: HookDesk.Finished, at now: Instant, actions: inout [Action]
    ) {
        guard chain.refusal == nil else { return }
        notices.append(.pattern(source, match))
        let words = (match.groups.dropFirst().first ?? nil) ?? match.text
        switch patterns.action(of: match.name) {
        case .report: break
        case .ticket:
            let ticket = Ticket(
                kind: .task, title: words.trimmed, priority: .medium, keyword: match.name, range: match.range)
            found(ticket, by: source, at: now, actions: &actions)
        case .error:
            found(
                ErrorMention(severity: .error, text: words.trimmed, range: match.range), by: source, at: now,
                actions: &actions)
        case .stop: stop(at: now, actions: &actions)
        }
    }

    // MARK: Native agents

    private mutating func nativeDelegation(id: String, tool: String, agent: String?, task: String, at now: Instant) {
        guard Self.nativeTools.contains(tool), let label = agent else { return }
        guard let name = registry.names.canonical(label) else { return }
        let delegation = Delegation(agent: name, label: label, task: task, pattern: .toolUse, range: 0..<0)
        guard let index = pool.add(delegation, stage: .native(toolUseID: id, since: now)) else { return }
        metrics.patternsDetected += 1
        notices.append(.delegation(index: index, delegation))
    }

    private mutating func finishNative(_ index: Int, since: Instant, isError: Bool, text: String, at now: Instant) {
        let delegation = pool.entries[index].delegation
        finish(
            AgentResult(
                index: index, agent: delegation.agent, task: delegation.task, status: isError ? .failed : .completed,
                reason: isError ? "the tool reported an error" : nil, text: text.trimmed, startedAt: since,
                decidedAt: now, endedAt: now, exit: nil, lastStep: nil, peakMemory: 0), hasRun: false)
    }

    // MARK: Ends

    private mutating func ended(
        _ index: Int, _ source: Source, _ end: SessionEnd, at now: Instant, actions: inout [Action]
    ) {
        var findings: [OutputReader.Item] = []
        workers.change(index) { $0.output?.finish(into: &findings) }
        take(findings, of: source, at: now, actions: &actions)
        guard let worker = workers.remove(index) else { return }
        metrics.childEnded(worker, index)
        switch source {
        case .main: mainEnded(worker, end, at: now, actions: &actions)
        case .agent(let delegation): agentEnded(delegation, worker, end, at: now, actions: &actions)
        }
        finishStopIfDone(at: now, actions: &actions)
    }

    private mutating func mainEnded(_ worker: Worker, _ end: SessionEnd, at now: Instant, actions: inout [Action]) {
        main = nil
        sessionID = worker.reader.sessionID ?? sessionID
        let verdict = worker.judge(end)
        control.reset()
        notices.append(.ended(end))
        status.take(end, verdict.status, verdict.reason)
        pool.reclaimNative()
        let wasConversation = isOnTerminal
        if !isStopping { lastScreen = conversation?.rows ?? lastScreen }
        conversation = nil
        isOnTerminal = false
        if isStopping { abandonWaiting(at: now) }
        guard turn != nil, turn?.verdict == nil, turn?.message != nil else {
            startAgents(at: now, actions: &actions)
            return finishTurnIfDone(at: now, actions: &actions)
        }
        let answer = wasConversation ? "" : worker.answer
        answered(
            Verdict(status: verdict.status, reason: verdict.reason, answer: answer, exit: end.exit), at: now,
            actions: &actions)
    }
}

extension Ticket {
    /// What a hook is told about a ticket.
    var hookData: JSONObject {
        var data = JSONObject()
        data["kind"] = .string(kind.rawValue)
        data["title"] = .string(title)
        data["priority"] = .string(priority.rawValue)
        data["keyword"] = .string(keyword)
        return data
    }

    /// The ticket as a hook has left it; what makes no sense stays.
    func changed(by data: JSONObject) -> Ticket {
        var ticket = self
        if let kind = data["kind"]?.string.flatMap(Kind.init) { ticket.kind = kind }
        if let title = data["title"]?.string { ticket.title = title }
        if let priority = data["priority"]?.string.flatMap(Priority.init) { ticket.priority = priority }
        return ticket
    }
}

extension PatternMatch {
    /// A match from what a hook or a handler is told about it.
    public init(hookData data: JSONObject) {
        name = data["name"]?.string ?? ""
        text = data["text"]?.string ?? ""
        groups = (data["groups"]?.array ?? []).map(\.string)
        named = [:]
        for member in data["named"]?.object?.members ?? [] { named[member.key] = member.value.string }
        range = (data["start"]?.int ?? 0)..<max(data["start"]?.int ?? 0, data["end"]?.int ?? 0)
    }

    /// What a hook or a handler is told about a match.
    var hookData: JSONObject {
        var data = JSONObject()
        data["name"] = .string(name)
        data["text"] = .string(text)
        data["start"] = .int(range.lowerBound)
        data["end"] = .int(range.upperBound)
        data["groups"] = .array(groups.map { $0.map(JSONValue.string) ?? .null })
        let members = named.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: .string($0.value)) }
        data["named"] = .object(JSONObject(members: members))
        return data
    }
}
