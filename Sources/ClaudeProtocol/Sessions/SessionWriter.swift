public import Text

/// Makes the lines of a session's file, each with the one before it as its parent.
///
/// Identifiers and times are those of the messages, so that a file and an output can be held against each other.
public struct SessionWriter: Sendable {
    private let profile: Profile
    private let session: MessageBuilder.Session
    private let entrypoint: String
    /// The line that the next one answers.
    public private(set) var parent: String?
    /// The number of the next prompt in the session, from 0.
    private var promptIndex: Int
    private var promptID = ""
    private var blockIndex = 0
    private var lastMessageID = ""
    private var toolsUsed: [String] = []
    /// The name that the session was given (`--name`), until it is written.
    private var title: String?

    /// A writer that goes on from a history, or begins a file.
    ///
    /// - Parameters:
    ///   - entrypoint: who started the CLI: `sdk-cli`, `sdk-py`, `cli`.
    ///   - title: the name that the call gives the session.
    public init(
        profile: Profile, session: MessageBuilder.Session, entrypoint: String, continuing history: SessionHistory?,
        title: String? = nil
    ) {
        self.title = title
        self.profile = profile
        self.session = session
        self.entrypoint = entrypoint
        parent = history?.leaf
        promptIndex = history?.prompts ?? 0
    }

    // MARK: Lines

    /// The lines of a prompt: it was queued, taken, and asked.
    public mutating func prompt(_ text: String, id: String, uuid: String, at time: Int64) -> [UInt8] {
        promptID = id
        toolsUsed = []
        let stamp = JSONValue.string(WallClockText.text(milliseconds: time))
        let enqueue: JSONValue = [
            "type": "queue-operation", "operation": "enqueue", "timestamp": stamp, "sessionId": .string(session.id),
            "content": .string(text),
        ]
        let dequeue: JSONValue = [
            "type": "queue-operation", "operation": "dequeue", "timestamp": stamp, "sessionId": .string(session.id),
        ]
        let message: JSONValue = ["role": "user", "content": .string(text)]
        var middle: [JSONObject.Member] = []
        if profile.reportsTasks {
            middle = [
                .init(key: "permissionMode", value: .string(session.permissionMode)),
                .init(key: "promptSource", value: .string(entrypoint == "cli" ? "typed" : "sdk")),
                .init(key: "turnOrigin", value: .string(entrypoint == "cli" ? "human" : "sdk")),
                .init(
                    key: "turnPosition",
                    value: ["promptIndex": .int(promptIndex), "turnIndex": .int(promptIndex + 1)]),
            ]
        }
        promptIndex += 1
        let line = user(message, uuid: uuid, time: stamp, middle: middle)
        let queue = profile.reportsTasks ? Self.line(enqueue) + Self.line(dequeue) : Self.line(dequeue)
        return takeTitle() + queue + Self.line(line)
    }

    private mutating func takeTitle() -> [UInt8] {
        guard let title else { return [] }
        self.title = nil
        return Self.line(["type": "custom-title", "customTitle": .string(title), "sessionId": .string(session.id)])
    }

    /// The line of a message of the user's side: what a tool answered, or words that the CLI put in.
    public mutating func user(_ told: JSONValue) -> [UInt8] {
        var middle: [JSONObject.Member] = []
        if let detail = told["tool_use_result"] {
            middle.append(.init(key: "toolUseResult", value: detail))
            if profile.reportsTasks {
                let meta = told["tool_result_meta"]?.array?.first
                if let kind = meta?["non_execution_kind"] { middle.append(.init(key: "toolDenialKind", value: kind)) }
                if let parent { middle.append(.init(key: "sourceToolAssistantUUID", value: .string(parent))) }
                if var decision = meta?["permission_decision"]?.object {
                    decision["reasonType"] = decision["reason_type"]
                    decision["reason_type"] = nil
                    middle.append(.init(key: "permissionDecision", value: .object(decision)))
                }
            }
        }
        if told["isSynthetic"]?.bool == true { middle.append(.init(key: "isMeta", value: true)) }
        return Self.line(
            user(
                told["message"] ?? [:], uuid: told["uuid"]?.string ?? "", time: told["timestamp"] ?? stampless(told),
                middle: middle))
    }

    /// Messages of the old version have no time of their own.
    private func stampless(_ told: JSONValue) -> JSONValue { "1970-01-01T00:00:00.000Z" }

    private mutating func user(
        _ message: JSONValue, uuid: String, time: JSONValue, middle: [JSONObject.Member]
    ) -> JSONValue {
        var members = start
        if profile.reportsTasks { members.append(.init(key: "promptId", value: .string(promptID))) }
        if !profile.reportsTasks { members += place }
        members.append(.init(key: "type", value: "user"))
        members.append(.init(key: "message", value: message))
        members.append(.init(key: "uuid", value: .string(uuid)))
        members.append(.init(key: "timestamp", value: time))
        members += middle
        if profile.reportsTasks { members += place }
        parent = uuid
        return .object(JSONObject(members: members))
    }

