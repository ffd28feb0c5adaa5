import Matching
import Orchestration
import Player
import Recording
public import Text

/// The objects of a scenario file, with their keys: steps and checks are known from here, and the JSON Schema is made of
/// it.
public enum ScenarioSchema {
    static let scenario = JSONShape(
        [
            .init("name", JSONSchemas.text, "What reports call it; any characters. Default: the file's path."),
            .init("tags", JSONSchemas.oneOrList(of: JSONSchemas.text), "Words to select by."),
            .init("seed", JSONSchemas.whole(0...Int.max), "The seed of everything that is drawn."),
            .init(
                "hosts",
                ["type": "array", "minItems": 1, "items": words(Scenario.Arm.self), "default": ["simulated", "fake"]],
                "Where it can run."),
            .init("orchestrator", reference("orchestrator"), "How the orchestrator is set up."),
            .init(
                "claude", JSONSchemas.any(["const": "echo"], reference("script")),
                "What claude does. Default: each prompt is answered with itself."),
            .init("faults", reference("faults"), "What goes wrong in every call."),
            .init(
                "programs", ["type": "object", "additionalProperties": reference("steps")],
                "What hook commands do on virtual time, by their names."),
            .init("permissions", JSONSchemas.list(of: permission.schema), "How requests for permission are answered."),
            .init(
                "judge", words(Scenario.Judge.self),
                "What decides: its own expectations and checks (the default), or what has to hold whatever goes wrong."),
            .init("choices", choices, "By label, what was chosen at which of its draws, counted from 0."),
            .init("steps", JSONSchemas.list(of: reference("scenario-step")), "What the person does, in order."),
            .init("check", check.schema, "What has to hold at the end."),
            .init("always", always.schema, "What has to hold at every event."),
        ], required: ["steps"])

    static let permission = JSONShape(
        [
            .init("tool", JSONSchemas.text), .init("allow", JSONSchemas.flag), .init("input", true),
            .init("reason", JSONSchemas.text),
        ], required: ["allow"])

    // MARK: Steps

    /// The steps that may stand without a value.
    static let bareSteps = ["stop", "restart", "close", "interrupt"]

    /// Every step by its key.
    static let step = JSONShape(
        [
            .init("send", JSONSchemas.text, "Sends a message."),
            .init("expect", JSONSchemas.any(JSONSchemas.text, reference("timed-expectation")), "Waits for something."),
            .init("wait", JSONSchemas.duration, "Lets time pass."),
            .init("key", JSONSchemas.text, "Presses a key, by its name."),
            .init("type", JSONSchemas.text, "Types text."),
            .init("paste", JSONSchemas.text, "Pastes text."),
            .init("resize", ["type": "string", "pattern": "^[0-9]+x[0-9]+$"], "Gives the terminal another size."),
            .init("signal", signal, "Sends a signal."),
            .init("extend", JSONSchemas.duration, "Gives more time."),
            .init("stop", ["type": "null"], "Stops the session."),
            .init("restart", ["type": "null"], "Begins again."),
            .init("close", ["type": "null"], "Ends the session's input."),
            .init("mark", JSONSchemas.text, "Leaves a mark in recordings."),
            .init("interrupt", ["type": "null"], "Interrupts the turn."),
            .init("model", JSONSchemas.text, "Changes the model."),
            .init("permission_mode", JSONSchemas.text, "Changes the mode of permissions."),
            .init("update", reference("orchestrator"), "Changes the configuration."),
        ], keyCount: 1)

    // MARK: Expectations

    /// Every expectation by its key.
    static let expectation = JSONShape(
        [
            .init("text", textMatch), .init("regex", JSONSchemas.text), .init("delegation", reference("delegation")),
            .init("ticket", reference("ticket")), .init("result", reference("result")), .init("event", event),
            .init("exit", reference("exit")), .init("screen", textMatch), .init("any", expectations),
            .init("all", expectations),
        ], keyCount: 1)

    private static let expectations: JSONValue = ["type": "array", "minItems": 1, "items": reference("expectation")]

    /// An expectation with the time that it has.
    private static var timedExpectation: JSONValue {
        let within = JSONShape.Key("within", JSONSchemas.duration, "How long it may take. Default: 30s.")
        return JSONSchemas.any(
            expectation.schema, JSONShape(expectation.keys + [within], required: ["within"], keyCount: 2).schema)
    }

    static let delegation = JSONShape([
        .init("agent", JSONSchemas.text), .init("task", textMatch), .init("pattern", words(DelegationPattern.self)),
        .init("at", time),
    ])

    static let ticket = JSONShape([
        .init("type", words(Ticket.Kind.self)), .init("title", textMatch),
        .init("priority", words(Ticket.Priority.self)),
    ])

    static let result = JSONShape([
        .init("agent", JSONSchemas.text), .init("status", words(AgentStatus.self)), .init("after", time),
        .init("at", time), .init("text", textMatch), .init("reason", textMatch), .init("task", textMatch),
        .init("exit", reference("exit")),
    ])

    static let eventFields = JSONShape(
        [
            .init("name", words(EventMatch.Name.self)), .init("agent", JSONSchemas.text), .init("at", time),
            .init("text", textMatch),
        ], required: ["name"])

    static let textFields = JSONShape(
        ["contains", "exact", "glob", "regex"].map { .init($0, JSONSchemas.text) }, keyCount: 1)

    static let timeRange = JSONShape([.init("min", JSONSchemas.duration), .init("max", JSONSchemas.duration)])

    static let exitFields = JSONShape(
        [.init("signal", signal), .init("status", JSONSchemas.whole(0...255))], keyCount: 1)

