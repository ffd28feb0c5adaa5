import ArgumentParser
import Foundation
import Hosting
import Player
import Reports
import Scenarios
import Text

/// `understudy run`: scenarios on an arm, a verdict for each, a report for machines.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs scenarios and says which hold.",
        discussion: """
            Exit status: 0 all passed, 1 a scenario failed, 2 bad input or nothing selected, 3 the harness itself failed.
            A folder named Canary runs only when a path names it or something inside it.
            """)

    @Argument(help: "Scenario files, recorded orchestrations (NAME.casts), or folders that are searched for them.")
    var paths: [String] = ["Scenarios"]

    @Option(help: "Where to run: simulated (virtual time), fake (real processes, fake claude) or live.")
    var host = HostName.simulated

    @Option(help: "The seed of every choice; beats the seed of a file.")
    var seed: UInt64?

    @Option(help: "Run each scenario so often, with seeds counted up.")
    var runs = 1

    @Flag(help: "Run each twice and compare the traces (default: what fails, and one in twenty; simulated only).")
    var verify = false

    @Option(help: "Only scenarios whose name or path matches this regular expression.")
    var filter: String?

    @Option(help: "Only scenarios with this tag (may be repeated).")
    var tag: [String] = []

    @Option(help: "How many scenarios run at once.")
    var jobs: Int?

    @Option(help: "Only the I-th of N parts, as 2/3.")
    var shard: Shard?

    @Option(help: "How much faster than real time real processes run (default: the fake runs on virtual time).")
    var timeScale: Double?

    @Option(help: "Write a JUnit XML report to this file.")
    var junit: String?

    @Option(help: "The dialect of the report: jenkins, rich or surefire.")
    var dialect = DialectName.jenkins

    @Option(help: "What is printed: console, jsonl or tap.")
    var format = OutputFormat.console

    @Option(help: "Record into this folder: a folder NAME.casts in it for each run.")
    var record: String?

    @Option(help: "Leave a folder for each failed case in this folder: scenario, recordings, trace (simulated only).")
    var bundles: String?

    @Flag(help: "Say at the end which faults, outcomes and limits no case has reached (simulated only).")
    var reach = false

    @Flag(help: "Say what would run, and run nothing.")
    var dryRun = false

    func validate() throws {
        guard (1...1_000_000).contains(runs) else { throw ValidationError("--runs is from 1 to 1000000.") }
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs is from 1 to 256.") }
        guard !reach || host == .simulated else {
            throw ValidationError("--reach asks what the simulated arm has reached; leave --host out.")
        }
        guard bundles == nil || host == .simulated else {
            throw ValidationError("--bundles is for the simulated arm; --record keeps what real processes did.")
        }
        if let timeScale, !(timeScale >= 0.01 && timeScale <= 100_000) {
            throw ValidationError("--time-scale is from 0.01 to 100000; 1 is real time.")
        }
    }

    func run() throws {
        let set = try select()
        let scenarios = set.scenarios
        if dryRun { return list(scenarios) }
        let interruption = Interruption()
        let plan = RunPlan(scenarios: scenarios, runs: runs)
        let jobs = jobs ?? (host == .simulated ? 1 : 2) * ProcessInfo.processInfo.activeProcessorCount
        let report = try junit.map { try ReportFile(path: $0, dialect: dialect.dialect) }
        var progress = format.makeProgress(of: plan, host: host.arm, seed: seed)
        let runner = try makeRunner(interruption)
        if let record { try prepare(record, for: set) }
        if let bundles { try Self.makeFolder(bundles, of: "--bundles") }
        progress.begin()
        var tally = Tally()
        var pending: [CaseResult] = []
        let isComplete = try ParallelRun.run(
            count: plan.count, jobs: jobs, interruption: interruption, isOfProcesses: host != .simulated
        ) { index in
            verified(plan[index], by: runner)
        } onResult: { index, result in
            tally.count(result)
            progress.show(result)
            try leaveBundle(of: plan[index].scenario, result)
            pending.append(result)
            guard plan[index].isLastOfFile else { return }
            try report?.write(pending)
            pending = []
        }
        if !pending.isEmpty { try report?.write(pending) }
        try report?.finish()
        progress.end(tally)
        if reach { show(tally.reached) }
        // Also where all has run: what was under way on real processes was cut short.
        if !isComplete || interruption.hasCome { interruption.endLikeAnInterruptedProgram() }
        try tally.verdict()
    }

    private func select() throws -> ScenarioSet {
        var set = ScenarioSet(paths: paths)
        if !set.errors.isEmpty {
            throw CommandFailure(.badInput, set.errors.map(\.description).joined(separator: "\nunderstudy: "))
        }
        do { try set.select(filter: filter, tags: tag) } catch { throw CommandFailure(.badInput, "\(error)") }
        guard !set.scenarios.isEmpty else {
            throw CommandFailure(.badInput, "no scenario is selected; look at the paths, --filter and --tag")
        }
        if let shard { set.shard(shard.index, of: shard.count) }
        return set
    }

    private func leaveBundle(of scenario: Scenario, _ result: CaseResult) throws {
        guard let bundles, result.status == .failed, !scenario.isRecorded else { return }
        do {
            let path = try CaseBundle(of: scenario, result, command: result.command, version: Version.current).write(
                into: bundles)
            if format == .console { print("    bundle: \(VisibleText.clean(path))") }
        } catch { throw CommandFailure(.harnessFailed, "--bundles \(bundles): \(error)") }
    }

    private func show(_ reached: Reached) {
        let missing = Reach.unreached(reached)
        let line = missing.isEmpty ? "everything was reached" : "never reached: \(missing.joined(separator: ", "))"
        if format == .console { print(line) } else { Output.complain(line, prefix: "") }
    }

    private func list(_ scenarios: [Scenario]) {
        for scenario in scenarios {
            let skip = scenario.hosts.contains(host.arm) ? "" : " (skipped: not on \(host.rawValue))"
            let line = VisibleText.clean("\(scenario.file): \(scenario.name)\(skip)")
            print(line.replacing("\n", with: "⏎"))
        }
        print(scenarios.count == 1 ? "1 scenario" : "\(scenarios.count) scenarios")
    }

    /// Makes the folder for recordings before anything runs.
    private func prepare(_ folder: String, for scenarios: ScenarioSet) throws {
        do { try scenarios.refuseDoubleRecordings() } catch { throw CommandFailure(.badInput, "\(error)") }
        try Self.makeFolder(folder, of: "--record")
    }

    private static func makeFolder(_ folder: String, of option: String) throws {
        do { try FileSystem.makeRecordFolder(folder) } catch {
            throw CommandFailure(.badInput, "\(option) \(folder): the folder can't be made or written: \(error.reason)")
        }
    }

    private func makeRunner(_ interruption: Interruption) throws -> Runner {
        var runner = Runner(arm: host.arm)
        runner.seed = seed
        runner.timeScale = timeScale
        runner.recordFolder = record
        if host == .fake { runner.fakePath = try FakeLocation.path() }
        if host == .live { runner.fakePath = try? FakeLocation.path() }
        if host != .simulated { runner.cancellation = interruption.descriptor }
        return runner
    }

    private func verified(_ item: RunPlan.Item, by runner: Runner) -> CaseResult {
        runner.run(item.scenario, offset: UInt64(item.run), verifying: verify ? .all : .some)
    }
}

/// The arm by its name on the command line.
enum HostName: String, ExpressibleByArgument, CaseIterable {
    case simulated, fake, live

    var arm: Scenario.Arm {
        switch self {
        case .simulated: .simulated
        case .fake: .fake
        case .live: .live
        }
    }
}

/// The dialect by its name on the command line.
enum DialectName: String, ExpressibleByArgument, CaseIterable {
    case jenkins, rich, surefire

    var dialect: JUnitDialect {
        switch self {
        case .jenkins: .jenkins
        case .rich: .rich
        case .surefire: .surefire
        }
    }
}

/// One of several parts of a run.
struct Shard: ExpressibleByArgument {
    let index: Int
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), count >= 1,
            (1...count).contains(index)
        else { return nil }
        self.index = index
        self.count = count
    }
}
