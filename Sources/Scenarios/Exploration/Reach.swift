import Orchestration
import Player

/// What a suite should reach sometimes: faults, kinds of outcomes, limits. What it never reaches it does not test.
public enum Reach {
    /// The name of a launch that fails.
    private static let startFailure = "spawn-fails"

    /// What was never reached, in a fixed order.
    ///
    /// - Parameters:
    ///   - faults: the kinds of faults that some process got.
    ///   - outcomes: the kinds of outcomes that engines have reported.
    public static func unreached(faults: Set<String>, outcomes: Set<String>) -> [String] {
        let kinds = (FaultKind.allCases.map(\.rawValue) + [startFailure]).filter { !faults.contains($0) }
        return kinds.map { "fault \($0)" } + Self.outcomes.filter { !outcomes.contains($0) }
    }

    /// Outcomes by the names that engines report them under.
    public static let outcomes: [String] =
        AgentStatus.allCases.map { "result \($0.rawValue)" }
        + ["delegation", "ticket", "error", "warning", "retry", "memory", "pattern", "hook_failed", "ready", "dialog"]
        + ["permission", "notice", "turn completed", "turn failed"]
        + ["ended itself", "ended stopped", "ended memory", "ended output"]
        // A hook's limit ends a command of a hook, which is no session's child.
        + TimeLimit.allCases.filter { $0 != .hook }.map { "ended \($0.rawValue.prefix { $0 != " " })" }
}
