import ClaudeProtocol
import Recording
import Text

extension Player {
    /// Reads the lines of stream-json input: requests are answered at once, messages wait for their turn.
    mutating func readLines() {
        guard arguments.readsStreamInput, stage == .idle || stage == .speaking, !isReading else { return }
        while stage != .ended, let line = input.takeLine() {
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            take(line)
        }
    }

    private mutating func take(_ line: [UInt8]) {
        let message: JSONValue
        do { message = try JSONParser.parse(line) } catch {
            return finish(badLine(line))
        }
        switch message["type"]?.string {
        case "user": takeUser(message)
        case "control_request": answerControl(message)
        default: break
        }
    }

    private func badLine(_ line: [UInt8]) -> EarlyExit {
        let text = String(decoding: line, as: UTF8.self)
        let profile = settings?.profile ?? .newest
        let detail =
            profile.quotesBadInput
            ? "\(text): SyntaxError: JSON Parse error" : "(type=unknown, \(text.utf16.count) chars): SyntaxError"
        let separator = profile.quotesBadInput ? ": " : " "
        return .refusal("Error parsing streaming input line\(separator)\(detail)")
    }

    private mutating func takeUser(_ message: JSONValue) {
        let role = message["message"]?["role"]?.string
        guard role == "user" else {
            return finish(
                EarlyExit.refusal("Error: Expected message role 'user', got '\(role ?? "undefined")'"))
        }
        queue.append(message)
        if let id = message["uuid"]?.string, settings?.profile.reportsCommands ?? true {
            emitCommand(id, "queued")
        }
    }

    private mutating func emitCommand(_ id: String, _ state: String) {
        if let line = voice?.builder.commandLifecycle(id, state: state) { voice?.emit(line) }
        flushVoice()
    }

    /// Begins the next turn, or ends where none can come.
    mutating func takeTurn() {
        guard stage == .idle else { return }
        if queue.isEmpty { readLines() }
        guard stage == .idle else { return }
        guard !queue.isEmpty else {
            if input.hasEnded { finish(.exited(lastTurnFailed ? 1 : 0)) }
            return
        }
        let message = queue.removeFirst()
        let id = message["uuid"]?.string
        if settings?.profile.reportsCommands ?? true {
            voice?.builder.userMessageID = id
            if let id { emitCommand(id, "started") }
        }
        beginTurn(prompt: Self.text(of: message["message"]?["content"]))
        if arguments.replaysUserMessages, let voice {
            if let echo = self.voice?.builder.replay(of: message, at: voice.wallClock(now)) { self.voice?.emit(echo) }
            flushVoice()
        }
    }

    private static func text(of content: JSONValue?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    // MARK: Control requests

    private mutating func answerControl(_ message: JSONValue) {
        guard let request = message["request"], let subtype = request["subtype"]?.string else {
            return finish(EarlyExit.refusal("Error: Missing request on control_request"))
        }
        guard let voice else { return }
        let profile = voice.profile
        guard profile.controls.contains(subtype) else {
            guard profile.answersUnknownControls else { return }
            return respond(to: message, error: "Unsupported control request subtype: \(subtype)")
        }
        switch subtype {
        case "interrupt":
            respond(to: message, with: profile.answersUnknownControls ? ["still_queued": []] : nil)
            interruptTurn()
        case "set_model":
            let model = profile.model(request["model"]?.string)
            self.voice?.builder.session.model = model
            respond(to: message, with: profile.answersUnknownControls ? ["model": .string(model)] : nil)
            if !profile.answersUnknownControls { respond(to: message, with: nil) }
        case "set_permission_mode":
            let mode = request["mode"]?.string ?? "default"
            self.voice?.builder.session.permissionMode = mode
            respond(to: message, with: ["mode": .string(mode)])
        case "mcp_status": respond(to: message, with: ["mcpServers": []])
        case "end_session":
            respond(to: message, with: [:])
            finish(.exited(0))
        default: respond(to: message, with: [:])
        }
    }

    private mutating func respond(to request: JSONValue, with response: JSONValue?) {
        var body = JSONObject(members: [
            .init(key: "subtype", value: "success"), .init(key: "request_id", value: request["request_id"] ?? nil),
        ])
        body["response"] = response
        emitResponse(body)
    }

    private mutating func respond(to request: JSONValue, error: String) {
        emitResponse(
            JSONObject(members: [
                .init(key: "subtype", value: "error"), .init(key: "request_id", value: request["request_id"] ?? nil),
                .init(key: "error", value: .string(error)), .init(key: "error_code", value: "unsupported_request"),
            ]))
    }

    private mutating func emitResponse(_ body: JSONObject) {
        voice?.emit(["type": "control_response", "response": .object(body)])
        flushVoice()
    }
}
