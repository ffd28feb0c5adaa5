import Determinism
public import Orchestration
public import Orchestrators

/// A world for one test: orchestrators on virtual processes, a clock, and time that passes only when the test says so.
///
/// Everything in it that waits, an engine's limits, a virtual process, a task on the world's clock, waits for virtual time.
/// `advance(by:)` lets it pass, and refuses to step over anything that happens before: a test that is about an instant says
/// that instant.
///
/// ```swift
/// let world = SimulatedWorld(claude: .script(script), seed: 7)
/// let orchestrator = try makeOrchestrator(configuration, launcher: world.launcher, on: world.stage)
/// try await orchestrator.start()
/// try await orchestrator.send("Create a web scraper in Python")
/// try await world.advance(by: .seconds(300))
/// ```
public final class SimulatedWorld: Sendable {
    /// What the run was started with; say it in a failure, so that the run can be made again.
    public let seed: UInt64
    let core: WorldCore
    private let simulated: SimulatedStage

    /// A world at its first instant.
    ///
    /// - Parameters:
    ///   - claude: what the virtual `claude` plays.
    ///   - seed: decides the order of what happens at the same instant.
    ///   - patience: how long a hook or a handler may take in real time while it does not sleep on the world's clock.
    public init(claude: SimulatedClaude = .echo, seed: UInt64 = 1, patience: Duration = .seconds(2)) {
        self.seed = seed
        simulated = SimulatedStage(seed: seed, play: claude.play, files: claude.files.map { ($0.path, $0.bytes) })
        core = WorldCore(patience: patience)
    }

    /// Where orchestrators run: hand it to `makeOrchestrator` or `withOrchestrator`.
    public var stage: any OrchestratorStage { SteppedStage(simulated, keeper: core) }

    /// What starts the virtual `claude`.
    public var launcher: Launcher { Launcher(executable: "claude") }

    /// The clock of the world, for whatever sleeps.
    public var clock: WorldClock { WorldClock(core: core) }

    /// How much time has passed since the world began.
    public var now: Duration { core.now }

    // MARK: Time

    /// Waits until everything that can happen at this instant has happened.
    ///
    /// - Throws: `WorldError.Code.foreignSuspension` where a hook or a handler waits for something else.
    public func settle() async throws(WorldError) { try await core.settle() }

    /// What time would bring, earliest first, once all is at rest.
    ///
    /// - Throws: as `settle`.
    public func pending() async throws(WorldError) -> [PendingEvent] {
        try await settle()
        return core.pending
    }

    /// Lets time pass, and all happen that is due at the instant that it comes to.
    ///
    /// - Throws: `WorldError.Code.pastEvent` where something happens before that: time has then not passed at all.
    public func advance(by duration: Duration) async throws(WorldError) { try await core.advance(by: duration) }

    /// Lets time pass up to the next thing that happens.
    ///
    /// - Returns: what that was.
    /// - Throws: `WorldError.Code.stalled` where nothing would ever happen.
    @discardableResult
    public func advanceToNext() async throws(WorldError) -> PendingEvent { try await core.advanceToNext() }

    /// Lets time pass, from one thing that happens to the next, while an operation waits for it.
    ///
    /// ```swift
    /// let answer = try await world.letTimePass { try await orchestrator.receive() }
    /// ```
    ///
    /// - Throws: what the operation throws, and `WorldError.Code.stalled` where it waits for what will never happen.
    public func letTimePass<Result: Sendable>(
        while operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let finish = core.beginOperation()
        let task = Task {
            defer { core.endOperation(finish) }
            return try await operation()
        }
        do {
            while try await core.waitForTurn(of: finish) { _ = try await core.advanceToNext() }
        } catch {
            // What was over before anything could be refused is no failure.
            guard core.isOver(finish) else {
                task.cancel()
                throw error
            }
        }
        return try await task.value
    }

    // MARK: Traps

    /// Catches timers from now on: those that engines ask for, and sleeps on the clock.
    ///
    /// Whoever asks is held until the test lets it go, so that a test can wait for the question, look at it, and decide.
    public func trap(_ kind: TimerTrap.Kind = .any) -> TimerTrap { TimerTrap(core: core, kind: kind) }
}
