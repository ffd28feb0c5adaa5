import Glibc

/// Why a test could not prepare or read its own files.
public struct MaterialError: Error, Sendable, CustomStringConvertible {
    /// What was tried, in the words of the message.
    public let action: String
    /// The path that it was tried on.
    public let path: String
    /// The `errno` of the call that failed.
    public let code: Int32

    /// The error of the call that has just failed.
    init(_ action: String, path: String, code: Int32 = errno) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// What was tried, where, and what the system said.
    public var description: String { "can't \(action) \(path): \(String(cString: strerror(code)))" }
}
