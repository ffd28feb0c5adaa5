import Determinism
import Hosting
import LiveHost
import Orchestration
import Player
import Recording
import Simulation
import Text

/// Runs scenarios on an arm.
public struct Runner: Sendable {
    /// Where.
    public var arm: Scenario.Arm
    /// The seed for every scenario; `nil`: the scenario's own, else `defaultSeed`.
    public var seed: UInt64?
    /// How much faster than real time real processes run; `nil`: on virtual time, or at a scale that is chosen where a
    /// scenario needs real time.
    public var timeScale: Double?
    /// The path to the fake `claude`, for the fake arm.
    public var fakePath: String?
    /// The folder that recordings go to, one `NAME.casts` in it for each run; `nil`: nothing is recorded.
    public var recordFolder: String?
    /// Where a simulation is to take place, as far as processes see; `nil`: in the same place on every machine.
    public var place: RunPlace?
    /// A descriptor that becomes readable when the run has to end; real arms only.
    public var cancellation: Int32?

    /// The seed where nobody names one.
    public static let defaultSeed: UInt64 = 1

    /// How many events a run may take: a session that never rests ends there.
    static let eventsMax = 50_000_000

    /// A runner on an arm.
    public init(arm: Scenario.Arm) { self.arm = arm }

    /// Runs a scenario once.
    ///
    /// - Parameters:
    ///   - offset: added to the seed, for the second and later of several runs.
    ///   - diary: where what happens is noted, unless it is recorded.
    public func run(_ scenario: Scenario, offset: UInt64 = 0, diary: RunDiary? = nil) -> CaseResult {
        run(scenario, offset: offset, journal: nil, diary: diary)
    }

    func run(
        _ scenario: Scenario, offset: UInt64, journal: RunJournal?, diary: RunDiary? = nil
    ) -> CaseResult {
        let seed = (seed ?? scenario.seed ?? Self.defaultSeed) &+ offset
        guard scenario.hosts.contains(arm) else {
            let hosts = scenario.hosts.map(\.rawValue).joined(separator: ", ")
            return CaseResult(scenario, arm: arm, seed: seed, status: .skipped, reason: "runs only on: \(hosts)")
        }
        let stopwatch = ContinuousClock.now
        var result: CaseResult
        let recordFolder = recordFolder.map { "\($0)/\(scenario.recordingName)-\(seed)\(OrchestrationFolder.suffix)" }
        switch arm {
        case .simulated where scenario.recorded != nil:
            guard let recorded = scenario.recorded else { preconditionFailure() }
            result = ReplayArm(seed: seed).run(recorded, scenario)
        case .simulated:
            let arm = SimulatedArm(seed: seed, recordFolder: recordFolder, diary: diary, place: place)
            result = arm.run(scenario, journal: journal)
        case .fake:
            let arm = FakeArm(
                seed: seed, timeScale: timeScale, fakePath: fakePath, cancellation: cancellation,
                recordFolder: recordFolder, diary: diary)
            result = arm.run(scenario)
        case .live:
            let arm = LiveArm(
                seed: seed, fakePath: fakePath, cancellation: cancellation, recordFolder: recordFolder)
            result = arm.run(scenario)
        }
        if let journal { result.reached.formUnion(journal.reached) }
        result.wallTime = stopwatch.duration(to: .now)
        return result
    }
}

extension CaseResult {
    /// Fills in what a finished program says.
    mutating func take(_ program: ScenarioProgram, _ ending: Performance.Ending) {
        failures = program.verdict(leftovers: ending.leftovers, file: ending.file)
        events = ending.outcome.events
        reason = ending.recordingFailure.map { "recording incomplete: \($0)" }
        status = failures.isEmpty ? .passed : .failed
        virtualTime = program.end - .zero
        standardOutput = program.transcript.calls.flatMap(\.output.bytes)
        standardError = program.transcript.calls.flatMap(\.errors.bytes)
    }
}
