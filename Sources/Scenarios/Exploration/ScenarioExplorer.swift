public import Determinism
public import Hosting
import Orchestration
import Recording
public import Simulation

/// Explores one scenario: seeds × faults × cuts × schedules.
public struct ScenarioExplorer: Sendable {
    /// The scenario.
    public let scenario: Scenario
    private let subject: ScenarioSubject
    private let explorer: Explorer<ScenarioSubject>

    /// An explorer, after the scenario's plain run.
    ///
    /// - Parameters:
    ///   - scenario: one with steps.
    ///   - seed: what the children play with; the same in every run.
    /// - Throws: `HostFailure` where the harness itself is broken.
    public init(_ scenario: Scenario, seed: UInt64) throws(HostFailure) {
        try self.init(scenario, seed: seed, overlay: [:])
    }

    init(
        _ scenario: Scenario, seed: UInt64, overlay: [String: [UInt8]], eventsMax: Int = ScenarioSubject.usualEventsMax
    ) throws(HostFailure) {
        self.scenario = scenario
        subject = ScenarioSubject(scenario: scenario, seed: seed, overlay: overlay, eventsMax: eventsMax)
        explorer = try Explorer(subject)
    }

    /// What fails without any choice: it has to be mended before anything can be explored.
    public var plainViolations: [Violation] { explorer.plainViolations }

    /// The fingerprint of the plain run.
    var plainTrace: TraceHash { explorer.plainOutcome.run.trace }

    /// Runs a seed.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func run(seed: UInt64) throws(HostFailure) -> Trial.Outcome { try explorer.run(seed: seed) }

    /// Runs choices that were made before.
    ///
    /// - Parameters:
    ///   - recordFolder: where the recordings of the run go; `nil`: nowhere.
    ///   - journal: where each event leaves its mark; `nil`: nowhere.
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func run(
        _ choices: ChoiceList, recordFolder: String? = nil, journal: RunJournal? = nil
    ) throws(HostFailure) -> Trial.Outcome {
        try explorer.run(choices) { (program, host, outcome) throws(HostFailure) in
            try Self.perform(&program, on: host, &outcome, subject, recordFolder, journal)
        }
    }

    /// What differs between two runs of a seed; `nil`: nothing.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func difference(
        of one: Trial.Outcome, and other: Trial.Outcome, seed: UInt64
    ) throws(HostFailure) -> Violation? {
        guard one.run.trace != other.run.trace else { return nil }
        let journals = [RunJournal(hasLines: true), RunJournal(hasLines: true)]
        for journal in journals {
            _ = try explorer.run(seed: seed) { (program, host, outcome) throws(HostFailure) in
                try Self.perform(&program, on: host, &outcome, subject, nil, journal)
            }
        }
        let place = journals[0].firstDifference(from: journals[1])
        let lines = journals.map { journal in
            place.flatMap { journal.lines.indices.contains($0) ? journal.lines[$0] : nil } ?? "the same as before"
        }
        let instant = place.flatMap { journals[0].marks.indices.contains($0) ? journals[0].marks[$0].instant : nil }
        return Violation(
            .sameTwice, of: "nondeterministic", at: instant ?? one.run.end, event: (place ?? one.run.events) + 1,
            expected: lines[0], actual: lines[1])
    }

    /// The fewest and plainest choices that fail as these do.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func shrink(
        _ choices: ChoiceList, failing violation: Violation, runsMax: Int
    ) throws(HostFailure) -> ChoiceList {
        try explorer.shrink(choices, failing: violation, runsMax: runsMax)
    }

    private static func perform(
        _ program: inout WatchedProgram<ExploredScenario>, on host: consuming ObservedHost,
        _ outcome: inout Driver.Outcome, _ subject: ScenarioSubject, _ recordFolder: String?, _ journal: RunJournal?
    ) throws(HostFailure) -> Int {
        let launcher = program.inner.world.launcher
        let ending = try Performance.run(
            &program, on: JournalHost(host, journal: journal), eventsMax: program.eventsMax,
            recording: recordFolder.map {
                .simulated($0, subject.scenario.configuration, launcher, seed: subject.seed)
            })
        outcome = ending.outcome
        return ending.leftovers
    }
}

extension Performance.Recording {
    /// A recording of a simulation: nothing of this machine gets into it, so that it is the same everywhere.
    static func simulated(
        _ folder: String, _ configuration: Configuration, _ launcher: Launcher, seed: UInt64
    ) -> Self {
        Self(folder: folder, configuration: configuration, launcher: launcher, seed: seed, redaction: .known)
    }
}
