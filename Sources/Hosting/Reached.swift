import Determinism
import Text

/// What runs have reached: which faults have really happened, and what engines have reported.
///
/// A suite that never reaches a limit does not test it. This is for those who ask which it never reached.
public struct Reached: Sendable, Hashable {
    /// The kinds of faults that have happened, by the names of the catalogue.
    public var faults: Set<String> = []
    /// What was reported: the names of outcomes, and with a word more the status of a result or a turn, the cause of an
    /// end, the limit that was reached.
    public private(set) var outcomes: Set<String> = []

    /// Nothing yet.
    public init() {}

    /// Counts what others have reached.
    public mutating func formUnion(_ other: Reached) {
        faults.formUnion(other.faults)
        outcomes.formUnion(other.outcomes)
    }

    /// Counts an outcome.
    public mutating func note(_ outcome: EngineOutcome) {
        outcomes.insert(outcome.name)
        switch outcome.name {
        case "result", "turn":
            if let status = outcome.facts["status"]?.string { outcomes.insert("\(outcome.name) \(status)") }
            noteLimit(outcome.facts["reason"]?.string)
        case "ended":
            guard let cause = outcome.facts["cause"]?.string else { return }
            outcomes.insert("ended \(cause.prefix { $0 != " " })")
        default: break
        }
    }

    /// `agent_timeout reached after 300 s` → `limit agent_timeout`.
    private mutating func noteLimit(_ reason: String?) {
        guard let reason, let end = reason.firstRange(of: " reached")?.lowerBound else { return }
        outcomes.insert("limit \(reason[..<end])")
    }
}
