import Hosting
import Matching
import Orchestration
import Recording
import Testing
import Text

@Suite("The keys of a configuration")
struct ConfigurationKeyTests {
    /// A value of each key that is not its default, and what it changes.
    private static let cases: [(key: String, value: JSONValue, holds: @Sendable (Configuration) -> Bool)] = [
        ("type", "agent-delegator", { $0.strategy == .agentDelegator }),
        ("conversation", "persistent", { $0.conversation == .persistent }),
        ("framework", "minimal", { $0.framework == .minimal && $0.isFrameworkChosen }),
        ("append_system_prompt", true, { $0.appendsSystemPrompt }),
        ("logging", "debug", { $0.logging == .debug }),
        ("log_format", "json", { $0.logFormat == .json }),
        ("non_interactive", true, { $0.isNonInteractive }),
        ("fail_on_error", true, { $0.failsOnError }),
        ("max_parallel_agents", 8, { $0.maxParallelAgents == 8 }),
        ("agent_thread_pool_size", 9, { $0.callsInParallelMax == 9 }),
        ("max_depth", 3, { $0.maxDepth == 3 }),
        ("allow_unknown_agents", true, { $0.allowUnknownAgents }),
        ("agents", [["name": "Reviewer", "after": ["qa"]]], { $0.agents.first?.name == "reviewer" }),
        ("agent_timeout", 600, { $0.agentTimeout == .seconds(600) }),
        ("timeout", "30m", { $0.timeout == .seconds(1_800) }),
        ("silence_timeout", "2m", { $0.silenceTimeout == .seconds(120) }),
        ("startup_timeout", "5s", { $0.startupTimeout == .seconds(5) }),
        ("monitoring_interval", "250ms", { $0.monitoringInterval == .milliseconds(250) }),
        ("expect_timeout", 10, { $0.expectTimeout == .seconds(10) }),
        ("enable_tickets", false, { !$0.enableTickets }),
        (
            "patterns", ["tickets", ["name": "m", "regex": "a+", "flags": ["dotall"]]],
            {
                $0.detections == [.tickets] && $0.patterns.first?.flags == .dotMatchesLineFeed
            }
        ),
        ("line_buffer", false, { !$0.lineBuffer }),
        ("pattern_cache_size", 5, { $0.patternCacheSize == 5 }),
        ("pattern_compile_cache", false, { !$0.patternCompileCache }),
        (
            "hooks", [["event": "submit", "command": "check it", "priority": 3, "timeout": "2s"]],
            {
                $0.hooks == [
                    HookDefinition(event: .submit, kind: .command(["check", "it"]), priority: 3, timeout: .seconds(2))
                ]
            }
        ),
        ("enable_monitoring", false, { !$0.enableMonitoring }),
        ("memory_warning_mb", 1, { $0.memory.warning == 1_048_576 }),
        ("memory_critical_mb", 2, { $0.memory.critical == 2_097_152 }),
        ("memory_hard_limit_mb", 3, { $0.memory.hard == 3_145_728 }),
        ("memory_limit_mb", 4, { $0.memory.hard == 4_194_304 }),
        (
            "resource_limits", ["memory_mb": 5, "cpu_percent": 80, "max_file_descriptors": 64],
            {
                $0.memory.hard == 5_242_880 && $0.resources.processorPercent == 80 && $0.resources.descriptors == 64
            }
        ),
        (
            "control_group", ["use": "required", "memory_high_mb": 6, "memory_max_mb": 7, "pids_max": 8],
            {
                $0.confinement
                    == Confinement(isRequired: true, memoryHigh: 6_291_456, memoryMax: 7_340_032, tasksMax: 8)
            }
        ),
        ("buffer_size", 1024, { $0.bufferSize == 1_024 }),
        ("output_limit", "2MB", { $0.outputLimit == 2_000_000 }),
        ("line_limit", "64KiB", { $0.lineLimit == 65_536 }),
        ("maxread", 2000, { $0.maxRead == 2_000 }),
        ("searchwindowsize", 100, { $0.searchWindowSize == 100 }),
        ("terminal_size", "120x40", { $0.terminalSize == TerminalSize(columns: 120, rows: 40) }),
        ("model", "haiku", { $0.model == "haiku" }),
        ("permission_mode", "plan", { $0.permissionMode == "plan" }),
        ("allowed_tools", ["Read", "Bash"], { $0.allowedTools == ["Read", "Bash"] }),
        ("extra_args", "--bare", { $0.extraArguments == ["--bare"] }),
        ("claude_path", "/opt/claude", { $0.claudePath == "/opt/claude" }),
        ("cwd", "/srv", { $0.workingDirectory == "/srv" }),
        ("env", ["A": "1"], { $0.environment.first?.value == "1" }),
    ]

