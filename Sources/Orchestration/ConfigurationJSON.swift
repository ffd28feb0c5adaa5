import Determinism
import Recording
public import Text

extension Configuration {
    /// The configuration with the keys of a configuration file, as recordings keep it; what is not set is left out.
    public var json: JSONObject {
        let all: [(String, JSONValue?)] = [
            ("type", .string(strategy.rawValue)), ("max_parallel_agents", .int(maxParallelAgents)),
            ("agent_timeout", .duration(agentTimeout)), ("timeout", timeout.map(JSONValue.duration)),
            ("silence_timeout", silenceTimeout.map(JSONValue.duration)), ("enable_tickets", .bool(enableTickets)),
            ("enable_monitoring", .bool(enableMonitoring)), ("monitoring_interval", .duration(monitoringInterval)),
            ("memory_warning_mb", .megabytes(memory.warning)), ("memory_critical_mb", .megabytes(memory.critical)),
            ("memory_hard_limit_mb", .megabytes(memory.hard)), ("buffer_size", .int(bufferSize)),
            ("output_limit", .int(outputLimit)), ("line_limit", .int(lineLimit)),
            ("model", model.map(JSONValue.string)),
            ("permission_mode", permissionMode.map(JSONValue.string)), ("allowed_tools", .texts(allowedTools)),
            ("extra_args", .texts(extraArguments)), ("terminal_size", .string(terminalSize.description)),
        ]
        return JSONObject(
            members: all.compactMap { key, value in value.map { JSONObject.Member(key: key, value: $0) } })
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue? {
        texts.isEmpty ? nil : .array(texts.map(JSONValue.string))
    }

    fileprivate static func megabytes(_ bytes: Int) -> JSONValue { .int(bytes / MemoryLimits.megabyte) }

    fileprivate static func duration(_ duration: Duration) -> JSONValue {
        let count = duration.microseconds
        if count % 1_000_000 == 0 { return .string("\(count / 1_000_000)s") }
        return .string(count % 1_000 == 0 ? "\(count / 1_000)ms" : "\(count)us")
    }
}
