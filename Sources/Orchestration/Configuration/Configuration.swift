public import Hosting
public import Recording

/// How an orchestrator is set up; the keys of the configuration file, typed.
public struct Configuration: Sendable, Hashable {
    /// The strategy.
    public enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// Claude in print mode, its output scanned for delegations and tickets while it arrives.
        case subprocess
        /// Claude in print mode with instructions as its system prompt; nothing that it says is acted upon.
        case systemPrompt = "system-prompt"
        /// One child on a pseudoterminal for the whole session.
        case interactiveSubprocess = "interactive-subprocess"
        /// No main child: each message is work for the agents that suit it best.
        case agentDelegator = "agent-delegator"
    }

    /// How a conversation with print mode is held (`conversation`).
    public enum Conversation: String, Sendable, Hashable, CaseIterable {
        /// One process for each turn, which resumes the session.
        case perTurn = "per-turn"
        /// One process for all turns, with stream-json in and out and the control protocol.
        case persistent
    }

    /// The strategy (`type`).
    public var strategy: Strategy = .subprocess
    /// One process a turn, or one for all (`conversation`).
    public var conversation: Conversation = .perTurn
    /// Which instructions the model gets (`framework`).
    public var framework: Framework = .enhanced
    /// Whether `framework` was chosen, or is the default: only a chosen one is given to strategies that need none.
    public var isFrameworkChosen = false
    /// Whether instructions are added to the CLI's own system prompt, and do not replace it (`append_system_prompt`).
    public var appendsSystemPrompt = false
    /// What is logged (`logging`).
    public var logging: LogLevel = .info
    /// How it is logged (`log_format`).
    public var logFormat: LogFormat = .text

    /// Agents at once, 1 to 64 (`max_parallel_agents`).
    public var maxParallelAgents = 4
    /// Closures of hooks and handlers at once, 1 to 256 (`agent_thread_pool_size`).
    public var callsInParallelMax = 4
    /// How deep delegations may nest, 1 to 8; 1: what agents say is no delegation (`max_depth`).
    public var maxDepth = 1
    /// Whether a label that is no known agent counts as one (`allow_unknown_agents`).
    public var allowUnknownAgents = false
    /// Agents beside the core ones (`agents`).
    public var agents: [AgentDefinition] = []
    /// The folder that holds agents, which the edge reads (`agents`); `nil`: none.
    public var agentsFolder: String?

    /// The longest that one agent may run, counted from its start (`agent_timeout`).
    public var agentTimeout: Duration = .seconds(300)
    /// The longest that the whole session may run, counted from its start (`timeout`); `nil`: no limit.
    public var timeout: Duration?
    /// The longest without any output from a child (`silence_timeout`); `nil`: no limit.
    public var silenceTimeout: Duration?
    /// The longest until a child is ready: its first output, or its prompt on a terminal (`startup_timeout`).
    public var startupTimeout: Duration = .seconds(60)

    /// Whether tickets are taken from the output (`enable_tickets`).
    public var enableTickets = true
    /// The built-in patterns that are looked for (`patterns`).
    public var detections: Set<Detection> = Set(Detection.allCases)
    /// Patterns of the user's own (`patterns`).
    public var patterns: [PatternDefinition] = []
    /// Hooks that are commands (`hooks`).
    public var hooks: [HookDefinition] = []

    /// Whether children are measured (`enable_monitoring`).
    public var enableMonitoring = true
    /// How often a child is measured (`monitoring_interval`).
    public var monitoringInterval: Duration = .seconds(1)
    /// Memory of a child's tree, in bytes (`memory_*_mb`, `memory_limit_mb`).
    public var memory = MemoryLimits()
    /// What else a child's tree may use (`resource_limits`).
    public var resources = ResourceLimits()

    /// Whether the kernel itself holds each child's tree to its limits (`control_group`).
    public var controlGroup = ControlGroupSettings()

    /// Whether nobody is there to be asked: dialogs and permission requests are refused (`non_interactive`).
    public var isNonInteractive = false
    /// Whether an error in the output or a failed agent fails its turn and the session (`fail_on_error`).
    public var failsOnError = false

    /// The largest read, in bytes (`buffer_size`).
    public var bufferSize = 65_536
    /// Whether patterns see whole lines, and not bytes as they come (`line_buffer`).
    public var lineBuffer = true
    /// How many compiled patterns are kept, 0 to 100,000 (`pattern_cache_size`).
    public var patternCacheSize = 1_000
    /// Whether compiled patterns are kept at all (`pattern_compile_cache`).
    public var patternCompileCache = true
    /// The most output that one child may write, in bytes (`output_limit`).
    public var outputLimit = 1_000_000_000
    /// The longest line that is still read as one, in bytes (`line_limit`).
    public var lineLimit = 64_000_000

    /// The longest that an `expect` of the interactive strategy waits (`expect_timeout`).
    public var expectTimeout: Duration = .seconds(300)
    /// The largest read from a pseudoterminal, in bytes (`maxread`).
    public var maxRead = 65_536
    /// How far back patterns of the expect layer are looked for, in bytes (`searchwindowsize`).
    public var searchWindowSize = 4_096

    /// The model that children are asked to use (`model`).
    public var model: String?
    /// The permission mode that children start in (`permission_mode`).
    public var permissionMode: String?
    /// Tools that children may use without asking (`allowed_tools`).
    public var allowedTools: [String] = []
    /// Arguments that every child gets behind our own (`extra_args`).
    public var extraArguments: [String] = []
    /// The command in place of `claude` (`claude_path`); the edge looks it up.
    public var claudePath: String?
    /// Where children start (`cwd`); the edge checks that it is there.
    public var workingDirectory: String?
    /// Variables that children get beside the inherited ones (`env`).
    public var environment: [EnvironmentVariable] = []
    /// The size of the pseudoterminal that an interactive child gets (`terminal_size`).
    public var terminalSize = TerminalSize.standard
    /// What happens, and how long each step may take, when a child has to end.
    public var stopLadder = StopLadder.Step.standard

    /// The defaults.
    public init() {}

    /// The range of `maxParallelAgents`.
    public static let parallelAgentsRange = 1...64
    /// The range of `callsInParallelMax`.
    public static let callsInParallelRange = 1...256
    /// The range of `maxDepth`.
    public static let depthRange = 1...8

    /// Whether one child serves the whole session.
    var hasLastingChild: Bool {
        switch strategy {
        case .interactiveSubprocess: true
        case .subprocess, .systemPrompt: conversation == .persistent
        case .agentDelegator: false
        }
    }
}

