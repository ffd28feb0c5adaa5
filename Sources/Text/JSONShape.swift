/// An object of a file format: the keys that may stand in it, each with the JSON Schema of its value.
///
/// A decoder takes the keys that it knows from here, and the format's schema is made from the same list, so that the two
/// can't differ.
public struct JSONShape: Sendable {
    /// One key.
    public struct Key: Sendable {
        /// The key.
        public let name: String
        /// What its value may be, as a JSON Schema (draft 2020-12).
        public let schema: JSONValue

        /// A key and its value's schema; `summary` is the description that people read.
        public init(_ name: String, _ schema: JSONValue, _ summary: String = "") {
            self.name = name
            guard !summary.isEmpty, var object = schema.object else {
                self.schema = schema
                return
            }
            object.members.insert(.init(key: "description", value: .string(summary)), at: 0)
            self.schema = .object(object)
        }
    }

    /// The keys in their order.
    public let keys: [Key]
    /// The names of the keys in their order.
    public let names: [String]
    private let required: [String]
    /// How many keys stand in it; `nil`: as many as please.
    private let keyCount: Int?

    /// An object with these keys.
    ///
    /// - Parameters:
    ///   - required: the keys that have to be there.
    ///   - keyCount: how many keys stand in it; `nil`: as many as please.
    public init(_ keys: [Key], required: [String] = [], keyCount: Int? = nil) {
        self.keys = keys
        names = keys.map(\.name)
        self.required = required
        self.keyCount = keyCount
    }

    /// The JSON Schema of the object.
    public var schema: JSONValue {
        var properties = JSONObject()
        for key in keys { properties[key.name] = key.schema }
        var object: JSONObject = ["type": "object", "additionalProperties": false, "properties": .object(properties)]
        if !required.isEmpty { object["required"] = .array(required.map(JSONValue.string)) }
        if let keyCount {
            object["minProperties"] = .int(keyCount)
            object["maxProperties"] = .int(keyCount)
        }
        return .object(object)
    }
}

/// The schemas of what values of several formats look like.
public enum JSONSchemas {
    /// The dialect that all schemas name.
    public static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// Text; a number or a truth value is taken as it is spelt.
    public static let text: JSONValue = ["type": ["string", "number", "boolean"]]

    /// True or false.
    public static let flag: JSONValue = ["type": "boolean"]

    /// A duration with its unit; `0` needs none.
    public static let duration: JSONValue = [
        "anyOf": [["type": "string", "pattern": .string(Quantity.durationPattern)], ["const": 0]]
    ]

    /// A size with its unit; `0` needs none.
    public static let size: JSONValue = [
        "anyOf": [["type": "string", "pattern": .string(Quantity.sizePattern)], ["const": 0]]
    ]

    /// A whole number in a range.
    public static func whole(_ range: ClosedRange<Int>) -> JSONValue {
        var schema: JSONObject = ["type": "integer", "minimum": .int(range.lowerBound)]
        if range.upperBound < .max { schema["maximum"] = .int(range.upperBound) }
        return .object(schema)
    }

    /// One of some words.
    public static func words(_ words: [String]) -> JSONValue { ["enum": .array(words.map(JSONValue.string))] }

    /// One of several schemas, or more of them.
    public static func any(_ schemas: JSONValue...) -> JSONValue { ["anyOf": .array(schemas)] }

    /// A list.
    public static func list(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

    /// One value, or a list of them.
    public static func oneOrList(of element: JSONValue) -> JSONValue { any(element, list(of: element)) }

    /// The definition of a name in the same document.
    public static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }
}
