import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Says that a tool is called, and goes on with whoever has to be asked.
    mutating func begin(_ step: ScriptStep.ToolStep) {
        let id = voice?.callTool(
            step.name, input: step.input, keepsAnswerOpen: step.keepsAnswerOpen, at: scriptTime)
        if let budget = arguments.value("max-budget-usd"), let limit = Double(budget), (voice?.cost ?? 0) > limit {
            voice?.endAtBudget(budget, at: scriptTime)
            flushVoice()
            return leaveTurn(failed: true)
        }
        calls.append(ToolCall(step: step, id: id ?? "", input: step.input))
        if voice?.builder.session.toolSelection.has(step.name) == false {
            let words = ToolAnswer.unavailable(tool: step.name)
            return push([.answerTool(.string(words), .unavailable), .checkLimit])
        }
        push(
            [
                .callHooks(.preToolUse, subject: step.name, input: toolMembers()), .awaitAnswers, .decideTool,
            ])
    }

    /// What hooks are told of the innermost call.
    private func toolMembers() -> [JSONObject.Member] {
        guard let call = calls.last else { return [] }
        return [
            .init(key: "tool_name", value: .string(call.step.name)), .init(key: "tool_input", value: call.input),
            .init(key: "tool_use_id", value: .string(call.id)),
        ]
    }

    // MARK: May it run?

    /// Decides about the innermost call by what its hooks said, the script, the rules and the mode.
    mutating func decideTool() {
        guard var call = calls.last, let voice else { return }
        let verdict = takeVerdict()
        if let input = verdict.updatedInput { call.input = input }
        calls[calls.count - 1] = call
        let name = call.step.name
        if verdict.blocked != nil || verdict.permission == "deny" {
            let reason = verdict.blocked ?? verdict.permissionReason ?? "Blocked by hook"
            return refuse("PreToolUse:\(name) hook error: \(reason)", by: .hook)
        }
        switch call.step.permission {
        case .granted: return grant(.tool)
        case .denied(let words):
            return refuse(words ?? denial(of: call), by: .unasked)
        case .decided: break
        }
        if verdict.permission == "allow" { return grant(.hook) }
        let mode = voice.builder.session.permissionMode
        switch permissions.verdict(on: name, input: call.input, mode: mode) {
        case .allowed(let grant) where verdict.permission != "ask": self.grant(grant)
        case .denied: refuse("Permission to use \(name) has been denied.", by: .rule)
        case .asked, .allowed: ask()
        }
    }

    private mutating func grant(_ grant: ToolGrant) {
        calls[calls.count - 1].grant = grant
        push([.runTool])
    }

    /// Asks whoever can answer: the client, the person at the terminal, or nobody.
    private mutating func ask() {
        guard let call = calls.last else { return }
        if isOnTerminal {
            let question = permissionQuestion(call)
            voice?.show(.toolAsks(question))
            asking.questions.append(Question(id: call.id, kind: .permission))
            push([.awaitAnswers, .followPermission])
        } else if asksClient, !input.hasEnded {
            tellState(.requiresAction)
            let id = voice?.builder.identifiers.uuid() ?? ""
            let agent = voice?.speaker.agent?.taskID
            let request = voice?.builder.canUseTool(
                call.step.name, input: call.input, toolUseID: call.id, agentID: agent)
            send(request ?? [:], id: id, kind: .permission)
            push([.awaitAnswers, .followPermission])
        } else if asksClient {
            followInputEnd()
        } else {
            refuse(denial(of: call), by: .unasked)
        }
    }

    private func denial(of call: ToolCall) -> String {
        ToolAnswer.denial(tool: call.step.name, input: call.input, folder: invocation.workingDirectory)
    }

    /// Whether the client answers questions about permissions.
    private var asksClient: Bool {
        arguments.readsStreamInput && arguments.value("permission-prompt-tool") == "stdio"
    }

    /// Follows what was answered to the question about the innermost call.
    mutating func followPermission() {
        guard let call = calls.last, let answer = call.answer else { return }
        calls[calls.count - 1].answer = nil
        let body: JSONValue
        switch answer {
        case .success(let value): body = value
        case .failure(let words):
            tellState(.running)
            return refuse("Tool permission request failed: Error: \(words)", by: .inputEnded)
        case .inputEnded: return followInputEnd()
        }
        tellState(.running)
        if body["behavior"]?.string == "allow" {
            if let input = body["updatedInput"], input.object != nil { calls[calls.count - 1].input = input }
            applyPermissions(body["updatedPermissions"])
            return grant(.user)
        }
        if body["interrupt"]?.bool == true {
            voice?.endInterrupted(saysResult: true, at: scriptTime)
            flushVoice()
            return leaveTurn(failed: settings?.profile.interruptFails ?? true)
        }
        refuse(body["message"]?.string ?? ToolAnswer.rejection, by: .user)
    }

    /// Nobody can answer any more: the call fails, and a question to the person ends the turn.
    private mutating func followInputEnd() {
        guard let call = calls.last else { return }
        if call.step.name == "AskUserQuestion" { return endInterrupted() }
        refuse(
            "Tool permission request failed: AbortError: Tool permission stream closed before response received",
            by: .inputEnded)
    }

    private mutating func applyPermissions(_ updates: JSONValue?) {
        guard var mode = voice?.builder.session.permissionMode else { return }
        permissions.apply(updates, mode: &mode)
        voice?.builder.session.permissionMode = mode
    }

    private mutating func refuse(_ words: String, by refusal: ToolRefusal) {
        guard let call = calls.last else { return }
        calls[calls.count - 1].refusal = refusal
        // What follows in the script was meant for the tool's answer, but for the end of the turn.
        if !call.step.afterDenial.isEmpty { dropRestOfSteps() }
        push([.answerTool(.string(words), .denied), .checkLimit] + call.step.afterDenial.map(Operation.step))
    }

    /// Drops what the script would have said after the innermost call.
    private mutating func dropRestOfSteps() {
        while let last = operations.last, case .step = last { operations.removeLast() }
    }

    // MARK: It runs

    /// Runs the innermost call: the client's server, a sub-agent, or what the script says.
    mutating func runTool() {
        guard let call = calls.last else { return }
        calls[calls.count - 1].since = scriptTime
        let step = call.step
        if step.result == nil, step.say == nil, servers.server(of: step.name) != nil { return push([.callServer]) }
        if step.background != nil { return beginBackground() }
        if step.isAgent { return push([.beginAgent]) }
        let wait: [Operation] = step.takes > .zero ? [.until(scriptTime + step.takes)] : []
        let result = step.result ?? ToolAnswer.usualResult(of: step.name, profile: settings?.profile ?? .newest)
        let ending: ToolAnswer.Ending = step.isError ? .failed : .ran
        push(wait + [.toolRan(result, ToolAnswer.isUnavailable(result) ? .unavailable : ending)])
    }

    /// The tool has run: its hooks are told, then the model.
    mutating func toolRan(_ content: JSONValue, _ ending: ToolAnswer.Ending) {
        guard let call = calls.last, let voice else { return }
        guard ending == .ran else { return push([.answerTool(content, ending), .checkLimit]) }
        let answer = ToolAnswer(tool: call.step.name, input: call.input, content: content, ending: ending)
        var members = toolMembers()
        members.insert(.init(key: "tool_response", value: answer.detail(profile: voice.profile)), at: 2)
        members.append(.init(key: "duration_ms", value: .int((scriptTime - call.since).milliseconds)))
        push(
            [
                .callHooks(.postToolUse, subject: call.step.name, input: members), .awaitAnswers,
                .answerTool(content, ending), .checkLimit,
            ])
    }

    /// Tells the model what the innermost call gave, and the call is over.
    mutating func answerTool(_ content: JSONValue, _ ending: ToolAnswer.Ending) {
        _ = takeVerdict()
        guard let call = calls.popLast(), let voice else { return }
        if ending == .denied, voice.profile.reportsDenials, call.refusal == .unasked {
            let line = self.voice?.builder.permissionDenied(
                tool: call.step.name, id: call.id, message: content.string ?? "")
            if let line { self.voice?.tell(line) }
        }
        var answer = ToolAnswer(tool: call.step.name, input: call.input, content: content, ending: ending)
        answer.grant = call.grant
        answer.refusal = call.refusal
        self.voice?.answerTool(answer, detail: call.detail, at: scriptTime)
        if call.step.name == "StructuredOutput", ending == .ran, arguments.has("json-schema") {
            self.voice?.turn.structuredOutput = call.input
            operations = [.closeTurn]
        }
    }
}
