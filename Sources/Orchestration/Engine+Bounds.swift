import Determinism
public import Hosting

/// What an engine keeps, and what its configuration promises: for those who hold it to that.
extension Engine {
    /// The control group that its children ask for; `nil`: none.
    public var confinement: Confinement? { configuration.confinement }

    /// What it keeps of children's output and of messages until more comes, in bytes; results are not counted.
    public var bufferedBytes: Int {
        workers.bufferedBytes + waitingMessages.reduce(0) { $0 + $1.utf8.count }
    }
}

extension Configuration {
    /// How long it takes at the most to end a child that wants to stay: the steps of the ladder, then its streams.
    public var endingMax: Duration {
        stopLadder.reduce(.zero) { $0 + $1.grace } + Session.leakGrace + Session.sweepGrace
    }

    /// How long one call of each hook may take at the most, all of them in a row.
    public var hooksMax: Duration { hooks.reduce(.zero) { $0 + $1.timeout + endingMax } }
}
