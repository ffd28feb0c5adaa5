import Text

/// What a session's file says about the session so far.
///
/// Lines that are no JSON are passed over, as the CLI does: a process that was killed leaves half of one.
public struct SessionHistory: Sendable {
    /// One text of the conversation.
    public struct Turn: Sendable, Hashable {
        /// Whether the person said it.
        public let isUser: Bool
        /// What was said.
        public let text: String
    }

    /// The last line that others can answer.
    public private(set) var leaf: String?
    /// How many prompts there were.
    public private(set) var prompts = 0
    /// The texts of the conversation.
    public private(set) var turns: [Turn] = []
    /// The model that answered last.
    public private(set) var model: String?
    /// What was used so far, by model.
    public private(set) var costs: [(model: String, usage: TokenUsage)] = []
    /// How long the API took so far, in milliseconds.
    public private(set) var apiMs = 0
    /// A title that the session was given, or that was made for it.
    public private(set) var title: String?
    /// Whether the last line lacks its end.
    public let isTorn: Bool
    /// How many lines could not be read.
    public private(set) var brokenLines = 0

    /// Reads a file, in time that grows with its length.
    public init(_ bytes: [UInt8]) {
        isTorn = !bytes.isEmpty && bytes.last != UInt8(ascii: "\n")
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let value = try? JSONParser.parse(Array(line)), value.object != nil else {
                brokenLines += 1
                continue
            }
            take(value)
        }
    }

    private mutating func take(_ line: JSONValue) {
        switch line["type"]?.string {
        case "user":
            guard line["isSidechain"]?.bool != true else { return }
            leaf = line["uuid"]?.string ?? leaf
            let content = line["message"]?["content"]
            if let text = content?.string {
                prompts += 1
                turns.append(Turn(isUser: true, text: text))
            } else if let text = content?.array?.first?["text"]?.string {
                turns.append(Turn(isUser: true, text: text))
            }
        case "assistant":
            guard line["isSidechain"]?.bool != true else { return }
            leaf = line["uuid"]?.string ?? leaf
            if let name = line["message"]?["model"]?.string, name != "<synthetic>" { model = name }
            for block in line["message"]?["content"]?.array ?? [] {
                if let text = block["text"]?.string { turns.append(Turn(isUser: false, text: text)) }
            }
        case "cost-state":
            apiMs = line["totalAPIDuration"]?.int ?? apiMs
            costs = (line["modelUsage"]?.object?.members ?? []).map { member in
                (
                    member.key,
                    TokenUsage(
                        input: member.value["inputTokens"]?.int ?? 0, output: member.value["outputTokens"]?.int ?? 0,
                        thinking: member.value["thinkingTokens"]?.int ?? 0)
                )
            }
        case "summary": title = line["summary"]?.string ?? title
        case "custom-title", "ai-title": title = line["customTitle"]?.string ?? line["aiTitle"]?.string ?? title
        default: break
        }
    }

    /// A copy of a file for a session that goes on under another name.
    public static func forked(_ bytes: [UInt8], from old: String, to new: String) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard var value = try? JSONParser.parse(Array(line)) else { continue }
            if value["sessionId"]?.string == old { value.set("sessionId", .string(new)) }
            copy += value.encoded
            copy.append(UInt8(ascii: "\n"))
        }
        return copy
    }
}