    /// The line of a block of an answer, with what is known of the answer at its end.
    ///
    /// - Parameter time: milliseconds since 1970, for messages that do not say it.
    public mutating func assistant(
        _ told: JSONValue, stopReason: String?, usage: JSONValue?, at time: Int64
    ) -> [UInt8] {
        var message = told["message"] ?? [:]
        message.set("context_management", nil)
        if profile.reportsTasks, let usage {
            message.set("stop_reason", stopReason.map(JSONValue.string) ?? .null)
            message.set("usage", usage)
            message.set("stop_details", .null)
        }
        let id = message["id"]?.string ?? ""
        blockIndex = id == lastMessageID ? blockIndex + 1 : 0
        lastMessageID = id
        for block in message["content"]?.array ?? [] {
            if block["type"]?.string == "tool_use", let name = block["name"]?.string { toolsUsed.append(name) }
        }
        let stamp = told["timestamp"] ?? .string(WallClockText.text(milliseconds: time))
        var members = start
        if !profile.reportsTasks { members += place }
        members.append(.init(key: "message", value: message))
        if profile.reportsTasks { members.append(.init(key: "apiBlockIndex", value: .int(blockIndex))) }
        if let request = told["request_id"] { members.append(.init(key: "requestId", value: request)) }
        if profile.reportsTasks { members.append(.init(key: "requestedModel", value: .string(session.model))) }
        members.append(.init(key: "type", value: "assistant"))
        members.append(.init(key: "uuid", value: told["uuid"] ?? ""))
        members.append(.init(key: "timestamp", value: stamp))
        if told["aborted"]?.bool == true { members.append(.init(key: "isAbortedMidStream", value: true)) }
        if let error = told["error"] {
            members.append(.init(key: "error", value: error))
            members.append(.init(key: "isApiErrorMessage", value: true))
            if let status = told["api_error_status"] { members.append(.init(key: "apiErrorStatus", value: status)) }
            if let type = told["api_error_type"] { members.append(.init(key: "apiErrorType", value: type)) }
        }
        if profile.reportsTasks {
            members.append(.init(key: "effort", value: "medium"))
            members += place
        }
        parent = told["uuid"]?.string
        return Self.line(.object(JSONObject(members: members)))
    }

    /// The lines of the end of a turn: the last prompt, the tools, and what the session has cost.
    public func end(
        prompt: String, costs: [(model: String, usage: TokenUsage)], cost: Double, apiMs: Int, startedAt: Int64
    ) -> [UInt8] {
        guard profile.reportsTasks else { return [] }
        let id = JSONValue.string(session.id)
        var lines = Self.line([
            "type": "last-prompt", "lastPrompt": .string(prompt), "leafUuid": .string(parent ?? ""), "sessionId": id,
        ])
        if !toolsUsed.isEmpty {
            lines += Self.line(["type": "tools-used", "tools": .strings(toolsUsed), "sessionId": id])
        }
        let models = costs.filter { !$0.usage.isEmpty }.map { model, usage in
            JSONObject.Member(
                key: model,
                value: [
                    "inputTokens": .int(usage.input), "outputTokens": .int(usage.output),
                    "thinkingTokens": .int(usage.thinking), "cacheReadInputTokens": 0, "cacheCreationInputTokens": 0,
                    "cacheCreationEphemeral5mInputTokens": 0, "cacheCreationEphemeral1hInputTokens": 0,
                    "webSearchRequests": 0, "costUSD": .double(profile.price(of: model).cost(usage)),
                ])
        }
        return lines
            + Self.line([
                "type": "cost-state", "sessionId": id, "totalCostUSD": .double(cost), "totalAPIDuration": .int(apiMs),
                "totalAPIDurationWithoutRetries": .int(apiMs), "totalToolDuration": 0, "totalLinesAdded": 0,
                "totalLinesRemoved": 0, "totalDuration": .int(apiMs), "startTime": .int(Int(startedAt)),
                "modelUsage": .object(JSONObject(members: models)), "hasUnknownModelCost": false,
            ])
    }

    // MARK: Parts

    private var start: [JSONObject.Member] {
        [
            .init(key: "parentUuid", value: parent.map(JSONValue.string) ?? .null),
            .init(key: "isSidechain", value: false),
        ]
    }

    private var place: [JSONObject.Member] {
        var members: [JSONObject.Member] = [.init(key: "userType", value: "external")]
        if profile.reportsTasks { members.append(.init(key: "entrypoint", value: .string(entrypoint))) }
        members += [
            .init(key: "cwd", value: .string(session.workingDirectory)),
            .init(key: "sessionId", value: .string(session.id)),
            .init(key: "version", value: .string(profile.version)), .init(key: "gitBranch", value: ""),
        ]
        return members
    }

    private static func line(_ value: JSONValue) -> [UInt8] { value.encoded + [UInt8(ascii: "\n")] }
}
