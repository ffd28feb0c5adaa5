import ClaudeProtocol
import Determinism
public import Hosting
import Matching
import Recording
import Text

/// A conversation in one process: messages in, messages out, and requests both ways.
extension Engine {
    mutating func startLastingChild(at now: Instant, actions: inout [Action]) {
        guard configuration.hasLastingChild, main == nil, !isStopping else { return }
        let process = workers.newHandle()
        main = process.rawValue
        if configuration.strategy == .interactiveSubprocess {
            return startOnTerminal(process, at: now, actions: &actions)
        }
        var worker = Worker(
            source: .main, process: process, configuration: configuration, isLasting: true, output: reader(depth: 0))
        let hello = ClientLine.request(control.newRequest("initialize"), ["subtype": "initialize", "hooks": nil])
        worker.start(
            plan.persistent(resuming: sessionID), input: hello, closesInput: false, timeLimit: nil, at: now,
            actions: &actions)
        workers.append(worker)
    }

    /// Sends a message to the child; one that has ended is replaced by one that resumes its session.
    mutating func say(_ message: String, at now: Instant, actions: inout [Action]) {
        startLastingChild(at: now, actions: &actions)
        guard let main else { return }
        workers.change(main) { worker in
            worker.beginTurn()
            worker.write(ClientLine.user(message), actions: &actions)
        }
    }

    /// The child has said a result: the answer is whole, unless it is to something that it did in the background.
    mutating func take(_ outcome: TurnOutcome, at now: Instant, actions: inout [Action]) {
        guard turn?.message != nil, turn?.verdict == nil, outcome.origin == nil, let main else { return }
        // What ends with the turn ends here: a task that no line has closed.
        var findings: [OutputReader.Item] = []
        let next = reader(depth: 0)
        workers.change(main) { worker in
            worker.output?.finish(into: &findings)
            worker.output = next
        }
        take(findings, of: .main, at: now, actions: &actions)
        // What a child still says while it is ended is no success: why it is ended decides.
        guard !isMainBeingStopped else { return }
        let failure = Worker.failure(in: outcome)
        let answer = workers.change(main) { $0.answer } ?? ""
        answered(
            Verdict(status: failure == nil ? .completed : .failed, reason: failure, answer: answer, exit: nil),
            at: now, actions: &actions)
    }

    // MARK: Requests of ours

    /// Cuts the answer that is under way.
    public mutating func interrupt(actions: inout [Action]) {
        switch configuration.strategy {
        case .interactiveSubprocess: type([0x1B], actions: &actions)
        case .subprocess where configuration.conversation == .persistent,
            .systemPrompt where configuration.conversation == .persistent:
            request("interrupt", ["subtype": "interrupt"], actions: &actions)
        default: signal(.interrupt, actions: &actions)
        }
    }

    /// Has another model answer from now on; `nil`: the CLI's own choice.
    public mutating func setModel(_ model: String?, actions: inout [Action]) {
        configuration.model = model
        plan.configuration.model = model
        let name = model.map(JSONValue.string) ?? .null
        request("set_model", ["subtype": "set_model", "model": name], actions: &actions)
    }

    /// Changes what tools may do unasked, from now on.
    public mutating func setPermissionMode(_ mode: String, actions: inout [Action]) {
        configuration.permissionMode = mode
        plan.configuration.permissionMode = mode
        request("set_permission_mode", ["subtype": "set_permission_mode", "mode": .string(mode)], actions: &actions)
    }

    private mutating func request(_ subtype: String, _ body: JSONValue, actions: inout [Action]) {
        guard configuration.hasLastingChild, !isOnTerminal, let main else { return }
        let line = ClientLine.request(control.newRequest(subtype), body)
        workers.change(main) { $0.write(line, actions: &actions) }
    }

    mutating func controlAnswered(_ id: String, error: String?, at now: Instant, actions: inout [Action]) {
        guard let subtype = control.subtype(ofAnswered: id) else { return }
        if subtype == "initialize", error == nil {
            control.isInitialized = true
            if let main { workers.change(main) { $0.ready() } }
            notices.append(.ready)
        }
        if let error { notices.append(.warning("\(subtype): \(error)")) }
    }

    // MARK: Requests of the CLI's

    /// The CLI asks something and waits for the answer.
    mutating func asked(
        _ id: String, _ subtype: String, _ request: JSONValue, at now: Instant, actions: inout [Action]
    ) {
        guard subtype == "can_use_tool" else {
            return answer(ClientLine.refusal(id, error: "unsupported request: \(subtype)"), actions: &actions)
        }
        let permission = ControlDesk.Permission(
            id: id, tool: request["tool_name"]?.string ?? "", input: request["input"] ?? [:])
        guard control.hasPermissionHandler, !configuration.isNonInteractive else {
            let reason = configuration.isNonInteractive ? "nobody can be asked" : "nobody has said how to answer"
            return answerPermission(permission, .failure(reason), actions: &actions)
        }
        let call = desk.newCall()
        control.asked(call, permission)
        var arguments = JSONObject()
        arguments["tool"] = .string(permission.tool)
        arguments["input"] = permission.input
        arguments["request"] = request
        actions.append(.callUser(call, UserRequest(name: "permission", arguments: arguments)))
    }

    /// The user has decided: an object with `behavior`, `true`, or anything else for no.
    mutating func answerPermission(
        _ permission: ControlDesk.Permission, _ answer: UserAnswer, actions: inout [Action]
    ) {
        let decision = Self.decision(answer, input: permission.input)
        let isAllowed = decision["behavior"]?.string == "allow"
        notices.append(.permission(tool: permission.tool, isAllowed: isAllowed))
        self.answer(ClientLine.answer(permission.id, decision), actions: &actions)
    }

    private static func decision(_ answer: UserAnswer, input: JSONValue) -> JSONValue {
        switch answer {
        case .value(.bool(true)): return ["behavior": "allow", "updatedInput": input]
        case .value(.object(var object)) where object["behavior"]?.string == "allow":
            if object["updatedInput"] == nil { object["updatedInput"] = input }
            return .object(object)
        case .value(let value) where value["behavior"]?.string == "deny": return value
        case .value: return ["behavior": "deny", "message": "denied"]
        case .failure(let reason): return ["behavior": "deny", "message": .string(reason)]
        case .timedOut: return ["behavior": "deny", "message": "nobody answered in time"]
        }
    }

    private mutating func answer(_ line: [UInt8], actions: inout [Action]) {
        if let main { workers.change(main) { $0.write(line, actions: &actions) } }
    }
}
