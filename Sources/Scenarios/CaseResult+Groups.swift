import Hosting
import LiveHost

extension CaseResult {
    /// Skips a case whose control group has to be there and can't be had here; whether that is so.
    mutating func skip(without confinement: Confinement?) -> Bool {
        guard let refusal = LiveHost.refusal(of: confinement) else { return false }
        status = .skipped
        reason = refusal.message
        return true
    }
}
