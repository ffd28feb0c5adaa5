/// How agents' results stand in the text of a turn.
enum Synthesis {
    /// The block of one agent: a heading with its name, then its answer, or what became of it and why.
    static func block(for result: AgentResult, displayName: String) -> String {
        var text = ""
        append(result, displayName: displayName, to: &text)
        return text
    }

    /// The blocks of all agents, with an empty line between two.
    static func blocks(for results: [AgentResult], displayName: (AgentResult) -> String) -> String {
        var text = ""
        // Answers can be megabytes: each is copied once.
        text.reserveCapacity(results.reduce(0) { $0 + $1.text.utf8.count + headingBytes })
        for result in results {
            if !text.isEmpty { text += "\n\n" }
            append(result, displayName: displayName(result), to: &text)
        }
        return text
    }

    /// What all but the answer takes of a block, about.
    private static let headingBytes = 128

    private static func append(_ result: AgentResult, displayName: String, to text: inout String) {
        text += displayName
        text += " Agent Result:\n"
        if result.status != .completed {
            text += "[\(result.status.rawValue)] \(result.reason ?? "no reason given")"
            if result.text.isEmpty { return }
            text += "\n"
        }
        text += result.text
    }
}
