/// A JSON value that keeps what a rewrite would lose: the order of keys and the spelling of numbers.
///
/// Source: RFC 8259.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The value of `key` if this is an object that has one.
    @inlinable public subscript(key: String) -> JSONValue? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The text, if this is a string.
    @inlinable public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value, if this is one.
    @inlinable public var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// The whole number, if this is a number without a fraction that fits 64 bits.
    @inlinable public var int: Int? {
        if case .number(let number) = self { number.int } else { nil }
    }

    /// The number as binary floating point, if this is one.
    @inlinable public var double: Double? {
        if case .number(let number) = self { number.double } else { nil }
    }

    /// The elements, if this is an array.
    @inlinable public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members in their order, if this is an object.
    @inlinable public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// What kind of value this is, as an error message names it.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// A number as it was spelt: `1.10` stays `1.10`.
public struct JSONNumber: Sendable, Hashable {
    /// The digits as they stood in the text.
    public let text: String

    /// A number from its JSON spelling, which the caller has checked.
    @inlinable public init(text: String) { self.text = text }

    /// The whole number, if there is no fraction, no exponent, and it fits.
    @inlinable public var int: Int? { Int(text) }

    /// The nearest binary floating point number.
    @inlinable public var double: Double? { Double(text) }
}

/// The members of a JSON object in their order; where a key stands twice the last one counts.
public struct JSONObject: Sendable, Hashable {
    /// One member: a key and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var key: String
        /// What it stands for.
        public var value: JSONValue

        /// A member of an object.
        @inlinable public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// All members, in the order of the text.
    public var members: [Member]

    /// An object with these members.
    @inlinable public init(members: [Member] = []) { self.members = members }

    /// The last value of `key`; setting replaces it in place or appends it, `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            guard let newValue else { return members.removeAll { $0.key == key } }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key: key, value: newValue))
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object whose members keep the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(members: elements.map { Member(key: $0.0, value: $0.1) })
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string value.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(text: String(value))) }
    /// A number with a fraction.
    public init(floatLiteral value: Double) { self = .number(JSONNumber(text: value.description)) }
    /// An array value.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object whose members keep the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(members: elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
    /// The null value.
    public init(nilLiteral: ()) { self = .null }

    /// A whole number.
    public static func int(_ value: Int) -> JSONValue { .number(JSONNumber(text: String(value))) }

    /// A number in the shortest spelling that reads back the same, as JavaScript writes it: `0.000024`, not `2.4e-05`.
    /// JSON has no NaN and no infinity, they become null.
    public static func double(_ value: Double) -> JSONValue {
        value.isFinite ? .number(JSONNumber(text: JSONNumberText.text(value))) : .null
    }
}
