import Determinism
import Hosting
import LiveHost
import Matching
import Orchestration

/// The thread that talks to live programs for all sessions of it: one epoll set, one clock, no polling.
///
/// Programs end with the runtime. Sessions that are waited for together have to be of one runtime; without a reason for
/// another, all are of `shared`.
public final class ExpectRuntime: Sendable {
    private let inbox = CommandInbox()
    private let mailbox: Mailbox

    /// The runtime of sessions that name no other; it ends with the process.
    public static let shared = Result { try ExpectRuntime() }

    /// Starts a runtime.
    ///
    /// - Parameter timeScale: how many seconds of waits pass in one second of the world; above 0.
    /// - Throws: `HostFailure` where the process has no descriptor or no thread left.
    public init(timeScale: Double = 1) throws {
        mailbox = try HostThread.start(timeScale: timeScale) { [inbox] host in
            var loop = ExpectLoop(host: host, inbox: inbox)
            loop.run()
        }
    }

    deinit {
        // The last command: the loop ends, and the host's end is the end of its children.
        let command = ExpectCommand(
            body: { program, _, _ in
                program.isFinished = true
                return nil
            }, reply: { _ in })
        if inbox.put(command) { ring() }
    }

    private func ring() { mailbox.post(.userCall(UserCall(name: "expect"))) }

    /// Has something done on the thread, and waits for what comes of it.
    func perform(
        _ body: @escaping @Sendable (inout ExpectProgram, Instant, inout [Action]) -> ExpectProgram.Ticket?
    ) async throws -> ExpectProgram.Reply {
        let ticket = TicketBox()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<_, any Error>) in
                let command = ExpectCommand(
                    body: { program, now, actions in
                        let number = body(&program, now, &actions)
                        ticket.number = number
                        if ticket.isCancelled, let number { program.cancel(number) }
                        return number
                    },
                    reply: { reply in
                        switch reply {
                        case .failed(let failure), .waited(_, .failed(let failure)):
                            continuation.resume(throwing: failure)
                        case let reply?: continuation.resume(returning: reply)
                        case nil: continuation.resume(throwing: ExpectFailure(.closed))
                        }
                    })
                if inbox.put(command) { ring() } else { continuation.resume(throwing: ExpectFailure(.closed)) }
            }
        } onCancel: {
            post { program, _, _ in
                ticket.isCancelled = true
                if let number = ticket.number { program.cancel(number) }
            }
        }
    }

    /// Has something done on the thread whose outcome nobody waits for.
    func post(_ body: @escaping @Sendable (inout ExpectProgram, Instant, inout [Action]) -> Void) {
        let command = ExpectCommand(
            body: { program, now, actions in
                body(&program, now, &actions)
                return nil
            }, reply: { _ in })
        if inbox.put(command) { ring() }
    }

    /// Asks the thread for something that it knows.
    func ask<Answer: Sendable>(_ body: @escaping @Sendable (ExpectProgram, Instant) -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let command = ExpectCommand(
                body: { program, now, _ in
                    continuation.resume(returning: body(program, now))
                    return nil
                },
                // Without a ticket only a failure comes here.
                reply: { _ in continuation.resume(throwing: ExpectFailure(.closed)) })
            if inbox.put(command) { ring() } else { continuation.resume(throwing: ExpectFailure(.closed)) }
        }
    }
}

/// The number of a command's ticket, which the runtime's thread writes and reads.
///
/// Unchecked: only commands touch it, and these run on the runtime's thread alone.
private final class TicketBox: @unchecked Sendable {
    var number: ExpectProgram.Ticket?
    /// Whether the task was cancelled, perhaps before there was a number.
    var isCancelled = false
}
