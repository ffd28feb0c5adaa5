/// Why a script can't be read, and where in it.
public struct ScriptError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place as a path: `[0].say[2].wiat`; empty for the whole.
    public let path: String
    /// What is wrong and what was expected.
    public let reason: String
    /// The first byte that can't be, where the script is not JSON at all.
    public let byte: Int?

    /// An error at a place.
    public init(path: String, reason: String, byte: Int? = nil) {
        self.path = path
        self.reason = reason
        self.byte = byte
    }

    /// `[0].say[2].wiat: unknown key, did you mean wait?`.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
