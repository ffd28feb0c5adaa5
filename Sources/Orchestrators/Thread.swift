import Glibc
import Hosting

/// A counter that threads wait for (sem_overview(7)).
final class Semaphore: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }

    func wait() { while sem_wait(semaphore) != 0 {} }

    /// Takes one count, if there is one.
    func tryWait() -> Bool { sem_trywait(semaphore) == 0 }
}

/// A thread of the C library.
enum Thread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that nobody joins.
    static func start(_ body: @escaping @Sendable () -> Void) throws(HostFailure) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw HostFailure(.systemCall, "can't start a thread (errno \(code))")
        }
        pthread_detach(thread)
    }
}
