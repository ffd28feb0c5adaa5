import Matching
import Orchestration
import Recording
import Text

/// Reads the conditions that steps and checks share.
struct MatchDecoder {
    let file: String
    /// The agents that names can mean.
    var agents = AgentNames.core

    /// Text: `word` is a part, `/word/` a regular expression, or one of `contains`, `exact`, `regex`, `glob`.
    func text(_ value: YAMLValue, key: String) throws(SourceError) -> TextMatch {
        if case .scalar(let text, let isQuoted) = value.content {
            if !isQuoted, text.utf8.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
                return try regex(String(text.dropFirst().dropLast()), at: value.position)
            }
            return try part(text, of: value, key: key)
        }
        var fields = try Fields(value, file: file, what: "'\(key)'")
        var found: [TextMatch] = []
        if let value = fields.take("contains") {
            found.append(try part(try Fields.text(value, key: "contains", file: file), of: value, key: "contains"))
        }
        if let text = try fields.text("exact") { found.append(TextMatch(kind: .exact(text))) }
        if let text = try fields.text("glob") { found.append(TextMatch(kind: .glob(text))) }
        if let value = fields.take("regex") {
            found.append(try regex(try Fields.text(value, key: "regex", file: file), at: value.position))
        }
        try fields.finish()
        guard let match = found.first, found.count == 1 else {
            throw SourceError(
                file: file, position: value.position, "'\(key)' takes one of contains, exact, glob, regex")
        }
        return match
    }

    /// Part of a text; the empty one would be met by everything, which nobody means.
    private func part(_ text: String, of value: YAMLValue, key: String) throws(SourceError) -> TextMatch {
        guard !text.isEmpty else {
            throw SourceError(
                file: file, position: value.position,
                "'\(key)' is empty, which every text contains; write { exact: \"\" } for no text at all")
        }
        return TextMatch(kind: .contains(text))
    }

    func regex(_ source: String, at position: SourcePosition) throws(SourceError) -> TextMatch {
        do { return TextMatch(kind: .regex(try Pattern(source), source: source)) } catch {
            throw SourceError(file: file, position: position, "regular expression /\(source)/: \(error)")
        }
    }

    /// A duration, or `{ min: …, max: … }`.
    func time(_ value: YAMLValue, key: String) throws(SourceError) -> TimeMatch {
        if case .mapping = value.content {
            var fields = try Fields(value, file: file, what: "'\(key)'")
            let match = TimeMatch(min: try fields.duration("min"), max: try fields.duration("max"))
            try fields.finish()
            guard match.min ?? .zero <= match.max ?? match.min ?? .zero else {
                throw SourceError(file: file, position: value.position, "'min' is larger than 'max'")
            }
            guard match != TimeMatch() else {
                throw SourceError(file: file, position: value.position, "'\(key)' needs 'min' or 'max'")
            }
            return match
        }
        let duration = try Fields.duration(value, key: key, file: file)
        return TimeMatch(min: duration, max: duration)
    }

    /// A status from 0 to 255, or the name of a signal.
    func exit(_ value: YAMLValue, key: String) throws(SourceError) -> ExitMatch {
        if case .mapping = value.content {
            var fields = try Fields(value, file: file, what: "'\(key)'")
            let name = try fields.text("signal")
            let status = try fields.integer("status", in: 0...255)
            try fields.finish()
            if let status, name == nil { return ExitMatch(status: .exited(Int32(status))) }
            if let name, status == nil { return ExitMatch(status: .signaled(try signal(name, at: value.position))) }
        } else if case .scalar(let text, _) = value.content {
            if let status = Int32(text), (0...255).contains(status) { return ExitMatch(status: .exited(status)) }
            if !text.isEmpty, text.allSatisfy(\.isLetter) {
                return ExitMatch(status: .signaled(try signal(text, at: value.position)))
            }
        }
        throw SourceError(
            file: file, position: value.position,
            "'\(key)' is a status from 0 to 255 or a signal as { signal: TERM }, not \(value.kind)")
    }

    /// A signal by its name.
    func signal(_ name: String, at position: SourcePosition) throws(SourceError) -> Signal {
        if let signal = Signal(name: name) { return signal }
        let hint = NearestWord.to(name, in: Signal.allNames).map { "; did you mean \($0)?" } ?? ""
        throw SourceError(file: file, position: position, "there is no signal '\(name)'\(hint)")
    }

    func delegation(_ value: YAMLValue) throws(SourceError) -> DelegationMatch {
        if case .scalar(let agent, _) = value.content {
            return DelegationMatch(agent: try canonical(agent, at: value.position))
        }
        var fields = try Fields(value, file: file, what: "'delegation'")
        var match = DelegationMatch()
        match.agent = try agent(&fields)
        if let task = fields.take("task") { match.task = try text(task, key: "task") }
        match.pattern = try fields.word("pattern", DelegationPattern.self)
        if let at = fields.take("at") { match.at = try time(at, key: "at") }
        try fields.finish()
        return match
    }

    func ticket(_ value: YAMLValue) throws(SourceError) -> TicketMatch {
        if case .scalar = value.content { return TicketMatch(title: try text(value, key: "ticket")) }
        var fields = try Fields(value, file: file, what: "'ticket'")
        var match = TicketMatch()
        match.kind = try fields.word("type", Ticket.Kind.self)
        if let title = fields.take("title") { match.title = try text(title, key: "title") }
        match.priority = try fields.word("priority", Ticket.Priority.self)
        try fields.finish()
        return match
    }

    func result(_ value: YAMLValue) throws(SourceError) -> ResultMatch {
        if case .scalar(let agent, _) = value.content {
            return ResultMatch(agent: try canonical(agent, at: value.position))
        }
        var fields = try Fields(value, file: file, what: "'result'")
        var match = ResultMatch()
        match.agent = try agent(&fields)
        match.status = try fields.word("status", AgentStatus.self)
        if let after = fields.take("after") { match.after = try time(after, key: "after") }
        if let at = fields.take("at") { match.at = try time(at, key: "at") }
        if let part = fields.take("text") { match.text = try text(part, key: "text") }
        if let reason = fields.take("reason") { match.reason = try text(reason, key: "reason") }
        if let task = fields.take("task") { match.task = try text(task, key: "task") }
        if let status = fields.take("exit") { match.exit = try exit(status, key: "exit") }
        try fields.finish()
        return match
    }

    func event(_ value: YAMLValue) throws(SourceError) -> EventMatch {
        if case .scalar = value.content {
            return EventMatch(name: try Fields.word(value, key: "event", EventMatch.Name.self, file: file))
        }
        var fields = try Fields(value, file: file, what: "'event'")
        let name = try fields.word("name", EventMatch.Name.self)
        let agent = try agent(&fields)
        let at = fields.take("at")
        let text = try fields.take("text").map { value throws(SourceError) in try self.text(value, key: "text") }
        try fields.finish()
        guard let name else {
            throw SourceError(file: file, position: value.position, "'event' needs a 'name'")
        }
        return EventMatch(
            name: name, agent: agent, at: try at.map { value throws(SourceError) in try time(value, key: "at") },
            text: text)
    }

    private func agent(_ fields: inout Fields) throws(SourceError) -> String? {
        guard let value = fields.take("agent") else { return nil }
        return try canonical(try Fields.text(value, key: "agent", file: file), at: value.position)
    }

    /// The canonical name of an agent, so that every alias means the same.
    func canonical(_ name: String, at position: SourcePosition) throws(SourceError) -> String {
        if let known = agents.canonical(name) { return known }
        let all = agents.names
        let hint = NearestWord.to(name, in: all).map { "did you mean '\($0)'?" }
        throw SourceError(
            file: file, position: position,
            "there is no agent '\(name)'; " + (hint ?? "there are \(all.joined(separator: ", "))"))
    }
}
