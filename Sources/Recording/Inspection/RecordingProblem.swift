/// Something that is wrong, or odd, about a recording, and where.
public struct RecordingProblem: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// The file breaks its format: readers refuse it.
        case error
        /// The file can be read, but someone should know.
        case warning
    }

    /// How bad it is.
    public let severity: Severity
    /// The line, from 1; `nil` where it is about the whole.
    public let line: Int?
    /// The byte within the file, from 0; `nil` where it is about the whole.
    public let byte: Int?
    /// What was found, what was expected, and what to do.
    public let text: String

    /// A problem at a place, or with a whole file.
    public init(_ severity: Severity, line: Int? = nil, byte: Int? = nil, _ text: String) {
        self.severity = severity
        self.line = line
        self.byte = byte
        self.text = text
    }

    /// The line for a person who gave a file: `FILE:LINE: error: … (byte N)`.
    public func message(file: String) -> String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(severity.rawValue): \(text)\(byte.map { " (byte \($0))" } ?? "")"
    }
}
