public import Text

extension ScriptStep {
    /// A call of a tool and what becomes of it.
    public struct ToolStep: Sendable, Hashable {
        /// Whether anybody is asked before the tool runs.
        public enum Permission: Sendable, Hashable {
            /// Modes, rules, hooks and the client decide, as with the CLI.
            case decided
            /// It runs unasked.
            case granted
            /// It is denied with these words; `nil`: with the usual ones.
            case denied(String?)
        }

        /// The tool's name.
        public var name: String
        /// What it is called with.
        public var input: JSONValue
        /// What it answers: a text or content blocks; `nil`: nothing was said.
        public var result: JSONValue?
        /// Whether it fails.
        public var isError: Bool
        /// How long it takes.
        public var takes: Duration
        /// Whether anybody is asked.
        public var permission: Permission
        /// What is said after a denial, in place of what follows.
        public var afterDenial: [ScriptStep]
        /// What a sub-agent says and does; `nil`: the tool is no sub-agent, or only its result is known.
        public var say: [ScriptStep]?
        /// What goes on in the background while the turn goes on; `nil`: the turn waits for the answer.
        public var background: Background?
        /// Whether it belongs to the same answer of the API as the call before it.
        public var isParallel: Bool
        /// Whether another call of the same answer follows.
        var keepsAnswerOpen = false

        /// A task that outlives its turn, and wakes the session when it is over.
        public struct Background: Sendable, Hashable {
            /// How long it takes.
            public var after: Duration
            /// What the model says when it is told.
            public var say: [ScriptStep]
            /// How it ended, in one sentence; `nil`: the usual words.
            public var summary: String?
        }

        /// Whether it is the tool that starts a sub-agent; its name changed over the versions.
        var isAgent: Bool { name == "Agent" || name == "Task" }
    }
}

extension ScriptStep.ToolStep {
    init(_ value: JSONValue, at path: String) throws(ScriptError) {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.tool.names)
        guard let name = try reader.text("name") else { throw ScriptError(path: path, reason: "name is missing") }
        self.name = name
        input = reader["input"] ?? [:]
        result = reader["result"]
        if let result, result.string == nil, result.array == nil {
            throw ScriptReader.mismatch(result, at: reader.place("result"), expected: "a string or content blocks")
        }
        isError = try reader.flag("is_error") ?? false
        takes = try reader.duration("takes") ?? .zero
        isParallel = try reader.flag("parallel") ?? false
        say = reader["say"] == nil ? nil : try ScriptStep.list(reader["say"], at: reader.place("say"))
        background = try Self.background(reader, input: input)
        (permission, afterDenial) = try Self.permission(reader)
    }

    private static func permission(
        _ reader: ScriptReader
    ) throws(ScriptError) -> (Permission, [ScriptStep]) {
        guard let denied = reader["denied"] else { return (.decided, []) }
        let place = reader.place("denied")
        switch denied {
        case .bool(let flag): return (flag ? .denied(nil) : .granted, [])
        case .string(let words): return (.denied(words), [])
        case .array: return (.decided, try ScriptStep.list(denied, at: place))
        default:
            let inner = try ScriptReader(denied, at: place, keys: ScriptSchema.denied.names)
            return (.denied(try inner.text("message")), try ScriptStep.list(inner["say"], at: inner.place("say")))
        }
    }

    private static func background(_ reader: ScriptReader, input: JSONValue) throws(ScriptError) -> Background? {
        guard let value = reader["background"] else {
            // The model asked for it: what it is told at the end is its own business.
            return input["run_in_background"]?.bool == true
                ? Background(after: try reader.duration("takes") ?? .zero, say: [], summary: nil) : nil
        }
        if let flag = value.bool {
            return flag ? Background(after: try reader.duration("takes") ?? .zero, say: [], summary: nil) : nil
        }
        let inner = try ScriptReader(value, at: reader.place("background"), keys: ScriptSchema.background.names)
        return Background(
            after: try inner.duration("after") ?? .zero, say: try ScriptStep.list(inner["say"], at: inner.place("say")),
            summary: try inner.text("summary"))
    }
}
