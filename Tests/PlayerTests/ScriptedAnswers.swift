import Text

/// Scripts that say what the stand-in for the API said when the captures were made; its prompts were directives.
enum ScriptedAnswers {
    /// The script for a capture; later entries are for prompts that earlier ones do not name.
    static func script(for capture: Capture) -> String {
        let tool = tool(in: capture)
        var entries: [JSONValue] = []
        if let tool { entries.append(entry("tool:", tool)) }
        entries.append(
            entry("slow:6", [["text": ["value": .string(words(6)), "deltas": 6, "pace": "250ms"]]]))
        entries.append(entry("slow:", [["text": ["value": .string(words(30)), "deltas": 30, "pace": "250ms"]]]))
        entries.append(
            entry(
                "think",
                [
                    ["thinking": ["value": "Let me think about this.", "deltas": 2]], ["text": "The answer is 42."],
                ]))
        entries.append(
            entry(
                "unicode", [["text": "Gr\u{FC}\u{DF}e \u{1F469}\u{200D}\u{1F469} \u{202E}RTL\u{202C}\ttab \u{1B}[31m"]])
        )
        for (status, message) in failures {
            entries.append(entry("err:\(status)", [failure(status, message, retries(capture))]))
        }
        entries.append(entry("toolong", [["error": ["api": "too-long"]]]))
        entries.append(entry("reset", [["error": ["api": "reset", "retries": 2]]]))
        entries.append(contentsOf: special(capture))
        entries.append(["say": [["text": ["value": "Hello! How can I help you today?", "deltas": 3]]]])
        return JSONValue.array(entries).text
    }

    private static let failures: [(Int, String?)] = [
        (400, nil), (401, nil), (403, nil), (404, nil), (413, nil),
        (429, "Number of request tokens has exceeded your per-minute rate limit"), (500, nil),
    ]

    private static func words(_ count: Int) -> String { (0..<count).map { "word\($0 % 10) " }.joined() }

    private static func entry(_ prompt: String, _ say: JSONValue) -> JSONValue {
        ["when": ["prompt": .string(prompt)], "say": say]
    }

    private static func failure(_ status: Int, _ message: String?, _ retries: Int) -> JSONValue {
        var step: [JSONObject.Member] = [.init(key: "api", value: .int(status))]
        if let message { step.append(.init(key: "message", value: .string(message))) }
        if [401, 429, 500, 529].contains(status) { step.append(.init(key: "retries", value: .int(retries))) }
        return ["error": .object(JSONObject(members: step))]
    }

    private static func retries(_ capture: Capture) -> Int {
        capture.environment.first { $0.0 == "CLAUDE_CODE_MAX_RETRIES" }.flatMap { Int($0.1) } ?? 10
    }

    private static func special(_ capture: Capture) -> [JSONValue] {
        var entries = [
            entry(
                "err:529x2",
                [
                    ["error": ["api": 529, "retries": 2, "recovers": true]],
                    ["text": "Hello! How can I help you today?"],
                ]),
            entry("err:529", [failure(529, nil, retries(capture))]),
            entry("cutmid", [["text": "Hello from the mock."]]),
            entry("hangmid", [["text": ["value": "This answer stops half-way.", "deltas": 4, "pace": "7s"]]]),
            entry("markdown", [["text": "# Title\n"]]),
        ]
        if !capture.environment.contains(where: { $0.0 == "ANTHROPIC_API_KEY" }) {
            entries.insert(["say": [["error": ["api": "not-logged-in"]]]], at: 0)
        }
        if capture.environment.contains(where: { $0.1.hasSuffix(":9") }) {
            entries.insert(["say": [["error": ["api": "refused", "retries": 2]]]], at: 0)
        }
        return entries
    }

    /// `tool:Name {input}`, several with `;;` one after the other or `&&&` at once.
    private static func tool(in capture: Capture) -> JSONValue? {
        guard let prompt = capture.prompts.first(where: { $0.hasPrefix("tool:") }) else { return nil }
        var steps: [JSONValue] = []
        let isParallel = prompt.contains("&&&")
        for part in pieces(prompt.dropFirst(5)) {
            guard let space = part.firstIndex(of: " "),
                let input = try? JSONParser.parse(String(part[part.index(after: space)...]))
            else { continue }
            if steps.isEmpty || !isParallel { steps.append(["text": ["value": "I will use a tool.", "deltas": 2]]) }
            steps.append(["tool": step(String(part[..<space]), input, capture)])
        }
        steps.append(["text": ["value": "Finished with 1 tool result(s).", "deltas": 3]])
        return .array(steps)
    }

    private static func pieces(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var rest = text
        while let range = ["};;", "}&&&"].compactMap({ rest.firstRange(of: $0) }).min(by: {
            $0.lowerBound < $1.lowerBound
        }) {
            parts.append(rest[..<rest.index(after: range.lowerBound)])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }

    private static func step(_ name: String, _ input: JSONValue, _ capture: Capture) -> JSONValue {
        var members: [JSONObject.Member] = [
            .init(key: "name", value: .string(name)), .init(key: "input", value: input),
        ]
        let command = input["command"]?.string ?? ""
        if capture.name.contains("denied") || capture.name.contains("plan") {
            members.append(.init(key: "denied", value: .string("needs approval")))
        } else if capture.name.contains("unknown") || capture.name.contains("badinput") || name == "TaskCreate" {
            members.append(.init(key: "result", value: "<tool_use_error>Error: no</tool_use_error>"))
        } else if name == "Read" {
            members.append(.init(key: "result", value: "1\talpha\n2\tbeta\n3\t"))
        } else if capture.name.contains("fail") {
            members.append(.init(key: "result", value: "Exit code 3\noops"))
            members.append(.init(key: "is_error", value: true))
        } else {
            members.append(.init(key: "result", value: .string(String(command.drop { $0 != " " }.dropFirst()))))
        }
        if command.hasPrefix("sleep") { members.append(.init(key: "takes", value: "20s")) }
        return .object(JSONObject(members: members))
    }
}
