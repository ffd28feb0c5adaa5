import Matching
import Orchestration
import Player
import Recording
import Terminal
import Text

/// Reads a scenario file.
struct ScenarioDecoder {
    /// The path as the person named it.
    let file: String
    /// The folder that `play:` paths are relative to, absolute.
    let folder: String

    /// The agents of the scenario's orchestrator, once that is read.
    var agents = AgentNames.core

    var match: MatchDecoder { MatchDecoder(file: file, agents: agents) }

    /// Reads a whole file.
    ///
    /// - Throws: `SourceError` with the place of the first thing that is wrong.
    func decode(_ bytes: [UInt8]) throws(SourceError) -> Scenario {
        var reader = self
        return try reader.read(bytes)
    }

    private mutating func read(_ bytes: [UInt8]) throws(SourceError) -> Scenario {
        guard let root = try YAMLReader.read(bytes, file: file), !root.isNull else {
            throw SourceError(file: file, "the file is empty; a scenario has at least 'steps'")
        }
        return try read(root)
    }

    /// Reads a scenario that is a tree already.
    func decode(_ root: YAMLValue) throws(SourceError) -> Scenario {
        var reader = self
        return try reader.read(root)
    }

    private mutating func read(_ root: YAMLValue) throws(SourceError) -> Scenario {
        var fields = try Fields(root, file: file, what: "a scenario")
        var scenario = Scenario(
            file: file, name: try name(&fields), tags: try fields.texts("tags") ?? [],
            seed: try fields.integer("seed", in: 0...Int.max).map { UInt64($0) }, hosts: try hosts(&fields),
            configuration: Configuration(), script: nil, steps: [], checks: [], always: [])
        if let value = fields.take("orchestrator") {
            scenario.configuration = try ConfigurationDecoder.decode(value, file: file, folder: folder)
            agents = AgentNames(names: (AgentDefinition.core + scenario.configuration.agents).map(\.name))
        }
        if let value = fields.take("claude") { scenario.script = try script(value) }
        if let value = fields.take("faults") { scenario.faults = try faults(value) }
        if let value = fields.take("programs") { scenario.programs = try programs(value) }
        if let value = fields.take("permissions") { scenario.permissions = try permissions(value) }
        if let value = fields.take("choices") { scenario.choices = try ChoicesDecoder(file: file).decode(value) }
        scenario.judge = try judge(&fields) ?? .checks
        if scenario.choices != nil || scenario.judge == .invariants { try keepSimulated(&scenario, root) }
        let steps = fields.take("steps")
        let check = fields.take("check")
        let always = fields.take("always")
        // Before what is missing: it may be there, misspelt.
        try fields.finish()
        guard let steps else { throw SourceError(file: file, position: root.position, "a scenario needs 'steps'") }
        scenario.steps = try self.steps(steps)
        if let check { scenario.checks = try checks(check, what: "check") }
        if let always { scenario.always = try self.always(always) }
        return scenario
    }

    /// Report readers drop cases without a name.
    private func name(_ fields: inout Fields) throws(SourceError) -> String {
        guard let value = fields.take("name") else { return file }
        let name = try Fields.text(value, key: "name", file: file)
        guard name.contains(where: { !$0.isWhitespace }) else {
            throw SourceError(file: file, position: value.position, "'name' is empty; leave it out, or give a name")
        }
        return name
    }

    private func judge(_ fields: inout Fields) throws(SourceError) -> Scenario.Judge? {
        guard let value = fields.take("judge") else { return nil }
        return try Fields.word(value, key: "judge", Scenario.Judge.self, file: file)
    }

    /// Nobody but the simulated machine takes choices, and knows what is true of it.
    private func keepSimulated(_ scenario: inout Scenario, _ root: YAMLValue) throws(SourceError) {
        if let hosts = root["hosts"], scenario.hosts != [.simulated] {
            throw SourceError(
                file: file, position: hosts.position,
                "a scenario with 'choices' or 'judge: invariants' runs on the simulated arm alone: hosts: [simulated]")
        }
        scenario.hosts = [.simulated]
    }

    private func hosts(_ fields: inout Fields) throws(SourceError) -> [Scenario.Arm] {
        guard let value = fields.take("hosts") else { return [.simulated, .fake] }
        guard case .sequence(let elements) = value.content, !elements.isEmpty else {
            throw SourceError(file: file, position: value.position, "'hosts' is a list, as [simulated, fake]")
        }
        var hosts: [Scenario.Arm] = []
        for element in elements { hosts.append(try Fields.word(element, key: "hosts", Scenario.Arm.self, file: file)) }
        return hosts
    }

    /// Faults over every call, checked here and handed on as JSON.
    private func faults(_ value: YAMLValue) throws(SourceError) -> String? {
        let json = value.json
        if case .array(let elements) = json, elements.isEmpty { return nil }
        do { _ = try FaultPlan.list(json, at: "faults") } catch {
            throw SourceError(file: file, position: value.position, "\(error)")
        }
        return json.text
    }

    // MARK: Steps

    private func steps(_ value: YAMLValue) throws(SourceError) -> [Step] {
        guard case .sequence(let elements) = value.content else {
            throw SourceError(file: file, position: value.position, "'steps' has to be a list, not \(value.kind)")
        }
        var steps: [Step] = []
        for element in elements { steps.append(try step(element)) }
        return steps
    }

    private static let stepNames = ScenarioSchema.step.names

