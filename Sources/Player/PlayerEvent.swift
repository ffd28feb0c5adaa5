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
    case spawnGrandchild(Grandchild)
    /// Handle a signal (`PlayerEvent.signal`), ignore it, or leave it to the kernel.
    case setDisposition(Signal, SignalDisposition)
    /// Put the terminal into raw mode, or restore it.
    case setRawMode(Bool)
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
