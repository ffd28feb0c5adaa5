import Determinism
import Hosting

/// A process on virtual time: a child, or a descendant of one that was announced.
final class Participant {
    /// How far it has come.
    enum Stage {
        /// It has not said hello, and perhaps never will: while it runs, time stands still.
        case silent
        /// It goes on when it is told to.
        case speaking
        /// It is no more.
        case ended
    }

    /// Its place among all participants.
    let number: Int
    /// The child that it is, or whose descendant it is.
    let root: ProcessHandle
    /// Whether it is a child of ours.
    let isChild: Bool
    /// Its number in the kernel.
    let pid: Int32
    var stage = Stage.silent
    var connection: Int32 = -1
    /// Readable once it has ended; of a child its own descriptor is used.
    var exit = Wire()
    /// When it wants to go on at the latest, as it has said.
    var deadline = Instant.distantFuture
    /// Why it does not go on, as it has said.
    var state = ClockMessage.State.waiting
    var isStopped = false
    /// Whether it had something to do in its turn.
    var hasRun = false
    /// Whether it is to have its turn as soon as it has said hello.
    var isDueAtHello = false
    /// The deadline that stands in the queue.
    var scheduledDeadline: Instant?
    /// How long it has kept a processor busy, as it has said.
    var busy = BusyTime()
    var isScheduledNow = false

    init(number: Int, root: ProcessHandle, isChild: Bool, pid: Int32) {
        self.number = number
        self.root = root
        self.isChild = isChild
        self.pid = pid
    }

    /// Whether it can be given a turn.
    var canGoOn: Bool { stage == .speaking && !isStopped }

    /// Its name in messages.
    var name: String {
        isChild ? "child \(root.rawValue) (process \(pid))" : "process \(pid), a descendant of child \(root.rawValue)"
    }
}
