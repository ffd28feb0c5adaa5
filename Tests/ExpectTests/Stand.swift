import Determinism
import Hosting
import Matching
import Orchestration
import Recording
import Simulation

/// A simulated machine with the tests' programs.
final class Stand {
    var console: ExpectConsole<SimulatedHost>

    init(seed: UInt64 = 1) {
        console = ExpectConsole(
            on: SimulatedHost(seed: seed) { launch, _, _ in
                guard let setup = VirtualCommands.setup(of: launch.executable) else { return .failure(errno: 2) }
                return .program(VirtualCommand(launch, setup: setup))
            })
    }

    /// The present, in seconds.
    var seconds: Double { (console.host.now - .zero).seconds }

    /// Starts a program: echo is on as on any terminal, waits take 30 s, and the whole output is searched.
    func spawn(
        _ words: String..., echo: Bool = true, timeout: Int? = 30, window: Int? = nil, maxRead: Int = 2000,
        pipes: Bool = false, size: TerminalSize = .standard, environment: [(String, String)] = [],
        directory: String? = nil,
        log: TrafficLog? = nil
    ) throws -> Child {
        let variables = environment + (echo ? [] : [("ECHO", "0")])
        var launch = ExpectLaunch(
            words[0], Array(words.dropFirst()), environment: variables.map { EnvironmentVariable($0.0, $0.1) },
            workingDirectory: directory, streams: pipes ? .pipes : .pseudoterminal(size))
        launch.settings.timeout = timeout.map { .seconds($0) }
        launch.settings.searchWindowBytes = window
        launch.settings.readBytesMax = maxRead
        if let log { launch.onTraffic = { log.note($0) } }
        return Child(self, try console.spawn(launch))
    }
}

/// What was read and sent, in order.
///
/// Unchecked: a simulated host runs on the test's own thread.
final class TrafficLog: @unchecked Sendable {
    private(set) var read: [UInt8] = []
    private(set) var sent: [UInt8] = []
    private(set) var both: [UInt8] = []

    func note(_ traffic: ExpectTraffic) {
        switch traffic {
        case .read(let bytes):
            read += bytes
            both += bytes
        case .sent(let bytes):
            sent += bytes
            both += bytes
        }
    }
}

/// A program of a stand, with what the last wait came to.
final class Child {
    let stand: Stand
    let handle: ProcessHandle
    private(set) var result: ExpectResult?

    init(_ stand: Stand, _ handle: ProcessHandle) {
        self.stand = stand
        self.handle = handle
    }

    var before: String { result?.beforeText ?? "" }
    var after: String { result?.afterText ?? "" }

    /// Waits, and says which of the patterns has come.
    @discardableResult
    func expect(_ patterns: ExpectPattern..., timeout: Double? = nil, window: Int? = nil) throws -> Int {
        if let window { stand.console.change(handle) { $0.searchWindowBytes = window } }
        let duration = timeout.map { Duration.microseconds(Int64($0 * 1e6)) }
        let result = try stand.console.expect(handle, patterns, timeout: duration)
        self.result = result
        return result.index
    }

    /// As pexpect's `expect` with strings: each is a regular expression.
    @discardableResult
    func expectRegex(_ sources: String..., timeout: Double? = nil) throws -> Int {
        let result = try stand.console.expect(
            handle, try sources.map { try .regex($0) }, timeout: timeout.map { .microseconds(Int64($0 * 1e6)) })
        self.result = result
        return result.index
    }

    func send(_ text: String) throws { try stand.console.send(text, to: handle) }
    func send(bytes: [UInt8]) throws { try stand.console.send(Keystrokes(bytes), to: handle) }
    func sendLine(_ text: String) throws { try stand.console.sendLine(text, to: handle) }
    func sendEnd() throws { try stand.console.send(Keystrokes([4]), to: handle) }

    /// So many bytes, or all up to the end.
    func read(_ count: Int? = nil) throws -> String {
        if count == 0 { return "" }
        if let count, try expect(.regex(".{\(count)}"), .endOfOutput) == 0 { return after }
        if count == nil { try expect(.endOfOutput) }
        return before
    }

    /// One line with its end; empty at the end of the output.
    func readLine(_ end: String = "\r\n") throws -> String {
        try expect(.exact(end), .endOfOutput) == 0 ? before + end : before
    }

    /// All lines to the end.
    func readLines() throws -> [String] {
        var lines: [String] = []
        while true {
            let line = try readLine()
            if line.isEmpty { return lines }
            lines.append(line)
        }
    }

    var status: ExitStatus? {
        get throws {
            try stand.console.settle()
            return stand.console.program.status(of: handle)
        }
    }

    var isAlive: Bool { get throws { try status == nil } }

    func kill(_ signal: Signal) throws { try stand.console.perform(.signal(handle, signal, .process)) }

    @discardableResult
    func stop() throws -> ExitStatus? { try stand.console.stop(handle) }
}
