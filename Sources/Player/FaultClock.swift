import Determinism
import Recording

/// The faults of a process that are under way.
struct FaultClock {
    private var due: [(at: Instant, kind: FaultPlan.Kind)] = []
    private(set) var stallStart: Instant?
    private(set) var stallEnd: Instant?
    private var outputLeft: Int?

    /// Lays plans from an instant on.
    mutating func install(_ plans: [FaultPlan], at start: Instant) {
        for plan in plans { due.append((start + plan.at, plan.kind)) }
        due.sort { $0.at < $1.at }
    }

    /// When the next fault begins.
    var nextDue: Instant? { due.first?.at }

    /// Whether nothing may be said.
    func isStalled(at now: Instant) -> Bool {
        guard let stallStart, stallStart <= now else { return false }
        return stallEnd.map { now < $0 } ?? true
    }

    /// Begins what is due; returns the end of the process, if one is.
    mutating func take(at now: Instant) -> ExitStatus? {
        while let next = due.first, next.at <= now {
            due.removeFirst()
            switch next.kind {
            case .exit(let status): return .exited(status)
            case .die(let signal): return .signaled(signal)
            case .truncate(let bytes): outputLeft = bytes
            case .stall(let duration):
                stallStart = next.at
                stallEnd = duration.map { next.at + $0 }
            }
        }
        return nil
    }

    /// Cuts what standard output has lost.
    mutating func filter(_ actions: inout [PlayerAction]) {
        guard var left = outputLeft else { return }
        actions = actions.compactMap { action in
            guard case .write(.stdout, let bytes) = action else { return action }
            let kept = Array(bytes.prefix(left))
            left -= kept.count
            return kept.isEmpty ? nil : .write(.stdout, kept)
        }
        outputLeft = left
    }
}
