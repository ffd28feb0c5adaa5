public import Text

/// One key of an orchestrator's configuration: what it takes, what it says, and what it changes.
///
/// The list of all keys (`all`) is the only place that knows them: files are read, recordings written, and the JSON Schema
/// and its documentation made from it.
public struct ConfigurationKey: Sendable {
    /// The name in the file.
    public let name: String
    /// What it does, in a sentence for people.
    public let summary: String
    /// What it takes, as a JSON Schema (draft 2020-12).
    public let schema: JSONValue
    let set: @Sendable (inout Configuration, ConfigurationValue) throws(ConfigurationProblem) -> Void
    /// The value in the form of a file; `nil`: the key stands for nothing.
    let get: @Sendable (Configuration) -> JSONValue?

    /// A key that is read and written by closures.
    init(
        _ name: String, _ summary: String, schema: JSONValue, get: @escaping @Sendable (Configuration) -> JSONValue?,
        set: @escaping @Sendable (inout Configuration, ConfigurationValue) throws(ConfigurationProblem) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.schema = schema
        self.get = get
        self.set = set
    }

    typealias Path<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    static func flag(_ name: String, _ path: Path<Bool>, _ summary: String) -> ConfigurationKey {
        ConfigurationKey(name, summary, schema: ["type": "boolean"], get: { .bool($0[keyPath: path]) }) {
            configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.flag()
        }
    }

    static func integer(
        _ name: String, _ path: Path<Int>, in range: ClosedRange<Int>, times unit: Int = 1, _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(name, summary, schema: integerSchema(range), get: { .int($0[keyPath: path] / unit) }) {
            configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.integer(in: range) * unit
        }
    }

    static func integerSchema(_ range: ClosedRange<Int>) -> JSONValue {
        ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
    }

    static let durationSchema: JSONValue = [
        "oneOf": [
            ["type": "string", "pattern": .string(Quantity.durationPattern)],
            ["type": "integer", "minimum": 0],
        ]
    ]

    static func duration(
        _ name: String, _ path: Path<Duration>, isSecondsBare: Bool = true, atLeast least: Duration = .zero,
        _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, summary, schema: durationSchema, get: { .string($0[keyPath: path].configurationText) }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.duration(isSecondsBare: isSecondsBare, atLeast: least)
        }
    }

    static func duration(
        _ name: String, _ path: Path<Duration?>, isSecondsBare: Bool = true, _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, summary, schema: durationSchema,
            get: { $0[keyPath: path].map { .string($0.configurationText) } }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.duration(isSecondsBare: isSecondsBare)
        }
    }

    static func bytes(_ name: String, _ path: Path<Int>, _ summary: String) -> ConfigurationKey {
        ConfigurationKey(
            name, summary,
            schema: [
                "oneOf": [
                    ["type": "string", "pattern": .string(Quantity.sizePattern)],
                    ["type": "integer", "minimum": 0],
                ]
            ], get: { .int($0[keyPath: path]) }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.bytes()
        }
    }

    static func word<Words: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ path: Path<Words>, _ summary: String
    ) -> ConfigurationKey where Words.RawValue == String {
        let words = Words.allCases.map { JSONValue.string($0.rawValue) }
        return ConfigurationKey(
            name, summary, schema: ["enum": .array(words)], get: { .string($0[keyPath: path].rawValue) }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.word(Words.self)
        }
    }

    static func argument(_ name: String, _ path: Path<String?>, _ summary: String) -> ConfigurationKey {
        ConfigurationKey(
            name, summary, schema: ["type": "string"], get: { $0[keyPath: path].map(JSONValue.string) }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.argument()
        }
    }

    static func arguments(_ name: String, _ path: Path<[String]>, _ summary: String) -> ConfigurationKey {
        ConfigurationKey(
            name, summary,
            schema: ["oneOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]]],
            get: { $0[keyPath: path].isEmpty ? nil : .array($0[keyPath: path].map(JSONValue.string)) }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.arguments()
        }
    }
}

extension Configuration {
    /// The configuration in the form of a file: every key that says something, in the order of the list.
    public var json: JSONObject {
        var object = JSONObject()
        for key in ConfigurationKey.all { object[key.name] = key.get(self) }
        return object
    }

    /// A configuration from a mapping in the form of a file.
    ///
    /// - Throws: `ConfigurationProblem` with the place of what is wrong.
    public init(json: JSONObject) throws(ConfigurationProblem) {
        self.init()
        let names = ConfigurationKey.all.map(\.name)
        for member in json.members where !names.contains(member.key) {
            throw ConfigurationProblem(
                at: [.key(member.key)], isAboutKey: true, ConfigurationValue.unknownKey(member.key, known: names))
        }
        for key in ConfigurationKey.all {
            guard let value = json[key.name], value != .null else { continue }
            do { try key.set(&self, ConfigurationValue(key.name, value)) } catch { throw error.inside(.key(key.name)) }
        }
    }

    /// The JSON Schema of the whole configuration.
    public static var schema: JSONValue {
        var properties = JSONObject()
        let defaults = Configuration()
        for key in ConfigurationKey.all {
            guard var schema = key.schema.object else { continue }
            schema.members.insert(.init(key: "description", value: .string(key.summary)), at: 0)
            if let value = key.get(defaults) { schema["default"] = value }
            properties[key.name] = .object(schema)
        }
        return [
            "$schema": .string(JSONSchemas.dialect), "title": "Understudy orchestrator",
            "type": "object", "additionalProperties": false, "properties": .object(properties),
        ]
    }
}
