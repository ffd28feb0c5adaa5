import ArgumentParser
import Determinism
import Foundation
import Hosting
import Scenarios
import Simulation
import Text

/// `understudy explore`: a scenario under many seeds, with faults, cuts and schedules; what fails is made small.
struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract:
            "Runs scenarios under many seeds, with faults, other cuts and other schedules, and shrinks what fails.",
        discussion: """
            What has to hold whatever goes wrong: no output is lost, nothing is left behind, every bound is kept, the \
            engine's memory is bounded, each delegation is run once, stop returns, a failure is reported as one, and \
            how output is cut changes nothing. A scenario's own checks have to hold where nothing went wrong.
            Of what fails the smallest run that fails in the same way is left in a folder of its own: a scenario that \
            runs by itself, the recording, the choices, the trace.
            Exit status: 0 nothing found, 1 something was, 2 bad input, 3 the harness itself failed.
            """)

    @Argument(help: "Scenario files, or folders that are searched for them.")
    var paths: [String]

    @Option(help: "How many seeds for each scenario.")
    var seeds = 1_000

    @Option(help: "The first seed.")
    var seed: UInt64 = 0

    @Flag(help: "Run each seed twice and compare (default: what fails, and one in twenty).")
    var verify = false

    @Option(help: "Only scenarios whose name or path matches this regular expression.")
    var filter: String?

    @Option(help: "Only scenarios with this tag (may be repeated).")
    var tag: [String] = []

    @Option(help: "How many runs at once.")
    var jobs: Int?

    @Option(name: [.short, .customLong("output")], help: "Where findings go, a folder each.")
    var output = "explore-findings"

    @Flag(inversion: .prefixedNo, help: "Make findings small.")
    var shrink = true

    @Option(help: "Stop with a scenario after so many different findings.")
    var findings = 3

    func validate() throws {
        guard (1...100_000_000).contains(seeds) else { throw ValidationError("--seeds is from 1 to 100000000.") }
        guard (1...1_000).contains(findings) else { throw ValidationError("--findings is from 1 to 1000.") }
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs is from 1 to 256.") }
    }

    func run() throws {
        let scenarios = try select()
        let interruption = Interruption()
        var tally = ExploreTally()
        for scenario in scenarios where !interruption.hasCome {
            try explore(scenario, interruption: interruption, tally: &tally)
        }
        tally.show(scenarios: scenarios.count)
        if interruption.hasCome { interruption.endLikeAnInterruptedProgram() }
        if tally.findings > 0 { throw CommandFailure(.scenarioFailed) }
    }

    private func select() throws -> [Scenario] {
        var set = ScenarioSet(paths: paths)
        if !set.errors.isEmpty {
            throw CommandFailure(.badInput, set.errors.map(\.description).joined(separator: "\nunderstudy: "))
        }
        do { try set.select(filter: filter, tags: tag) } catch { throw CommandFailure(.badInput, "\(error)") }
        let scenarios = set.scenarios.filter { $0.hosts.contains(.simulated) && !$0.isRecorded }
        guard !scenarios.isEmpty else {
            throw CommandFailure(
                .badInput,
                "nothing to explore: no scenario with steps that runs on the simulated arm; look at the paths, "
                    + "--filter and --tag")
        }
        return scenarios
    }

    private func explore(_ scenario: Scenario, interruption: Interruption, tally: inout ExploreTally) throws {
        let stopwatch = ContinuousClock.now
        let explorer: ScenarioExplorer
        do { explorer = try ScenarioExplorer(scenario, seed: scenario.seed ?? Runner.defaultSeed) } catch {
            throw CommandFailure(.harnessFailed, "\(scenario.file): \(error)")
        }
        var findings = Findings()
        if let violation = explorer.plainViolations.first {
            findings.add(Finding(seed: nil, violation: violation))
        } else {
            let (first, verify, enough) = (seed, verify, self.findings)
            let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
            var failure: String?
            _ = try ParallelRun.run(count: seeds, jobs: jobs, interruption: interruption) { index in
                SeedResult(explorer, seed: first &+ UInt64(index), verify: verify)
            } onResult: { _, result in
                failure = failure ?? result.failure
                tally.take(result)
                for finding in result.findings where findings.all.count < enough { findings.add(finding) }
            }
            if let failure { throw CommandFailure(.harnessFailed, "\(scenario.file): \(failure)") }
        }
        show(scenario, findings, stopwatch.duration(to: .now), tally)
        for finding in findings.all { try report(finding, of: scenario, explorer) }
        tally.findings += findings.all.count
    }

    private func show(_ scenario: Scenario, _ findings: Findings, _ wall: Duration, _ tally: ExploreTally) {
        let isColourful = Output.isColourful(STDOUT_FILENO)
        let (sign, colour) = findings.all.isEmpty ? ("✓", 32) : ("✗", 31)
        let mark = isColourful ? "\u{1B}[\(colour)m\(sign)\u{1B}[0m" : sign
        print("\(mark) \(line(scenario.name))  \(seeds) seeds in \(ConsoleProgress.seconds(wall)) s")
        Output.flush()
    }

    private func report(_ finding: Finding, of scenario: Scenario, _ explorer: ScenarioExplorer) throws {
        print("    \(line("\(finding.violation)"))")
        guard let seed = finding.seed else {
            print("    without any choice: understudy run \(ShellWord.quoted(scenario.file))")
            return
        }
        let again = "understudy explore \(ShellWord.quoted(scenario.file)) --seeds 1 --seed \(seed)"
        print("    again: \(again)")
        guard finding.violation.invariant != .sameTwice else { return Output.flush() }
        let bundle: FailureBundle
        do {
            bundle = try FailureBundle(
                of: scenario, explorer, seed: seed, choices: finding.choices, violation: finding.violation,
                command: again, version: Version.current, shrinks: shrink)
            let folder = try bundle.write(into: output)
            print("    \(bundle.summary)")
            print("    understudy run \(ShellWord.quoted("\(folder)/\(bundle.scenarioName)"))")
        } catch { throw CommandFailure(.harnessFailed, "\(scenario.file): \(error)") }
        Output.flush()
    }

    private func line(_ text: String) -> String { VisibleText.clean(text).replacing("\n", with: "⏎") }
}

