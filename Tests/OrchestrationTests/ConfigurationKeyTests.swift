import Orchestration
import Testing
import Text

/// The keys of a configuration, as recordings keep them: what is forgotten here can't be reproduced.
@Suite("The keys of a configuration")
struct ConfigurationKeyTests {
    /// For each key a value other than the default.
    private static let samples: [String: JSONValue] = [
        "type": "agent-delegator", "conversation": "persistent", "framework": "/x/own.md",
        "append_system_prompt": true, "logging": "debug", "log_format": "json", "non_interactive": true,
        "fail_on_error": true, "max_parallel_agents": 7, "agent_thread_pool_size": 9, "max_depth": 3,
        "allow_unknown_agents": true,
        "agents": [["name": "poet", "specializations": ["verse"], "prompt": "Sing.", "after": ["qa"], "model": "m"]],
        "agent_timeout": "1500ms", "timeout": "7us", "silence_timeout": "40s", "startup_timeout": "2s",
        "monitoring_interval": "9s", "expect_timeout": "8s", "enable_tickets": false,
        "patterns": ["errors", ["name": "n", "regex": "a(b)", "flags": ["ignorecase"], "action": "stop"]],
        "line_buffer": false, "pattern_cache_size": 4, "pattern_compile_cache": false,
        "hooks": [["event": "submit", "command": ["a", "b c"], "priority": 7, "timeout": "3s"]],
        "enable_monitoring": false, "memory_warning_mb": 3, "memory_critical_mb": 4, "memory_hard_limit_mb": 5,
        "memory_limit_mb": 6,
        "resource_limits": [
            "memory_mb": 1, "cpu_percent": 2, "disk_io_mb_per_sec": 3, "network_io_mb_per_sec": 4,
            "max_file_descriptors": 5,
        ], "buffer_size": 10, "output_limit": 11, "line_limit": 12, "maxread": 13, "searchwindowsize": 14,
        "terminal_size": "132x43", "model": "m: #1", "permission_mode": "plan", "allowed_tools": ["a", "1", "null"],
        "extra_args": ["--x", "ä\n"], "claude_path": "/x/claude", "cwd": "/x", "env": ["A": "b"],
    ]

    /// Properties that no key sets: the stop ladder is the engine's own, and the folder of agents is read by the edge.
    private static let keyless: Set<String> = ["stopLadder", "agentsFolder"]

    private static func configuration(_ key: String) throws -> Configuration {
        let sample = try #require(samples[key])
        return try Configuration(json: JSONObject(members: [JSONObject.Member(key: key, value: sample)]))
    }

    @Test("Every key has a sample here, and every sample a key")
    func keys() { #expect(Set(ConfigurationKey.all.map(\.name)) == Set(Self.samples.keys)) }

    @Test("A key survives the way through a recording, whatever else is set", arguments: samples.keys.sorted())
    func roundTrip(_ key: String) throws {
        let configuration = try Self.configuration(key)
        #expect(configuration != Configuration())
        #expect(configuration.json[key] == Self.samples[key])
        let text = JSONValue.object(configuration.json).encoded
        let read = try #require(try JSONParser.parse(text).object)
        #expect(try Configuration(json: read) == configuration)
    }

    @Test("Every property is set by some key, so that none is lost in a recording")
    func properties() throws {
        func values(_ configuration: Configuration) -> [String: String] {
            var values: [String: String] = [:]
            for child in Mirror(reflecting: configuration).children {
                values[child.label ?? ""] = "\(child.value)"
            }
            return values
        }
        let standard = values(Configuration())
        var changed: Set<String> = []
        for key in Self.samples.keys {
            let found = values(try Self.configuration(key))
            changed.formUnion(found.keys.filter { found[$0] != standard[$0] })
        }
        #expect(changed.union(Self.keyless) == Set(standard.keys))
        #expect(changed.isDisjoint(with: Self.keyless))
    }
}
