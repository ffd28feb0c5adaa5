import Hosting
import Recording
import Text

extension ConfigurationKey {
    private static let megabytes = 1...1_048_576

    /// All keys, in the order of the documentation.
    public static let all: [ConfigurationKey] =
        strategyKeys + agentKeys + timeKeys + patternKeys + limitKeys + streamKeys + launcherKeys

    private static let strategyKeys: [ConfigurationKey] = [
        .word("type", \.strategy, "The strategy."),
        .word("conversation", \.conversation, "One process for each turn, or one for the whole session."),
        ConfigurationKey(
            "framework", "The instructions that the model gets: enhanced, minimal, none, or the path of a file.",
            schema: ["type": "string"], get: { $0.isFrameworkChosen ? .string($0.framework.text) : nil }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration.framework = Framework(try value.argument())
            configuration.isFrameworkChosen = true
        },
        .flag(
            "append_system_prompt", \.appendsSystemPrompt,
            "Instructions are added to the CLI's own system prompt in place of replacing it."),
        .word("logging", \.logging, "How much is logged."),
        .word("log_format", \.logFormat, "Lines for people, or JSON objects."),
        .flag("non_interactive", \.isNonInteractive, "Nobody is asked: dialogs and permission requests are refused."),
        .flag(
            "fail_on_error", \.failsOnError, "An error in the output or a failed agent fails its turn and the session."),
    ]

    private static let agentKeys: [ConfigurationKey] = [
        .integer(
            "max_parallel_agents", \.maxParallelAgents, in: Configuration.parallelAgentsRange, "Agents at once."),
        .integer(
            "agent_thread_pool_size", \.callsInParallelMax, in: Configuration.callsInParallelRange,
            "Closures of hooks and handlers at once."),
        .integer(
            "max_depth", \.maxDepth, in: Configuration.depthRange,
            "How deep delegations may nest; 1: what agents say is no delegation."),
        .flag("allow_unknown_agents", \.allowUnknownAgents, "A label that is no known agent counts as one."),
        ConfigurationKey(
            "agents", "Agents beside the core ones, or the folder that holds them.", schema: agentsSchema,
            get: \.agentsJSON
        ) { configuration, value throws(ConfigurationProblem) in try configuration.setAgents(value) },
    ]

    private static let timeKeys: [ConfigurationKey] = [
        .duration("agent_timeout", \.agentTimeout, "The longest that one agent may run."),
        .duration("timeout", \.timeout, "The longest that the whole session may run."),
        .duration("silence_timeout", \.silenceTimeout, "The longest without any output from a child."),
        .duration("startup_timeout", \.startupTimeout, "The longest until a child is ready."),
        .duration(
            "monitoring_interval", \.monitoringInterval, atLeast: .milliseconds(1), "How often a child is measured."),
        .duration("expect_timeout", \.expectTimeout, "The longest that a program on a terminal may take to answer."),
    ]

    private static let patternKeys: [ConfigurationKey] = [
        .flag("enable_tickets", \.enableTickets, "Tickets are taken from the output."),
        ConfigurationKey(
            "patterns", "What is looked for: names of built-in patterns, and patterns of one's own.",
            schema: patternsSchema, get: \.patternsJSON
        ) { configuration, value throws(ConfigurationProblem) in try configuration.setPatterns(value) },
        .flag("line_buffer", \.lineBuffer, "Patterns see whole lines, and not bytes as they come."),
        .integer(
            "pattern_cache_size", \.patternCacheSize, in: 0...100_000, "How many compiled patterns are kept."),
        .flag("pattern_compile_cache", \.patternCompileCache, "Compiled patterns are kept."),
        ConfigurationKey(
            "hooks", "Commands that are called at events.", schema: hooksSchema, get: \.hooksJSON
        ) { configuration, value throws(ConfigurationProblem) in try configuration.setHooks(value) },
    ]

    private static let limitKeys: [ConfigurationKey] = [
        .flag("enable_monitoring", \.enableMonitoring, "Children are measured."),
        .integer(
            "memory_warning_mb", \.memory.warning, in: megabytes, times: MemoryLimits.megabyte,
            "Memory of a child's tree that is warned of, in MB of 1,048,576 bytes."),
        .integer(
            "memory_critical_mb", \.memory.critical, in: megabytes, times: MemoryLimits.megabyte,
            "Memory of a child's tree that is critical."),
        .integer(
            "memory_hard_limit_mb", \.memory.hardLimit, in: megabytes, times: MemoryLimits.megabyte,
            "Memory of a child's tree that ends it after two readings."),
        .optionalMegabytes(
            "memory_limit_mb", \.memory.limit, in: megabytes, "A further limit of memory: the smallest counts."),
        ConfigurationKey(
            "resource_limits", "What else a child's tree may use.", schema: resourcesSchema, get: \.resourcesJSON
        ) { configuration, value throws(ConfigurationProblem) in try configuration.setResources(value) },
        ConfigurationKey(
            "control_group", "Whether the kernel itself holds each child's tree to its limits, in a control group.",
            schema: controlGroupSchema, get: \.controlGroupJSON
        ) { configuration, value throws(ConfigurationProblem) in try configuration.setControlGroup(value) },
    ]

    private static let streamKeys: [ConfigurationKey] = [
        .integer("buffer_size", \.bufferSize, in: 1...16_777_216, "The largest read, in bytes."),
        .bytes("output_limit", \.outputLimit, "The most output that one child may write."),
        .bytes("line_limit", \.lineLimit, "The longest line that is still read as one."),
        .integer("maxread", \.maxRead, in: 1...16_777_216, "The largest read from a pseudoterminal, in bytes."),
        .integer(
            "searchwindowsize", \.searchWindowSize, in: 1...16_777_216,
            "How far back patterns of the expect layer are looked for, in bytes."),
        ConfigurationKey(
            "terminal_size", "The size of the pseudoterminal, as 80x24.",
            schema: ["type": "string", "pattern": "^[0-9]+x[0-9]+$"], get: { .string($0.terminalSize.description) }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration.terminalSize = try value.terminalSize()
        },
    ]

    private static let launcherKeys: [ConfigurationKey] = [
        .argument("model", \.model, "The model that children are asked to use."),
        .argument("permission_mode", \.permissionMode, "The permission mode that children start in."),
        .arguments("allowed_tools", \.allowedTools, "Tools that children may use without asking."),
        .arguments("extra_args", \.extraArguments, "Arguments that every child gets behind the others."),
        .argument("claude_path", \.claudePath, "The command in place of the first `claude` on PATH."),
        .argument("cwd", \.workingDirectory, "Where children start."),
        ConfigurationKey(
            "env", "Variables that children get beside the inherited ones.",
            schema: ["type": "object", "additionalProperties": ["type": "string"]], get: \.environmentJSON
        ) { configuration, value throws(ConfigurationProblem) in try configuration.setEnvironment(value) },
    ]

    private static func optionalMegabytes(
        _ name: String, _ path: Path<Int?>, in range: ClosedRange<Int>, _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, summary, schema: integerSchema(range),
            get: { $0[keyPath: path].map { .int($0 / MemoryLimits.megabyte) } }
        ) { configuration, value throws(ConfigurationProblem) in
            configuration[keyPath: path] = try value.integer(in: range) * MemoryLimits.megabyte
        }
    }
}
