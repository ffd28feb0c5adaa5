import Determinism
import Hosting
import Orchestration
import Simulation
import Text

/// A scenario as exploration sees it: its engine with the steps of the person.
struct ExploredScenario: ExploredProgram {
    private(set) var inner: ScenarioProgram
    let world: ScenarioWorld

    var deadline: Instant? { inner.deadline }
    var isFinished: Bool { inner.isFinished }
    var bufferedBytes: Int { inner.engine.bufferedBytes }
    var isStopped: Bool { inner.engine.isStopped }

    mutating func start(at now: Instant, actions: inout [Action]) { inner.start(at: now, actions: &actions) }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        inner.handle(event, at: now, actions: &actions)
    }

    mutating func stall(_ reason: String, at now: Instant) { inner.stall(reason, at: now) }
}

/// What is explored of a scenario.
struct ScenarioSubject: ExplorationSubject {
    let scenario: Scenario
    /// The seed that the children play with.
    let seed: UInt64
    /// Recordings by path that stand in the place of real ones.
    var overlay: [String: [UInt8]] = [:]

    /// By the name, which a scenario keeps where it is moved.
    var salt: UInt64 {
        var hash = TraceHash()
        hash.combine(scenario.name)
        return hash.value
    }

    var eventsMax = Self.usualEventsMax

    /// Ten hours in which a child is measured every second, and then some.
    static let usualEventsMax = 200_000

    var bounds: SessionBounds { SessionBounds(scenario.configuration) }

    var server: Mailbox.Server? {
        scenario.permissions.isEmpty ? nil : PermissionRule.server(scenario.permissions)
    }

    func make() throws(HostFailure) -> (
        program: ExploredScenario, world: (Launch, Int32, Instant) -> SimulatedHost.Program
    ) {
        let world = ScenarioWorld(scenario, seed: seed, overlay: overlay)
        let program = try ScenarioProgram(scenario: scenario, launcher: world.launcher, tolerance: .zero)
        return (
            ExploredScenario(inner: program, world: world),
            { launch, pid, instant in world.program(launch, pid: pid, at: instant) }
        )
    }

    func failures(of program: ExploredScenario, leftovers: Int) -> [(name: String, expected: String, actual: String)] {
        if scenario.judge == .invariants { return [] }
        return program.inner.verdict(leftovers: leftovers, file: program.world.file).map {
            ("\($0.what), \($0.message)", $0.expected, $0.actual)
        }
    }
}

extension SessionBounds {
    /// What an engine that small messages drive may keep besides lines that wait for their end.
    private static let messagesBytesMax = 1 << 20

    /// What a configuration promises.
    init(_ configuration: Configuration) {
        let lines = min(configuration.lineLimit, 1 << 40) + configuration.bufferSize
        let children = configuration.maxParallelAgents + 1
        self.init(
            agentLife: configuration.agentTimeout + configuration.endingMax,
            mainLife: configuration.timeout.map { $0 + configuration.endingMax },
            stop: configuration.endingMax + configuration.hooksMax,
            // Three look at each line: the reader of messages, the scanner, the patterns.
            bufferedBytes: 3 * children * lines + Self.messagesBytesMax,
            demandBytes: max(configuration.bufferSize, configuration.maxRead))
    }
}

extension Failure {
    /// An invariant that did not hold, as reports show it.
    init(_ violation: Violation) {
        self.init(
            what: violation.invariant.rawValue, position: SourcePosition(line: 1, column: 1),
            message: "\(violation.subject), at \(violation.instant) s, event \(violation.event)",
            expected: violation.expected, actual: violation.actual)
    }
}
