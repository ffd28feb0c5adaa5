import Glibc
package import Hosting

/// A thread of the C library.
package enum SystemThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that nobody joins.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(HostFailure) {
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
