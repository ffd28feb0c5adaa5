import Determinism
import Glibc
public import Hosting
public import Matching
public import Orchestration
public import Recording

/// A live program on a pseudoterminal or on pipes that is talked to: what it prints is waited for, and answered.
///
/// ```swift
/// let shell = try await ExpectSession.spawn("bash", ["--norc"])
/// try await shell.expect(["$ "])
/// try await shell.sendLine("make test")
/// let end = try await shell.expect([try .regex(#"(\d+) passed"#), "FAILED", .endOfOutput], timeout: .seconds(600))
/// print(end.group(1) ?? "", end.beforeText)
/// await shell.close()
/// ```
///
/// A session that nobody holds any more is closed.
public final class ExpectSession: Sendable {
    private let runtime: ExpectRuntime
    private let handle: ProcessHandle
    /// The program's number in the kernel.
    public let pid: Int32

    private init(_ runtime: ExpectRuntime, _ handle: ProcessHandle, pid: Int32) {
        self.runtime = runtime
        self.handle = handle
        self.pid = pid
    }

    deinit {
        let handle = handle
        runtime.post { program, now, actions in _ = program.stop(handle, at: now, actions: &actions) }
    }

    // MARK: Starting

    /// Starts a program.
    ///
    /// - Throws: `ExpectFailure` where it can't be started.
    public static func spawn(_ launch: ExpectLaunch, on runtime: ExpectRuntime? = nil) async throws -> ExpectSession {
        let runtime = try runtime ?? ExpectRuntime.shared.get()
        let place = HandleBox()
        let reply = try await runtime.perform { program, _, actions in
            let (handle, ticket) = program.spawn(launch, actions: &actions)
            place.handle = handle
            return ticket
        }
        guard case .spawned(let pid) = reply, let handle = place.handle else { throw ExpectFailure(.closed) }
        return ExpectSession(runtime, handle, pid: pid)
    }

    /// Starts a program on a pseudoterminal of 80 columns and 24 rows, with the environment of this process.
    public static func spawn(
        _ executable: String, _ arguments: [String] = [], size: TerminalSize = .standard
    ) async throws -> ExpectSession {
        try await spawn(
            ExpectLaunch(
                executable, arguments, environment: inheritedEnvironment, streams: .pseudoterminal(size)))
    }

