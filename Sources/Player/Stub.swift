public import Determinism
public import Text
public struct Player {
    public init(invocation: Invocation, files: any FileStore) {}
    public mutating func handle(_ event: PlayerEvent, at now: Instant, into actions: inout [PlayerAction]) {}
    public var deadline: Instant? { nil }
}
public struct ScriptError: Error, CustomStringConvertible { public let path: String; public let reason: String; public var description: String { reason } }
public struct Script { public init(_ v: JSONValue) throws(ScriptError) {} }
