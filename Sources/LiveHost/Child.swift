import Hosting
import Recording

/// One child: its number, its descriptors, and what is owed to and by it.
final class Child {
    /// One of its outputs.
    struct Output {
        /// Our end; for a pseudoterminal the master.
        var wire: Wire
        /// How many bytes may still be read.
        var demand = 0
        /// Whether its end, or our letting go of it, was reported.
        var hasEnded = false
        /// Whether the writers are gone while there is no demand for what is left: nothing to watch until there is.
        var isParked = false
        /// How many bytes the last read gave.
        var lastCount = 0
    }

    let handle: ProcessHandle
    let isTerminal: Bool
    /// Whether its pid is that of an overseer, who stands between us and the program (jobs.h).
    let isOverseen: Bool
    /// Whether it leads a process group; else it is in ours.
    let hasOwnGroup: Bool
    /// The number in the kernel; its process group and, with a terminal, its session have the same one.
    let pid: Int32
    var exit: Wire
    var input: Wire
    var stdout: Output
    var stderr: Output
    var pending = PendingInput()
    /// Whether the input is to be closed once `pending` is through.
    var isInputClosing = false
    /// Whether the child closed its input, or it was closed: later writes are dropped.
    var isInputGone = false
    /// How it ended, once it is reaped.
    var status: ExitStatus?
    /// What it used, and what its tree used when measured last.
    var usage = TreeUsage()
    /// The writes that it has told of and that were not read whole, where it takes part in the clock protocol.
    var writes: ArraySlice<(stream: Channel.Stream, count: Int)> = []
    /// What its tree used when measured last; on virtual time `nil` once anything of the tree has gone on since.
    var quietSample: ResourceSample?

    /// The control group of its tree; `nil`: it has none of its own.
    let group: ControlGroup?

    init(_ handle: ProcessHandle, _ born: Birth, group: ControlGroup? = nil) {
        self.handle = handle
        self.group = group
        isTerminal = born.isTerminal
        isOverseen = born.isJob && born.isTerminal
        hasOwnGroup = !born.isJob || born.isTerminal
        pid = born.pid
        exit = Wire(born.pidfd)
        input = Wire(born.input)
        stdout = Output(wire: Wire(born.stdout))
        stderr = Output(wire: Wire(born.stderr))
        stderr.hasEnded = born.isTerminal
    }

    /// Whether its end was seen and reaped.
    var hasExited: Bool { status != nil }

    /// Whether anything can still happen without an action of ours.
    var canStillReport: Bool {
        !hasExited || stdout.isAwaited || stderr.isAwaited || !pending.isEmpty
    }

    /// Whether nothing of it is left that could report anything, whatever we do.
    var isDone: Bool { hasExited && stdout.hasEnded && stderr.hasEnded }

    /// One of its outputs.
    subscript(stream: Channel.Stream) -> Output {
        get { stream == .stdout ? stdout : stderr }
        set { if stream == .stdout { stdout = newValue } else { stderr = newValue } }
        _modify { if stream == .stdout { yield &stdout } else { yield &stderr } }
    }
}

extension Child.Output {
    /// Whether it is open and wanted.
    var isAwaited: Bool { wire.isOpen && !hasEnded && demand > 0 }
}

/// What a tree used at most so far; figures of processes that ended are not lost.
struct TreeUsage {
    /// The time of the child itself, known once it is reaped, in microseconds.
    var processorTimeOfReaped = 0
    /// The largest sum measured, in microseconds.
    var processorTime = 0
    /// The largest sum measured, in bytes.
    var diskBytes: Int?
    /// How many samples were taken.
    var samples = 0
    /// Processes of the tree that were seen before, who may since have left it.
    var known: [ProcessIdentity] = []
}
