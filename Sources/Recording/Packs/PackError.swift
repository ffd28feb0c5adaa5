/// Why a file is no pack, or a pack that can't be trusted, and where.
public struct PackError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong; a struct with static members, so that older callers can show a newer code.
    public struct Code: Sendable, Hashable {
        /// A word for programs: `bad-name`.
        public let name: String

        /// The first line is not that of a pack.
        public static let notAPack = Code(name: "not-a-pack")
        /// A newer major version.
        public static let unknownVersion = Code(name: "unknown-version")
        /// A header that is none.
        public static let badHeader = Code(name: "bad-header")
        /// A name outside the grammar.
        public static let badName = Code(name: "bad-name")
        /// A name that stands twice.
        public static let duplicateName = Code(name: "duplicate-name")
        /// More or larger than the limits.
        public static let tooLarge = Code(name: "too-large")
        /// The file ends before the pack does.
        public static let truncated = Code(name: "truncated")
        /// The bytes are not those that the header vouches for.
        public static let changed = Code(name: "changed")
        /// Something behind the end.
        public static let textAfterEnd = Code(name: "text-after-end")
    }

    /// What was wrong.
    public let code: Code
    /// The byte within the pack, from 0.
    public let byte: Int
    /// What was found and what was expected.
    public let reason: String

    /// An error at a place.
    public init(_ code: Code, byte: Int, reason: String) {
        self.code = code
        self.byte = byte
        self.reason = reason
    }

    /// What happened and where.
    public var description: String { "byte \(byte): \(reason)" }
}
