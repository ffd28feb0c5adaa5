import Text

/// Why reports can't be merged, where, and what to do.
public struct MergeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The report's path, as it was given.
    public let path: String
    /// The line, from 1; 0: it is about the whole file.
    public let line: Int
    /// What was found, and what to do.
    public let reason: String

    /// An error in a report.
    public init(path: String, line: Int = 0, reason: String) {
        self.path = path
        self.line = line
        self.reason = reason
    }

    /// `FILE:LINE: reason`, safe to print.
    public var description: String { "\(ReportError.shown(path))\(line > 0 ? ":\(line)" : ""): \(reason)" }
}
