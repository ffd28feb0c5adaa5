public import Determinism
public import Hosting
public import Recording
import Text

/// What can be done to an engine from outside, each a call of its own, and a value that recordings keep.
public enum EngineCall: Sendable, Hashable {
    /// Begins the session.
    case start
    /// Sends a message.
    case send(String)
    /// Writes bytes to the child as they are.
    case type([UInt8])
    /// Changes the size of the child's terminal.
    case resize(TerminalSize)
    /// Sends a signal to the child's process group.
    case signal(Signal)
    /// Sets new limits of time, counted from now.
    case extend(Duration)
    /// Closes the child's input.
    case closeInput
    /// Ends everything.
    case stop
    /// Makes a stopped engine ready for another session.
    case restart
}

extension Engine {
    /// Does what a call says, as the method of its name would.
    public mutating func perform(_ call: EngineCall, at now: Instant, actions: inout [Action]) {
        switch call {
        case .start: start(at: now, actions: &actions)
        case .send(let message): send(message, at: now, actions: &actions)
        case .type(let bytes): type(bytes, actions: &actions)
        case .resize(let size): resize(size, actions: &actions)
        case .signal(let signal): self.signal(signal, actions: &actions)
        case .extend(let duration): extendTimeout(by: duration, at: now)
        case .closeInput: closeInput(actions: &actions)
        case .stop: stop(at: now, actions: &actions)
        case .restart: restart(at: now, actions: &actions)
        }
    }
}

extension EngineCall {
    /// The call as it crosses the host line.
    public var userCall: UserCall {
        switch self {
        case .start: UserCall(name: "start")
        case .send(let message): UserCall("send", ["message": .string(message)])
        case .type(let bytes): UserCall("type", ["bytes": .bytes(bytes)])
        case .resize(let size): UserCall("resize", ["columns": .int(size.columns), "rows": .int(size.rows)])
        case .signal(let signal): UserCall("signal", ["signal": .string(signal.name)])
        case .extend(let duration): UserCall("extend", ["microseconds": .int(Int(duration.microseconds))])
        case .closeInput: UserCall(name: "close")
        case .stop: UserCall(name: "stop")
        case .restart: UserCall(name: "restart")
        }
    }

    /// The call that crossed the host line; `nil` where the engine knows none of that name with these arguments.
    public init?(_ call: UserCall) {
        let arguments = JSONValue.object(call.arguments)
        switch call.name {
        case "start": self = .start
        case "send":
            guard let message = arguments["message"]?.string else { return nil }
            self = .send(message)
        case "type":
            guard let bytes = arguments["bytes"]?.bytes else { return nil }
            self = .type(bytes)
        case "resize":
            guard let columns = arguments["columns"]?.int, let rows = arguments["rows"]?.int else { return nil }
            self = .resize(TerminalSize(columns: columns, rows: rows))
        case "signal":
            guard let signal = (arguments["signal"]?.string).flatMap(Signal.init(name:)) else { return nil }
            self = .signal(signal)
        case "extend":
            guard let microseconds = arguments["microseconds"]?.int else { return nil }
            self = .extend(.microseconds(microseconds))
        case "close": self = .closeInput
        case "stop": self = .stop
        case "restart": self = .restart
        default: return nil
        }
    }
}

extension UserCall {
    fileprivate init(_ name: String, _ arguments: JSONValue) {
        self.init(name: name, arguments: arguments.object ?? JSONObject())
    }
}
