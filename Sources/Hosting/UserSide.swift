public import Text

/// What the user does with an engine: `send`, `stop` and their kin, as a value that can be recorded and fed again.
///
/// Which names there are and what their arguments mean is the engine's affair.
public struct UserCall: Sendable, Hashable {
    /// What is done.
    public var name: String
    /// With what.
    public var arguments: JSONObject

    /// A call.
    public init(name: String, arguments: JSONObject = JSONObject()) {
        self.name = name
        self.arguments = arguments
    }
}

/// A question of the engine to the user, numbered in the order in which the engine asked.
public struct CallID: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number, from 0.
    public let rawValue: Int

    /// A question by number.
    @inlinable public init(rawValue: Int) { self.rawValue = rawValue }

    /// Whether this was asked earlier.
    public static func < (one: CallID, other: CallID) -> Bool { one.rawValue < other.rawValue }
}

/// A closure of the user's that the engine wants run: a hook, or a handler of a pattern.
public struct UserRequest: Sendable, Hashable {
    /// Which closure.
    public var name: String
    /// What it is told.
    public var arguments: JSONObject

    /// A request.
    public init(name: String, arguments: JSONObject = JSONObject()) {
        self.name = name
        self.arguments = arguments
    }
}

/// What came of a `UserRequest`.
public enum UserAnswer: Sendable, Hashable {
    /// The closure returned this.
    case value(JSONValue)
    /// The closure threw, or there is none; the message.
    case failure(String)
    /// The closure took longer than it may.
    case timedOut
}

/// What an engine reports of lasting value, such as an agent's result: recordings keep it, and a replay holds its own
/// against it.
public struct EngineOutcome: Sendable, Hashable {
    /// What kind of outcome.
    public var name: String
    /// Its facts.
    public var facts: JSONObject

    /// An outcome.
    public init(name: String, facts: JSONObject = JSONObject()) {
        self.name = name
        self.facts = facts
    }
}
