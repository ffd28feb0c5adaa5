import Orchestration
import Text

/// Reads the checks on what a session came to, and the parts that others play beside `claude`.
extension ScenarioDecoder {
    /// `{ messages_processed: 1, cost_usd: { max: 0.5 } }`.
    func metrics(_ value: YAMLValue) throws(SourceError) -> [MetricMatch] {
        guard case .mapping(let members) = value.content else {
            throw SourceError(file: file, position: value.position, "'metrics' has to be a mapping, not \(value.kind)")
        }
        let known = SessionMetrics().json.members.map(\.key)
        var matches: [MetricMatch] = []
        for member in members {
            guard known.contains(member.key) else {
                let hint = NearestWord.to(member.key, in: known).map { "did you mean '\($0)'?" }
                throw SourceError(
                    file: file, position: member.position,
                    "unknown metric '\(member.key)'; " + (hint ?? "there are \(known.joined(separator: ", "))"))
            }
            matches.append(MetricMatch(name: member.key, range: try numbers(member.value, key: member.key)))
        }
        return matches
    }

    private func numbers(_ value: YAMLValue, key: String) throws(SourceError) -> ClosedRange<Double> {
        if let number = value.json.double { return number...number }
        var fields = try Fields(value, file: file, what: "'\(key)'")
        let low = try fields.take("min").map { value throws(SourceError) in try number(value, key: "min") }
        let high = try fields.take("max").map { value throws(SourceError) in try number(value, key: "max") }
        try fields.finish()
        let range = (low ?? -.infinity, high ?? .infinity)
        guard range.0 <= range.1, low != nil || high != nil else {
            throw SourceError(
                file: file, position: value.position, "'\(key)' is a number, or 'min' and 'max' in their order")
        }
        return range.0...range.1
    }

    private func number(_ value: YAMLValue, key: String) throws(SourceError) -> Double {
        guard let number = value.json.double else {
            throw SourceError(file: file, position: value.position, "'\(key)' has to be a number, not \(value.kind)")
        }
        return number
    }

    /// `{ notes.txt: "part", gone.txt: none }`, of the folder that children start in.
    func files(_ value: YAMLValue) throws(SourceError) -> [FileMatch] {
        guard case .mapping(let members) = value.content else {
            throw SourceError(file: file, position: value.position, "'files' has to be a mapping, not \(value.kind)")
        }
        var matches: [FileMatch] = []
        for member in members {
            let parts = member.key.split(separator: "/", omittingEmptySubsequences: false)
            guard !member.key.hasPrefix("/"), parts.allSatisfy({ !$0.isEmpty && $0 != ".." && $0 != "." }) else {
                throw SourceError(
                    file: file, position: member.position,
                    "'\(member.key)' has to be a path inside of the folder that children start in")
            }
            var match = FileMatch(path: member.key)
            if case .scalar("none", isQuoted: false) = member.value.content {
            } else {
                match.contents = try texts(member.value, member.key)
            }
            matches.append(match)
        }
        return matches
    }

    /// `success`, `failure`, or `{ failure: "part of the reason" }`.
    func status(_ value: YAMLValue) throws(SourceError) -> StatusMatch {
        switch value.content {
        case .scalar("success", _): return StatusMatch(isSuccess: true)
        case .scalar("failure", _): return StatusMatch(isSuccess: false)
        case .mapping:
            var fields = try Fields(value, file: file, what: "'status'")
            let reason = fields.take("failure")
            try fields.finish()
            if let reason { return StatusMatch(isSuccess: false, reason: try match.text(reason, key: "failure")) }
        default: break
        }
        throw SourceError(
            file: file, position: value.position, "'status' is success, failure, or { failure: \"the reason\" }")
    }

    /// `{ redact.sh: [ { raw: "{}" } ] }`: what hook commands do on virtual time.
    func programs(_ value: YAMLValue) throws(SourceError) -> [Program] {
        guard case .mapping(let members) = value.content else {
            throw SourceError(file: file, position: value.position, "'programs' has to be a mapping, not \(value.kind)")
        }
        var programs: [Program] = []
        for member in members {
            guard case .sequence = member.value.content else {
                throw SourceError(
                    file: file, position: member.value.position, "'\(member.key)' has to be a list of steps")
            }
            let entry = YAMLValue(
                content: .sequence([
                    YAMLValue(
                        content: .mapping([
                            YAMLValue.Member(key: "say", position: member.position, value: member.value)
                        ]), position: member.position)
                ]), position: member.position)
            guard let script = try ScriptChecker(file: file, folder: folder).check(entry) else { continue }
            programs.append(Program(name: member.key, script: script))
        }
        return programs
    }

    /// `[ { tool: Bash, allow: true }, { allow: false, reason: "no" } ]`.
    func permissions(_ value: YAMLValue) throws(SourceError) -> [PermissionRule] {
        guard case .sequence(let elements) = value.content else {
            throw SourceError(file: file, position: value.position, "'permissions' has to be a list, not \(value.kind)")
        }
        var rules: [PermissionRule] = []
        for element in elements {
            var fields = try Fields(element, file: file, what: "a permission")
            let tool = try fields.text("tool")
            let allow = try fields.flag("allow")
            let input = fields.take("input")?.json
            let reason = try fields.text("reason")
            try fields.finish()
            guard let allow else {
                throw SourceError(file: file, position: element.position, "a permission needs 'allow': true or false")
            }
            rules.append(PermissionRule(tool: tool, isAllowed: allow, input: input, reason: reason))
        }
        return rules
    }
}
