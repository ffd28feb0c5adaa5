import Determinism
import Text

/// Hooks of one event that are being called together: they are asked at once and answer in any order.
struct HookRound {
    /// What one hook made of it.
    struct Answer: Sendable, Hashable {
        /// What a callback answered, or a command printed as JSON.
        var output: JSONValue = [:]
        /// Why the action is blocked, where it is.
        var blocked: String?
        /// The same in the hook's own words, where it was a command.
        var complaint: String?
        /// What a command printed that was no JSON.
        var plainText = ""
    }

    let event: HookEvent
    /// Answers in the order of the hooks; `nil`: not there yet.
    var answers: [Answer?]
    let hooks: [Hook]
    /// When those that have not answered are given up.
    let deadlines: [Instant]

    init(event: HookEvent, hooks: [Hook], since now: Instant) {
        self.event = event
        self.hooks = hooks
        answers = hooks.map { _ in nil }
        deadlines = hooks.map { now + $0.timeout }
    }

    /// Whether all have answered.
    var isOver: Bool { answers.allSatisfy { $0 != nil } }

    /// The next instant at which a hook is given up.
    var deadline: Instant? { zip(answers, deadlines).filter { $0.0 == nil }.map(\.1).min() }

    /// What all of them together want.
    var verdict: Verdict {
        var verdict = Verdict()
        for answer in answers { if let answer { verdict.add(answer, event: event) } }
        return verdict
    }

    /// What the hooks of an event decided.
    struct Verdict: Sendable, Hashable {
        /// `allow`, `deny` or `ask`; the strictest of all answers.
        var permission: String?
        var permissionReason: String?
        /// The input in place of the one that was asked about.
        var updatedInput: JSONValue?
        /// What the model is told besides.
        var additionalContext: [String] = []
        /// Why the action must not happen (exit status 2, or `decision: block`).
        var blocked: String?
        /// The same in the hook's own words.
        var complaint: String?
        /// Why the whole turn ends (`continue: false`).
        var stopped: String?

        private static let strictness = ["allow": 1, "ask": 2, "deny": 3]

        mutating func add(_ answer: Answer, event: HookEvent) {
            if let reason = answer.blocked, blocked == nil {
                blocked = reason
                complaint = answer.complaint
            }
            let output = answer.output
            let specific = output["hookSpecificOutput"]
            if output["continue"]?.bool == false { stopped = stopped ?? output["stopReason"]?.string ?? "" }
            switch output["decision"]?.string {
            case "block", "deny": blocked = blocked ?? output["reason"]?.string ?? ""
            case "approve": decide("allow", output["reason"]?.string)
            default: break
            }
            if let decision = specific?["permissionDecision"]?.string {
                decide(decision, specific?["permissionDecisionReason"]?.string)
            }
            if let behavior = specific?["decision"]?["behavior"]?.string {
                decide(behavior, specific?["decision"]?["message"]?.string)
                updatedInput = specific?["decision"]?["updatedInput"] ?? updatedInput
            }
            updatedInput = specific?["updatedInput"] ?? updatedInput
            if let context = specific?["additionalContext"]?.string { additionalContext.append(context) }
            if !answer.plainText.isEmpty, event == .userPromptSubmit || event == .sessionStart {
                additionalContext.append(answer.plainText)
            }
        }

        private mutating func decide(_ decision: String, _ reason: String?) {
            let new = Self.strictness[decision] ?? 0
            guard new > (permission.flatMap { Self.strictness[$0] } ?? 0) else { return }
            permission = decision
            permissionReason = reason
        }
    }
}
