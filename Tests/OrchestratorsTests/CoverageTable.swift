/// Which case shows what: a scenario by its path below `Scenarios`, a test by the start of its sentence.
struct CoverageRow: Sendable {
    /// What is shown: `row 6`, `bug 21`, `key maxread`, `method stop`, `event submit`, `pattern arrow`, `alias docs`.
    let item: String
    let cases: [String]
    /// Why it does not run on simulated and on real processes both; `nil`: it does.
    let note: String?

    init(_ item: String, _ cases: String..., onlyBecause note: String? = nil) {
        self.item = item
        self.cases = cases
        self.note = note
    }
}

enum CoverageTable {
    private static let kernel = "the kernel alone can do it"

    static let rows: [CoverageRow] = [
        .init(
            "row 1", "Unit test: what the child prints", "Events arrive in their order", "Restarting: a stopped session"
        ),
        .init("row 2", "Delegation/three-ways", "Timing/agent-timeout", "Usage: the subprocess orchestrator"),
        .init(
            "row 3", "Orchestrators/system-prompt", "Instructions above 100 KiB go by a file", "append_system_prompt:"),
        .init("row 4", "Orchestrators/terminal-turns", "bash: each command's output", "vim: the screen shows"),
        .init("row 5", "Orchestrators/delegator", "Agents/dependencies", "An agent that is busy loses five points"),
        .init("row 6", "Delegation/three-ways", "Delegation/code-fence", "A row is found as decided"),
        .init("row 7", "Delegation/three-ways", "A row is found as decided"),
        .init("row 8", "Delegation/three-ways", "A row is found as decided"),
        .init("row 9", "Delegation/native-tool", "A row is found as decided"),
        .init("row 10", "A row is found as decided"),
        .init("row 11", "Delegation/aliases", "11: an alias leads to its agent"),
        .init("row 12", "Timing/order-of-results", "Bugs/04-failed-agent-done", "Agents/depth"),
        .init("row 13", "Patterns/ticket-kinds", "Patterns/tickets-off", "Delegation/tickets-alone"),
        .init("row 14", "Patterns/errors-noted", "Patterns/errors-fail", "Bugs/23-error-as-success"),
        .init("row 15", "Patterns/own", "Custom patterns: handlers get their groups", "Patterns/stop"),
        .init("row 16", "Each is called once in a session", "Hooks/commands", "Hooks/real-command"),
        .init("row 17", "Memory/limit-kills", "Memory/single-peak", "Memory/warning-only"),
        .init(
            "row 18", "Limits/descriptors", "Limits/processor", "Limits/disk",
            "cpu_percent: a program", "disk_io_mb_per_sec: a program", "Limits/network-not-enforced",
            "Limits/memory-limit-mb"),
        .init("row 19", "Process timeout: the session lives on", "Timing/total-timeout", "Failures/deaf-to-signals"),
        .init(
            "row 20", "Each key has a case here", "Development, production and CI/CD: each setup",
            "A key that nobody knows is refused"),
        .init("row 21", "Each row of the decision matrix", "--use-case chooses, and says why"),
        .init("row 22", "Best practice: resources are watched and reduced", "pattern_cache_size:"),
        .init("row 23", "Usage: the subprocess orchestrator with its settings"),
        .init("row 24", "Memory exceeded: the error says so", "Pattern failure: the output is there"),
        .init("row 25", "Patterns and delegations are logged", "log_format and logging:", "Bugs 16 and 31:"),
        .init(
            "row 26", "framework: whose instructions are given", "Agents are read from the project's folder",
            "A definition of a higher tier replaces"),

        .init("bug 1", "Bugs/01-tail-lost"),
        .init("bug 2", "Bugs/02-timeout-no-bound"),
        .init("bug 3", "Bugs/03-orphan"),
        .init("bug 4", "Bugs/04-failed-agent-done"),
        .init("bug 5", "Bugs/05-completion-order"),
        .init("bug 6", "Bugs/06-multi-line-prompt"),
        .init("bug 7", "Bugs/07-glyph-in-answer"),
        .init("bug 8", "Bugs/08-echo-parsed"),
        .init("bug 9", "Bugs/09-exit-code"),
        .init("bug 10", "Bugs/10-grandchild-memory"),
        .init("bug 11", "Bugs/11-cause-lost"),
        .init("bug 12", "Bugs/12-marker-never-comes"),
        .init(
            "bug 13", "A program further down that finds the fake again",
            onlyBecause: "only the fake looks for a program below itself on PATH"),
        .init("bug 14", "Bugs/14-split-utf8"),
        .init("bug 15", "Bugs/15-ansi-residue"),
        .init("bug 16", "Bugs 16 and 31:"),
        .init("bug 17", "Bugs/17-large-prompt"),
        .init("bug 18", "Hooks/commands", "Lower priorities come first"),
        .init("bug 19", "Bugs/19-terminal", "Waiting does not spin", "The terminal is the controlling one"),
        .init("bug 20", "Bugs/20-missing-child"),
        .init("bug 21", "Bugs/21-long-line"),
        .init("bug 22", "Bugs/22-stderr-flood"),
        .init("bug 23", "Bugs/23-error-as-success"),
        .init("bug 24", "A long stream keeps memory flat", "The text that is kept is bounded"),
        .init("bug 25", "A signal to a child that has ended", "A process that is over and was let go"),
        .init("bug 26", "Bugs/26-content-blocks"),
        .init("bug 27", "Bugs/27-resume-keeps-flags"),
        .init("bug 28", "Bugs/28-stale-folder", onlyBecause: kernel),
        .init("bug 29", "Bugs/29-environment", onlyBecause: "a simulated child has no environment but its own"),
        .init("bug 30", "Bugs/30-hook-input", onlyBecause: "a simulated hook has no pipe that could stay open"),
        .init("bug 31", "Bugs 16 and 31:"),
        .init("bug 32", "Hosts on two threads do not give their pipes", onlyBecause: kernel),
        .init("bug 33", "Bugs/33-invalid-utf8"),
        .init("bug 34", "Bugs/34-waits-for-end-of-input"),
        .init("bug 35", "A child that does not read its input", "A write goes in as far as the pipe holds"),
        .init("bug 36", "Bugs/36-api-failures"),
        .init("bug 37", "Bugs/37-after-the-result"),
        .init("bug 38", "Bugs/38-stopped-child"),
        .init(
            "bug 39", "A fatal signal leaves the terminal as it was",
            onlyBecause: "no person's terminal is there on virtual time"),
        .init("bug 40", "Bug 40:"),

        .init("key type", "Orchestrators/delegator", "The factory makes the type"),
        .init("key conversation", "Orchestrators/persistent"),
        .init(
            "key framework", "framework: whose instructions are given",
            onlyBecause: "the command reads the files of the instructions, before there is a host"),
        .init(
            "key append_system_prompt", "append_system_prompt:",
            onlyBecause: "instructions come from the command, before there is a host"),
        .init("key logging", "log_format and logging:", "Patterns and delegations are logged"),
        .init("key log_format", "log_format and logging:", "Bug 40:"),
        .init("key non_interactive", "Orchestrators/non-interactive"),
        .init("key fail_on_error", "Patterns/errors-fail", "Agents/fail-on-error"),
        .init("key max_parallel_agents", "Timing/more-agents-than-places"),
        .init("key agent_thread_pool_size", "Chains run side by side up to the limit"),
        .init("key max_depth", "Agents/depth", "Agents/depth-one"),
        .init("key allow_unknown_agents", "Agents/unknown"),
        .init("key agents", "Agents/dependencies", "Agents/failed-dependency"),
        .init("key agent_timeout", "Timing/agent-timeout"),
        .init("key timeout", "Timing/total-timeout"),
        .init("key silence_timeout", "Timing/silence-timeout"),
        .init("key startup_timeout", "Limits/startup"),
        .init("key monitoring_interval", "Limits/descriptors", "Memory/single-peak"),
        .init("key expect_timeout", "Bugs/12-marker-never-comes", "expect_timeout, maxread and searchwindowsize"),
        .init("key enable_tickets", "Patterns/tickets-off"),
        .init("key patterns", "Patterns/own", "Patterns/stop"),
        .init("key line_buffer", "Patterns/line-buffer-off"),
        .init("key pattern_cache_size", "pattern_cache_size:"),
        .init("key pattern_compile_cache", "pattern_cache_size:"),
        .init("key hooks", "Hooks/commands", "Hooks/real-command"),
        .init("key enable_monitoring", "Limits/monitoring-off"),
        .init("key memory_warning_mb", "Memory/warning-only"),
        .init("key memory_critical_mb", "Memory/warning-only"),
        .init("key memory_hard_limit_mb", "Limits/memory-limit-mb", "Bugs/11-cause-lost"),
        .init("key memory_limit_mb", "Memory/limit-kills"),
        .init(
            "key resource_limits", "Limits/descriptors", "Limits/processor", "Limits/disk",
            "cpu_percent: a program", "disk_io_mb_per_sec: a program", "Limits/network-not-enforced"),
        .init("key control_group", "Memory/kernel-limit", "A group has its limits before the child joins it"),
        .init("key buffer_size", "Output/byte-by-byte"),
        .init("key output_limit", "Output/too-much"),
        .init("key line_limit", "Limits/line-limit"),
        .init("key maxread", "expect_timeout, maxread and searchwindowsize"),
        .init("key searchwindowsize", "searchwindowsize bounds how far back a match may begin"),
        .init("key terminal_size", "Bugs/19-terminal"),
        .init("key model", "Orchestrators/model-change", "A variable beats the file"),
        .init("key permission_mode", "Bugs/27-resume-keeps-flags"),
        .init("key allowed_tools", "Bugs/27-resume-keeps-flags"),
        .init("key extra_args", "Bugs/27-resume-keeps-flags"),
        .init(
            "key claude_path", "claude_path:", onlyBecause: "the command looks for the program, before there is a host"),
        .init("key cwd", "Bugs/28-stale-folder", onlyBecause: kernel),
        .init("key env", "Bugs/29-environment", onlyBecause: "a simulated child has no environment but its own"),

        .init("method configuration", "Memory exceeded: the error says so"),
        .init("method start", "Unit test: what the child prints"),
        .init("method send", "Unit test: what the child prints"),
        .init("method receive", "Process timeout: the session lives on"),
        .init("method receiveRawOutput", "Pattern failure: the output is there"),
        .init("method stop", "Restarting: a stopped session"),
        .init("method restart", "Restarting: a stopped session"),
        .init("method extendTimeout", "Process timeout: the session lives on"),
        .init("method update", "Memory exceeded: the error says so"),
        .init("method isRunning", "Process timeout: the session lives on"),
        .init("method memoryUsage", "Best practice: resources are watched and reduced"),
        .init("method metrics", "Usage: the subprocess orchestrator with its settings"),
        .init("method status", "The status is that of the first thing"),
        .init("method events", "Events arrive in their order"),
        .init("method addHook", "Hooks: the message is validated"),
        .init("method removeHook", "A hook that was removed is not called"),
        .init("method addPattern", "Custom patterns: handlers get their groups"),
        .init("method onPermission", "Permission is asked, and the answer is followed"),
        .init("method interrupt", "An interrupt cuts the answer, and the next message"),
        .init("method setModel", "The model and the permission mode change between turns"),
        .init("method setPermissionMode", "The model and the permission mode change between turns"),
        .init("method enableMonitoring", "Best practice: resources are watched and reduced"),
        .init("method enableDebugLogging", "Best practice: resources are watched and reduced"),
        .init("method logPatterns", "Patterns and delegations are logged"),
        .init("method logDelegations", "Patterns and delegations are logged"),
        .init("method clearCaches", "Memory exceeded: the error says so"),
        .init("method reduceResourceUsage", "Best practice: resources are watched and reduced"),
        .init("method cleanupResources", "Events arrive in their order"),
    ]
}
