import Hosting
import Matching
import Text

/// Keys whose values are lists and mappings.
extension Configuration {
    // MARK: Agents

    /// A list of agents, or a folder of Markdown files that the edge reads.
    mutating func setAgents(_ value: ConfigurationValue) throws(ConfigurationProblem) {
        guard case .array = value.json else {
            agentsFolder = try value.argument()
            return
        }
        agents = try value.elements { element throws(ConfigurationProblem) in
            let known = ["name", "specializations", "prompt", "after", "model"]
            let members = try element.members(known)
            let name = try members.require("name") { value throws(ConfigurationProblem) in try value.argument() }
            var agent = AgentDefinition(name: AgentNames.slug(name))
            guard !agent.name.isEmpty else {
                throw ConfigurationProblem(at: [.key("name")], "'\(name)' has no letters for a name")
            }
            agent.specializations =
                try members.read("specializations") { value throws(ConfigurationProblem) in
                    try value.arguments().map { $0.lowercased() }
                } ?? []
            agent.prompt = try members.read("prompt") { value throws(ConfigurationProblem) in try value.argument() }
            agent.after =
                try members.read("after") { value throws(ConfigurationProblem) in try value.arguments() } ?? []
            agent.model = try members.read("model") { value throws(ConfigurationProblem) in try value.argument() }
            return agent
        }
        do { _ = try AgentRegistry(adding: agents) } catch { throw ConfigurationProblem(at: [], error.description) }
    }

    var agentsJSON: JSONValue? {
        if let agentsFolder, agents.isEmpty { return .string(agentsFolder) }
        guard !agents.isEmpty else { return nil }
        return .array(
            agents.map { agent in
                var object = JSONObject()
                object["name"] = .string(agent.name)
                if !agent.specializations.isEmpty {
                    object["specializations"] = .array(agent.specializations.map(JSONValue.string))
                }
                object["prompt"] = agent.prompt.map(JSONValue.string)
                if !agent.after.isEmpty { object["after"] = .array(agent.after.map(JSONValue.string)) }
                object["model"] = agent.model.map(JSONValue.string)
                return .object(object)
            })
    }

    // MARK: Patterns

    private static let flagNames: [(name: String, flag: Pattern.Flags)] = [
        ("ignorecase", .caseInsensitive), ("multiline", .multiline), ("dotall", .dotMatchesLineFeed),
        ("ungreedy", .swapGreed),
    ]

    /// Names of built-in patterns and mappings; a built-in one that is left out is off.
    mutating func setPatterns(_ value: ConfigurationValue) throws(ConfigurationProblem) {
        var found: Set<Detection> = []
        var own: [PatternDefinition] = []
        let elements = try value.elements { element throws(ConfigurationProblem) in element }
        for (index, element) in elements.enumerated() {
            do {
                if case .object = element.json {
                    own.append(try Self.pattern(element))
                } else {
                    found.insert(try element.word(Detection.self))
                }
            } catch { throw error.inside(.index(index)) }
        }
        detections = found
        patterns = own
    }

    private static func pattern(_ value: ConfigurationValue) throws(ConfigurationProblem) -> PatternDefinition {
        let members = try value.members(["name", "regex", "flags", "action"])
        var pattern = PatternDefinition(
            name: try members.require("name") { value throws(ConfigurationProblem) in try value.text() },
            regex: try members.require("regex") { value throws(ConfigurationProblem) in try value.text() })
        let words =
            try members.read("flags") { value throws(ConfigurationProblem) in try value.arguments() } ?? []
        for word in words { pattern.flags.formUnion(try flag(word)) }
        if let action = try members.read(
            "action", { value throws(ConfigurationProblem) in try value.word(PatternDefinition.Action.self) })
        {
            pattern.action = action
        }
        do { _ = try Pattern(pattern.regex, flags: pattern.flags) } catch {
            throw ConfigurationProblem(at: [.key("regex")], "'\(pattern.name)' is no regular expression: \(error)")
        }
        return pattern
    }

    /// A flag by its name, or by the letters that stand in an expression: `is`.
    private static func flag(_ word: String) throws(ConfigurationProblem) -> Pattern.Flags {
        let lower = word.lowercased()
        if let known = flagNames.first(where: { $0.name == lower }) { return known.flag }
        let letters: [Character: Pattern.Flags] = [
            "i": .caseInsensitive, "m": .multiline, "s": .dotMatchesLineFeed, "U": .swapGreed,
        ]
        var flags: Pattern.Flags = []
        for letter in word {
            guard let flag = letters[letter] else {
                let names = flagNames.map(\.name)
                let hint = NearestWord.to(lower, in: names).map { "did you mean '\($0)'?" }
                throw ConfigurationProblem(
                    at: [.key("flags")],
                    "unknown flag '\(word)'; " + (hint ?? "there are \(names.joined(separator: ", "))"))
            }
            flags.formUnion(flag)
        }
        return flags
    }

