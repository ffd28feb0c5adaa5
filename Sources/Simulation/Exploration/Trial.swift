public import Determinism
public import Hosting
import Player
public import Text

/// A program that exploration can judge: an engine with whoever uses it.
public protocol ExploredProgram: StallingProgram {
    /// What it keeps besides results, in bytes, about.
    var bufferedBytes: Int { get }
    /// Whether its session was stopped and is over.
    var isStopped: Bool { get }
}

/// What is explored: a program, the world that it starts children in, and what they may cost.
public protocol ExplorationSubject: Sendable {
    /// The program.
    associatedtype Program: ExploredProgram

    /// What its configuration promises.
    var bounds: SessionBounds { get }
    /// The most events of one run: a session that never rests ends there.
    var eventsMax: Int { get }
    /// Who answers the engine's calls to the user; `nil`: nobody.
    var server: Mailbox.Server? { get }
    /// What makes a seed another run than it is for other subjects, so that many subjects under few seeds meet many
    /// different faults; by default nothing.
    var salt: UInt64 { get }

    /// A program at its start, and what a launch starts, in a world of its own.
    ///
    /// - Throws: `HostFailure` where no program can be made.
    func make() throws(HostFailure) -> (program: Program, world: (Launch, Int32, Instant) -> SimulatedHost.Program)

    /// What does not hold of a run in which nothing went wrong: a name and what was found for each.
    func failures(of program: Program, leftovers: Int) -> [(name: String, expected: String, actual: String)]
}

extension ExplorationSubject {
    /// Nothing.
    public var salt: UInt64 { 0 }
}

/// One run under given choices, watched.
public enum Trial {
    /// What it came to.
    public struct Outcome: Sendable {
        /// What did not hold, in the order in which it was seen.
        public var violations: [Violation] = []
        /// The choices that were not the plainest.
        public var choices = ChoiceList()
        /// What the driver says.
        public var run = Driver.Outcome()
        /// What was found in output, sorted.
        public var findings: [String] = []
        /// What each launch suffered, in words; empty where nothing.
        public var fates: [String] = []
        /// The faults of each launch, as scripts write them.
        public var faults: [[JSONValue]] = []
        /// Faults that happened, and what the engine has reported.
        public var reached = Reached()
    }

    /// How a program is run on a host; gives how many processes it left behind.
    public typealias Performance<Program> = (
        inout Program, consuming ObservedHost, inout Driver.Outcome
    ) throws(HostFailure) -> Int

    /// How late a machine may let an engine hear of something, at each of the steps that end a child.
    private static let slack: Duration = .seconds(30)

    /// Runs a subject once.
    ///
    /// - Parameters:
    ///   - choices: what happens; they need not be kept before.
    ///   - variation: what they decide.
    ///   - hasFaults: whether children suffer faults, as choices have it.
    ///   - performance: how; for those who record.
    /// - Throws: `HostFailure` where the harness itself is broken.
    public static func run<Subject: ExplorationSubject>(
        _ subject: Subject, choices: Choices, variation: Variation, hasFaults: Bool,
        performance: Performance<WatchedProgram<Subject.Program>> = perform
    ) throws(HostFailure) -> Outcome {
        var choices = choices
        choices.isKept = true
        let made = try subject.make()
        let bounds = subject.bounds
        let monitor = InvariantMonitor(bounds: variation.contains(.delays) ? bounds.widened(by: slack) : bounds)
        let drawing = Drawing(hasFaults ? FaultDraw(choices) : nil)
        let kept = KeptChoices()
        let faults = FaultLog()
        var machine = SimulatedHost(choices: choices, variation: variation, faults: faults) { launch, pid, instant in
            var launch = launch
            switch drawing.draw?.next() {
            case .refused(let errno): return .failure(errno: errno)
            case .faults(let faults): launch.add(faults)
            case nil: break
            }
            return made.world(launch, pid, instant)
        }
        if let server = subject.server { _ = machine.openMailbox(server: server) }
        var program = WatchedProgram(
            made.program, monitor: monitor, bounds: bounds, eventsMax: subject.eventsMax)
        var outcome = Outcome()
        let leftovers = try performance(
            &program, ObservedHost(machine, monitor: monitor, kept: kept), &outcome.run)
        monitor.finish(leftovers: leftovers)
        outcome.choices = kept.list
        if let draw = drawing.draw { outcome.choices.merge(draw.choices.made) }
        if !outcome.choices.isDisturbed {
            for failure in subject.failures(of: program.inner, leftovers: leftovers) {
                monitor.report(.checks, of: failure.name, expected: failure.expected, actual: failure.actual)
            }
        }
        outcome.violations = monitor.violations
        outcome.findings = monitor.findings.sorted()
        outcome.fates = drawing.draw?.fates ?? []
        outcome.faults = drawing.draw?.laid ?? []
        outcome.reached = monitor.reached
        outcome.reached.faults = faults.happened
        return outcome
    }

    /// Runs a program to its end and sweeps behind it.
    public static func perform<Program: ExploredProgram>(
        _ program: inout WatchedProgram<Program>, on host: consuming ObservedHost, outcome: inout Driver.Outcome
    ) throws(HostFailure) -> Int {
        var host = host
        do throws(HostFailure) {
            try Driver.run(&program, on: &host, outcome: &outcome, eventsMax: program.eventsMax)
        } catch  where error.code == .stalled || error.code == .limit {
            program.stall(error.message, at: host.now)
        }
        return try host.sweep()
    }

    /// Shared by the closure of a machine and who made it; all of it on one thread.
    private final class Drawing {
        var draw: FaultDraw?

        init(_ draw: FaultDraw?) { self.draw = draw }
    }
}

/// Where a machine leaves its choices when it is gone.
final class KeptChoices {
    var list = ChoiceList()
}

/// A program with a monitor beside it.
public struct WatchedProgram<Inner: ExploredProgram>: StallingProgram {
    /// The program.
    public private(set) var inner: Inner
    private let monitor: InvariantMonitor
    private let bounds: SessionBounds
    /// The most events that it may take.
    public let eventsMax: Int

    init(_ inner: Inner, monitor: InvariantMonitor, bounds: SessionBounds, eventsMax: Int) {
        self.inner = inner
        self.monitor = monitor
        self.bounds = bounds
        self.eventsMax = eventsMax
    }

    /// When the program wants its timer.
    public var deadline: Instant? { inner.deadline }
    /// Whether the program has finished.
    public var isFinished: Bool { inner.isFinished }

    /// Begins.
    public mutating func start(at now: Instant, actions: inout [Action]) { inner.start(at: now, actions: &actions) }

    /// Takes one event, and has the monitor look at what the program keeps.
    public mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        inner.handle(event, at: now, actions: &actions)
        if inner.isStopped { monitor.noteStopped() }
        let bytes = inner.bufferedBytes
        if bytes > bounds.bufferedBytes {
            monitor.report(
                .memoryBounded, of: "engine", expected: "at most \(bounds.bufferedBytes) bytes kept", actual: "\(bytes)"
            )
        }
    }

    /// Reports that the session hangs.
    public mutating func stall(_ reason: String, at now: Instant) {
        monitor.report(.comesToRest, of: "session", expected: "the session to go on or to end", actual: reason)
        inner.stall(reason, at: now)
    }
}
