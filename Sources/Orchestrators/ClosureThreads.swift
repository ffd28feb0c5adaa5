import LiveHost

/// The threads on which hooks and handlers run.
///
/// They are not those of Swift's pool, which has one for each core: a program that blocks them all, as tests do, would
/// hold up the closures, and the session with them. They are started as they are needed, up to a limit, and kept.
final class ClosureThreads: TaskExecutor {
    /// The threads of all orchestrators of this process.
    static let shared = ClosureThreads()
    /// How many closures may block at the same time, in threads; more wait their turn.
    static let threadsMax = 32

    private struct State {
        var jobs: [UnownedJob] = []
        var threads = 0
        /// How many threads wait for a job.
        var idle = 0
    }

    private let state = Lock(State())
    private let bell = CountingSemaphore()

    /// Puts a job behind the others; called by the runtime.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let needsThread = state.with { state in
            state.jobs.append(job)
            guard state.jobs.count > state.idle, state.threads < Self.threadsMax else { return false }
            state.threads += 1
            state.idle += 1
            return true
        }
        if needsThread, !startThread() { return }
        bell.post()
    }

    /// Starts a thread; where the system has none left and no other is there, the runtime's pool gets the jobs.
    private func startThread() -> Bool {
        do {
            try SystemThread.start { [self] in serve() }
            return true
        } catch {
            let orphans = state.with { state in
                state.threads -= 1
                state.idle -= 1
                defer { if state.threads == 0 { state.jobs = [] } }
                return state.threads == 0 ? state.jobs : []
            }
            for job in orphans { globalConcurrentExecutor.enqueue(job) }
            return orphans.isEmpty
        }
    }

    private func serve() {
        while true {
            bell.wait()
            let job = state.with { state in
                state.idle -= 1
                return state.jobs.removeFirst()
            }
            job.runSynchronously(on: asUnownedTaskExecutor())
            state.with { $0.idle += 1 }
        }
    }
}
