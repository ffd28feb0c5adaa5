import Determinism
import Recording

/// What the process itself does about a fault that has begun.
enum ProcessFault {
    case end(ExitStatus)
    case act([PlayerAction])
    case memory(MemoryStep)
    /// Writes the next frame of a spinner every so often.
    case spin(every: Duration)
    /// Writes a query to the terminal; nothing happens until it is answered.
    case ask([UInt8], for: Duration?)

    /// `nil`: the fault only changes what is written or read.
    init?(_ plan: FaultPlan) {
        let parameters = plan.parameters
        let lifetime = plan.duration ?? .seconds(60)
        switch plan.kind {
        case .exit:
            self = .end(parameters.signal.map(ExitStatus.signaled) ?? .exited(parameters.status ?? 1))
        case .ignoreTerm: self = .act([.setDisposition(.terminate, .ignored)])
        case .ignoreInterrupt: self = .act([.setDisposition(.interrupt, .ignored)])
        case .stop: self = .act([.stopSelf(parameters.signal ?? .stop)])
        case .zombie: self = .act([.spawnGrandchild(Grandchild(holding: [], lifetime: .zero))])
        case .grandchild:
            self = .act([.spawnGrandchild(parameters.grandchild ?? Grandchild(lifetime: lifetime))])
        case .closeOutput: self = .act([.close(.stdout)])
        case .forkStorm:
            let child = PlayerAction.spawnGrandchild(
                Grandchild(holding: [], lifetime: plan.duration ?? .seconds(10)))
            self = .act([PlayerAction](repeating: child, count: min(parameters.count ?? 32, Self.forksMax)))
        case .memory: self = .memory(parameters.memory ?? MemoryStep(amount: 64 << 20))
        case .descriptors: self = .act([.openDescriptors(parameters.count ?? 100)])
        case .cpuSpin: self = .act([.spin(plan.duration ?? .seconds(1))])
        case .fileGrowth: self = .act([.growFile(bytes: parameters.bytes ?? 1 << 20)])
        case .threads: self = .act([.startThreads(parameters.count ?? 8)])
        case .neverReads: self = .act([.wantInput(false)])
        case .closeInput: self = .act([.close(.stdin)])
        case .rawLeftOn: self = .act([.abandonTerminal])
        case .spinner: self = .spin(every: plan.parameters.every ?? .milliseconds(100))
        case .askTerminal: self = .ask(Self.query(parameters.query), for: plan.duration)
        default: return nil
        }
    }

    /// More processes are never started at once.
    static let forksMax = 256

    /// The bytes of a question to the terminal (ECMA-48 and XTerm control sequences).
    private static func query(_ name: String?) -> [UInt8] {
        switch name {
        case "dsr": Array("\u{1B}[6n".utf8)
        case "osc11": Array("\u{1B}]11;?\u{07}".utf8)
        default: Array("\u{1B}[c".utf8)
        }
    }
}
