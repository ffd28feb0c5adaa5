/// Why a file can't be read as a recording, where, and what to do.
public struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong; a struct with static members, so that older callers can show a newer code.
    public struct Code: Sendable, Hashable {
        /// A word for programs: `broken-line`.
        public let name: String
        /// What the person should do.
        public let advice: String

        /// The file holds nothing.
        public static let empty = Code(
            name: "empty", advice: "the recorder was stopped before its first line: record again")
        /// The first line is no header.
        public static let badHeader = Code(
            name: "bad-header", advice: "see whether this is the right file; `understudy repair` mends a damaged one")
        /// A version of asciicast that we don't read, or a newer major version of our format.
        public static let unknownVersion = Code(
            name: "unknown-version", advice: "install a version of Understudy that reads it")
        /// A line that is no event.
        public static let brokenLine = Code(
            name: "broken-line", advice: "`understudy repair` keeps what is whole")
        /// A time that can't be.
        public static let badTime = Code(
            name: "bad-time", advice: "write the seconds since the previous event, such as 0.250000")
        /// An event behind the closing line.
        public static let textAfterEnd = Code(
            name: "text-after-end", advice: "two recordings were joined: `understudy repair` keeps the first")
        /// A line longer than the limit.
        public static let lineTooLong = Code(
            name: "line-too-long", advice: "see whether this is the right file")
    }

    /// What was wrong.
    public let code: Code
    /// The line, from 1.
    public let line: Int
    /// The byte within the line, from 1, as editors count columns of bytes.
    public let column: Int
    /// The byte within the file, from 0.
    public let byte: Int
    /// What was found, and what was expected.
    public let reason: String

    /// An error at a place.
    public init(_ code: Code, line: Int, column: Int, byte: Int, reason: String) {
        self.code = code
        self.line = line
        self.column = column
        self.byte = byte
        self.reason = reason
    }

    /// What happened, where, and what to do, in one line.
    public var description: String { "line \(line), column \(column) (byte \(byte)): \(reason); \(code.advice)" }

    /// The message for a person who gave a file: `FILE:LINE:COLUMN: …`.
    public func message(file: String) -> String {
        "\(file):\(line):\(column): \(reason) (byte \(byte)); \(code.advice)"
    }
}
