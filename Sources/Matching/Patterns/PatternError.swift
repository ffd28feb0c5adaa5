/// Why a text is no pattern, and at which of its characters.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong; a struct with static members, so that a newer code can still be shown by older callers.
    public struct Code: Sendable, Hashable {
        /// The words of the message.
        public let text: String

        /// A group without its closing parenthesis.
        public static let missingParenthesis = Code(text: "a group is not closed")
        /// A closing parenthesis without a group.
        public static let unexpectedParenthesis = Code(text: "a parenthesis closes no group")
        /// A class without its closing bracket.
        public static let missingBracket = Code(text: "a character class is not closed")
        /// A range whose end comes before its start, or which a class of characters bounds.
        public static let badRange = Code(text: "not a range of characters")
        /// A POSIX class that does not exist.
        public static let badClass = Code(text: "unknown character class")
        /// A quantifier with nothing before it.
        public static let nothingToRepeat = Code(text: "nothing to repeat")
        /// A quantifier of a quantifier.
        public static let repeatedTwice = Code(text: "a repetition is repeated")
        /// A count above `Pattern.repeatMax`, or a range of counts that is empty.
        public static let badCount = Code(text: "not a count of repetitions")
        /// An escape that does not exist.
        public static let badEscape = Code(text: "unknown escape sequence")
        /// A name that is no name, or that is used twice.
        public static let badName = Code(text: "not a name for a group")
        /// Flags that do not exist.
        public static let badFlags = Code(text: "unknown flags")
        /// Groups nested deeper than `Pattern.nestingMax`.
        public static let tooDeep = Code(text: "nested too deeply")
        /// More instructions than `Pattern.instructionsMax`.
        public static let tooLarge = Code(text: "the pattern is too large")
        /// A look at what stands before or behind, which no linear-time engine has.
        public static let lookAround = Code(text: "look-around is not supported")
        /// A reference to what a group matched, which no linear-time engine has.
        public static let backReference = Code(text: "back-references are not supported")
        /// An atomic group or a possessive quantifier.
        public static let atomicGroup = Code(text: "atomic groups are not supported")
        /// A name in `\p{…}` that is neither a general category nor a script.
        public static let unicodeProperty = Code(text: "not a class of characters")
    }

    /// What was wrong.
    public let code: Code
    /// The offset in the pattern, in characters (Unicode scalars) from 0.
    public let offset: Int
    /// What could stand there instead, if that can be said.
    public let expected: String?

    /// An error at an offset.
    public init(_ code: Code, offset: Int, expected: String? = nil) {
        self.code = code
        self.offset = offset
        self.expected = expected
    }

    /// What was wrong and what was expected, without the position.
    public var message: String { expected.map { "\(code.text): expected \($0)" } ?? code.text }

    /// The message with its position.
    public var description: String { "\(message) (at character \(offset) of the pattern)" }
}
