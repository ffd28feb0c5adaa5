import ClaudeProtocol
import Determinism
import Recording
import Text

extension Player {
    /// Calls the hooks of an event, all at once; without any, nothing happens.
    mutating func callHooks(_ event: HookEvent, subject: String?, input members: [JSONObject.Member]) {
        asking.round = nil
        let hooks = hookTable.hooks(for: event, subject: subject)
        guard !hooks.isEmpty else { return }
        var next = HookRound(event: event, hooks: hooks, since: now)
        let input = hookInput(event, members)
        let toolUseID = calls.last?.id ?? voice?.builder.identifiers.uuid() ?? ""
        for (index, hook) in hooks.enumerated() {
            switch hook.body {
            case .callback(let id):
                guard arguments.readsStreamInput, !self.input.hasEnded else {
                    next.answers[index] = HookRound.Answer()
                    continue
                }
                if let request = voice?.builder.hookCallback(id, input: input, toolUseID: toolUseID) {
                    let requestID = voice?.builder.identifiers.uuid() ?? ""
                    send(request, id: requestID, kind: .hook(index))
                }
            case .command(let line):
                tellHookStarted(event, subject)
                asking.commandCount += 1
                asking.commands.append((id: asking.commandCount, hook: index))
                out.append(
                    .runCommand(
                        CommandRun(
                            id: asking.commandCount, line: line, input: input.encoded + [UInt8(ascii: "\n")],
                            environment: [.init(name: "CLAUDE_PROJECT_DIR", value: invocation.workingDirectory)])))
            }
        }
        asking.round = next
    }

    /// What all hooks are told, and what belongs to the event.
    private func hookInput(_ event: HookEvent, _ members: [JSONObject.Member]) -> JSONValue {
        let session = voice?.builder.session
        var object = JSONObject(members: [
            .init(key: "session_id", value: .string(session?.id ?? "")),
            .init(key: "transcript_path", value: .string(transcriptPath)),
            .init(key: "cwd", value: .string(invocation.workingDirectory)),
        ])
        if event != .sessionStart, event != .sessionEnd {
            object["prompt_id"] = .string(promptID)
            object["permission_mode"] = .string(session?.permissionMode ?? "default")
        }
        if [.preToolUse, .postToolUse, .stop, .subagentStop].contains(event), settings?.profile.reportsCommands ?? true
        {
            object["effort"] = ["level": "medium"]
        }
        object["hook_event_name"] = .string(event.rawValue)
        object.members += members
        return .object(object)
    }

    /// What the round that is over decided; the round is forgotten.
    mutating func takeVerdict() -> HookRound.Verdict {
        defer { asking.round = nil }
        return asking.round?.verdict ?? HookRound.Verdict()
    }

    /// A command of a hook has ended.
    mutating func commandEnded(_ end: CommandEnd) {
        guard let place = asking.commands.firstIndex(where: { $0.id == end.id }) else { return }
        let index = asking.commands.remove(at: place).hook
        guard let hook = asking.round?.hooks[index], case .command(let line) = hook.body else { return }
        var answer = HookRound.Answer()
        let text = String(decoding: end.output, as: UTF8.self)
        let words = String(decoding: end.error, as: UTF8.self)
        switch end.status {
        case .exited(0):
            if let output = try? JSONParser.parse(end.output), output.object != nil {
                answer.output = output
            } else {
                answer.plainText = text
            }
        case .exited(2):
            answer.blocked = "[\(line)]: \(words)"
            answer.complaint = Self.trimmed(words)
        default: break
        }
        tellHookEnded(end, text: text, words: words)
        asking.round?.answers[index] = answer
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// Gives up hooks that have not answered in time.
    mutating func giveUpHooks() {
        guard let open = asking.round else { return }
        for index in open.hooks.indices where open.answers[index] == nil && open.deadlines[index] <= now {
            asking.round?.answers[index] = HookRound.Answer()
            if let place = asking.commands.firstIndex(where: { $0.hook == index }) {
                out.append(.killCommand(asking.commands.remove(at: place).id))
            }
            for question in asking.questions { if case .hook(index) = question.kind { cancel(question.id) } }
            asking.questions.removeAll { if case .hook(index) = $0.kind { true } else { false } }
        }
    }

    private mutating func tellHookStarted(_ event: HookEvent, _ subject: String?) {
        guard arguments.has("include-hook-events") else { return }
        let name = subject.map { "\(event.rawValue):\($0)" } ?? event.rawValue
        let id = voice?.builder.identifiers.uuid() ?? ""
        asking.hookNames.append((command: asking.commandCount + 1, id: id, name: name, event: event.rawValue))
        if let line = voice?.builder.hookStarted(id: id, name: name, event: event.rawValue) {
            voice?.emit(line)
            flushVoice()
        }
    }

    private mutating func tellHookEnded(_ end: CommandEnd, text: String, words: String) {
        guard let place = asking.hookNames.firstIndex(where: { $0.command == end.id }) else { return }
        let names = asking.hookNames.remove(at: place)
        let line = voice?.builder.hookResponse(
            id: names.id, name: names.name, event: names.event, stdout: text, stderr: words,
            exitCode: Int(end.status.code))
        if let line { voice?.emit(line) }
        flushVoice()
    }
}
