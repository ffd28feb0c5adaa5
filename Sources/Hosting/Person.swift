public import Recording

/// What comes of the person on whose terminal a session runs, and of whoever supervises us; only a host that was given a
/// person reports any of it.
///
/// What the person types and is shown are bytes like any other: the person is a process whose output is our standard
/// input (`ProcessHandle.person`), and our standard output and error are the inputs of two.
public enum PersonEvent: Sendable, Hashable {
    /// The person's terminal has a new size; one event however often it changed.
    case resized(TerminalSize)
    /// A signal came to us. Where the terminal sent it, the children in our process group got it already.
    case signalled(Signal, toGroup: Bool)
    /// A child was stopped, as by Ctrl-Z; it waits for `Signal.continue`.
    case stopped(ProcessHandle, Signal)
    /// The terminal's character for the end of input was typed to a child, after `PersonAction.endInput`.
    case typed(ProcessHandle, [UInt8])
}

/// What is done for the person on whose terminal a session runs.
public enum PersonAction: Sendable, Hashable {
    /// Stop this process as the child was stopped, so that the person's shell takes over; answered by
    /// `PersonEvent.signalled` with `Signal.continue` once it goes on.
    case suspend
    /// Type the terminal's character for the end of input to a child, once it has read all that was typed before, and
    /// again whenever it has read that: a person who has left has left for good. Answered by `PersonEvent.typed`.
    case endInput(ProcessHandle)
    /// Let go of one output of a child, whose reader on our side has left; writing to it fails from now on.
    case letGo(Channel)
}

extension ProcessHandle {
    /// The person: our standard input is their output, what is written to them goes to our standard output.
    public static let person = ProcessHandle(rawValue: -1)
    /// The same person: what is written here goes to our standard error.
    public static let personErrors = ProcessHandle(rawValue: -2)

    /// Whether this is a child, and no end of the person's.
    public var isChild: Bool { rawValue >= 0 }
}
