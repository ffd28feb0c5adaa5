import Orchestration
import Recording

/// Reads the keys of an orchestrator's configuration.
enum ConfigurationDecoder {
    /// Reads `orchestrator:`.
    static func decode(_ value: YAMLValue, file: String) throws(SourceError) -> Configuration {
        var fields = try Fields(value, file: file, what: "'orchestrator'")
        var configuration = Configuration()
        configuration.strategy = try fields.word("type", Configuration.Strategy.self) ?? .subprocess
        try decodeAgents(&fields, into: &configuration)
        try decodeTimes(&fields, into: &configuration)
        try decodeMemory(&fields, into: &configuration)
        try decodeStreams(&fields, into: &configuration)
        try decodeLauncher(&fields, into: &configuration)
        try fields.finish()
        return configuration
    }

    private static func decodeAgents(
        _ fields: inout Fields, into configuration: inout Configuration
    ) throws(SourceError) {
        let range = Configuration.parallelAgentsRange
        if let count = try fields.integer("max_parallel_agents", in: range) { configuration.maxParallelAgents = count }
        if let flag = try fields.flag("enable_tickets") { configuration.enableTickets = flag }
    }

    private static func decodeTimes(
        _ fields: inout Fields, into configuration: inout Configuration
    ) throws(SourceError) {
        if let limit = try fields.duration("agent_timeout", bareUnit: .seconds(1)) {
            configuration.agentTimeout = limit
        }
        configuration.timeout = try fields.duration("timeout", bareUnit: .seconds(1))
        configuration.silenceTimeout = try fields.duration("silence_timeout")
        if let flag = try fields.flag("enable_monitoring") { configuration.enableMonitoring = flag }
        let key = "monitoring_interval"
        if let value = fields.take(key) {
            let interval = try Fields.duration(value, key: key, file: fields.file, bareUnit: .seconds(1))
            guard interval >= .milliseconds(1) else {
                throw SourceError(file: fields.file, position: value.position, "'\(key)' has to be 1ms or longer")
            }
            configuration.monitoringInterval = interval
        }
    }

    private static func decodeMemory(
        _ fields: inout Fields, into configuration: inout Configuration
    ) throws(SourceError) {
        let range = 1...1_048_576
        if let size = try fields.integer("memory_warning_mb", in: range) {
            configuration.memory.warning = mebibytes(size)
        }
        if let size = try fields.integer("memory_critical_mb", in: range) {
            configuration.memory.critical = mebibytes(size)
        }
        if let size = try fields.integer("memory_hard_limit_mb", in: range) {
            configuration.memory.hard = mebibytes(size)
        }
        if let size = try fields.integer("memory_limit_mb", in: range) {
            configuration.memory.hard = min(configuration.memory.hard, mebibytes(size))
        }
    }

    private static func mebibytes(_ size: Int) -> Int { size * MemoryLimits.megabyte }

    private static func decodeStreams(
        _ fields: inout Fields, into configuration: inout Configuration
    ) throws(SourceError) {
        if let size = try fields.integer("buffer_size", in: 1...16_777_216) { configuration.bufferSize = size }
        if let size = try fields.bytes("output_limit") { configuration.outputLimit = size }
        if let size = try fields.bytes("line_limit") { configuration.lineLimit = size }
        if let value = fields.take("terminal_size") {
            let text = try Fields.text(value, key: "terminal_size", file: fields.file)
            guard let size = TerminalSize(text: text) else {
                throw SourceError(
                    file: fields.file, position: value.position, "'terminal_size' is COLUMNSxROWS, as 80x24")
            }
            configuration.terminalSize = size
        }
    }

    private static func decodeLauncher(
        _ fields: inout Fields, into configuration: inout Configuration
    ) throws(SourceError) {
        configuration.model = try argument(&fields, "model")
        configuration.permissionMode = try argument(&fields, "permission_mode")
        configuration.allowedTools = try arguments(&fields, "allowed_tools") ?? []
        configuration.extraArguments = try arguments(&fields, "extra_args") ?? []
    }

    private static func argument(_ fields: inout Fields, _ key: String) throws(SourceError) -> String? {
        guard let value = fields.take(key) else { return nil }
        let text = try Fields.text(value, key: key, file: fields.file)
        try refuseZero(in: [text], value, key: key, file: fields.file)
        return text
    }

    private static func arguments(_ fields: inout Fields, _ key: String) throws(SourceError) -> [String]? {
        guard let value = fields.take(key) else { return nil }
        let texts = try Fields.texts(value, key: key, file: fields.file)
        try refuseZero(in: texts, value, key: key, file: fields.file)
        return texts
    }

    /// U+0000 would cut an argument of a process.
    private static func refuseZero(
        in texts: [String], _ value: YAMLValue, key: String, file: String
    ) throws(SourceError) {
        guard texts.contains(where: { $0.unicodeScalars.contains("\0") }) else { return }
        throw SourceError(
            file: file, position: value.position, "'\(key)' becomes an argument, which can't hold U+0000")
    }
}
