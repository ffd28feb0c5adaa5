public import Hosting

/// A thread that owns a live host for as long as a body runs.
///
/// The kernel ends the children of a thread with it (`PR_SET_PDEATHSIG`, prctl(2)), so a host belongs to one thread from
/// its first child to its last.
public enum HostThread {
    /// Starts a thread with a host and its mailbox, and returns once both are there.
    ///
    /// - Parameters:
    ///   - timeScale: as of `LiveHost.init`.
    ///   - cancellation: the same.
    ///   - server: who answers the engine's questions.
    ///   - body: the thread's life; the host is closed behind it.
    /// - Returns: the mailbox.
    /// - Throws: `HostFailure` where the process has no thread or no descriptor left.
    public static func start(
        timeScale: Double = 1, cancellation: Int32? = nil, server: @escaping Mailbox.Server = Mailbox.refuse,
        body: @escaping @Sendable (LiveHost) -> Void
    ) throws(HostFailure) -> Mailbox {
        let beginning = Beginning(timeScale: timeScale, cancellation: cancellation, server: server, body: body)
        try SystemThread.start { beginning.live() }
        return try beginning.wait()
    }

    /// What a thread begins with, and what it says once its host is there.
    ///
    /// Unchecked: `outcome` is written before `ready` is posted, and read after it was waited for.
    private final class Beginning: @unchecked Sendable {
        private let timeScale: Double
        private let cancellation: Int32?
        private let server: Mailbox.Server
        private let body: @Sendable (LiveHost) -> Void
        private let ready = CountingSemaphore()
        private var outcome: Result<Mailbox, HostFailure>?

        init(
            timeScale: Double, cancellation: Int32?, server: @escaping Mailbox.Server,
            body: @escaping @Sendable (LiveHost) -> Void
        ) {
            self.timeScale = timeScale
            self.cancellation = cancellation
            self.server = server
            self.body = body
        }

        func wait() throws(HostFailure) -> Mailbox {
            ready.wait()
            guard let outcome else { throw HostFailure(.systemCall, "the thread has not started") }
            return try outcome.get()
        }

        func live() {
            do throws(HostFailure) {
                let host = try LiveHost(timeScale: timeScale, cancellation: cancellation)
                outcome = .success(try host.openMailbox(server: server))
                ready.post()
                body(host)
                host.close()
            } catch {
                outcome = .failure(error)
                ready.post()
            }
        }
    }
}
