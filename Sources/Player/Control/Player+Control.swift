import ClaudeProtocol
import Recording
import Text

extension Player {
    /// Answers a request of the client; unknown ones as the version does.
    mutating func answerControl(_ message: JSONValue) {
        guard let request = message["request"], let subtype = request["subtype"]?.string else {
            return finish(EarlyExit.refusal("Error: Missing request on control_request"))
        }
        guard let voice else { return }
        let profile = voice.profile
        guard profile.controls.contains(subtype) else {
            guard profile.answersUnknownControls else { return }
            return respond(
                to: message, error: "Unsupported control request subtype: \(subtype)", code: "unsupported_request")
        }
        switch subtype {
        case "initialize": initialize(message, request)
        case "interrupt": interrupt(message)
        case "set_model":
            let model = profile.model(request["model"]?.string)
            self.voice?.builder.session.model = model
            respond(to: message, with: profile.answersUnknownControls ? ["model": .string(model)] : nil)
            // The old version says it twice.
            if !profile.answersUnknownControls { respond(to: message, with: nil) }
        case "set_permission_mode": setPermissionMode(message, request["mode"]?.string ?? "")
        case "mcp_status": respond(to: message, with: ["mcpServers": servers.status])
        case "mcp_reconnect", "mcp_toggle": answerServerRequest(message, request["serverName"]?.string ?? "")
        case "mcp_set_servers":
            let added = servers.add(["mcpServers": request["servers"] ?? [:]]["mcpServers"])
            respond(
                to: message,
                with: ["added": .array(added.map(JSONValue.string)), "removed": [], "errors": [:]])
        case "side_question":
            if let line = self.voice?.builder.controlProgress(requestID: message["request_id"]?.string ?? "") {
                self.voice?.emit(line)
            }
            asking.sideQuestions.append(message)
            flushVoice()
        case "end_session":
            respond(to: message, with: nil)
            for question in asking.sideQuestions { respond(to: question, error: "Side question cancelled") }
            finish(.exited(0))
        default: answerFromTable(message, request, subtype)
        }
    }

    /// Requests whose answer only says how things stand.
    private mutating func answerFromTable(_ message: JSONValue, _ request: JSONValue, _ subtype: String) {
        guard let voice else { return }
        let facts = voice.facts(state: stage == .speaking ? .running : .idle, servers: servers.status)
        switch voice.builder.controlAnswer(subtype, request, facts: facts) {
        case .success(let body): respond(to: message, with: body)
        case .error(let words): respond(to: message, error: words)
        }
    }

    // MARK: Initialize

    /// Takes the client's hooks; servers that it plays are reached before the answer.
    private mutating func initialize(_ message: JSONValue, _ request: JSONValue) {
        hookTable.add(HookTable(callbacks: request["hooks"]))
        for member in request["agents"]?.object?.members ?? [] { voice?.clientAgents.append(member.key) }
        let next = connecting() + [.answerInitialize(message)]
        guard stage == .idle, next.count > 1 else { return answerInitialize(message) }
        stage = .preparing
        push(next)
    }

    /// Says what the session has.
    mutating func answerInitialize(_ message: JSONValue) {
        guard let voice else { return }
        var facts = voice.facts(state: stage == .speaking ? .running : .idle, servers: servers.status)
        facts.hasHooks = message["request"]?["hooks"]?.object != nil
        respond(to: message, with: voice.builder.initializeAnswer(facts), pending: voice.profile.reportsTasks)
        // A client that comes again learns what goes on.
        if isInitialized, voice.profile.reportsTasks {
            let tasks = backgroundTasks.map { (task: $0.task.identity, isShell: $0.isShell) }
            if let line = self.voice?.builder.backgroundTasksChanged(tasks) { self.voice?.emit(line) }
            flushVoice()
        }
        isInitialized = true
    }

    // MARK: What changes the session

    private mutating func interrupt(_ message: JSONValue) {
        let tells = voice?.profile.answersUnknownControls ?? true
        // The old version takes its question back before it answers.
        if !tells, withdrawQuestion() { return respondToLateInterrupt(message) }
        respond(to: message, with: tells ? ["still_queued": []] : nil)
        interruptTurn()
    }

    private mutating func respondToLateInterrupt(_ message: JSONValue) {
        respond(to: message, with: nil)
        calls[calls.count - 1].refusal = .user
        if let tool = voice?.speaker.tool {
            let words: JSONValue = "Tool permission request failed: AbortError"
            voice?.answerTool(
                ToolAnswer(tool: tool.name, input: tool.input, content: words, ending: .denied), at: now)
        }
        voice?.wasTool = true
        endInterrupted()
    }

    private mutating func setPermissionMode(_ message: JSONValue, _ mode: String) {
        guard let voice else { return }
        let modes = ["acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "plan"]
        let known = voice.profile.permissionModes
        let wanted = mode == "manual" ? "default" : mode
        guard modes.contains(wanted) || known.contains(wanted) else {
            return respond(
                to: message,
                error: "Cannot set permission mode: must be one of \(modes.joined(separator: ", "))",
                code: "invalid_mode")
        }
        let maySkip =
            arguments.has("dangerously-skip-permissions") || arguments.has("allow-dangerously-skip-permissions")
        if wanted == "bypassPermissions", !maySkip {
            return respond(
                to: message,
                error: "Cannot set permission mode to bypassPermissions because the session was not launched with "
                    + "--dangerously-skip-permissions", code: "bypass_not_launched")
        }
        self.voice?.builder.session.permissionMode = wanted
        respond(to: message, with: ["mode": .string(wanted)])
        guard voice.profile.answersUnknownControls else { return }
        if let line = self.voice?.builder.status(permissionMode: wanted) { self.voice?.emit(line) }
        flushVoice()
    }

    private mutating func answerServerRequest(_ message: JSONValue, _ name: String) {
        if servers.servers.contains(where: { $0.name == name }) {
            respond(to: message, with: nil)
        } else {
            respond(to: message, error: "Server not found: \(name)")
        }
    }

    // MARK: Answers

    private mutating func respond(to request: JSONValue, with response: JSONValue?, pending: Bool = false) {
        var body = JSONObject(members: [
            .init(key: "subtype", value: "success"), .init(key: "request_id", value: request["request_id"] ?? nil),
        ])
        body["response"] = response
        if pending {
            body["pending_permission_requests"] = []
            body["pending_user_dialog_requests"] = []
        }
        emitResponse(body)
    }

    private mutating func respond(to request: JSONValue, error: String, code: String? = nil) {
        var body = JSONObject(members: [
            .init(key: "subtype", value: "error"), .init(key: "request_id", value: request["request_id"] ?? nil),
            .init(key: "error", value: .string(error)),
        ])
        body["error_code"] = code.map(JSONValue.string)
        emitResponse(body)
    }

    private mutating func emitResponse(_ body: JSONObject) {
        voice?.emit(["type": "control_response", "response": .object(body)])
        flushVoice()
    }
}
