public import Recording

/// A process as the engine names it: numbered in the order in which the engine asked for it, whatever the kernel's pid.
public struct ProcessHandle: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number, from 0.
    public let rawValue: Int

    /// A handle by number.
    @inlinable public init(rawValue: Int) { self.rawValue = rawValue }

    /// Whether this was asked for earlier.
    public static func < (one: ProcessHandle, other: ProcessHandle) -> Bool { one.rawValue < other.rawValue }
}

/// One output stream of a child.
public struct Channel: Sendable, Hashable {
    /// Which of a child's outputs.
    public enum Stream: UInt8, Sendable, Hashable {
        /// Standard output, or all output of a pseudoterminal.
        case stdout = 1
        /// Standard error, where it is a pipe of its own.
        case stderr = 2
    }

    /// The child.
    public let process: ProcessHandle
    /// The stream.
    public let stream: Stream

    /// A stream of a child.
    @inlinable public init(_ process: ProcessHandle, _ stream: Stream) {
        self.process = process
        self.stream = stream
    }
}

/// What a child is started with.
public struct Launch: Sendable, Hashable {
    /// How the child's standard streams are made.
    public enum Streams: Sendable, Hashable {
        /// Three pipes.
        case pipes
        /// A pseudoterminal of this size, which is also the child's controlling terminal.
        case pseudoterminal(TerminalSize)
    }

    /// A path, or a name to be looked up in the `PATH` of `environment`.
    public var executable: String
    /// The arguments after the program's name.
    public var arguments: [String]
    /// The whole environment; nothing else is inherited.
    public var environment: [EnvironmentVariable]
    /// Where the child starts; `nil`: where we are.
    public var workingDirectory: String?
    /// Pipes or a pseudoterminal.
    public var streams: Streams
    /// The control group of its own that its tree gets; `nil`: none. A recording does not keep it, a replay needs none.
    public var confinement: Confinement?

    /// What to start.
    public init(
        executable: String, arguments: [String] = [], environment: [EnvironmentVariable] = [],
        workingDirectory: String? = nil, streams: Streams = .pipes, confinement: Confinement? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.streams = streams
        self.confinement = confinement
    }
}

/// One variable of an environment; a list of them keeps the order, which a dictionary would not.
public struct EnvironmentVariable: Sendable, Hashable {
    /// The name, without `=`.
    public var name: String
    /// The value.
    public var value: String

    /// A variable.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Whom a signal reaches.
public enum SignalScope: UInt8, Sendable, Hashable {
    /// The child alone.
    case process
    /// The child's process group.
    case group
    /// Every descendant that can be found, in whatever group or session; the host answers with `Event.leftovers`.
    case tree
}

/// What an engine does: the values that cross the host line outwards.
public enum Action: Sendable, Hashable {
    /// Start a child; answered by `Event.spawned` or `Event.spawnFailed`.
    indirect case spawn(ProcessHandle, Launch)
    /// Write all these bytes to the child's input, in order with earlier writes; answered by `Event.wrote`, once or in
    /// parts, or by `Event.inputRefused`.
    case write(ProcessHandle, [UInt8])
    /// Close the child's input once earlier writes are through. On a pseudoterminal nothing can be closed: no effect.
    case closeInput(ProcessHandle)
    /// Let go of the child's streams: a pseudoterminal hangs up, pipes close.
    case hangUp(ProcessHandle)
    /// Send a signal; answered by `Event.signalFailed` where there is nobody left, `Event.leftovers` after a tree.
    case signal(ProcessHandle, Signal, SignalScope)
    /// Change the size of the child's terminal.
    case resize(ProcessHandle, TerminalSize)
    /// Allow so many more bytes to be read from a stream. Without demand nothing is read, and the child feels it.
    case demand(Channel, bytes: Int)
    /// Measure the child's tree; answered by `Event.sampled`.
    case sample(ProcessHandle)
    /// Do something for the person on whose terminal the session runs; no effect on a host without one.
    case person(PersonAction)
    /// Run a closure of the user's; answered by `Event.userAnswer`.
    case callUser(CallID, UserRequest)
    /// The program around the engine made this call on it directly; what follows comes of it. No host acts on it,
    /// recorders write it where it stands.
    case noteCall(UserCall)
    /// The engine reports an outcome. No host acts on it, recorders write it where it stands.
    case noteOutcome(EngineOutcome)
}