    var patternsJSON: JSONValue? {
        let names = Detection.allCases.filter(detections.contains).map { JSONValue.string($0.rawValue) }
        let own = patterns.filter { $0.closure == nil }.map { pattern in
            var object = JSONObject()
            object["name"] = .string(pattern.name)
            object["regex"] = .string(pattern.regex)
            let flags = Self.flagNames.filter { pattern.flags.contains($0.flag) }.map { JSONValue.string($0.name) }
            if !flags.isEmpty { object["flags"] = .array(flags) }
            object["action"] = .string(pattern.action.rawValue)
            return JSONValue.object(object)
        }
        return .array(names + own)
    }

    // MARK: Hooks

    mutating func setHooks(_ value: ConfigurationValue) throws(ConfigurationProblem) {
        hooks = try value.elements { element throws(ConfigurationProblem) in
            let members = try element.members(["event", "command", "priority", "timeout"])
            let command = try members.require("command") { value throws(ConfigurationProblem) in
                if case .array = value.json { return try value.arguments() }
                return try value.argument().split(separator: " ").map(String.init)
            }
            guard let program = command.first, !program.isEmpty else {
                throw ConfigurationProblem(at: [.key("command")], "'command' is empty: name a program")
            }
            var hook = HookDefinition(
                event: try members.require("event") { value throws(ConfigurationProblem) in
                    try value.word(HookEvent.self)
                }, kind: .command(command))
            if let priority = try members.read(
                "priority",
                { value throws(ConfigurationProblem) in try value.integer(in: HookDefinition.priorityRange) })
            {
                hook.priority = priority
            }
            if let timeout = try members.read(
                "timeout",
                { value throws(ConfigurationProblem) in
                    try value.duration(isSecondsBare: true, atLeast: .milliseconds(1))
                })
            {
                hook.timeout = timeout
            }
            return hook
        }
    }

    var hooksJSON: JSONValue? {
        let commands = hooks.compactMap { hook -> JSONValue? in
            guard case .command(let words) = hook.kind else { return nil }
            return [
                "event": .string(hook.event.rawValue), "command": .array(words.map(JSONValue.string)),
                "priority": .int(hook.priority), "timeout": .string(hook.timeout.configurationText),
            ]
        }
        return commands.isEmpty ? nil : .array(commands)
    }

    // MARK: Limits and environment

    mutating func setResources(_ value: ConfigurationValue) throws(ConfigurationProblem) {
        let members = try value.members(["memory_mb"] + Resource.allCases.map(\.rawValue))
        func limit(_ key: String, times unit: Int) throws(ConfigurationProblem) -> Int? {
            try members.read(key) { value throws(ConfigurationProblem) in
                try value.integer(in: 1...1_048_576) * unit
            }
        }
        memory.resourceLimit = try limit("memory_mb", times: MemoryLimits.megabyte)
        resources.processorPercent = try limit(Resource.processor.rawValue, times: 1)
        resources.diskBytesPerSecond = try limit(Resource.disk.rawValue, times: MemoryLimits.megabyte)
        resources.networkBytesPerSecond = try limit(Resource.network.rawValue, times: MemoryLimits.megabyte)
        resources.descriptors = try limit(Resource.descriptors.rawValue, times: 1)
    }

    var resourcesJSON: JSONValue? {
        var object = JSONObject()
        object["memory_mb"] = memory.resourceLimit.map { .int($0 / MemoryLimits.megabyte) }
        object[Resource.processor.rawValue] = resources.processorPercent.map(JSONValue.int)
        object[Resource.disk.rawValue] = resources.diskBytesPerSecond.map { .int($0 / MemoryLimits.megabyte) }
        object[Resource.network.rawValue] = resources.networkBytesPerSecond.map { .int($0 / MemoryLimits.megabyte) }
        object[Resource.descriptors.rawValue] = resources.descriptors.map(JSONValue.int)
        return object.members.isEmpty ? nil : .object(object)
    }

