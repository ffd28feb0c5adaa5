import Glibc
public import Logging
public import Orchestration
import Text

/// Where the log lines of a session go: standard error, and a file of the session's own if there is one.
///
/// Each line is numbered and written at once, so that lines of agents that run side by side never run into each other.
public final class SessionLog: Sendable {
    private struct State {
        var linesWritten = 0
        var file: Int32 = -1
        var isQuiet: Bool
    }

    private let state: Lock<State>
    /// Lines for people, or JSON objects.
    public let format: LogFormat
    /// The session's own file; `nil`: none.
    public let path: String?

    /// A log.
    ///
    /// - Parameters:
    ///   - format: lines for people, or JSON objects.
    ///   - folder: where the session's file is made, under a name that nobody else gets; `nil`: no file.
    ///   - isQuiet: whether standard error gets nothing.
    /// - Throws: `OrchestratorError.Code.host` where the file can't be made.
    public init(format: LogFormat = .text, folder: String? = nil, isQuiet: Bool = false) throws {
        self.format = format
        var state = State(isQuiet: isQuiet)
        if let folder { (path, state.file) = try Self.makeFile(in: folder) } else { path = nil }
        self.state = Lock(state)
    }

    deinit { state.with { if $0.file >= 0 { close($0.file) } } }

    /// How many sessions may begin in one second.
    private static let namesMax = 10_000

    /// Two sessions of one second get two files: the name that is taken is never opened.
    private static func makeFile(in folder: String) throws -> (String, Int32) {
        mkdir(folder, 0o700)
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        let digits: (Int32, Int) -> String = { value, width in
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let stamp =
            digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2) + "-"
            + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2)
        for number in 1...namesMax {
            let path = "\(folder)/session-\(stamp)-\(number).log"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (path, descriptor) }
            guard errno == EEXIST else {
                throw OrchestratorError(.host, "can't make \(path): \(String(cString: strerror(errno)))")
            }
        }
        throw OrchestratorError(.host, "\(folder) holds \(namesMax) logs of this second")
    }

    /// A logger that writes here.
    public func logger(level: Logger.Level) -> Logger {
        Logger(label: "understudy.orchestrator") { label in
            var handler = SessionLogHandler(label: label, log: self)
            handler.logLevel = level
            return handler
        }
    }

    func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        state.with { state in
            state.linesWritten += 1
            let line = Array((self.line(state.linesWritten, level, message, metadata) + "\n").utf8)
            if !state.isQuiet { Self.put(line, to: STDERR_FILENO) }
            if state.file >= 0 { Self.put(line, to: state.file) }
        }
    }

    private func line(
        _ number: Int, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }.filter { !$0.1.isEmpty }
        switch format {
        case .json:
            var object: JSONObject = [
                "seq": .int(number), "level": .string(level.rawValue), "message": .string(message),
            ]
            for (key, value) in pairs { object[key] = .string(value) }
            return JSONValue.object(object).text
        case .text:
            let rest = pairs.map { " \($0)=\(JSONValue.string($1).text)" }.joined()
            return VisibleText.clean("\(number) \(level.rawValue): \(message)\(rest)").replacing("\n", with: "⏎")
        }
    }

    private static func put(_ line: [UInt8], to descriptor: Int32) {
        _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// The lines of one logger, on their way to a session's log.
private struct SessionLogHandler: LogHandler {
    let label: String
    let log: SessionLog
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.write(event.level, "\(event.message)", metadata.merging(event.metadata ?? [:]) { $1 })
    }
}

extension Logger.Level {
    /// The level of a configuration; `nil`: nothing is logged.
    public init?(_ level: LogLevel) {
        switch level {
        case .off: return nil
        case .error: self = .error
        case .warning: self = .warning
        case .info: self = .info
        case .debug: self = .debug
        }
    }
}
