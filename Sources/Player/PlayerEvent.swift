public import Recording

/// What a playing process sees: the child's side of the host line, inwards.
public enum PlayerEvent: Sendable, Hashable {
    /// The process has started. Always the first.
    case started
    /// Bytes read from standard input; they come only while the player wants input.
    case input([UInt8])
    /// The end of standard input.
    case inputEnded
    /// A signal that the player handles was caught.
    case signal(Signal)
    /// The terminal has a new size.
    case resized(TerminalSize)
    /// The deadline that the player asked for has come.
    case timer
    /// A command that the player had run has ended.
    indirect case commandEnded(CommandEnd)
    /// Nobody reads a stream any more (EPIPE).
    case outputRefused(PlayerStream)
}

/// One of a process's own standard streams.
public enum PlayerStream: UInt8, Sendable, Hashable, CaseIterable {
    /// Standard input.
    case stdin = 0
    /// Standard output.
    case stdout = 1
    /// Standard error.
    case stderr = 2
}

/// What a playing process does: the child's side of the host line, outwards. A host performs actions in order, and
/// one that blocks (a full pipe) holds up all behind it, as in any single-threaded program.
///
/// Signals are told even while a write is held up. Where the answer to one is an end and nothing else (`exit` or `die`,
/// perhaps behind `setRawMode(false)`), it overtakes what is held up, which is dropped; any other answer comes behind.
public enum PlayerAction: Sendable, Hashable {
    /// Write all these bytes; one action is one write(2).
    case write(PlayerStream, [UInt8])
    /// Read standard input from now on, or leave it unread.
    case wantInput(Bool)
    /// Close one of our streams.
    case close(PlayerStream)
    /// Hold so many bytes of memory, really touched, beyond what the process needs by itself; 0 frees all.
    case holdMemory(bytes: Int)
    /// Start a grandchild that keeps these streams open and lives so long.
    indirect case spawnGrandchild(Grandchild)
    /// Open so many descriptors and keep them, or (negative) close as many of those.
    case openDescriptors(Int)
    /// Keep the processor busy for so long, doing nothing else.
    case spin(Duration)
    /// Let a temporary file grow by so many bytes; it goes with the process.
    case growFile(bytes: Int)
    /// Start so many threads that do nothing.
    case startThreads(Int)
    /// Stop as a job, by this signal with its default.
    case stopSelf(Signal)
    /// Stop as a job (SIGTSTP), with the terminal's own modes meanwhile.
    case suspend
    /// Leave the terminal's modes as they are at the end.
    case abandonTerminal
    /// Run a shell command (a hook's); its end is told by `PlayerEvent.commandEnded`.
    indirect case runCommand(CommandRun)
    /// End a command that runs, with all that it started; nothing more is told of it.
    case killCommand(Int)
    /// Handle a signal (`PlayerEvent.signal`), ignore it, or leave it to the kernel.
    case setDisposition(Signal, SignalDisposition)
    /// Put the terminal into raw mode, or restore it.
    case setRawMode(Bool)
    /// Put the terminal's input into raw mode; output keeps its line ends. `setRawMode(false)` restores it.
    case setRawInput
    /// Let `understudy record` run the real program in this process's place. Always the last.
    indirect case record(RecordOrder)
    /// End with a status, 0 to 255. Always the last.
    case exit(Int32)
    /// End by a signal. Always the last.
    case die(Signal)
}

/// What a process has arranged for a signal.
public enum SignalDisposition: UInt8, Sendable, Hashable {
    /// The kernel's default.
    case standard
    /// Nothing happens.
    case ignored
    /// The player is told.
    case handled
}

/// A process that a playing process leaves behind.
public struct Grandchild: Sendable, Hashable {
    /// The streams that it keeps open.
    public var holding: [PlayerStream]
    /// How long it lives.
    public var lifetime: Duration
    /// Whether it leaves the process group and session (setsid(2)).
    public var isDetached: Bool
    /// Signals that it ignores.
    public var ignoring: [Signal]
    /// Memory that it holds, really touched, in bytes.
    public var memory: Int

    /// A grandchild.
    public init(
        holding: [PlayerStream] = [.stdout], lifetime: Duration, isDetached: Bool = false, ignoring: [Signal] = [],
        memory: Int = 0
    ) {
        self.holding = holding
        self.lifetime = lifetime
        self.isDetached = isDetached
        self.ignoring = ignoring
        self.memory = memory
    }
}

/// A shell command that a playing process runs, as the CLI runs the commands of hooks: `sh -c LINE`.
public struct CommandRun: Sendable, Hashable {
    /// The number by which its end is told.
    public var id: Int
    /// The command line.
    public var line: String
    /// What it gets on standard input.
    public var input: [UInt8]
    /// Variables besides those of the process itself.
    public var environment: [Variable]

    /// A variable of the environment.
    public struct Variable: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// A variable.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A command.
    public init(id: Int, line: String, input: [UInt8] = [], environment: [Variable] = []) {
        self.id = id
        self.line = line
        self.input = input
        self.environment = environment
    }
}

/// How a command ended, and what it said.
public struct CommandEnd: Sendable, Hashable {
    /// The number of the command.
    public var id: Int
    /// Its status; 127 where it could not be started.
    public var status: ExitStatus
    /// What it wrote on standard output.
    public var output: [UInt8]
    /// What it wrote on standard error.
    public var error: [UInt8]

    /// Of each stream no more is kept, in bytes.
    public static let outputBytesMax = 1 << 20

    /// An end.
    public init(id: Int, status: ExitStatus, output: [UInt8] = [], error: [UInt8] = []) {
        self.id = id
        self.status = status
        self.output = output
        self.error = error
    }
}
