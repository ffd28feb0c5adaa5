public import Determinism
public import Hosting

/// A simulated machine with a monitor beside it, which changes nothing of what happens.
public struct ObservedHost: ~Copyable, MailboxHost {
    private var inner: SimulatedHost
    private let monitor: InvariantMonitor
    private let kept: KeptChoices

    init(_ inner: consuming SimulatedHost, monitor: InvariantMonitor, kept: KeptChoices) {
        self.inner = inner
        self.monitor = monitor
        self.kept = kept
    }

    /// The present on the inner host's clock.
    public var now: Instant { inner.now }

    /// Passes an action on.
    public mutating func perform(_ action: Action) throws(HostFailure) {
        monitor.observe(action, on: inner)
        try inner.perform(action)
    }

    /// Passes the next event on.
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        let occurrence = try inner.next(until: deadline)
        monitor.observe(occurrence ?? Occurrence(.timer, at: max(deadline, inner.now)))
        return occurrence
    }

    /// Ends whatever is left, and says how many processes there were.
    public mutating func sweep() throws(HostFailure) -> Int {
        kept.list = inner.choicesMade
        return inner.sweep()
    }

    /// Opens the mailbox of the machine.
    public mutating func openMailbox(server: @escaping Mailbox.Server) throws(HostFailure) -> Mailbox {
        inner.openMailbox(server: server)
    }
}
