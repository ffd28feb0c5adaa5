import ClaudeProtocol
import Recording
public import Text

/// The objects of a script, with their keys: the decoders know keys from here, and the JSON Schema is made of it.
public enum ScriptSchema {
    static let script = JSONShape([.init("entries", JSONSchemas.reference("entries"))])

    static let entry = JSONShape([
        .init("when", JSONSchemas.reference("when"), "Which turns it answers; omitted: every one."),
        .init("play", JSONSchemas.text, "A recording that is played, relative to the script."),
        .init("say", JSONSchemas.reference("steps"), "What is said and done, in place of a recording."),
        .init("faults", JSONSchemas.reference("faults"), "What goes wrong meanwhile."),
    ])

    static let when = JSONShape([
        .init("prompt", pattern, "The message: a part of it, or a pattern."),
        .init("call", JSONSchemas.whole(1...Int.max), "The number of the call, from 1."),
        .init("turn", JSONSchemas.whole(1...Int.max), "The number of the turn in the process, from 1."),
        .init("argv", pattern, "The arguments, joined with blanks."),
        .init("resume", JSONSchemas.any(JSONSchemas.flag, pattern), "Whether a session goes on, or which."),
        .init("agent", pattern, "The agent that speaks."),
    ])

    static let textPattern = JSONShape(
        ["exact", "glob", "regex"].map { .init($0, JSONSchemas.text) }, keyCount: 1)

    /// Every step by its key.
    static let step = JSONShape(
        [
            .init("text", spokenText, "Says something."),
            .init("thinking", spokenText, "Thinks something."),
            .init("wait", JSONSchemas.duration, "Does nothing for so long."),
            .init("tool", tool.schema, "Calls a tool; its command is never run."),
            .init("raw", JSONSchemas.text, "Writes exactly this text on standard output."),
            .init("bytes", ["type": "string"], "Writes these bytes, in base64, on standard output."),
            .init("stderr", JSONSchemas.text, "Writes exactly this text on standard error."),
            .init("read", read.schema, "Waits for input."),
            .init("memory", memory.schema, "Takes memory, or gives it back."),
            .init("spawn", grandchild.schema, "Leaves a process behind."),
            .init("error", error.schema, "Fails as the service does."),
            .init("on", reactions, "What signals and interrupts do from here on."),
            .init("result", ["type": "object"], "What the result says in place of the usual."),
            .init("stop", JSONSchemas.words(ScriptStep.StopReason.allCases.map(\.rawValue)), "Why the answer stops."),
            .init("exit", JSONSchemas.any(status, exitSignal.schema), "Ends the process with a status or by a signal."),
            .init("signal", signal, "Ends the process by a signal."),
        ], keyCount: 1)

    static let spoken = JSONShape(
        [
            .init("value", JSONSchemas.text), .init("deltas", JSONSchemas.whole(1...1_000_000)),
            .init("pace", JSONSchemas.duration),
        ], required: ["value"])

    static let tool = JSONShape(
        [
            .init("name", JSONSchemas.text), .init("input", true),
            .init("result", ["type": ["string", "array"]]), .init("is_error", JSONSchemas.flag),
            .init("takes", JSONSchemas.duration),
            .init("denied", JSONSchemas.any(["type": ["boolean", "string"]], steps, denied.schema)),
            .init("say", steps), .init("background", JSONSchemas.any(JSONSchemas.flag, background.schema)),
            .init("parallel", JSONSchemas.flag),
        ], required: ["name"])

    static let denied = JSONShape([.init("message", JSONSchemas.text), .init("say", steps)])

    static let background = JSONShape([
        .init("after", JSONSchemas.duration), .init("say", steps), .init("summary", JSONSchemas.text),
    ])

    static let read = JSONShape([.init("contains", JSONSchemas.text), .init("within", JSONSchemas.duration)])

    static let memory = JSONShape([
        .init("grow", JSONSchemas.size), .init("free", JSONSchemas.size), .init("over", JSONSchemas.duration),
        .init("curve", JSONSchemas.words(MemoryStep.Curve.allCases.map(\.rawValue))),
    ])

    static let grandchild = JSONShape(
        [
            .init("hold", JSONSchemas.oneOrList(of: JSONSchemas.words(["stdin", "stdout", "stderr"]))),
            .init("for", JSONSchemas.duration), .init("detached", JSONSchemas.flag),
            .init("ignoring", JSONSchemas.oneOrList(of: signal)), .init("memory", JSONSchemas.size),
        ], required: ["for"])

