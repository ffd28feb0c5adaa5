import Determinism

/// Something that waits for its instant: what time would bring next.
public struct PendingEvent: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What kind of thing.
    public enum Kind: Int, Sendable, Hashable {
        /// A virtual process does something.
        case process
        /// A limit of an engine's is reached: a timeout, a grace, a measurement.
        case timer
        /// A task that sleeps on the world's clock goes on.
        case sleeper
    }

    let at: Instant
    /// What kind of thing.
    public let kind: Kind
    let session: Int

    init(_ at: Instant, _ kind: Kind, _ session: Int) {
        self.at = at
        self.kind = kind
        self.session = session
    }

    /// When, since the world began.
    public var time: Duration { at - .zero }

    /// Whether this happens earlier.
    public static func < (one: PendingEvent, other: PendingEvent) -> Bool {
        (one.at, one.kind.rawValue, one.session) < (other.at, other.kind.rawValue, other.session)
    }

    /// What happens and when: `an engine's timer at 300.000000 s`.
    public var description: String {
        switch kind {
        case .process: "something a process does at \(at) s"
        case .timer: "an engine's timer at \(at) s"
        case .sleeper: "the end of a sleep at \(at) s"
        }
    }
}
