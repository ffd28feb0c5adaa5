/// Why a test could not go on in the way that it wanted.
public struct WorldError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure; a struct with static members, so that an unknown one can still be represented.
    public struct Code: Sendable, Hashable {
        /// A short name.
        public let name: String

        /// A kind of failure.
        public init(name: String) { self.name = name }

        /// Time was to be advanced past something that happens before.
        public static let pastEvent = Code(name: "past an event")
        /// A hook or a handler waits for something else than the world's clock.
        public static let foreignSuspension = Code(name: "foreign suspension")
        /// Something is awaited that will never happen.
        public static let stalled = Code(name: "stalled")
        /// A trapped timer was not let go.
        public static let trapped = Code(name: "trapped")
        /// What was expected is not so.
        public static let expectation = Code(name: "expectation")
        /// A session ran past a limit, or its host failed.
        public static let host = Code(name: "host")
    }

    /// The kind.
    public let code: Code
    /// What happened, and what to do.
    public let message: String

    /// A failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The kind and the message.
    public var description: String { "\(code.name): \(message)" }
}
