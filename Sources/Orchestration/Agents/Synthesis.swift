/// How an agent's result stands in the text of a turn.
enum Synthesis {
    /// The block of one agent: a heading with its name, then its answer, or what became of it and why.
    static func block(for result: AgentResult, displayName: String) -> String {
        let heading = "\(displayName) Agent Result:"
        guard result.status != .completed else { return "\(heading)\n\(result.text)" }
        let outcome = "[\(result.status.rawValue)] \(result.reason ?? "no reason given")"
        return result.text.isEmpty ? "\(heading)\n\(outcome)" : "\(heading)\n\(outcome)\n\(result.text)"
    }
}
