public import Determinism
import Recording

/// A host that reads a recording: the engine gets the recorded events in their order and at their instants, and what it
/// does is held against what it did.
///
/// Compared are spawns, the bytes for each child between two events, closes, signals, sizes, questions to the user and
/// outcomes; never demand, measurements, deadlines, or how writes are cut.
public struct ReplayHost: Host {
    private var entries: ArraySlice<ReplayScript.Entry>
    private let script: ReplayScript
    private var comparison: ActionComparison
    private var names: [ProcessHandle: String] = [:]
    private var last: Occurrence?

    /// The instant of the last event.
    public private(set) var now = Instant.zero
    /// How many events the engine got.
    public private(set) var eventCount = 0
    /// How many actions were compared.
    public private(set) var actionCount = 0
    /// Where the engine first did something else; then `next` has thrown `HostFailure.Code.different`.
    public private(set) var difference: ReplayDifference?

    /// A host at the beginning of a recording.
    public init(_ script: ReplayScript) {
        self.script = script
        entries = script.entries[...]
        let hasOutcomes = script.entries.contains { if case .action(.outcome) = $0 { true } else { false } }
        comparison = ActionComparison(comparesOutcomes: hasOutcomes)
    }

    /// Keeps an action, to be compared when the next event is asked for.
    public mutating func perform(_ action: Action) throws(HostFailure) {
        var launch: LaunchFacts?
        if case .spawn(let process, let what) = action {
            names[process] = RecordedName.name(of: process, what)
            launch = LaunchFacts(what)
        }
        if let recorded = RecordedAction(action, name: { names[$0] ?? "\($0.rawValue)" }) {
            comparison.did(recorded, launch)
        }
    }

    /// Compares what was done since the last event, then gives the next one, whatever the deadline.
    ///
    /// - Throws: `HostFailure.Code.different` at the first difference, `HostFailure.Code.over` at the recording's end.
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        while case .action(let action)? = entries.first {
            entries.removeFirst()
            var launch: LaunchFacts?
            if case .spawn(let name) = action { launch = script.launches[name] }
            comparison.expects(action, launch)
        }
        let isTorn = entries.isEmpty && !script.isComplete
        actionCount += comparison.expectedCount
        if let found = comparison.finish(mayBreakOff: isTorn) { throw differ(found) }
        guard case .event(let occurrence)? = entries.popFirst() else {
            throw HostFailure(.over, "the recording is over")
        }
        eventCount += 1
        now = max(now, occurrence.instant)
        last = occurrence
        return Occurrence(occurrence.event, at: now)
    }

    /// Nothing is left of a recording.
    public mutating func sweep() -> Int { 0 }

    private mutating func differ(_ found: ActionComparison.Finding) -> HostFailure {
        let process = found.process ?? last?.event.process.flatMap { names[$0] }
        let difference = ReplayDifference(
            event: eventCount, instant: now, process: process, expected: found.expected, actual: found.actual)
        self.difference = difference
        return HostFailure(.different, "\(difference)")
    }
}

extension HostFailure.Code {
    /// The engine did something else than was recorded.
    public static let different = HostFailure.Code(name: "different")
    /// The recording has come to its end.
    public static let over = HostFailure.Code(name: "over")
}

/// The first difference between what an engine did and what was recorded.
public struct ReplayDifference: Sendable, Hashable, CustomStringConvertible {
    /// After which event, counted from 1; 0: before the first.
    public var event: Int
    /// The instant of that event.
    public var instant: Instant
    /// The child that it is about, or whose event it was; `nil`: none.
    public var process: String?
    /// What was recorded; `nil`: nothing more.
    public var expected: String?
    /// What the engine did; `nil`: nothing more.
    public var actual: String?

    /// Where it is, in words: `after event 17, at 12.000300 s, 02-engineer`.
    public var place: String { "after event \(event), at \(instant) s" + (process.map { ", \($0)" } ?? "") }

    /// Where it is, what was expected and what happened, in one line.
    public var description: String { "\(place): expected \(expected ?? "nothing"), actual \(actual ?? "nothing")" }
}
