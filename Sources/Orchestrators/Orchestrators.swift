public import Logging
public import Matching
public import Orchestration

/// Claude in print mode; its output is read while it arrives: delegations become agents that run side by side, tickets and
/// errors are noted, patterns of one's own have handlers.
public actor SubprocessOrchestrator: EngineOrchestrator {
    /// See `EngineOrchestrator`.
    public static let strategy = Configuration.Strategy.subprocess
    /// See `EngineOrchestrator`.
    public nonisolated let core: OrchestratorCore

    /// See `EngineOrchestrator`.
    public init(core: OrchestratorCore) { self.core = core }
}

/// Claude with instructions as its system prompt; nothing that it says is acted upon. The least overhead, and all that
/// Claude can do by itself.
public actor SystemPromptOrchestrator: EngineOrchestrator {
    /// See `EngineOrchestrator`.
    public static let strategy = Configuration.Strategy.systemPrompt
    /// See `EngineOrchestrator`.
    public nonisolated let core: OrchestratorCore

    /// See `EngineOrchestrator`.
    public init(core: OrchestratorCore) { self.core = core }
}

/// A program on a pseudoterminal for the whole session: Claude's own interface, a shell, anything that shows a prompt.
public actor InteractiveSubprocessOrchestrator: EngineOrchestrator {
    /// See `EngineOrchestrator`.
    public static let strategy = Configuration.Strategy.interactiveSubprocess
    /// See `EngineOrchestrator`.
    public nonisolated let core: OrchestratorCore

    /// See `EngineOrchestrator`.
    public init(core: OrchestratorCore) { self.core = core }

    /// The rows of the terminal as a person saw them when something last happened.
    public var screen: [String] { core.feed.facts.screen }

    /// Types bytes as they are: keys that no message holds.
    public func type(_ bytes: [UInt8]) { core.perform(.type(bytes)) }

    /// Waits for the first of several things in what the program prints, from its start or from behind the last match on.
    ///
    /// The configuration's `expect_timeout`, `maxread` and `searchwindowsize` hold. Several waits at once come one after the
    /// other. `receive()` gives the same output as answers, whether it is waited for here or not.
    ///
    /// ```swift
    /// let found = try await orchestrator.expect([try .regex(#"(\d+) passed"#), "FAILED"], timeout: .seconds(600))
    /// print(found.group(1) ?? found.afterText)
    /// ```
    ///
    /// - Parameter timeout: how long, on the host's clock; `nil`: `expect_timeout`.
    /// - Throws: `ExpectFailure` where none of them comes, with the reason for each.
    @discardableResult
    public func expect(
        _ patterns: [ExpectPattern], timeout: Duration? = nil
    ) async throws(ExpectFailure) -> ExpectResult {
        try await core.expect(TerminalListener.Question(patterns: patterns, timeout: timeout))
    }
}

/// No main child: each message is divided into tasks, each goes to the agent that suits it best, and what they answer is
/// put together in the order of the tasks.
public actor AgentDelegatorOrchestrator: EngineOrchestrator {
    /// See `EngineOrchestrator`.
    public static let strategy = Configuration.Strategy.agentDelegator
    /// See `EngineOrchestrator`.
    public nonisolated let core: OrchestratorCore

    /// See `EngineOrchestrator`.
    public init(core: OrchestratorCore) { self.core = core }
}

/// Makes the orchestrator that a configuration asks for.
///
/// - Throws: `OrchestratorError`: `configuration` or `host`.
public func makeOrchestrator(
    _ configuration: Configuration, launcher: Launcher, on stage: any OrchestratorStage = LiveStage(),
    logger: Logger = .understudy
) throws -> any Orchestrator {
    switch configuration.strategy {
    case .subprocess:
        try SubprocessOrchestrator(configuration, launcher: launcher, on: stage, logger: logger)
    case .systemPrompt:
        try SystemPromptOrchestrator(configuration, launcher: launcher, on: stage, logger: logger)
    case .interactiveSubprocess:
        try InteractiveSubprocessOrchestrator(configuration, launcher: launcher, on: stage, logger: logger)
    case .agentDelegator:
        try AgentDelegatorOrchestrator(configuration, launcher: launcher, on: stage, logger: logger)
    }
}

/// Makes an orchestrator, runs a body with it, and stops it however the body ends.
///
/// - Throws: `OrchestratorError` where it can't be made or started, and what the body throws.
public func withOrchestrator<Result: Sendable>(
    _ configuration: Configuration, launcher: Launcher, on stage: any OrchestratorStage = LiveStage(),
    logger: Logger = .understudy, _ body: (any Orchestrator) async throws -> Result
) async throws -> Result {
    let orchestrator = try makeOrchestrator(configuration, launcher: launcher, on: stage, logger: logger)
    do {
        try await orchestrator.start()
        let result = try await body(orchestrator)
        await orchestrator.cleanupResources()
        return result
    } catch {
        await orchestrator.cleanupResources()
        throw error
    }
}

extension Logger {
    /// The logger of orchestrators that are given none.
    public static var understudy: Logger { Logger(label: "understudy.orchestrator") }
}
