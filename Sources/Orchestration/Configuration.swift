public import Hosting
public import Recording

/// How an orchestrator is set up; the keys of the configuration file, typed.
public struct Configuration: Sendable, Hashable {
    /// The strategy.
    public enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// One child per turn in print mode, its output scanned for delegations and tickets while it arrives.
        case subprocess
        /// One child on a pseudoterminal for the whole session.
        case interactiveSubprocess = "interactive-subprocess"
    }

    /// The strategy (`type`).
    public var strategy: Strategy = .subprocess
    /// Agents at once, 1 to 64 (`max_parallel_agents`).
    public var maxParallelAgents = 4
    /// The longest that one agent may run, counted from its start (`agent_timeout`).
    public var agentTimeout: Duration = .seconds(300)
    /// The longest that the whole session may run, counted from its start (`timeout`); `nil`: no limit.
    public var timeout: Duration?
    /// The longest without any output from a child (`silence_timeout`); `nil`: no limit.
    public var silenceTimeout: Duration?
    /// Whether tickets are taken from the output (`enable_tickets`).
    public var enableTickets = true
    /// Whether children are measured (`enable_monitoring`).
    public var enableMonitoring = true
    /// How often a child is measured (`monitoring_interval`).
    public var monitoringInterval: Duration = .seconds(1)
    /// Memory of a child's tree, in bytes (`memory_*_mb`, `memory_limit_mb`).
    public var memory = MemoryLimits()
    /// The largest read, in bytes (`buffer_size`).
    public var bufferSize = 65_536
    /// The most output that one child may write, in bytes (`output_limit`).
    public var outputLimit = 1_000_000_000
    /// The longest line that is still read as one, in bytes (`line_limit`).
    public var lineLimit = 64_000_000
    /// The model that children are asked to use (`model`).
    public var model: String?
    /// The permission mode that children start in (`permission_mode`).
    public var permissionMode: String?
    /// Tools that children may use without asking (`allowed_tools`).
    public var allowedTools: [String] = []
    /// Arguments that every child gets behind our own (`extra_args`).
    public var extraArguments: [String] = []
    /// The size of the pseudoterminal that an interactive child gets.
    public var terminalSize = TerminalSize.standard
    /// What happens, and how long each step may take, when a child has to end.
    public var stopLadder = StopLadder.Step.standard

    /// The defaults.
    public init() {}

    /// The range of `maxParallelAgents`.
    public static let parallelAgentsRange = 1...64
}

/// The levels that a child's memory is held against, in bytes.
public struct MemoryLimits: Sendable, Hashable {
    /// A warning is reported (`memory_warning_mb`, default 512).
    public var warning = 512 * MemoryLimits.megabyte
    /// A critical level is reported (`memory_critical_mb`, default 1,024).
    public var critical = 1_024 * MemoryLimits.megabyte
    /// The child is ended after two readings (`memory_hard_limit_mb`, default 2,048, or `memory_limit_mb` if smaller).
    public var hard = 2_048 * MemoryLimits.megabyte

    /// The document's megabyte: 1,048,576 bytes.
    public static let megabyte = 1_048_576

    /// The defaults.
    public init() {}
}

/// Where the command is, and what every child inherits: values that the edge has looked up.
public struct Launcher: Sendable, Hashable {
    /// A path to `claude`, or its name.
    public var executable: String
    /// The environment of every child, in order.
    public var environment: [EnvironmentVariable]
    /// Where children start; `nil`: where we are.
    public var workingDirectory: String?

    /// What children are started from.
    public init(executable: String, environment: [EnvironmentVariable] = [], workingDirectory: String? = nil) {
        self.executable = executable
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}
