import Hosting
public import Logging
public import Matching
public import Orchestration
public import Text

/// An orchestrator whose work is done by the engine: what the four strategies share.
public protocol EngineOrchestrator: Orchestrator {
    /// The engine's thread, and all that belongs to it.
    nonisolated var core: OrchestratorCore { get }
    /// What kind of orchestrator it is.
    static var strategy: Configuration.Strategy { get }

    /// An orchestrator with the engine's thread.
    init(core: OrchestratorCore)
}

extension EngineOrchestrator {
    /// An orchestrator that has not started.
    ///
    /// - Parameter configuration: whatever strategy it names, that of this type is taken.
    /// - Throws: `OrchestratorError`: `configuration` or `host`.
    public init(
        _ configuration: Configuration = Configuration(), launcher: Launcher,
        on stage: any OrchestratorStage = LiveStage(), logger: Logger = .understudy
    ) throws {
        var configuration = configuration
        configuration.strategy = Self.strategy
        self.init(
            core: try OrchestratorCore(configuration, launcher: launcher, stage: stage, logger: logger))
    }
}

extension EngineOrchestrator {
    /// See `Orchestrator`.
    public var configuration: Configuration { core.configuration }
    /// See `Orchestrator`.
    public var isRunning: Bool { core.feed.facts.isRunning }
    /// See `Orchestrator`.
    public var memoryUsage: Int { core.feed.facts.memory }
    /// See `Orchestrator`.
    public var metrics: SessionMetrics { core.feed.facts.metrics }
    /// See `Orchestrator`.
    public var status: SessionStatus { core.feed.facts.status }
    /// See `Orchestrator`.
    public var events: OrchestratorEvents { core.events }

    /// See `Orchestrator`.
    public func start() async throws { try core.start() }

    /// See `Orchestrator`.
    public func send(_ message: String) async throws { try core.send(message) }

    /// See `Orchestrator`.
    public func receive(timeout: Duration?) async throws -> String { try await core.receive(timeout: timeout) }

    /// See `Orchestrator`.
    public func receiveRawOutput() -> [UInt8] { core.feed.rawOutput }

    /// See `Orchestrator`.
    public func stop() async { await core.stop() }

    /// See `Orchestrator`.
    public func restart() async throws { try await core.restart() }

    /// See `Orchestrator`.
    public func extendTimeout(_ duration: Duration) async { core.extendTimeout(duration) }

    /// See `Orchestrator`.
    public func update(configuration: Configuration) async throws { try core.update(configuration) }

    /// See `Orchestrator`.
    @discardableResult
    public func addHook(
        _ event: HookEvent, priority: Int, timeout: Duration,
        _ body: @escaping @Sendable (JSONObject) async throws -> JSONObject?
    ) -> Int {
        core.addHook(event, priority: priority, timeout: timeout, body)
    }

    /// See `Orchestrator`.
    public func removeHook(_ number: Int) { core.removeHook(number) }

    /// See `Orchestrator`.
    public func addPattern(
        name: String, regex: String, flags: Pattern.Flags, action: PatternDefinition.Action,
        handler: (@Sendable (PatternMatch) async throws -> Void)?
    ) throws {
        try core.addPattern(PatternDefinition(name: name, regex: regex, flags: flags, action: action), handler: handler)
    }

    /// See `Orchestrator`.
    public func onPermission(_ body: @escaping @Sendable (PermissionRequest) async throws -> PermissionDecision) {
        core.onPermission(body)
    }

    /// See `Orchestrator`.
    public func interrupt() { core.perform(.interrupt) }

    /// See `Orchestrator`.
    public func setModel(_ model: String?) { core.perform(.setModel(model)) }

    /// See `Orchestrator`.
    public func setPermissionMode(_ mode: String) { core.perform(.setPermissionMode(mode)) }

    /// See `Orchestrator`.
    public func enableMonitoring() async throws {
        var configuration = core.configuration
        configuration.enableMonitoring = true
        try core.update(configuration)
    }

    /// See `Orchestrator`.
    public func enableDebugLogging() { core.enableDebugLogging() }

    /// See `Orchestrator`.
    public var logPatterns: Bool {
        get { core.logPatterns }
        set { core.logPatterns = newValue }
    }

    /// See `Orchestrator`.
    public var logDelegations: Bool {
        get { core.logDelegations }
        set { core.logDelegations = newValue }
    }

    /// See `Orchestrator`.
    public func clearCaches() async throws {
        core.feed.clear()
        core.perform(.clearCaches)
    }

    /// See `Orchestrator`.
    public func reduceResourceUsage() async throws {
        var configuration = core.configuration
        configuration.maxParallelAgents = max(1, configuration.maxParallelAgents / 2)
        configuration.bufferSize = min(configuration.bufferSize, 16_384)
        configuration.patternCompileCache = false
        try core.update(configuration)
    }

    /// See `Orchestrator`.
    public func cleanupResources() async { await core.close() }
}
