public import Orchestration

/// Why an orchestrator could not do what it was asked.
public struct OrchestratorError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure; a struct with static members, so that an unknown one can still be represented.
    public struct Code: Sendable, Hashable {
        /// A word for programs: `timeout`.
        public let name: String

        /// A kind of failure.
        public init(name: String) { self.name = name }

        /// Nothing came in time. The session is alive after a timeout of `receive`, and over after one of its own.
        public static let timeout = Code(name: "timeout")
        /// The hard limit of memory ended the child.
        public static let memoryExceeded = Code(name: "memory-exceeded")
        /// A handler of a pattern failed; the text of the turn is there as raw output.
        public static let patternFailed = Code(name: "pattern-failed")
        /// The turn failed: the child reported an error, ended badly, or gave no answer.
        public static let turnFailed = Code(name: "turn-failed")
        /// The session was stopped, or never started.
        public static let notRunning = Code(name: "not-running")
        /// The configuration can't be used.
        public static let configuration = Code(name: "configuration")
        /// The host is broken: no descriptor, no thread, no process table.
        public static let host = Code(name: "host")
    }

    /// The kind.
    public let code: Code
    /// What happened, where, and what to do.
    public let message: String
    /// The turn that it is about, as far as it went.
    public let turn: TurnResult?
    /// What caused it.
    public let underlying: (any Error)?

    /// An error.
    public init(_ code: Code, _ message: String, turn: TurnResult? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.turn = turn
        self.underlying = underlying
    }

    /// The kind and the message.
    public var description: String { "\(code.name): \(message)" }
}