/// Something that did not hold.
struct Finding: Sendable {
    /// The seed; `nil`: it needs none.
    var seed: UInt64?
    var violation: Violation
    var choices = ChoiceList()
}

/// Findings that differ in more than their seed.
struct Findings {
    private(set) var all: [Finding] = []

    mutating func add(_ finding: Finding) {
        guard !all.contains(where: { $0.violation.isLike(finding.violation) }) else { return }
        all.append(finding)
    }
}

/// What came of a seed.
struct SeedResult: Sendable {
    private(set) var findings: [Finding] = []
    private(set) var events = 0
    private(set) var runs = 0
    private(set) var reached = Reached()
    /// How the harness failed.
    private(set) var failure: String?

    /// How many seeds there are for one that is run twice though nothing was found.
    private static let sampling: UInt64 = 20

    init(_ explorer: ScenarioExplorer, seed: UInt64, verify: Bool) {
        do throws(HostFailure) {
            let outcome = try explorer.run(seed: seed)
            take(outcome)
            findings = outcome.violations.map { Finding(seed: seed, violation: $0, choices: outcome.choices) }
            guard verify || !findings.isEmpty || seed % Self.sampling == 0 else { return }
            let other = try explorer.run(seed: seed)
            take(other)
            guard let violation = try explorer.difference(of: outcome, and: other, seed: seed) else { return }
            findings = [Finding(seed: seed, violation: violation)]
        } catch {
            failure = "seed \(seed): \(error)"
        }
    }

    private mutating func take(_ outcome: Trial.Outcome) {
        runs += 1
        events += outcome.run.events
        reached.formUnion(outcome.reached)
    }
}

/// What all of it came to.
struct ExploreTally {
    var findings = 0
    private var runs = 0
    private var events = 0
    private var reached = Reached()
    private let stopwatch = ContinuousClock.now

    mutating func take(_ result: SeedResult) {
        runs += result.runs
        events += result.events
        reached.formUnion(result.reached)
    }

    func show(scenarios: Int) {
        let word = scenarios == 1 ? "scenario" : "scenarios"
        print("\(scenarios) \(word), \(runs) runs, \(events) events, \(findings) findings")
        let missing = Reach.unreached(reached)
        if !missing.isEmpty { print("never reached: \(missing.joined(separator: ", "))") }
        print("\(ConsoleProgress.seconds(stopwatch.duration(to: .now))) s of wall time")
    }
}
