public import Determinism

/// What has to hold at every event of every run, whatever goes wrong with the children.
public enum Invariant: String, Sendable, Hashable, CaseIterable {
    /// What a child wrote before it ended by itself is read to its end.
    case outputKept = "no output is lost"
    /// When the end of a child is reported, nothing of its tree runs any more.
    case nothingLeft = "nothing is left behind"
    /// No child lives longer than its limit and the steps that end it take.
    case boundsKept = "every bound is kept"
    /// What an engine keeps has a limit, and so has what it asks for.
    case memoryBounded = "the engine's memory is bounded"
    /// Each delegation is run once and has one result.
    case ranOnce = "each delegation is run once"
    /// `stop` ends a session within the steps that it takes.
    case stopReturns = "stop returns"
    /// What failed is not reported as done, and statuses are those of the processes.
    case honest = "a failure is reported as one"
    /// A session goes on, or is over: it never waits for what can't happen.
    case comesToRest = "the session comes to rest"
    /// How output is cut into reads changes nothing of what is found in it.
    case cutsDoNotMatter = "cuts do not matter"
    /// A seed is one run, however often it is run.
    case sameTwice = "a seed is one run"
    /// What a scenario itself asks for, where nothing has gone wrong with its children.
    case checks = "the scenario's checks hold"
}

/// An invariant that did not hold.
public struct Violation: Sendable, Hashable {
    /// Which.
    public var invariant: Invariant
    /// Of whom or what: `agent 2`, a check's name. Two runs fail in the same way where this is equal too.
    public var subject: String
    /// When.
    public var instant: Instant
    /// At which event of the run, from 1.
    public var event: Int
    /// What was expected.
    public var expected: String
    /// What was found.
    public var actual: String

    /// A violation.
    public init(
        _ invariant: Invariant, of subject: String, at instant: Instant, event: Int, expected: String, actual: String
    ) {
        self.invariant = invariant
        self.subject = subject
        self.instant = instant
        self.event = event
        self.expected = expected
        self.actual = actual
    }

    /// Whether another run failed in the same way: the same invariant, of the same kind of subject.
    public func isLike(_ other: Violation) -> Bool { invariant == other.invariant && kind == other.kind }

    /// The subject without the number of the agent: a smaller run has fewer.
    private var kind: Substring { subject.prefix { !$0.isNumber } }
}

extension Violation: CustomStringConvertible {
    /// All of it in one line.
    public var description: String {
        "\(invariant.rawValue): \(subject), at \(instant) s, event \(event): expected \(expected), found \(actual)"
    }
}

/// How long and how much a session may take at the most: what its configuration promises.
public struct SessionBounds: Sendable, Hashable {
    /// How long an agent's child may live, from its start until nothing of it is left; `nil`: no limit.
    public var agentLife: Duration?
    /// How long the session's own child may live; `nil`: no limit.
    public var mainLife: Duration?
    /// How long `stop` may take.
    public var stop: Duration
    /// What an engine may keep besides results, in bytes.
    public var bufferedBytes: Int
    /// How much of a stream an engine may ask for at a time, in bytes.
    public var demandBytes: Int

    /// Bounds.
    public init(
        agentLife: Duration?, mainLife: Duration?, stop: Duration, bufferedBytes: Int, demandBytes: Int
    ) {
        self.agentLife = agentLife
        self.mainLife = mainLife
        self.stop = stop
        self.bufferedBytes = bufferedBytes
        self.demandBytes = demandBytes
    }

    /// The same bounds on a machine that lets everything be heard so much later.
    func widened(by slack: Duration) -> SessionBounds {
        var bounds = self
        bounds.agentLife = agentLife.map { $0 + slack }
        bounds.mainLife = mainLife.map { $0 + slack }
        bounds.stop = stop + slack
        return bounds
    }
}
