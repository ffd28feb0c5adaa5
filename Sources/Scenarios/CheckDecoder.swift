import Matching
import Text

/// Reads `check:` and `always:`.
extension ScenarioDecoder {
    func checks(_ value: YAMLValue, what: String) throws(SourceError) -> [Check] {
        guard case .mapping(let members) = value.content else {
            throw SourceError(file: file, position: value.position, "'\(what)' has to be a mapping, not \(value.kind)")
        }
        var checks: [Check] = []
        for member in members {
            checks.append(Check(kind: try kind(member), name: member.key, position: member.position))
        }
        return checks
    }

    /// Conditions that make sense in the middle of a run.
    func always(_ value: YAMLValue) throws(SourceError) -> [Check] {
        let checks = try checks(value, what: "always")
        for check in checks {
            switch check.kind {
            case .memory, .duration: continue
            default:
                throw SourceError(
                    file: file, position: check.position,
                    "'\(check.name)' can only be checked at the end; 'always' takes memory and duration")
            }
        }
        return checks
    }

    private static let checkNames = ScenarioSchema.check.names

    private func kind(_ member: YAMLValue.Member) throws(SourceError) -> Check.Kind {
        let value = member.value
        switch member.key {
        case "results":
            return .results(try list(value, "results") { value throws(SourceError) in try match.result(value) })
        case "tickets":
            return .tickets(try list(value, "tickets") { value throws(SourceError) in try match.ticket(value) })
        case "delegations":
            return .delegations(
                try list(value, "delegations") { value throws(SourceError) in try match.delegation(value) })
        case "exit": return .exit(try match.exit(value, key: "exit"))
        case "leftovers": return .leftovers(try leftovers(value))
        case "duration": return .duration(try match.time(value, key: "duration"))
        case "memory": return .memory(try sizeRange(value, key: "memory"))
        case "output": return .output(try outputs(value))
        case "calls": return .calls(try calls(value))
        case "screen": return .screen(try texts(value, "screen"))
        case "metrics": return .metrics(try metrics(value))
        case "files": return .files(try files(value))
        case "status": return .status(try status(value))
        default:
            let hint = NearestWord.to(member.key, in: Self.checkNames).map { "did you mean '\($0)'?" }
            throw SourceError(
                file: file, position: member.position,
                "unknown key '\(member.key)'; " + (hint ?? "known here: \(Self.checkNames.joined(separator: ", "))"))
        }
    }

    private func list<Element>(
        _ value: YAMLValue, _ key: String, _ read: (YAMLValue) throws(SourceError) -> Element
    ) throws(SourceError) -> [Element] {
        if case .scalar("none", _) = value.content { return [] }
        guard case .sequence(let elements) = value.content else {
            throw SourceError(file: file, position: value.position, "'\(key)' has to be a list, or none")
        }
        var result: [Element] = []
        for element in elements { result.append(try read(element)) }
        return result
    }

    private func leftovers(_ value: YAMLValue) throws(SourceError) -> ClosedRange<Int> {
        guard case .scalar(let text, _) = value.content, let count = text == "none" ? 0 : Int(text), count >= 0 else {
            throw SourceError(
                file: file, position: value.position, "'leftovers' is none or a number, not \(value.kind)")
        }
        return count...count
    }

    private func sizeRange(_ value: YAMLValue, key: String) throws(SourceError) -> ClosedRange<Int> {
        var fields = try Fields(value, file: file, what: "'\(key)'")
        let least = try fields.bytes("min") ?? 0
        let most = try fields.bytes("max") ?? Int.max
        try fields.finish()
        guard least <= most else {
            throw SourceError(file: file, position: value.position, "'min' is larger than 'max'")
        }
        return least...most
    }

    /// One description of an output, or a list of them.
    private func outputs(_ value: YAMLValue) throws(SourceError) -> [OutputMatch] {
        guard case .sequence(let elements) = value.content else { return [try output(value)] }
        var outputs: [OutputMatch] = []
        for element in elements { outputs.append(try output(element)) }
        return outputs
    }

    private func output(_ value: YAMLValue) throws(SourceError) -> OutputMatch {
        if case .scalar = value.content { return OutputMatch(contains: [try match.text(value, key: "output")]) }
        var fields = try Fields(value, file: file, what: "'output'")
        var output = OutputMatch()
        if let agent = fields.take("agent") {
            let name = try Fields.text(agent, key: "agent", file: file)
            output.agent = try match.canonical(name, at: agent.position)
        }
        output.stream = try fields.word("stream", OutputMatch.Stream.self) ?? .stdout
        output.contains = try texts(&fields, "contains")
        output.excludes = try texts(&fields, "excludes")
        output.equals = try fields.text("equals")
        if let bytes = fields.take("bytes") { output.bytes = try byteCount(bytes) }
        output.sha256 = try sha256(&fields)
        try fields.finish()
        return output
    }

    private func sha256(_ fields: inout Fields) throws(SourceError) -> String? {
        guard let value = fields.take("sha256") else { return nil }
        let text = try Fields.text(value, key: "sha256", file: file).lowercased()
        guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else {
            throw SourceError(file: file, position: value.position, "'sha256' has to be 64 hexadecimal digits")
        }
        return text
    }

    private func byteCount(_ value: YAMLValue) throws(SourceError) -> ClosedRange<Int> {
        if case .scalar(let text, _) = value.content, let count = Int(text), count >= 0 { return count...count }
        return try sizeRange(value, key: "bytes")
    }

    private func texts(_ fields: inout Fields, _ key: String) throws(SourceError) -> [TextMatch] {
        guard let value = fields.take(key) else { return [] }
        return try texts(value, key)
    }

    func texts(_ value: YAMLValue, _ key: String) throws(SourceError) -> [TextMatch] {
        guard case .sequence(let elements) = value.content else { return [try match.text(value, key: key)] }
        var matches: [TextMatch] = []
        for element in elements { matches.append(try match.text(element, key: key)) }
        return matches
    }

    private func calls(_ value: YAMLValue) throws(SourceError) -> CallsMatch {
        switch value.content {
        case .scalar(let text, _):
            if let count = Int(text), count >= 0 { return CallsMatch(count: count) }
        case .sequence(let elements):
            var calls: [CallsMatch.Call] = []
            for element in elements { calls.append(try call(element)) }
            return CallsMatch(count: elements.count, calls: calls)
        case .mapping:
            var fields = try Fields(value, file: file, what: "'calls'")
            let count = try fields.integer("count", in: 0...Int.max)
            try fields.finish()
            return CallsMatch(count: count)
        }
        throw SourceError(
            file: file, position: value.position, "'calls' is a number or a list of calls, not \(value.kind)")
    }

    private func call(_ value: YAMLValue) throws(SourceError) -> CallsMatch.Call {
        var fields = try Fields(value, file: file, what: "a call")
        var call = CallsMatch.Call()
        if let agent = fields.take("agent") {
            let name = try Fields.text(agent, key: "agent", file: file)
            call.agent = name == "none" ? "" : try match.canonical(name, at: agent.position)
        }
        if let prompt = fields.take("prompt") { call.prompt = try match.text(prompt, key: "prompt") }
        call.argv = try fields.texts("argv")
        try fields.finish()
        return call
    }
}
