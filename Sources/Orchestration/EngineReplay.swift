public import Determinism
public import Hosting

/// An engine alone, as a replay runs it: it does what the recorded calls of the user say, and reports its outcomes.
public struct EngineReplay: HostedProgram, Sendable {
    private var engine: Engine

    /// An engine that has not started; that it starts is recorded.
    ///
    /// - Throws: `ConfigurationProblem` where no engine can be made.
    public init(configuration: Configuration, launcher: Launcher) throws(ConfigurationProblem) {
        engine = try Engine(configuration: configuration, launcher: launcher)
    }

    /// Never, since timers are recorded, too.
    public var deadline: Instant? { nil }

    /// Never: the recording ends the replay.
    public var isFinished: Bool { false }

    /// Does nothing: what starts the engine is the first event.
    public mutating func start(at now: Instant, actions: inout [Action]) {}

    /// Tells the engine.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        engine.handle(event, at: now, actions: &actions)
        for notice in engine.takeNotices() { notice.report(to: &actions) }
    }

    /// What a replay came to.
    public struct Verdict: Sendable, Hashable {
        /// How many events the engine got.
        public var events: Int
        /// How many actions were compared.
        public var actions: Int
        /// The instant of the last event.
        public var end: Instant
        /// Where the engine first did something else; `nil`: it behaves as it did.
        public var difference: ReplayDifference?
    }

    /// Runs an engine on a recording, to its end or to the first difference.
    ///
    /// - Throws: `HostFailure` where the harness itself fails.
    public static func run(
        _ script: ReplayScript, engine program: consuming EngineReplay
    ) throws(HostFailure) -> Verdict {
        var host = ReplayHost(script)
        var outcome = Driver.Outcome()
        do throws(HostFailure) {
            try Driver.run(&program, on: &host, outcome: &outcome)
        } catch  where error.code == .over || error.code == .different {
            return Verdict(
                events: host.eventCount, actions: host.actionCount, end: host.now, difference: host.difference)
        }
        throw HostFailure(.stalled, "the replay ended before its recording")
    }
}
