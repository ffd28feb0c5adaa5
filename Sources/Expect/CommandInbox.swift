import Determinism
import Glibc
import Hosting
import Orchestration

/// Something to be done on the runtime's thread, and who is told what has come of it.
struct ExpectCommand: Sendable {
    /// Does it; the ticket of the reply, or `nil` where the reply is given at once.
    let body: @Sendable (inout ExpectProgram, Instant, inout [Action]) -> ExpectProgram.Ticket?
    /// Takes the reply, or `nil` where the runtime has failed.
    let reply: @Sendable (ExpectProgram.Reply?) -> Void
}

/// Commands on their way to the runtime's thread.
///
/// Unchecked: every access is under the lock. A mutex of the C library, since the thread sanitizer knows it.
final class CommandInbox: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var waiting: [ExpectCommand] = []
    private var isClosed = false

    init() {
        lock = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Leaves a command; `false` where nobody takes any more.
    func put(_ command: ExpectCommand) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if !isClosed { waiting.append(command) }
        return !isClosed
    }

    /// Takes all, in their order.
    func takeAll() -> [ExpectCommand] {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        defer { waiting = [] }
        return waiting
    }

    /// Takes the last, and no more after them.
    func close() -> [ExpectCommand] {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        isClosed = true
        defer { waiting = [] }
        return waiting
    }
}
