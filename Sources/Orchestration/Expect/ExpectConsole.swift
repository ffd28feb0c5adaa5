import Determinism
public import Hosting
public import Matching
public import Recording

/// Talks to programs step by step on any host, on the caller's thread; on a simulated host no time passes between steps.
///
/// ```swift
/// var console = ExpectConsole(on: host)
/// let shell = try console.spawn(ExpectLaunch("bash", ["--norc"]))
/// _ = try console.expect(shell, ["$ "])
/// try console.sendLine("exit", to: shell)
/// _ = try console.expect(shell, [.endOfOutput])
/// ```
public struct ExpectConsole<H: Host & ~Copyable>: ~Copyable {
    /// The host.
    public private(set) var host: H
    /// The programs.
    public private(set) var program = ExpectProgram()

    /// A console without programs.
    public init(on host: consuming H) { self.host = host }

    /// Starts a program.
    ///
    /// - Throws: `ExpectFailure` where it can't be started, `HostFailure` where the host is broken.
    public mutating func spawn(_ launch: ExpectLaunch) throws -> ProcessHandle {
        var actions: [Action] = []
        let (handle, ticket) = program.spawn(launch, actions: &actions)
        _ = try reply(to: ticket, actions)
        return handle
    }

    /// Waits for the first of several things; without a timeout, as long as the settings say.
    ///
    /// - Throws: `ExpectFailure` where none comes.
    public mutating func expect(
        _ handle: ProcessHandle, _ patterns: [ExpectPattern], timeout: Duration? = nil
    ) throws -> ExpectResult {
        try expect([(handle, patterns)], timeout: timeout).result
    }

    /// Waits for the first of several things of several programs.
    public mutating func expect(
        _ waits: [(ProcessHandle, [ExpectPattern])], timeout: Duration? = nil
    ) throws -> (handle: ProcessHandle, result: ExpectResult) {
        var actions: [Action] = []
        let usual = waits.first.flatMap { program.expecter(of: $0.0)?.settings.timeout }
        let ticket = program.expect(waits, timeout: timeout ?? usual, at: host.now, actions: &actions)
        guard case .waited(let handle, .matched(let result)) = try reply(to: ticket, actions) else {
            throw ExpectFailure(.closed)
        }
        return (handle, result)
    }

    /// Sends something, and returns once it has gone into the program's input.
    public mutating func send(_ keystrokes: Keystrokes, to handle: ProcessHandle) throws {
        var actions: [Action] = []
        let ticket = program.send(keystrokes, to: handle, at: host.now, actions: &actions)
        _ = try reply(to: ticket, actions)
    }

    /// Sends text.
    public mutating func send(_ text: String, to handle: ProcessHandle) throws { try send(.text(text), to: handle) }

    /// Sends a line.
    ///
    /// - Throws: `ExpectFailure` with `lineTooLong` where the program is on a terminal, which would cut it.
    public mutating func sendLine(_ text: String, to handle: ProcessHandle) throws {
        var actions: [Action] = []
        let ticket = program.sendLine(text, to: handle, at: host.now, actions: &actions)
        _ = try reply(to: ticket, actions)
    }

    /// Does something to a program: close its input, signal it, resize its terminal.
    public mutating func perform(_ action: Action) throws {
        var actions: [Action] = []
        program.perform(action, actions: &actions)
        try perform(&actions)
    }

    /// Changes the limits of later waits.
    public mutating func change(_ handle: ProcessHandle, _ change: (inout ExpectSettings) -> Void) {
        guard var settings = program.expecter(of: handle)?.settings else { return }
        change(&settings)
        program.change(handle, settings)
    }

    /// Hangs up and ends a program.
    ///
    /// - Returns: how it ended; `nil` where nothing could end it.
    @discardableResult
    public mutating func stop(_ handle: ProcessHandle) throws -> ExitStatus? {
        var actions: [Action] = []
        let ticket = program.stop(handle, at: host.now, actions: &actions)
        guard case .stopped(let status) = try reply(to: ticket, actions) else { return nil }
        return status
    }

    /// Hands a session over, lets the person type, and returns once it is given back or there is nothing more to type.
    ///
    /// - Returns: whether it was given back.
    public mutating func interact(
        _ handle: ProcessHandle, _ interaction: Interaction, typing: [[UInt8]]
    ) throws -> Bool {
        var actions: [Action] = []
        let ticket = program.interact(handle, interaction, actions: &actions)
        for bytes in typing {
            program.typed(bytes, to: handle, at: host.now, actions: &actions)
            try perform(&actions)
            try settle()
        }
        try perform(&actions)
        return program.takeReplies().contains { $0.ticket == ticket }
    }

    /// Lets happen what is due now.
    public mutating func settle() throws { try pass(until: host.now) }

    /// Lets time pass, and everything happen that happens in it.
    public mutating func wait(_ duration: Duration) throws { try pass(until: host.now + duration) }

    private mutating func pass(until instant: Instant) throws {
        while true {
            let deadline = min(program.deadline ?? .distantFuture, instant)
            let occurrence = try host.next(until: deadline)
            if occurrence == nil, deadline >= instant { return }
            try take(occurrence ?? Occurrence(.timer, at: max(deadline, host.now)))
        }
    }

    /// Performs, and takes events until the reply is there.
    private mutating func reply(to ticket: ExpectProgram.Ticket, _ actions: [Action]) throws -> ExpectProgram.Reply {
        var actions = actions
        try perform(&actions)
        while true {
            if program.hasReplies {
                for (other, reply) in program.takeReplies() where other == ticket { return try Self.checked(reply) }
            }
            let deadline = program.deadline ?? .distantFuture
            try take(try host.next(until: deadline) ?? Occurrence(.timer, at: max(deadline, host.now)))
        }
    }

    private mutating func take(_ occurrence: Occurrence) throws {
        var actions: [Action] = []
        program.handle(occurrence.event, at: occurrence.instant, actions: &actions)
        try perform(&actions)
    }

    private mutating func perform(_ actions: inout [Action]) throws {
        for action in actions { try host.perform(action) }
        actions.removeAll(keepingCapacity: true)
    }

    private static func checked(_ reply: ExpectProgram.Reply) throws -> ExpectProgram.Reply {
        switch reply {
        case .failed(let failure), .waited(_, .failed(let failure)): throw failure
        default: return reply
        }
    }
}