    // MARK: Checks

    /// Every check by its key.
    static let check = JSONShape([
        .init("results", noneOrList("result"), "The agents' results, in the order of their delegations."),
        .init("tickets", noneOrList("ticket"), "The tickets, in their order."),
        .init("delegations", noneOrList("delegation"), "The delegations, in their order."),
        .init("exit", reference("exit"), "How the main child ended."),
        .init(
            "leftovers", JSONSchemas.any(["const": "none"], JSONSchemas.whole(0...Int.max)), "Processes that were left."
        ),
        .init("duration", time, "How long the session took."),
        .init("memory", sizeRange.schema, "What the tree of the main child took at most."),
        .init(
            "output", JSONSchemas.oneOrList(of: JSONSchemas.any(JSONSchemas.text, output.schema)), "What was written."),
        .init("calls", calls, "What claude was asked."),
        .init("screen", JSONSchemas.oneOrList(of: textMatch), "What stands on the screen."),
        .init("metrics", metrics, "Figures that were counted."),
        .init(
            "files", ["type": "object", "additionalProperties": JSONSchemas.oneOrList(of: textMatch)],
            "Files at the end."),
        .init(
            "status", JSONSchemas.any(JSONSchemas.words(["success", "failure"]), failure.schema), "What it came to."),
    ])

    /// The checks that make sense at every event.
    static let always = JSONShape(check.keys.filter { ["memory", "duration"].contains($0.name) })

    static let sizeRange = JSONShape([.init("min", bytes), .init("max", bytes)])

    static let output = JSONShape([
        .init("agent", JSONSchemas.text), .init("stream", words(OutputMatch.Stream.self)),
        .init("contains", JSONSchemas.oneOrList(of: textMatch)),
        .init("excludes", JSONSchemas.oneOrList(of: textMatch)),
        .init("equals", JSONSchemas.text),
        .init("bytes", JSONSchemas.any(JSONSchemas.whole(0...Int.max), sizeRange.schema)),
        .init("sha256", ["type": "string", "pattern": "^[0-9a-fA-F]{64}$"]),
    ])

    static let call = JSONShape([
        .init("agent", JSONSchemas.text), .init("prompt", textMatch),
        .init("argv", JSONSchemas.oneOrList(of: JSONSchemas.text)),
    ])

    static let callCount = JSONShape([.init("count", JSONSchemas.whole(0...Int.max))])

    static let numberRange = JSONShape([.init("min", ["type": "number"]), .init("max", ["type": "number"])])

    static let failure = JSONShape([.init("failure", textMatch)], required: ["failure"])

    // MARK: Parts

    private static let textMatch = reference("text")
    private static let time = reference("time")
    private static let event = JSONSchemas.any(words(EventMatch.Name.self), eventFields.schema)
    private static let signal = JSONSchemas.words(Signal.allNames)
    private static let choices: JSONValue = [
        "type": "object",
        "additionalProperties": [
            "type": "object", "propertyNames": ["pattern": "^[0-9]+$"],
            "additionalProperties": JSONSchemas.whole(0...Int.max),
        ],
    ]
    private static let bytes = JSONSchemas.any(JSONSchemas.whole(0...Int.max), JSONSchemas.size)
    private static let calls = JSONSchemas.any(
        JSONSchemas.whole(0...Int.max), JSONSchemas.list(of: call.schema), callCount.schema)

    private static var metrics: JSONValue {
        let range = JSONSchemas.any(["type": "number"], numberRange.schema)
        return JSONShape(SessionMetrics().json.members.map { .init($0.key, range) }).schema
    }

    private static func words<Words: RawRepresentable & CaseIterable>(_ words: Words.Type) -> JSONValue
    where Words.RawValue == String {
        JSONSchemas.words(words.allCases.map(\.rawValue))
    }

    private static func reference(_ name: String) -> JSONValue { JSONSchemas.reference(name) }

    private static func noneOrList(_ name: String) -> JSONValue {
        JSONSchemas.any(["const": "none"], JSONSchemas.list(of: reference(name)))
    }

    // MARK: The whole

    private static var definitions: JSONObject {
        var definitions = ScriptSchema.definitions
        var orchestrator = Configuration.schema.object ?? [:]
        orchestrator["$schema"] = nil
        definitions["orchestrator"] = .object(orchestrator)
        definitions["scenario-step"] = JSONSchemas.any(JSONSchemas.words(bareSteps), step.schema)
        definitions["expectation"] = expectation.schema
        definitions["timed-expectation"] = timedExpectation
        definitions["delegation"] = JSONSchemas.any(JSONSchemas.text, delegation.schema)
        definitions["ticket"] = JSONSchemas.any(JSONSchemas.text, ticket.schema)
        definitions["result"] = JSONSchemas.any(JSONSchemas.text, result.schema)
        definitions["text"] = JSONSchemas.any(JSONSchemas.text, textFields.schema)
        definitions["time"] = JSONSchemas.any(JSONSchemas.duration, timeRange.schema)
        definitions["exit"] = JSONSchemas.any(JSONSchemas.whole(0...255), signal, exitFields.schema)
        return definitions
    }

    /// The JSON Schema of a scenario.
    public static var schema: JSONValue {
        var schema = scenario.schema.object ?? [:]
        schema.members.insert(.init(key: "title", value: "Understudy scenario"), at: 0)
        schema.members.insert(.init(key: "$schema", value: .string(JSONSchemas.dialect)), at: 0)
        schema["$defs"] = .object(definitions)
        return .object(schema)
    }
}
