/// Why a text is not JSON, and at which byte.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong; a struct with static members, so that a newer code can still be shown by older callers.
    public struct Code: Sendable, Hashable {
        /// The words of the message.
        public let text: String

        /// The text ended inside a value.
        public static let unexpectedEnd = Code(text: "the text ends inside a value")
        /// A byte that can't stand here.
        public static let unexpectedByte = Code(text: "unexpected character")
        /// Digits that are not a JSON number.
        public static let badNumber = Code(text: "not a JSON number")
        /// An escape sequence that JSON does not have.
        public static let badEscape = Code(text: "unknown escape sequence in a string")
        /// A control character that must be escaped.
        public static let controlCharacter = Code(text: "control character inside a string")
        /// A string that is not UTF-8.
        public static let invalidUTF8 = Code(text: "invalid UTF-8 in a string")
        /// Arrays or objects nested deeper than the limit.
        public static let tooDeep = Code(text: "nested too deeply")
        /// More text after the value.
        public static let trailingText = Code(text: "text after the value")
    }

    /// What was wrong.
    public let code: Code
    /// The offset of the first byte that can't be, from 0.
    public let byte: Int

    /// An error at an offset.
    public init(_ code: Code, byte: Int) {
        self.code = code
        self.byte = byte
    }

    /// The message with its position.
    public var description: String { "\(code.text) at byte \(byte)" }
}
