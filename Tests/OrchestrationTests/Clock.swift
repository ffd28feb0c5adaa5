import Determinism
import Hosting
import Recording

/// So many seconds after the start.
func at(_ seconds: Double) -> Instant { Instant(microseconds: Int64((seconds * 1_000_000).rounded())) }

extension Action {
    /// The action in a few words, for tests that compare whole lists.
    var words: String {
        switch self {
        case .spawn(let process, _): "spawn \(process.rawValue)"
        case .write(let process, let bytes): "write \(process.rawValue) \(String(decoding: bytes, as: UTF8.self))"
        case .closeInput(let process): "close \(process.rawValue)"
        case .hangUp(let process): "hang up \(process.rawValue)"
        case .signal(let process, let signal, let scope): "\(signal.name) \(scope) \(process.rawValue)"
        case .resize(let process, let size): "resize \(process.rawValue) \(size)"
        case .demand(let channel, let bytes): "demand \(channel.stream) \(bytes)"
        case .sample(let process): "sample \(process.rawValue)"
        case .person(let action): "person \(action)"
        case .callUser(let id, let request): "call \(id.rawValue) \(request.name)"
        case .noteCall(let call): "note call \(call.name)"
        case .noteOutcome(let outcome): "note outcome \(outcome.name)"
        }
    }
}