    static let error = JSONShape(
        [
            .init(
                "api",
                JSONSchemas.any(JSONSchemas.words(APIFailure.names.map(\.name)), JSONSchemas.whole(400...599))),
            .init("message", JSONSchemas.text), .init("retries", JSONSchemas.whole(0...1000)),
            .init("recovers", JSONSchemas.flag),
        ], required: ["api"])

    static let exitSignal = JSONShape([.init("signal", signal)], required: ["signal"])

    static let faultTrigger = JSONShape(
        [
            .init("events", JSONSchemas.whole(0...Int.max)),
            .init("bytes", JSONSchemas.any(JSONSchemas.whole(0...Int.max), JSONSchemas.size)),
            .init("input", JSONSchemas.text),
        ], keyCount: 1)

    /// What every fault may say.
    static let fault = JSONShape([
        .init("kind", ["type": "string"]), .init("at", JSONSchemas.duration),
        .init("after", JSONSchemas.any(["const": "result"], faultTrigger.schema)),
        .init("call", JSONSchemas.whole(1...Int.max)), .init("stream", JSONSchemas.words(["stdout", "stderr"])),
        .init("probability", ["type": "number", "minimum": 0, "maximum": 1]),
    ])

    /// The words and numbers that a kind of fault may say besides, by their keys.
    static let faultParameters = JSONShape([
        .init("for", JSONSchemas.duration), .init("rate", JSONSchemas.whole(1...Int.max)),
        .init("max", JSONSchemas.duration), .init("line", JSONSchemas.text), .init("every", JSONSchemas.duration),
        .init("count", JSONSchemas.whole(1...10_000)),
        .init("bytes", JSONSchemas.any(JSONSchemas.whole(0...1 << 40), JSONSchemas.size)),
        .init("status", status), .init("signal", signal),
        .init("hold", JSONSchemas.oneOrList(of: JSONSchemas.words(["stdin", "stdout", "stderr"]))),
        .init("memory", JSONSchemas.size), .init("detached", JSONSchemas.flag), .init("grow", JSONSchemas.size),
        .init("over", JSONSchemas.duration),
        .init("curve", JSONSchemas.words(MemoryStep.Curve.allCases.map(\.rawValue))),
        .init("query", JSONSchemas.words(["da", "dsr", "osc11"])),
    ])

    private static let steps = JSONSchemas.reference("steps")
    private static let pattern = JSONSchemas.reference("pattern")
    private static let spokenText = JSONSchemas.any(JSONSchemas.text, spoken.schema)
    private static let status = JSONSchemas.whole(0...255)
    private static let signal = JSONSchemas.words(Signal.allNames)

    private static var reactions: JSONValue {
        [
            "type": "object", "propertyNames": JSONSchemas.words(["interrupt"] + Signal.allNames),
            "additionalProperties": JSONSchemas.any(["const": "ignore"], steps),
        ]
    }

    /// One fault: its kind says what else may stand in it.
    private static var faults: JSONValue {
        let kinds = FaultKind.allCases.map { kind -> JSONValue in
            let keys = fault.keys.map { key in
                key.name == "kind" ? JSONShape.Key("kind", ["const": .string(kind.rawValue)], kind.summary) : key
            }
            let parameters = faultParameters.keys.filter { kind.parameters.contains($0.name) }
            return JSONShape(keys + parameters, required: ["kind"]).schema
        }
        return JSONSchemas.list(of: ["anyOf": .array(kinds)])
    }

    /// What references in the schema of a script lead to, by their names.
    public static var definitions: JSONObject {
        [
            "script": JSONSchemas.any(JSONSchemas.reference("entries"), script.schema),
            "entries": ["type": "array", "minItems": 1, "items": entry.schema],
            "when": when.schema,
            "pattern": JSONSchemas.any(JSONSchemas.text, textPattern.schema),
            "steps": JSONSchemas.list(of: step.schema),
            "faults": faults,
        ]
    }

    /// The JSON Schema of a script.
    public static var schema: JSONValue {
        [
            "$schema": .string(JSONSchemas.dialect), "title": "Understudy script",
            "$ref": "#/$defs/script", "$defs": .object(definitions),
        ]
    }
}
