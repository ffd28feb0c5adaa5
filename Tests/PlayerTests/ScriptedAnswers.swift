import Text

/// Scripts that say what the stand-in for the API said when the captures were made, when it said it; its prompts were
/// directives. What a tool of the genuine CLI answered is the answer of the script's tool.
enum ScriptedAnswers {
    /// The script for a capture; later entries are for prompts that earlier ones do not name.
    static func script(for capture: Capture) -> String {
        var entries: [JSONValue] = []
        for prompt in capture.prompts where prompt.hasPrefix("tool:") {
            entries.append(["when": ["prompt": ["exact": .string(prompt)]], "say": .array(steps(prompt, capture))])
        }
        for prompt in capture.prompts where prompt.hasPrefix("slow:") {
            let count = Int(prompt.dropFirst(5)) ?? 30
            entries.append(["when": ["prompt": ["exact": .string(prompt)]], "say": slow(count, capture)])
        }
        entries.append(entry("hang", [["wait": "3600s"]], exact: true))
        entries.append(
            entry(
                "think",
                [["thinking": ["value": "Let me think about this.", "deltas": 2]], ["text": "The answer is 42."]])
        )
        for name in ["unicode", "markdown", "long:", "cutmid"] {
            entries.append(entry(name, [["text": .string(capture.texts.first ?? "")]]))
        }
        for (status, message) in failures {
            entries.append(entry("err:\(status)", [failure(status, message, retries(capture))]))
        }
        entries += special(capture)
        entries.append(["say": [["text": ["value": .string(hello), "deltas": 3]]]])
        return JSONValue.array(entries).text
    }

    private static let hello = "Hello! How can I help you today?"

    private static let failures: [(Int, String?)] = [
        (400, nil), (401, nil), (403, nil), (404, nil), (413, nil),
        (429, "Number of request tokens has exceeded your per-minute rate limit"), (500, nil),
    ]

    private static func entry(_ prompt: String, _ say: JSONValue, exact: Bool = false) -> JSONValue {
        ["when": ["prompt": exact ? ["exact": .string(prompt)] : .string(prompt)], "say": say]
    }

    /// Words at 250 ms each; the first came when the genuine CLI had started and asked.
    private static func slow(_ count: Int, _ capture: Capture) -> JSONValue {
        let words = (0..<count).map { "word\($0 % 10) " }.joined()
        var start = 0.0
        if let said = capture.textBeforeTheCut, let cut = capture.cutAfter {
            let pieces = said.split(separator: " ").count
            start = max(0, cut - (Double(pieces) - 0.5) * 0.25)
        }
        return [
            ["wait": .string("\(Int(start * 1000))ms")],
            ["text": ["value": .string(words), "deltas": .int(count), "pace": "250ms"]],
        ]
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
        let tooLong = capture.texts.first.flatMap { $0.split(separator: "·", maxSplits: 1).last }.map(String.init) ?? ""
        var entries = [
            entry("err:529x2", [["error": ["api": 529, "retries": 2, "recovers": true]], ["text": .string(hello)]]),
            entry("err:529", [failure(529, nil, retries(capture))]),
            entry("hangmid", [["text": ["value": "This answer stops half-way.", "deltas": 4, "pace": "7s"]]]),
            entry("toolong", [["error": ["api": "too-long", "message": .string(trimmed(tooLong))]]]),
            entry("reset", [["error": ["api": "reset", "retries": 2]]]),
            entry(
                "ssemiderr",
                [["error": ["api": "cut", "recovers": true]], ["text": .string(capture.texts.first ?? "")]]),
            entry("maxtok", [["text": "truncated ans"], ["stop": "max_tokens"], ["text": .string(hello)]]),
            entry("refusal", [["text": "I can"], ["stop": "refusal"], ["text": .string(hello)]]),
            entry("empty", [["stop": "empty"], ["text": .string(hello)]]),
        ]
        if !capture.environment.contains(where: { $0.0 == "ANTHROPIC_API_KEY" }) {
            entries.insert(["say": [["error": ["api": "not-logged-in"]]]], at: 0)
        }
        if capture.environment.contains(where: { $0.1.hasSuffix(":9") }) {
            entries.insert(["say": [["error": ["api": "refused", "retries": 2]]]], at: 0)
        }
        return entries
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == "\n" }.reversed())
    }

    // MARK: Tools

    /// `tool:Name {input}`, several with `;;` one after the other or `&&&` at once.
    private static func steps(_ prompt: String, _ capture: Capture) -> [JSONValue] {
        var steps: [JSONValue] = []
        var answers = capture.toolAnswers[...]
        let isParallel = prompt.contains("&&&")
        for part in pieces(prompt.dropFirst(5)) {
            guard let space = part.firstIndex(of: " "),
                let input = try? JSONParser.parse(String(part[part.index(after: space)...]))
            else { continue }
            let continues = isParallel && !steps.isEmpty
            if !continues { steps.append(["text": ["value": "I will use a tool.", "deltas": 2]]) }
            steps.append(
                ["tool": step(String(part[..<space]), input, capture, continues: continues, answers: &answers)])
        }
        if !prompt.hasPrefix("tool:StructuredOutput") {
            steps.append(["text": ["value": .string(finished), "deltas": 3]])
        }
        return steps
    }

    private static let finished = "Finished with 1 tool result(s)."

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

    private static func step(
        _ name: String, _ input: JSONValue, _ capture: Capture, continues: Bool,
        answers: inout ArraySlice<Capture.ToolResult>
    ) -> JSONValue {
        var members: [JSONObject.Member] = [
            .init(key: "name", value: .string(name)), .init(key: "input", value: input),
        ]
        if continues { members.append(.init(key: "parallel", value: true)) }
        let command = input["command"]?.string ?? ""
        if name == "Agent" {
            let prompt = input["prompt"]?.string ?? ""
            let say = prompt.hasPrefix("tool:") ? Self.steps(prompt, capture) : [["text": .string(hello)]]
            members.append(.init(key: "say", value: .array(say)))
        } else if input["run_in_background"]?.bool == true {
            members.append(.init(key: "background", value: ["after": "1s", "say": [["text": .string(finished)]]]))
        } else if !name.hasPrefix("mcp__"), let answer = answers.popFirst(), answer.wasGiven {
            // What the genuine tool answered; what was refused is the CLI's own word, which ours has to find.
            members.append(.init(key: "result", value: answer.content))
            if answer.isError, !answer.isUnavailable { members.append(.init(key: "is_error", value: true)) }
        }
        if command.hasPrefix("sleep"), command != "sleep 77" { members.append(.init(key: "takes", value: "20s")) }
        return .object(JSONObject(members: members))
    }
}
