import Determinism
import Orchestration
import Recording

/// Chooses how much faster than real time a scenario may run on real processes.
///
/// Two instants can be told apart on a real machine when they are further apart than its lateness. A run on virtual
/// time shows which instants decide the verdict; the scale keeps the lateness under a third of the smallest gap.
struct TimeScale: Sendable, Hashable {
    /// How much faster than real time.
    let factor: Double
    /// How far apart instants may be, on the arm's clock: a third of the smallest gap, if the machine may need it.
    let tolerance: Duration

    /// How late a quiet machine notices something, in real time.
    static let lateness: Duration = .milliseconds(100)

    /// How late a busy machine may be, in real time, where the gaps leave room for it.
    static let busyLateness: Duration = .milliseconds(500)

    /// The range of factors that are chosen; 1 is real time.
    static let range = 1.0...10_000.0

    /// A run needs not be shorter than this, in real time: beyond it a larger factor only adds risk.
    private static let shortestRun: Duration = .seconds(2)

    /// A run that depends on memory takes longer, in real time: pages are touched at the machine's own pace.
    private static let shortestMemoryRun: Duration = .seconds(4)

    /// How many samples of a process a second of real time may hold: measuring costs real time, whatever the scale.
    private static let samplesPerSecond = 20.0

    /// The scale for a scenario, from a rehearsal of it on virtual time.
    ///
    /// - Parameter factor: the factor that a person has asked for.
    init(for scenario: Scenario, rehearsal: ScenarioProgram, factor wanted: Double? = nil) {
        let gap = Self.gaps(in: scenario, rehearsal).filter { $0 > .zero }.min()
        var factor = (rehearsal.end - .zero) / Self.shortestRun
        if let gap { factor = min(factor, gap / (Self.lateness * 3)) }
        if rehearsal.transcript.hasMemoryNotice || scenario.asksForMemory {
            factor = min(factor, (rehearsal.end - .zero) / Self.shortestMemoryRun)
            factor = min(factor, scenario.configuration.monitoringInterval.seconds * Self.samplesPerSecond)
        }
        self.factor = wanted ?? min(max(factor, Self.range.lowerBound), Self.range.upperBound)
        let most = Self.busyLateness * self.factor
        tolerance = max(Self.lateness * self.factor, gap.map { min($0 / 3, most) } ?? most)
    }

    /// How often children are measured at this scale, on the arm's clock, where every so often is asked for.
    func monitoringInterval(_ wanted: Duration) -> Duration {
        max(wanted, .microseconds(Int64(1_000_000 / Self.samplesPerSecond * factor)))
    }

    private static func gaps(in scenario: Scenario, _ rehearsal: ScenarioProgram) -> [Duration] {
        var asserted: Set<Duration> = [.zero]
        for step in scenario.steps {
            if case .expect(let expectation) = step.kind { expectation.kind.assert(&asserted) }
        }
        for check in scenario.checks { check.assert(&asserted) }
        let sorted = asserted.sorted()
        var gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
        for step in scenario.steps {
            if case .expect(let expectation) = step.kind, let within = expectation.within { gaps.append(within) }
        }
        gaps += waitGaps(rehearsal) + limitGaps(scenario.configuration, rehearsal)
        return gaps
    }

    /// How far the ends of `wait` steps are from what happens around them.
    private static func waitGaps(_ rehearsal: ScenarioProgram) -> [Duration] {
        let instants = rehearsal.transcript.entries.map(\.instant)
        return rehearsal.waitInstants.flatMap { wait in
            instants.map { abs($0 - wait) }.filter { $0 > .zero }
        }
    }

    /// How far results are from the limits that they kept.
    private static func limitGaps(_ configuration: Configuration, _ rehearsal: ScenarioProgram) -> [Duration] {
        var gaps = rehearsal.engine.results.map { abs(configuration.agentTimeout - $0.duration) }
        if let timeout = configuration.timeout { gaps.append(abs(timeout - (rehearsal.end - .zero))) }
        if let silence = configuration.silenceTimeout { gaps.append(silence) }
        return gaps
    }

    private static func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}

extension Scenario {
    /// Whether memory decides the verdict.
    fileprivate var asksForMemory: Bool {
        checks.contains { if case .memory = $0.kind { true } else { false } }
            || always.contains { if case .memory = $0.kind { true } else { false } }
    }
}

extension Transcript {
    fileprivate var hasMemoryNotice: Bool {
        entries.contains { if case .memory = $0.notice { true } else { false } }
    }
}

extension TimeMatch {
    fileprivate func assert(_ instants: inout Set<Duration>) {
        if let min { instants.insert(min) }
        if let max { instants.insert(max) }
    }
}

extension Expectation.Kind {
    fileprivate func assert(_ instants: inout Set<Duration>) {
        switch self {
        case .result(let match): match.assert(&instants)
        case .delegation(let match): match.at?.assert(&instants)
        case .event(let match): match.at?.assert(&instants)
        case .any(let kinds), .all(let kinds): for kind in kinds { kind.assert(&instants) }
        case .text, .ticket, .exit, .screen: break
        }
    }
}

extension ResultMatch {
    fileprivate func assert(_ instants: inout Set<Duration>) {
        after?.assert(&instants)
        at?.assert(&instants)
    }
}

extension Check {
    /// The instants that decide; a bound on the whole duration is given the arm's tolerance instead.
    fileprivate func assert(_ instants: inout Set<Duration>) {
        switch kind {
        case .results(let matches): for match in matches { match.assert(&instants) }
        case .delegations(let matches): for match in matches { match.at?.assert(&instants) }
        case .duration(let match) where match.isExact: match.assert(&instants)
        default: break
        }
    }
}