/// Which instructions the model gets.
public enum Framework: Sendable, Hashable {
    /// The long form: who the agents are, and how work is handed to them.
    case enhanced
    /// The short form.
    case minimal
    /// None.
    case none
    /// A file of the person's own.
    case path(String)

    /// The framework of a word or a path.
    public init(_ text: String) {
        switch text {
        case "enhanced": self = .enhanced
        case "minimal": self = .minimal
        case "none": self = .none
        default: self = .path(text)
        }
    }

    /// The word or the path.
    public var text: String {
        switch self {
        case .enhanced: "enhanced"
        case .minimal: "minimal"
        case .none: "none"
        case .path(let path): path
        }
    }
}

/// How much is logged.
public enum LogLevel: String, Sendable, Hashable, CaseIterable {
    case off, error, warning, info, debug
}

/// How it is logged.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// Lines for people.
    case text
    /// One JSON object a line.
    case json
}

/// A built-in kind of pattern, by its name in `patterns`.
public enum Detection: String, Sendable, Hashable, CaseIterable {
    /// Work for agents.
    case delegations
    /// Work for later.
    case tickets
    /// Lines that begin with `Error:` or `Warning:`.
    case errors
}

/// Where the command is, and what every child inherits: values that the edge has looked up.
public struct Launcher: Sendable, Hashable {
    /// Instructions for the model.
    public enum Instructions: Sendable, Hashable {
        /// In an argument, at most `inlineBytesMax` bytes.
        case text(String)
        /// In a file that the edge has written.
        case file(String)

        /// The longest text that goes into an argument, in bytes: Linux allows 128 KiB for one (execve(2)).
        public static let inlineBytesMax = 102_400
    }

    /// A path to `claude`, or its name.
    public var executable: String
    /// The environment of every child, in order.
    public var environment: [EnvironmentVariable]
    /// Where children start; `nil`: where we are.
    public var workingDirectory: String?
    /// What the main child is told beside the messages; `nil`: nothing.
    public var instructions: Instructions?

    /// What children are started from.
    public init(
        executable: String, environment: [EnvironmentVariable] = [], workingDirectory: String? = nil,
        instructions: Instructions? = nil
    ) {
        self.executable = executable
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.instructions = instructions
    }
}
