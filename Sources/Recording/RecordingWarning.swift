/// What a person should know about a recording that can be read nevertheless.
public struct RecordingWarning: Sendable, Hashable, CustomStringConvertible {
    /// What was seen; a struct with static members, so that older callers can show a newer code.
    public struct Code: Sendable, Hashable {
        /// A word for programs: `torn-last-line`.
        public let name: String

        /// The last line breaks off: the recorder was killed, or the disk was full.
        public static let tornLastLine = Code(name: "torn-last-line")
        /// The bytes are not those that the closing line vouches for.
        public static let changed = Code(name: "changed")
        /// An absolute time (asciicast 2) lay before the previous one and was moved to it.
        public static let timeWentBack = Code(name: "time-went-back")
        /// A terminal size was out of range and was clamped.
        public static let sizeClamped = Code(name: "size-clamped")
        /// The closing line counts other than what is there.
        public static let miscounted = Code(name: "miscounted")
        /// The header says a newer minor version than we know.
        public static let newerFormat = Code(name: "newer-format")
    }

    /// How many warnings a recording can carry; later ones are left out, since they repeat earlier ones.
    public static let countMax = 100

    /// What was seen.
    public let code: Code
    /// The line, from 1.
    public let line: Int
    /// The byte within the file, from 0.
    public let byte: Int
    /// What was seen, in words.
    public let text: String

    /// A warning at a place.
    public init(_ code: Code, line: Int, byte: Int, text: String) {
        self.code = code
        self.line = line
        self.byte = byte
        self.text = text
    }

    /// The words with their place.
    public var description: String { "line \(line) (byte \(byte)): \(text)" }
}