    @Test("Each key has a case here, and none else")
    func isComplete() {
        #expect(Set(Self.cases.map(\.key)) == Set(ConfigurationKey.all.map(\.name)))
        #expect(ConfigurationKey.all.count == Set(ConfigurationKey.all.map(\.name)).count)
    }

    @Test("Each key changes what it says, and comes back from the form of a file", arguments: 0..<cases.count)
    func changes(_ index: Int) throws {
        let (key, value, holds) = Self.cases[index]
        #expect(!holds(Configuration()), "\(key) is its own default")
        let configuration = try Configuration(json: [key: value])
        #expect(holds(configuration), "\(key)")
        #expect(try Configuration(json: configuration.json) == configuration, "\(key)")
    }

    @Test("A control group is slowed at the limit of memory and ended a quarter above it; none by default")
    func controlGroup() throws {
        #expect(Configuration().confinement == nil)
        #expect(try Configuration(json: ["control_group": "off"]).confinement == nil)
        let configuration = try Configuration(json: ["control_group": "auto", "memory_limit_mb": 100])
        #expect(
            configuration.confinement
                == Confinement(isRequired: false, memoryHigh: 104_857_600, memoryMax: 131_072_000))
    }

    @Test("A key that nobody knows is refused with the nearest one")
    func unknown() {
        let problem = #expect(throws: ConfigurationProblem.self) { try Configuration(json: ["agent_timeot": 3]) }
        #expect(problem?.isAboutKey == true)
        #expect(problem?.reason == "unknown key 'agent_timeot'; did you mean 'agent_timeout'?")
    }

    @Test(
        "What is wrong within a list is found by its place",
        arguments: [
            (
                ["patterns": ["tickets", "tikets"]],
                "patterns[1]: 'patterns' can't be 'tikets'; did you mean 'tickets'?"
            ),
            (["patterns": [["name": "n", "regex": "(", "action": "report"]]], "patterns[0].regex: "),
            (["hooks": [["event": "submit", "command": "c", "priority": 101]]], "hooks[0].priority: "),
            (
                ["agents": [["name": "a", "after": "b"], ["name": "b", "after": "a"]]],
                "agents: agents wait for each other"
            ),
            (["agents": [["name": "a", "after": "nobody"]]], "agents: agent 'a' comes after 'nobody'"),
            (["resource_limits": ["cpu": 1]], "resource_limits.cpu: unknown key 'cpu'"),
            (["env": ["A=B": "1"]], "env.A=B: "),
            (
                ["control_group": "requird"],
                "control_group: 'control_group' can't be 'requird'; did you mean 'required'?"
            ),
            (["control_group": ["pids_max": 3]], "control_group: 'use' is missing in 'control_group'"),
            (["control_group": ["use": "auto", "pids": 3]], "control_group.pids: unknown key 'pids'"),
        ] as [(JSONObject, String)])
    func places(_ json: JSONObject, _ words: String) {
        let problem = #expect(throws: ConfigurationProblem.self) { try Configuration(json: json) }
        #expect(problem?.description.hasPrefix(words) == true, "\(problem?.description ?? "none")")
    }

    @Test("The schema describes every key, with its default where it has one")
    func schema() {
        let properties = Configuration.schema["properties"]?.object
        #expect(properties?.members.map(\.key) == ConfigurationKey.all.map(\.name))
        #expect(properties?["agent_timeout"]?["default"] == "300s")
        #expect(properties?.members.allSatisfy { $0.value["description"]?.string?.isEmpty == false } == true)
    }
}
