import Orchestration
import Recording
import Testing
import Text

@testable import Scenarios

/// The keys of a configuration in recordings.
@Suite struct ConfigurationKeyTests {
    /// What can be set, by the name of the property; what no key sets is left out on purpose.
    private static let changes: [String: @Sendable (inout Configuration) -> Void] = [
        "strategy": { $0.strategy = .interactiveSubprocess }, "maxParallelAgents": { $0.maxParallelAgents = 7 },
        "agentTimeout": { $0.agentTimeout = .milliseconds(1_500) }, "timeout": { $0.timeout = .microseconds(7) },
        "silenceTimeout": { $0.silenceTimeout = .seconds(40) }, "enableTickets": { $0.enableTickets = false },
        "enableMonitoring": { $0.enableMonitoring = false },
        "monitoringInterval": { $0.monitoringInterval = .seconds(9) },
        "memory": { $0.memory.hard = 3 * MemoryLimits.megabyte }, "bufferSize": { $0.bufferSize = 10 },
        "outputLimit": { $0.outputLimit = 11 }, "lineLimit": { $0.lineLimit = 12 }, "model": { $0.model = "m: #1" },
        "permissionMode": { $0.permissionMode = "plan" },
        "allowedTools": { $0.allowedTools = ["a", "1", "null", "ä\n"] },
        "extraArguments": { $0.extraArguments = ["--x", ""] },
        "terminalSize": { $0.terminalSize = TerminalSize(columns: 132, rows: 43) },
    ]

    /// Properties that no key sets.
    private static let keyless: Set<String> = ["stopLadder"]

    private func roundTrip(_ configuration: Configuration) throws -> Configuration {
        let json = JSONValue.object(configuration.json).encoded
        let value = try #require(try YAMLReader.read(json, file: "main.cast"))
        return try ConfigurationDecoder.decode(value, file: "main.cast")
    }

    @Test("Every property of a configuration is known here, so that none is forgotten in recordings")
    func all() {
        let properties = Set(Mirror(reflecting: Configuration()).children.compactMap(\.label))
        #expect(properties == Set(Self.changes.keys).union(Self.keyless))
    }

    @Test("A configuration survives the way through a recording, whatever is set", arguments: changes.keys.sorted())
    func roundTrip(_ property: String) throws {
        var configuration = Configuration()
        #expect(try roundTrip(configuration) == configuration)
        let change = try #require(Self.changes[property])
        change(&configuration)
        #expect(configuration != Configuration())
        #expect(try roundTrip(configuration) == configuration)
    }
}
