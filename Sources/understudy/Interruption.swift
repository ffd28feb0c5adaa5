import Foundation
import Synchronization

/// Ctrl-C and its kin: the first ends children and completes the report, the second ends everything at once.
///
/// Unchecked, since Dispatch's sources are not marked `Sendable`; they are only kept alive and never used again.
final class Interruption: @unchecked Sendable {
    /// Becomes readable when the run has to end.
    let descriptor: Int32

    private let writeEnd: Int32
    private let signal = Mutex<Int32?>(nil)
    private let taker = Mutex<(@Sendable () -> Bool)?>(nil)
    private var sources: [any DispatchSourceSignal] = []

    /// Takes over SIGINT, SIGTERM and SIGHUP.
    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        descriptor = ends[0]
        writeEnd = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        for number in [SIGINT, SIGTERM, SIGHUP] { watch(number) }
    }

    private func watch(_ number: Int32) {
        // Whoever started us ignoring it, as nohup(1) does, wants it ignored.
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0, !isIgnored(action) else { return }
        Glibc.signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
        source.setEventHandler { [self] in come(number) }
        source.resume()
        sources.append(source)
    }

    private func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Offers each SIGINT to a body first; one that it takes ends nothing.
    func offer(to body: @escaping @Sendable () -> Bool) { taker.withLock { $0 = body } }

    private func come(_ number: Int32) {
        if number == SIGINT, !hasCome, taker.withLock({ $0 })?() == true { return }
        let isFirst = signal.withLock { known in
            defer { known = known ?? number }
            return known == nil
        }
        guard isFirst else { _exit(128 + number) }
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Whether the run has to end.
    var hasCome: Bool { signal.withLock { $0 != nil } }

    /// Ends this process by the signal that came, so that a shell sees what happened.
    func endLikeAnInterruptedProgram() {
        guard let number = signal.withLock({ $0 }) else { return }
        Output.flush()
        Glibc.signal(number, SIG_DFL)
        // Whoever started us may have blocked it.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        kill(getpid(), number)
        _exit(128 + number)
    }
}
