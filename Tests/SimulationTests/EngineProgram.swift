import Determinism
import Hosting
import Orchestration
import Player
import Simulation

/// An engine that sends one message and ends when it is at rest.
struct EngineProgram: HostedProgram {
    var engine: Engine
    private(set) var notices: [Notice] = []
    private(set) var leftovers: Int?
    private(set) var end = Instant.zero
    private(set) var trace = ""

    var deadline: Instant? { engine.deadline }
    var isFinished: Bool { engine.isIdle }

    init(_ configuration: Configuration) {
        let variables = [EnvironmentVariable("UNDERSTUDY_PLAY", "/script.json")]
        do {
            engine = try Engine(
                configuration: configuration, launcher: Launcher(executable: "claude", environment: variables))
        } catch {
            preconditionFailure("a test's configuration: \(error)")
        }
    }

    mutating func start(at now: Instant, actions: inout [Action]) { engine.send("go", at: now, actions: &actions) }

    mutating func handle(_ event: Event, at now: Instant, actions: inout [Action]) {
        engine.handle(event, at: now, actions: &actions)
        notices += engine.takeNotices()
    }

    /// Runs a script to the end on virtual time.
    static func run(
        _ script: String, seed: UInt64 = 1, _ change: (inout Configuration) -> Void = { _ in }
    ) throws(HostFailure) -> EngineProgram {
        var configuration = Configuration()
        change(&configuration)
        var program = EngineProgram(configuration)
        var host = SimulatedHost(seed: seed) { launch, pid, _ in
            guard launch.executable == "claude" else { return .failure(errno: 2) }
            return .player(Player(invocation: Invocation(launch, pid: pid), files: ScriptFiles(script)))
        }
        var outcome = Driver.Outcome()
        try Driver.run(&program, on: &host, outcome: &outcome, eventsMax: 1_000_000)
        program.end = outcome.end
        program.trace = outcome.trace.text
        program.leftovers = host.sweep()
        return program
    }

    var turn: TurnResult? {
        for case .turn(let turn) in notices { return turn }
        return nil
    }
}
