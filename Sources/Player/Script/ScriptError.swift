/// Why a script can't be read, and where in it.
public struct ScriptError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place as a path: `[0].say[2].wiat`; empty for the whole.
    public let path: String
    /// What is wrong and what was expected.
    public let reason: String

    /// An error at a place.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// `[0].say[2].wiat: unknown key, did you mean wait?`.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
