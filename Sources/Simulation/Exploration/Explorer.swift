public import Determinism
public import Hosting

/// Runs a subject under many seeds, and makes what fails small.
///
/// A seed decides how much is left open. One in four is the plain schedule with reads cut elsewhere, which may change
/// nothing; the others add schedules, then faults, then lateness.
public struct Explorer<Subject: ExplorationSubject>: Sendable {
    private let subject: Subject
    /// What is found in the plain run, to hold runs against that only cut differently.
    private let plain: Trial.Outcome

    /// An explorer, after the plain run.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    public init(_ subject: Subject) throws(HostFailure) {
        self.subject = subject
        plain = try Trial.run(subject, choices: Choices(ChoiceList(), seed: 0), variation: [], hasFaults: false)
    }

    /// What fails without any choice at all: there is nothing to explore then.
    public var plainViolations: [Violation] { plain.violations }

    /// What the plain run came to.
    public var plainOutcome: Trial.Outcome { plain }

    /// Runs a seed.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func run(
        seed: UInt64, performance: Trial.Performance<WatchedProgram<Subject.Program>> = Trial.perform
    ) throws(HostFailure) -> Trial.Outcome {
        let (variation, hasFaults) = Self.openness(of: seed)
        return judged(
            try Trial.run(
                subject, choices: Choices(seed: seed ^ subject.salt), variation: variation, hasFaults: hasFaults,
                performance: performance))
    }

    /// Runs choices that were made before.
    ///
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func run(
        _ choices: ChoiceList, performance: Trial.Performance<WatchedProgram<Subject.Program>> = Trial.perform
    ) throws(HostFailure) -> Trial.Outcome {
        judged(
            try Trial.run(
                subject, choices: Choices(choices, seed: 0), variation: Self.everything, hasFaults: true,
                performance: performance))
    }

    /// What a list of choices may decide.
    public static var everything: Variation { [.cuts, .schedules, .delays] }

    private static func openness(of seed: UInt64) -> (Variation, hasFaults: Bool) {
        switch seed % 4 {
        case 0: ([.cuts], false)
        case 1: ([.cuts, .schedules], false)
        case 2: ([.cuts, .schedules], true)
        default: ([.cuts, .schedules, .delays], true)
        }
    }

    private func judged(_ outcome: Trial.Outcome) -> Trial.Outcome {
        guard outcome.choices.isCutsOnly, outcome.findings != plain.findings else { return outcome }
        var outcome = outcome
        let missing = plain.findings.first { !outcome.findings.contains($0) }
        let extra = outcome.findings.first { !plain.findings.contains($0) }
        outcome.violations.append(
            Violation(
                .cutsDoNotMatter, of: "findings", at: outcome.run.end, event: outcome.run.events,
                expected: missing ?? "no more than the plain run finds", actual: extra ?? "nothing of it"))
        return outcome
    }

    /// The fewest and plainest choices that fail as these do.
    ///
    /// - Parameter runsMax: how many runs that may take.
    /// - Throws: `HostFailure` where the harness itself is broken.
    public func shrink(
        _ choices: ChoiceList, failing violation: Violation, runsMax: Int = 2_000
    ) throws(HostFailure) -> ChoiceList {
        var shrinking = Shrinking(runsMax: runsMax)
        return try shrinking.shrink(choices) { candidate throws(HostFailure) in
            try run(candidate).violations.contains { $0.isLike(violation) }
        }
    }
}
