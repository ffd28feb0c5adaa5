import Glibc

/// A counter that threads wait for (sem_overview(7)).
///
/// Unchecked: the C library's own functions are all that touches it.
package final class CountingSemaphore: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    package init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    package func post() { sem_post(semaphore) }

    package func wait() { while sem_wait(semaphore) != 0 {} }

    /// Takes one count, if there is one.
    package func tryWait() -> Bool { sem_trywait(semaphore) == 0 }
}
