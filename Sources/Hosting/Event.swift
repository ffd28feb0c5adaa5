public import Recording

/// What an engine sees: the values that cross the host line inwards.
///
/// Millions of them pass in a run, nearly all of them bytes: what is rare and large stands behind a pointer.
public enum Event: Sendable, Hashable {
    /// The child runs; its number in the kernel is for messages only.
    case spawned(ProcessHandle, pid: Int32)
    /// The child could not be started; the number of the error (errno(3)).
    case spawnFailed(ProcessHandle, errno: Int32)
    /// One read from a stream, within the demand.
    case bytes(Channel, [UInt8])
    /// So many bytes of the writes so far have gone into the child's input.
    case wrote(ProcessHandle, bytes: Int)
    /// The child has closed its input (EPIPE); what was not written is lost.
    case inputRefused(ProcessHandle)
    /// A stream came to its end: no writer is left (for a pseudoterminal, EIO).
    case ended(Channel)
    /// The child ended. Its streams may still hold output, and grandchildren may keep them open.
    case exited(ProcessHandle, ExitStatus)
    /// What the child's tree uses.
    indirect case sampled(ProcessHandle, ResourceSample)
    /// How many processes of the child's tree a signal to the tree found running, the child itself included.
    case leftovers(ProcessHandle, Int)
    /// A signal found nobody (ESRCH) or was not allowed (EPERM).
    case signalFailed(ProcessHandle, Signal, errno: Int32)
    /// The deadline that the program asked for has come.
    case timer
    /// Something of the person on whose terminal the session runs.
    case person(PersonEvent)
    /// The user does something.
    case userCall(UserCall)
    /// What came of `Action.callUser`.
    case userAnswer(CallID, UserAnswer)
}

extension Event {
    /// The child that this is about; `nil` for a timer, for the person and for the user.
    public var process: ProcessHandle? {
        switch self {
        case .spawned(let process, _), .spawnFailed(let process, _), .wrote(let process, _), .inputRefused(let process),
            .exited(let process, _), .sampled(let process, _), .leftovers(let process, _),
            .signalFailed(let process, _, _):
            process
        case .bytes(let channel, _), .ended(let channel): channel.process
        case .person(.stopped(let process, _)), .person(.typed(let process, _)): process
        case .timer, .person, .userCall, .userAnswer: nil
        }
    }
}
