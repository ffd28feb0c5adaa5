import ClaudeProtocol
import Recording
import Text

extension Player {
    /// Reads the lines of stream-json input: requests are answered at once, messages wait for their turn.
    mutating func readLines() {
        guard arguments.readsStreamInput, [.idle, .speaking, .preparing].contains(stage), !isReading else { return }
        while stage != .ended, let line = input.takeLine() {
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            take(line)
        }
    }

    private mutating func take(_ line: [UInt8]) {
        guard let message = Self.message(line) else { return finish(badLine(line)) }
        switch message["type"]?.string {
        case "user": takeUser(message)
        case "control_request": answerControl(message)
        case "control_response": takeResponse(message)
        default: break
        }
    }

    /// A line as JSON; bytes that are no UTF-8 are replaced first, as the CLI does when it decodes its input.
    private static func message(_ line: [UInt8]) -> JSONValue? {
        do throws(JSONError) { return try JSONParser.parse(line) } catch {
            guard error.code == .invalidUTF8 else { return nil }
            return try? JSONParser.parse(String(decoding: line, as: UTF8.self))
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
        if let place = backgroundTasks.firstIndex(where: { $0.due <= now }) { return endBackgroundTask(place) }
        guard !queue.isEmpty else {
            if isOnTerminal { return }
            let noneCanCome = input.hasEnded || !arguments.readsStreamInput
            if noneCanCome, backgroundTasks.isEmpty { finish(.exited(lastTurnFailed ? 1 : 0)) }
            return
        }
        let message = queue.removeFirst()
        let id = message["uuid"]?.string
        if settings?.profile.reportsCommands ?? true {
            voice?.builder.userMessageID = id
            if let id { emitCommand(id, "started") }
        }
        if arguments.replaysUserMessages { echo = message }
        beginTurn(prompt: Self.text(of: message["message"]?["content"]))
    }

    /// Echoes the message that is being answered, where the client wants its messages back.
    mutating func tellEcho() {
        guard let message = echo, let voice else { return }
        echo = nil
        if let line = self.voice?.builder.replay(of: message, at: voice.wallClock(now)) { self.voice?.emit(line) }
    }

    private static func text(of content: JSONValue?) -> String {
        if let text = content?.string { return text }
        return (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}
