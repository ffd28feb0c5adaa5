/// How a process ended.
///
/// Source: waitid(2).
public enum ExitStatus: Sendable, Hashable {
    /// It called exit(3) with this status, 0 to 255.
    case exited(Int32)
    /// A signal ended it.
    case signaled(Signal)

    /// Whether it exited with status 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// The number of an `x` event: the status, or minus the signal.
    public var code: Int32 {
        switch self {
        case .exited(let status): status
        case .signaled(let signal): -signal.rawValue
        }
    }

    /// The status from the number of an `x` event.
    public init(code: Int32) { self = code < 0 ? .signaled(Signal(rawValue: -code)) : .exited(code) }

    /// The status as a shell shows it: 128 + the signal's number for a death by signal.
    public var shellStatus: Int32 {
        switch self {
        case .exited(let status): status
        case .signaled(let signal): 128 + signal.rawValue
        }
    }
}

extension ExitStatus: CustomStringConvertible {
    /// Words for people: `exit status 2`, `killed by SIGTERM`.
    public var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signaled(let signal): "killed by \(signal)"
        }
    }
}
