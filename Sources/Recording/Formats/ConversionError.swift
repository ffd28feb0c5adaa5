/// Why a file can't be read or written in a format, and where.
public struct ConversionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which of several files it is about: the recording itself, or what stands beside it.
    public enum Part: String, Sendable, Hashable {
        /// The file that was named.
        case main
        /// The timing of script(1).
        case timing
        /// The input log of script(1).
        case input
    }

    /// Which file.
    public let part: Part
    /// The line, from 1; `nil` where it is about the whole.
    public let line: Int?
    /// The byte within the file, from 0; `nil` where it is about the whole.
    public let byte: Int?
    /// What was found, what was expected, and what to do.
    public let reason: String

    /// An error at a place, or about a whole file.
    public init(part: Part = .main, line: Int? = nil, byte: Int? = nil, reason: String) {
        self.part = part
        self.line = line
        self.byte = byte
        self.reason = reason
    }

    /// The words with their place.
    public var description: String {
        guard let line else { return reason }
        return "line \(line)\(byte.map { " (byte \($0))" } ?? ""): \(reason)"
    }

    /// The message for a person who gave a file: `FILE:LINE: …`.
    public func message(file: String) -> String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)\(byte.map { " (byte \($0))" } ?? "")"
    }
}