    mutating func setControlGroup(_ value: ConfigurationValue) throws(ConfigurationProblem) {
        controlGroup = ControlGroupSettings()
        guard value.json.object != nil else {
            controlGroup.use = try value.word(ControlGroupSettings.Use.self)
            return
        }
        let members = try value.members(["use", "memory_high_mb", "memory_max_mb", "pids_max"])
        func limit(_ key: String, times unit: Int) throws(ConfigurationProblem) -> Int? {
            try members.read(key) { value throws(ConfigurationProblem) in
                try value.integer(in: 1...1_048_576) * unit
            }
        }
        controlGroup.use = try members.require("use") { value throws(ConfigurationProblem) in
            try value.word(ControlGroupSettings.Use.self)
        }
        controlGroup.memoryHigh = try limit("memory_high_mb", times: MemoryLimits.megabyte)
        controlGroup.memoryMax = try limit("memory_max_mb", times: MemoryLimits.megabyte)
        controlGroup.tasksMax = try limit("pids_max", times: 1)
    }

    var controlGroupJSON: JSONValue? {
        var object = JSONObject()
        object["memory_high_mb"] = controlGroup.memoryHigh.map { .int($0 / MemoryLimits.megabyte) }
        object["memory_max_mb"] = controlGroup.memoryMax.map { .int($0 / MemoryLimits.megabyte) }
        object["pids_max"] = controlGroup.tasksMax.map(JSONValue.int)
        let use = JSONValue.string(controlGroup.use.rawValue)
        if object.members.isEmpty { return use }
        object.members.insert(.init(key: "use", value: use), at: 0)
        return .object(object)
    }

    mutating func setEnvironment(_ value: ConfigurationValue) throws(ConfigurationProblem) {
        guard let object = value.json.object else {
            throw ConfigurationProblem(at: [], "'env' has to be a mapping of names to texts")
        }
        environment = []
        for member in object.members {
            guard !member.key.isEmpty, !member.key.contains("="), !member.key.unicodeScalars.contains("\0") else {
                throw ConfigurationProblem(
                    at: [.key(member.key)], isAboutKey: true, "'\(member.key)' can't be the name of a variable")
            }
            do {
                environment.append(
                    EnvironmentVariable(member.key, try ConfigurationValue(member.key, member.value).argument()))
            } catch { throw error.inside(.key(member.key)) }
        }
    }

    var environmentJSON: JSONValue? {
        guard !environment.isEmpty else { return nil }
        return .object(
            JSONObject(members: environment.map { JSONObject.Member(key: $0.name, value: .string($0.value)) }))
    }
}

extension ConfigurationKey {
    private static let text: JSONValue = ["type": "string"]
    private static let texts: JSONValue = [
        "oneOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]]
    ]

    private static func object(_ properties: JSONValue, required: [String] = []) -> JSONValue {
        [
            "type": "object", "additionalProperties": false, "properties": properties,
            "required": .array(required.map(JSONValue.string)),
        ]
    }

    static let agentsSchema: JSONValue = [
        "oneOf": [
            text,
            [
                "type": "array",
                "items": object(
                    ["name": text, "specializations": texts, "prompt": text, "after": texts, "model": text],
                    required: ["name"]),
            ],
        ]
    ]

    static let patternsSchema: JSONValue = [
        "type": "array",
        "items": [
            "oneOf": [
                ["enum": .array(Detection.allCases.map { .string($0.rawValue) })],
                object(
                    [
                        "name": text, "regex": text, "flags": texts,
                        "action": ["enum": .array(PatternDefinition.Action.allCases.map { .string($0.rawValue) })],
                    ], required: ["name", "regex"]),
            ]
        ],
    ]

    static let hooksSchema: JSONValue = [
        "type": "array",
        "items": object(
            [
                "event": ["enum": .array(HookEvent.allCases.map { .string($0.rawValue) })], "command": texts,
                "priority": integerSchema(HookDefinition.priorityRange), "timeout": durationSchema,
            ], required: ["event", "command"]),
    ]

    static let controlGroupSchema: JSONValue = {
        let words: JSONValue = ["enum": .array(ControlGroupSettings.Use.allCases.map { .string($0.rawValue) })]
        return [
            "oneOf": [
                words,
                object(
                    [
                        "use": words, "memory_high_mb": integerSchema(1...1_048_576),
                        "memory_max_mb": integerSchema(1...1_048_576), "pids_max": integerSchema(1...1_048_576),
                    ], required: ["use"]),
            ]
        ]
    }()

    static let resourcesSchema: JSONValue = object([
        "memory_mb": integerSchema(1...1_048_576), "cpu_percent": integerSchema(1...1_048_576),
        "disk_io_mb_per_sec": integerSchema(1...1_048_576), "network_io_mb_per_sec": integerSchema(1...1_048_576),
        "max_file_descriptors": integerSchema(1...1_048_576),
    ])
}
