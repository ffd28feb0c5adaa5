public import Recording

/// What a playing process was started with: everything that it may know of the world, as values.
public struct Invocation: Sendable {
    /// The arguments after the program's name.
    public var arguments: [String]
    /// The environment, in order.
    public var environment: [(name: String, value: String)]
    /// Where it was started.
    public var workingDirectory: String
    /// The size of the terminal that standard input and output are; `nil`: they are pipes or files.
    public var terminal: TerminalSize?
    /// Whether standard output is a terminal (without one, print mode is implied).
    public var isOutputTerminal: Bool
    /// The number of the process, for messages only.
    public var processID: Int32
    /// The user that runs it; 0 is root.
    public var userID: UInt32
    /// The wall clock at the start, in milliseconds since 1970: metadata for messages.
    public var wallClock: Int64

    /// What a process was started with.
    public init(
        arguments: [String], environment: [(name: String, value: String)] = [], workingDirectory: String = "/",
        terminal: TerminalSize? = nil, isOutputTerminal: Bool = false, processID: Int32 = 0, userID: UInt32 = 1000,
        wallClock: Int64 = 0
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.terminal = terminal
        self.isOutputTerminal = isOutputTerminal
        self.processID = processID
        self.userID = userID
        self.wallClock = wallClock
    }

    /// The last value of a variable.
    public subscript(variable: String) -> String? { environment.last { $0.name == variable }?.value }
}
