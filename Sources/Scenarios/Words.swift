import Matching
import Orchestration
import Recording
import Text

/// How matches and what happened are put into words, for messages.
enum Words {
    /// How much of a text a message shows, in characters.
    static let excerptMax = 240

    /// The head of a text on one line, harmless to show.
    static func excerpt(_ bytes: [UInt8]) -> String {
        let text = VisibleText.clean(bytes.prefix(4 * excerptMax)).replacing("\n", with: "⏎")
        let head = text.prefix(excerptMax)
        return head.isEmpty ? "nothing" : "'\(head)\(bytes.count > head.utf8.count ? "…" : "")'"
    }

    static func excerpt(_ text: String) -> String { excerpt(Array(text.utf8)) }

    /// `key value` pairs of what is there.
    static func list(_ parts: [(String, String?)]) -> String {
        parts.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
    }
}

extension ClosedRange<Int> {
    func words(unit: String) -> String {
        if lowerBound == upperBound { return "\(lowerBound) \(unit)" }
        return upperBound == .max ? "at least \(lowerBound) \(unit)" : "\(lowerBound) to \(upperBound) \(unit)"
    }
}

extension ResultMatch {
    var words: String {
        "a result: "
            + Words.list([
                ("agent", agent), ("status", status?.rawValue), ("after", after?.description),
                ("at", at?.description), ("text", text?.description), ("reason", reason?.description),
                ("task", task?.description), ("exit", exit.map { "\($0.status)" }),
            ])
    }
}

extension AgentResult {
    var words: String {
        Words.list([
            ("agent", agent), ("status", status.rawValue), ("after", duration.text), ("reason", reason),
            ("text", Words.excerpt(text)),
        ])
    }
}

extension DelegationMatch {
    var words: String {
        "a delegation: "
            + Words.list([
                ("agent", agent), ("task", task?.description), ("pattern", pattern?.rawValue), ("at", at?.description),
            ])
    }
}

extension Delegation {
    var words: String { Words.list([("agent", agent), ("task", Words.excerpt(task)), ("pattern", pattern.rawValue)]) }
}

extension TicketMatch {
    var words: String {
        "a ticket: "
            + Words.list([
                ("type", kind?.rawValue), ("title", title?.description), ("priority", priority?.rawValue),
            ])
    }
}

extension Ticket {
    var words: String {
        Words.list([("type", kind.rawValue), ("title", Words.excerpt(title)), ("priority", priority.rawValue)])
    }
}

extension CallsMatch.Call {
    var words: String {
        "a call: "
            + Words.list([
                ("agent", agent.map { $0.isEmpty ? "none" : $0 }), ("prompt", prompt?.description),
                ("argv with", argv?.joined(separator: " ")),
            ])
    }
}

extension Transcript.Call {
    var words: String {
        Words.list([
            ("agent", agent ?? "none"), ("prompt", Words.excerpt(input)), ("argv", arguments.joined(separator: " ")),
        ])
    }
}

extension Expectation.Kind {
    var words: String {
        switch self {
        case .text(let match): match.description
        case .delegation(let match): match.words
        case .ticket(let match): match.words
        case .result(let match): match.words
        case .event(let match):
            "an event: "
                + Words.list([("name", match.name.rawValue), ("agent", match.agent), ("at", match.at?.description)])
        case .exit(let match): "the child to end with \(match.status)"
        case .screen(let match): "on the screen: \(match.description)"
        case .any(let kinds): "any of: " + kinds.map(\.words).joined(separator: " | ")
        case .all(let kinds): "all of: " + kinds.map(\.words).joined(separator: " & ")
        }
    }
}

extension Transcript {
    /// How many entries a message shows.
    private static let recentMax = 6

    /// What happened last, for a message about what did not.
    var recentWords: String {
        let rest = entries.filter { !$0.isConsumed }.suffix(Self.recentMax).map { "\($0.instant) s \($0.notice.words)" }
        let unseen = text[textCursor...]
        let said = unseen.isEmpty ? [] : ["said \(Words.excerpt(Array(unseen.suffix(Words.excerptMax))))"]
        let all = rest + said
        return all.isEmpty ? "nothing that was not matched before" : all.joined(separator: "; ")
    }
}

extension Notice {
    var words: String {
        switch self {
        case .started(let source): "started \(source.words)"
        case .text(_, let text): "said \(Words.excerpt(text))"
        case .delegation(_, let delegation): "delegation: \(delegation.words)"
        case .ticket(_, let ticket): "ticket: \(ticket.words)"
        case .errorMention(_, let mention): "\(mention.severity.rawValue): \(Words.excerpt(mention.text))"
        case .retry(_, let attempt, let error): "retry \(attempt): \(error)"
        case .memory(_, let level, let used): "memory \(level): \(used) bytes"
        case .pattern(_, let match): "pattern \(match.name): \(Words.excerpt(match.text))"
        case .hookFailed(let event, let hook, let reason): "hook \(hook) of \(event.rawValue) failed: \(reason)"
        case .ready: "ready"
        case .dialog(let lines): "a question: \(Words.excerpt(lines.joined(separator: " ")))"
        case .permission(let tool, let isAllowed): "\(tool) was \(isAllowed ? "allowed" : "denied")"
        case .warning(let text): "warning: \(Words.excerpt(text))"
        case .result(let result): "result: \(result.words)"
        case .turn(let turn): "turn \(turn.number) \(turn.status.rawValue)" + (turn.reason.map { ": \($0)" } ?? "")
        case .ended(let end): "ended: " + (end.exit.map { "\($0)" } ?? "never ran")
        }
    }
}

extension Source {
    var words: String { if case .agent(let index) = self { "agent \(index)" } else { "the session" } }
}
