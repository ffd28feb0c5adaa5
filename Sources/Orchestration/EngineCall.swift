public import Determinism
public import Hosting
import Matching
public import Recording
public import Text

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
    /// Cuts the answer that is under way.
    case interrupt
    /// Has another model answer; `nil`: the CLI's own choice.
    case setModel(String?)
    /// Changes what tools may do unasked.
    case setPermissionMode(String)
    /// Asks for no more output, or goes on.
    case pause(Bool)
    /// Takes another configuration, in the form of a file.
    case update(JSONObject)
    /// Adds a hook that is a closure, by its number.
    case addHook(HookDefinition)
    /// Takes a closure's hooks away.
    case removeHook(Int)
    /// Adds a pattern of the user's own.
    case addPattern(PatternDefinition)
    /// Forgets compiled patterns that are in no use.
    case clearCaches
    /// Whether the user's side answers requests for permission.
    case answersPermissions(Bool)
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
        case .interrupt: interrupt(actions: &actions)
        case .setModel(let model): setModel(model, actions: &actions)
        case .setPermissionMode(let mode): setPermissionMode(mode, actions: &actions)
        case .pause(let shallPause): pause(shallPause, actions: &actions)
        case .addHook(let hook): desk.register(hook)
        case .clearCaches: patternCache.clear()
        case .removeHook(let number): desk.unregister(closure: number)
        case .answersPermissions(let flag): control.hasPermissionHandler = flag
        case .update(let json):
            change { engine throws(ConfigurationProblem) in
                try engine.update(Configuration(json: json), at: now, actions: &actions)
            }
        case .addPattern(let pattern):
            change { engine throws(ConfigurationProblem) in
                try engine.patterns.add(pattern, cache: &engine.patternCache)
            }
        }
    }

    /// Does something that may be refused; who calls has checked before, so a refusal is only said.
    private mutating func change(_ body: (inout Engine) throws(ConfigurationProblem) -> Void) {
        do { try body(&self) } catch { notices.append(.warning(error.description)) }
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
        case .interrupt: UserCall(name: "interrupt")
        case .setModel(let model): UserCall("set_model", ["model": model.map(JSONValue.string) ?? .null])
        case .setPermissionMode(let mode): UserCall("set_permission_mode", ["mode": .string(mode)])
        case .pause(let shallPause): UserCall("pause", ["pause": .bool(shallPause)])
        case .update(let json): UserCall(name: "update", arguments: json)
        case .addHook(let hook): UserCall("add_hook", hook.json)
        case .clearCaches: UserCall(name: "clear_caches")
        case .removeHook(let number): UserCall("remove_hook", ["closure": .int(number)])
        case .addPattern(let pattern): UserCall("add_pattern", pattern.json)
        case .answersPermissions(let flag): UserCall("answers_permissions", ["answers": .bool(flag)])
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
        case "interrupt": self = .interrupt
        case "set_model": self = .setModel(arguments["model"]?.string)
        case "set_permission_mode":
            guard let mode = arguments["mode"]?.string else { return nil }
            self = .setPermissionMode(mode)
        case "pause":
            guard let flag = arguments["pause"]?.bool else { return nil }
            self = .pause(flag)
        case "update": self = .update(call.arguments)
        case "add_hook":
            guard let hook = HookDefinition(json: arguments) else { return nil }
            self = .addHook(hook)
        case "clear_caches": self = .clearCaches
        case "remove_hook":
            guard let number = arguments["closure"]?.int else { return nil }
            self = .removeHook(number)
        case "add_pattern":
            guard let pattern = PatternDefinition(json: arguments) else { return nil }
            self = .addPattern(pattern)
        case "answers_permissions":
            guard let flag = arguments["answers"]?.bool else { return nil }
            self = .answersPermissions(flag)
        default: return nil
        }
    }
}

extension UserCall {
    fileprivate init(_ name: String, _ arguments: JSONValue) {
        self.init(name: name, arguments: arguments.object ?? JSONObject())
    }
}

extension HookDefinition {
    /// A hook that is a closure, as recordings keep it.
    fileprivate var json: JSONValue {
        var number = -1
        if case .closure(let closure) = kind { number = closure }
        return [
            "event": .string(event.rawValue), "closure": .int(number), "priority": .int(priority),
            "microseconds": .int(Int(timeout.microseconds)),
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let event = json["event"]?.string.flatMap(HookEvent.init), let number = json["closure"]?.int,
            let priority = json["priority"]?.int, let microseconds = json["microseconds"]?.int
        else { return nil }
        self.init(event: event, kind: .closure(number), priority: priority, timeout: .microseconds(microseconds))
    }
}

extension PatternDefinition {
    /// A pattern as recordings keep it.
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "regex": .string(regex), "flags": .int(Int(flags.rawValue)),
            "action": .string(action.rawValue), "closure": closure.map(JSONValue.int) ?? .null,
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let name = json["name"]?.string, let regex = json["regex"]?.string, let flags = json["flags"]?.int,
            let action = json["action"]?.string.flatMap(Action.init)
        else { return nil }
        self.init(
            name: name, regex: regex, flags: Pattern.Flags(rawValue: UInt8(clamping: flags)), action: action,
            closure: json["closure"]?.int)
    }
}
