public import Hosting
import Orchestration
import Player
import Simulation

/// What a suite should reach sometimes: faults, kinds of outcomes, limits. What it never reaches it does not test.
public enum Reach {
    /// What was never reached, in a fixed order.
    public static func unreached(_ reached: Reached) -> [String] {
        let faults = FaultKind.allCases.map(\.rawValue) + [FaultLog.startFailure]
        return faults.filter { !reached.faults.contains($0) }.map { "fault \($0)" }
            + outcomes.filter { !reached.outcomes.contains($0) }
    }

    /// Outcomes by the names that engines report them under.
    public static let outcomes: [String] =
        AgentStatus.allCases.map { "result \($0.rawValue)" }
        + ["delegation", "ticket", "error", "warning", "retry", "memory", "pattern", "hook_failed", "ready", "dialog"]
        + ["permission", "notice", "turn completed", "turn failed"]
        + ["ended itself", "ended stopped", "ended memory", "ended output", "ended linger"]
        // A hook's limit ends a command of a hook, which is no session's child.
        + TimeLimit.allCases.filter { ![.hook, .linger].contains($0) }.map { "limit \($0.rawValue)" }
        + Resource.allCases.map { "limit \($0.rawValue)" }
}
