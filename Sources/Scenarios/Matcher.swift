import Determinism
import Matching
import Orchestration
import Recording

/// Decides whether something that happened is what a scenario describes.
struct Matcher: Sendable {
    /// How far instants may be apart on this arm.
    let tolerance: Duration

    func holds(_ match: ResultMatch, _ result: AgentResult) -> Bool {
        if let agent = match.agent, agent != result.agent { return false }
        if let status = match.status, status != result.status { return false }
        if let after = match.after, !after.holds(result.duration, tolerance: tolerance) { return false }
        if let at = match.at, !at.holds(result.decidedAt - .zero, tolerance: tolerance) { return false }
        if let text = match.text, !text.matches(result.text) { return false }
        if let reason = match.reason, !reason.matches(result.reason ?? "") { return false }
        if let task = match.task, !task.matches(result.task) { return false }
        if let exit = match.exit, exit.status != result.exit { return false }
        return true
    }

    func holds(_ match: DelegationMatch, _ delegation: Delegation, at instant: Instant? = nil) -> Bool {
        if let agent = match.agent, agent != delegation.agent { return false }
        if let task = match.task, !task.matches(delegation.task) { return false }
        if let pattern = match.pattern, pattern != delegation.pattern { return false }
        if let at = match.at, let instant, !at.holds(instant - .zero, tolerance: tolerance) { return false }
        return true
    }

    func holds(_ match: TicketMatch, _ ticket: Ticket) -> Bool {
        if let kind = match.kind, kind != ticket.kind { return false }
        if let title = match.title, !title.matches(ticket.title) { return false }
        if let priority = match.priority, priority != ticket.priority { return false }
        return true
    }

    func holds(_ match: EventMatch, _ notice: Notice, at instant: Instant, agents: [Delegation]) -> Bool {
        guard let (name, source) = Self.event(of: notice), name == match.name else { return false }
        if let text = match.text, !text.matches(notice.words) { return false }
        if let at = match.at, !at.holds(instant - .zero, tolerance: tolerance) { return false }
        guard let agent = match.agent else { return true }
        guard case .agent(let index) = source, agents.indices.contains(index) else { return false }
        return agents[index].agent == agent
    }

    private static func event(of notice: Notice) -> (EventMatch.Name, Source)? {
        switch notice {
        case .started(let source): (.started, source)
        case .turn: (.turn, .main)
        case .ended: (.ended, .main)
        case .retry(let source, _, _): (.retry, source)
        case .errorMention(let source, let mention): (mention.severity == .warning ? .warning : .error, source)
        case .memory(let source, .warning, _): (.memoryWarning, source)
        case .memory(let source, .critical, _): (.memoryCritical, source)
        case .memory(let source, .hard, _): (.memoryHard, source)
        case .ready: (.ready, .main)
        case .dialog: (.dialog, .main)
        case .pattern(let source, _): (.pattern, source)
        case .permission: (.permission, .main)
        case .hookFailed: (.hookFailed, .main)
        case .warning: (.notice, .main)
        default: nil
        }
    }

    /// Tries to meet an expectation, consuming what it matches.
    func meets(_ kind: Expectation.Kind, in transcript: inout Transcript) -> Bool {
        switch kind {
        case .text(let match): return meets(match, in: &transcript)
        case .screen(let match): return match.matches(transcript.screen.joined(separator: "\n"))
        case .any(let kinds): return kinds.contains { meets($0, in: &transcript) }
        case .all(let kinds):
            // All of them or none: what one has consumed is given back when another is missing.
            var trial = transcript
            for kind in kinds where !meets(kind, in: &trial) { return false }
            transcript = trial
            return true
        default:
            let agents = transcript.delegations
            let index = transcript.entries.firstIndex { !$0.isConsumed && holds(kind, $0, agents: agents) }
            guard let index else { return false }
            transcript.consume(index)
            return true
        }
    }

    private func meets(_ match: TextMatch, in transcript: inout Transcript) -> Bool {
        var start = transcript.textCursor
        if case .contains(let part) = match.kind { start = max(start, transcript.searchStart(for: part)) }
        let rest = Array(transcript.text[start...])
        guard let range = match.firstMatch(in: rest) else {
            if case .contains(let part) = match.kind { transcript.noteAbsence(of: part) }
            return false
        }
        transcript.textCursor = start + range.upperBound
        return true
    }

    private func holds(_ kind: Expectation.Kind, _ entry: Transcript.Entry, agents: [Delegation]) -> Bool {
        switch (kind, entry.notice) {
        case (.delegation(let match), .delegation(_, let delegation)):
            holds(match, delegation, at: entry.instant)
        case (.ticket(let match), .ticket(_, let ticket)): holds(match, ticket)
        case (.result(let match), .result(let result)): holds(match, result)
        case (.exit(let match), .ended(let end)): end.exit == match.status
        case (.event(let match), let notice): holds(match, notice, at: entry.instant, agents: agents)
        default: false
        }
    }
}
