public import Text

/// What a playing process does when nobody recorded it: entries, of which the first that fits answers a turn.
public struct Script: Sendable {
    /// The entries in their order.
    public let entries: [ScriptEntry]

    /// A script of these entries.
    public init(entries: [ScriptEntry]) { self.entries = entries }

    /// Decodes a script: a list of entries, or an object with `entries`.
    ///
    /// - Throws: `ScriptError` with the place of the first key or value that can't be.
    public init(_ value: JSONValue) throws(ScriptError) {
        var list = value
        var path = ""
        if value.object != nil {
            let reader = try ScriptReader(value, at: "", keys: ScriptSchema.script.names)
            list = reader["entries"] ?? []
            path = "entries"
        }
        guard let elements = list.array else {
            throw ScriptReader.mismatch(list, at: path, expected: "a list of entries")
        }
        var entries: [ScriptEntry] = []
        for (index, element) in elements.enumerated() {
            entries.append(try ScriptEntry(element, at: "\(path)[\(index)]"))
        }
        if entries.isEmpty { throw ScriptError(path: path, reason: "a script needs at least one entry") }
        self.entries = entries
    }

    /// Reads a script from JSON text.
    ///
    /// - Throws: `ScriptError`; text that is not JSON is one too.
    public init(json bytes: [UInt8]) throws(ScriptError) {
        let value: JSONValue
        do { value = try JSONParser.parse(bytes) } catch {
            throw ScriptError(path: "", reason: "not JSON: \(error)", byte: error.byte)
        }
        try self.init(value)
    }

    /// Whether any entry asks which call this is.
    public var countsCalls: Bool { entries.contains { $0.when.call != nil } }
}

/// One answer of a script.
public struct ScriptEntry: Sendable {
    /// Which turns it answers.
    public let when: ScriptCondition
    /// The recording that is played; its path is relative to the script's folder.
    public let play: String?
    /// What is said and done, where nothing is played.
    public let say: [ScriptStep]
    /// What goes wrong meanwhile.
    public let faults: [FaultPlan]
    /// Its place in the script: `[2]`.
    public let path: String

    /// An entry that answers every turn with these steps.
    public init(say: [ScriptStep]) {
        when = .always
        play = nil
        self.say = say
        faults = []
        path = ""
    }

    init(_ value: JSONValue, at path: String) throws(ScriptError) {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.entry.names)
        self.path = path
        when = try ScriptCondition(reader["when"] ?? [:], at: reader.place("when"))
        play = try reader.text("play")
        say = try ScriptStep.list(reader["say"], at: reader.place("say"))
        faults = try FaultPlan.list(reader["faults"] ?? [], at: reader.place("faults"))
        if play == nil, reader["say"] == nil {
            throw ScriptError(path: path, reason: "an entry needs say (steps) or play (a recording)")
        }
        if play != nil, reader["say"] != nil {
            throw ScriptError(path: path, reason: "an entry has say or play, not both")
        }
    }
}
