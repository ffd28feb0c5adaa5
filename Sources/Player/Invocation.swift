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

/// The files that a player reads and writes: a real folder in the fake, a table in a simulation.
public protocol FileStore {
    /// The whole file.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func read(_ path: String) throws(FileFailure) -> [UInt8]

    /// The names in a folder, sorted; `nil` where the path is no folder.
    mutating func list(_ folder: String) -> [String]?

    /// Adds one to the counter of calls in a state folder, under a lock, and returns its new value, from 1.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func nextCall(in stateFolder: String) throws(FileFailure) -> Int

    /// Appends bytes to a file with one write(2), making the file and its folder where needed.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func append(_ bytes: [UInt8], to path: String) throws(FileFailure)

    /// The JSON of a script that is written in YAML; a host that can't translate says so.
    ///
    /// - Throws: `FileFailure` with the path and the reason.
    mutating func translate(_ path: String) throws(FileFailure) -> [UInt8]
}

extension FileStore {
    /// Refuses: most hosts are handed JSON.
    public mutating func translate(_ path: String) throws(FileFailure) -> [UInt8] {
        throw FileFailure(
            path: path, reason: "a YAML script can't be translated here; give the JSON that it stands for")
    }
}

/// Why a file could not be read or written.
public struct FileFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path as it was asked for.
    public let path: String
    /// The reason, in the system's words: `No such file or directory`.
    public let reason: String

    /// A failure at a path.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// `PATH: REASON`.
    public var description: String { "\(path): \(reason)" }
}