    /// The environment of this process.
    public static var inheritedEnvironment: [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        var place = environ
        while let entry = place.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables.append(EnvironmentVariable(String(parts[0]), String(parts[1]))) }
            place += 1
        }
        return variables
    }

    // MARK: Waiting

    /// Waits for the first of several things.
    ///
    /// - Parameters:
    ///   - patterns: what to wait for.
    ///   - timeout: how long; without one, as long as the settings say.
    /// - Throws: `ExpectFailure` that says why none has come.
    @discardableResult
    public func expect(_ patterns: [ExpectPattern], timeout: Duration? = nil) async throws -> ExpectResult {
        try await Self.expect([(self, patterns)], timeout: timeout).result
    }

    /// Waits for the first of several things of several sessions of one runtime.
    public static func expect(
        _ waits: [(session: ExpectSession, patterns: [ExpectPattern])], timeout: Duration? = nil
    ) async throws -> (session: ExpectSession, result: ExpectResult) {
        guard let runtime = waits.first?.session.runtime else { throw ExpectFailure(.timeout) }
        precondition(waits.allSatisfy { $0.session.runtime === runtime }, "sessions of one wait are of one runtime")
        let wanted = waits.map { ($0.session.handle, $0.patterns) }
        let reply = try await runtime.perform { program, now, actions in
            let usual = program.expecter(of: wanted[0].0)?.settings.timeout
            return program.expect(wanted, timeout: timeout ?? usual, at: now, actions: &actions)
        }
        guard case .waited(let handle, .matched(let result)) = reply,
            let session = waits.first(where: { $0.session.handle == handle })?.session
        else { throw ExpectFailure(.closed) }
        return (session, result)
    }

    /// Why the patterns of a wait that is going on have not matched yet; empty where none is.
    public func explain() async throws -> [ExpectReason] {
        let handle = handle
        return try await runtime.ask { program, now in program.expecter(of: handle)?.explain(at: now - .zero) ?? [] }
    }

    /// What was printed and not taken yet.
    public var buffer: [UInt8] {
        get async throws {
            let handle = handle
            return try await runtime.ask { program, _ in program.expecter(of: handle)?.buffer ?? [] }
        }
    }

    /// How the program has ended; `nil` while it runs.
    public var status: ExitStatus? {
        get async throws {
            let handle = handle
            return try await runtime.ask { program, _ in program.status(of: handle) }
        }
    }

    /// Changes the limits of later waits.
    public func changeSettings(_ change: @escaping @Sendable (inout ExpectSettings) -> Void) {
        let handle = handle
        runtime.post { program, _, _ in
            guard var settings = program.expecter(of: handle)?.settings else { return }
            change(&settings)
            program.change(handle, settings)
        }
    }

    // MARK: Sending

    /// Sends something; returns when it has gone into the program's input.
    ///
    /// - Throws: `ExpectFailure` where the program takes no input or does not take it in the time of the settings.
    public func send(_ keystrokes: Keystrokes) async throws {
        let handle = handle
        _ = try await runtime.perform { program, now, actions in
            program.send(keystrokes, to: handle, at: now, actions: &actions)
        }
    }

    /// Sends text.
    public func send(_ text: String) async throws { try await send(.text(text)) }

    /// Sends text and a line feed.
    ///
    /// - Throws: `ExpectFailure` as `send`, and with `lineTooLong` where the program is on a terminal and the line has more
    ///   than 4,095 bytes: in canonical mode the kernel would cut it. In raw mode `send` takes it.
    public func sendLine(_ text: String = "") async throws {
        let handle = handle
        _ = try await runtime.perform { program, now, actions in
            program.sendLine(text, to: handle, at: now, actions: &actions)
        }
    }

    /// Sends keys by name: `Enter`, `Up`, `F5`, `Ctrl-C`, `Alt-x`.
    public func sendKey(_ names: String...) async throws {
        guard let keys = Keystrokes.keys(names) else { throw ExpectFailure(.unknownKey(names)) }
        try await send(keys)
    }

    /// Sends the control character of a letter or of one of `@[\]^_?`.
    public func sendControl(_ character: Character) async throws {
        guard let key = Keystrokes.control(character) else { throw ExpectFailure(.unknownKey(["Ctrl-\(character)"])) }
        try await send(key)
    }

    /// Pastes text, as terminals do into programs that have asked for bracketed paste.
    public func paste(_ text: String) async throws { try await send(.paste(text)) }

    /// Types text as a person does; the same delays for the same seed.
    public func type(_ text: String, as typist: Typist = Typist(), seed: UInt64) async throws {
        try await send(Keystrokes.text(text).typed(by: typist, seed: seed))
    }

    // MARK: The program itself

    /// Closes the program's input once all is through; on a pseudoterminal nothing can be closed: send `Ctrl-D` there.
    public func closeInput() { perform(.closeInput(handle)) }

    /// Sends a signal to the program's process group, or to the program alone.
    public func signal(_ signal: Signal, _ scope: SignalScope = .group) { perform(.signal(handle, signal, scope)) }

    /// Changes the size of the program's terminal.
    public func resize(_ size: TerminalSize) { perform(.resize(handle, size)) }

    private func perform(_ action: Action) {
        runtime.post { program, _, actions in program.perform(action, actions: &actions) }
    }

    /// Hangs up and ends the program, by the steps of its launch.
    ///
    /// - Returns: how it ended; `nil` where nothing could end it, or where it was closed before.
    @discardableResult
    public func close() async -> ExitStatus? {
        let handle = handle
        let reply = try? await runtime.perform { program, now, actions in
            program.stop(handle, at: now, actions: &actions)
        }
        guard case .stopped(let status) = reply else { return nil }
        return status
    }

    // MARK: Handing over

    /// Hands the session over to a person, and returns when they type the escape character, their input ends, or the
    /// program does.
    ///
    /// - Parameters:
    ///   - terminal: the person's.
    ///   - escape: the byte that gives the session back, Ctrl-] by default; `nil`: none does.
    ///   - inputFilter: changes what the person types.
    ///   - outputFilter: changes what the program prints.
    public func interact(
        on terminal: PersonTerminal = PersonTerminal(), escape: UInt8? = Interaction.standardEscape,
        inputFilter: Interaction.Filter? = nil, outputFilter: Interaction.Filter? = nil
    ) async throws {
        let handle = handle
        let interaction = Interaction(
            escape: escape, inputFilter: inputFilter, outputFilter: outputFilter, show: { terminal.show($0) })
        let reading = try terminal.prepare { [runtime] bytes in
            runtime.post { program, now, actions in
                if bytes.isEmpty {
                    program.giveBack(handle)
                } else {
                    program.typed(bytes, to: handle, at: now, actions: &actions)
                }
            }
        }
        defer { reading.end() }
        if let size = terminal.size { resize(size) }
        _ = try await runtime.perform { program, _, actions in
            let ticket = program.interact(handle, interaction, actions: &actions)
            // Only now: what is typed before the session is handed over would go nowhere.
            reading.start()
            return ticket
        }
    }
}

extension ExpectFailure.Code {
    static func unknownKey(_ names: [String]) -> ExpectFailure.Code {
        ExpectFailure.Code(text: "no key is named \(names.joined(separator: " or "))")
    }
}

/// Runs a body with a session, and closes it however the body ends.
public func withExpectSession<Result>(
    _ executable: String, _ arguments: [String] = [], size: TerminalSize = .standard,
    _ body: (ExpectSession) async throws -> Result
) async throws -> Result {
    let session = try await ExpectSession.spawn(executable, arguments, size: size)
    do {
        let result = try await body(session)
        await session.close()
        return result
    } catch {
        await session.close()
        throw error
    }
}

/// What a command found on the runtime's thread.
///
/// Unchecked: written there before the reply, read after it.
private final class HandleBox: @unchecked Sendable {
    var handle: ProcessHandle?
}