    private func step(_ value: YAMLValue) throws(SourceError) -> Step {
        if case .scalar(let name, _) = value.content, let kind = try bareStep(name, at: value.position) {
            return Step(kind: kind, name: name, position: value.position)
        }
        guard case .mapping(let members) = value.content, let member = members.first, members.count == 1 else {
            throw SourceError(
                file: file, position: value.position,
                "a step is one of \(Self.stepNames.joined(separator: ", ")) with its value, as '- send: hello'")
        }
        return Step(kind: try kind(member), name: member.key, position: member.position)
    }

    private func bareStep(_ name: String, at position: SourcePosition) throws(SourceError) -> Step.Kind? {
        switch name {
        case "stop": .stop
        case "restart": .restart
        case "close": .close
        case "interrupt": .interrupt
        default: nil
        }
    }

    private func kind(_ member: YAMLValue.Member) throws(SourceError) -> Step.Kind {
        let value = member.value
        switch member.key {
        case "expect": return .expect(try expectation(value))
        case "wait": return .wait(try Fields.duration(value, key: "wait", file: file))
        case "extend": return .extend(try Fields.duration(value, key: "extend", file: file))
        case "update": return .update(try ConfigurationDecoder.decode(value, file: file, folder: folder))
        case let key where ScenarioSchema.bareSteps.contains(key):
            guard value.isNull else {
                throw SourceError(file: file, position: value.position, "'\(member.key)' takes no value")
            }
            return try bareStep(member.key, at: member.position) ?? .stop
        case let key where Self.stepNames.contains(key):
            guard !value.isNull else {
                throw SourceError(file: file, position: value.position, "'\(key)' needs a text")
            }
            return try textStep(key, try Fields.text(value, key: key, file: file), at: value.position)
        case let key:
            let hint = NearestWord.to(key, in: Self.stepNames).map { "did you mean '\($0)'?" }
            let all = "a step is one of \(Self.stepNames.joined(separator: ", "))"
            throw SourceError(file: file, position: member.position, "unknown step '\(key)'; " + (hint ?? all))
        }
    }

    private func textStep(_ key: String, _ text: String, at position: SourcePosition) throws(SourceError) -> Step.Kind {
        switch key {
        case "send": return .send(text)
        case "type": return .input(Array(text.utf8))
        case "paste": return .input(Array("\u{1B}[200~\(text)\u{1B}[201~".utf8))
        case "mark": return .mark(text)
        case "model": return .model(text)
        case "permission_mode": return .permissionMode(text)
        case "key":
            if let bytes = KeyName.bytes(text) { return .input(bytes) }
            let hint = NearestWord.to(text, in: KeyName.allNames) ?? KeyName.allNames.joined(separator: ", ")
            throw SourceError(file: file, position: position, "there is no key '\(text)'; did you mean \(hint)?")
        case "resize":
            if let size = TerminalSize(text: text) { return .resize(size) }
            throw SourceError(file: file, position: position, "'resize' is COLUMNSxROWS, as 120x40, not '\(text)'")
        default:
            return .signal(try match.signal(text, at: position))
        }
    }

    // MARK: Expectations

    private func expectation(_ value: YAMLValue) throws(SourceError) -> Expectation {
        if case .scalar = value.content {
            let kind = Expectation.Kind.text(try match.text(value, key: "expect"))
            return Expectation(kind: kind, within: nil, position: value.position)
        }
        var fields = try Fields(value, file: file, what: "'expect'")
        let within = try fields.duration("within")
        let kind = try expectationKind(&fields, at: value.position)
        try fields.finish()
        return Expectation(kind: kind, within: within, position: value.position)
    }

    private func expectationKind(
        _ fields: inout Fields, at position: SourcePosition
    ) throws(SourceError) -> Expectation.Kind {
        var kinds: [Expectation.Kind] = []
        if let value = fields.take("text") { kinds.append(.text(try match.text(value, key: "text"))) }
        if let value = fields.take("regex") {
            let source = try Fields.text(value, key: "regex", file: file)
            kinds.append(.text(try match.regex(source, at: value.position)))
        }
        if let value = fields.take("delegation") { kinds.append(.delegation(try match.delegation(value))) }
        if let value = fields.take("ticket") { kinds.append(.ticket(try match.ticket(value))) }
        if let value = fields.take("result") { kinds.append(.result(try match.result(value))) }
        if let value = fields.take("event") { kinds.append(.event(try match.event(value))) }
        if let value = fields.take("exit") { kinds.append(.exit(try match.exit(value, key: "exit"))) }
        if let value = fields.take("screen") { kinds.append(.screen(try match.text(value, key: "screen"))) }
        if let value = fields.take("any") { kinds.append(.any(try alternatives(value))) }
        if let value = fields.take("all") { kinds.append(.all(try alternatives(value))) }
        if kinds.count == 1, let kind = kinds.first { return kind }
        if kinds.isEmpty { try fields.finish() }
        throw SourceError(
            file: file, position: position,
            "'expect' takes one of text, regex, delegation, ticket, result, event, screen, exit, any, all")
    }

    private func alternatives(_ value: YAMLValue) throws(SourceError) -> [Expectation.Kind] {
        guard case .sequence(let elements) = value.content, !elements.isEmpty else {
            throw SourceError(file: file, position: value.position, "'any' and 'all' take a list of expectations")
        }
        var kinds: [Expectation.Kind] = []
        for element in elements {
            var fields = try Fields(element, file: file, what: "an expectation")
            kinds.append(try expectationKind(&fields, at: element.position))
            try fields.finish()
        }
        return kinds
    }

    // MARK: Script

    /// The script of `claude:`, checked, with the paths of its recordings made absolute.
    private func script(_ value: YAMLValue) throws(SourceError) -> JSONValue? {
        try ScriptChecker(file: file, folder: folder).check(value)
    }
}
