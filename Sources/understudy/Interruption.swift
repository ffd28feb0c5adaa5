import CProcesses
import Foundation
import Synchronization

/// Ctrl-C and its kin: the first ends what is under way in order, the second kills it and writes what is known, the third
/// ends this process as it stands.
///
/// Unchecked, since Dispatch's sources are not marked `Sendable`; they are only kept alive and never used again.
final class Interruption: @unchecked Sendable {
    /// Becomes readable when the run has to end.
    let descriptor: Int32
    /// Becomes readable when the run has to end at once.
    let urgentDescriptor: Int32

    private let writeEnd: Int32
    private let urgentWriteEnd: Int32
    private let taker = Mutex<(@Sendable () -> Bool)?>(nil)
    private let state = Mutex(State())
    private var sources: [any DispatchSourceRead] = []

    private struct State {
        /// The first signal that came.
        var signal: Int32?
        var count = 0
        /// Ends a wait for what is under way, at the second.
        var hurry: (@Sendable () -> Void)?
    }

    /// Takes over SIGINT, SIGTERM and SIGHUP.
    init() {
        (descriptor, writeEnd) = Self.pipe()
        (urgentDescriptor, urgentWriteEnd) = Self.pipe()
        let caught = u_catch_signals([SIGINT, SIGTERM, SIGHUP], 3)
        if caught >= 0 { watch(caught) }
    }

    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        _ = Foundation.pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Hands on what the handler of the signals has noted.
    private func watch(_ caught: Int32) {
        let source = DispatchSource.makeReadSource(fileDescriptor: caught, queue: .global(qos: .userInteractive))
        source.setEventHandler { [self] in
            var numbers = [UInt8](repeating: 0, count: 64)
            let count = read(caught, &numbers, numbers.count)
            for number in numbers.prefix(max(0, count)) { come(Int32(number)) }
        }
        source.resume()
        sources.append(source)
    }

    /// Offers each SIGINT to a body first; one that it takes ends nothing.
    func offer(to body: @escaping @Sendable () -> Bool) { taker.withLock { $0 = body } }

    private func come(_ number: Int32) {
        if number == SIGINT, !hasCome, taker.withLock({ $0 })?() == true { return }
        let (count, hurry) = state.withLock { state in
            state.signal = state.signal ?? number
            state.count += 1
            return (state.count, state.hurry)
        }
        var byte: UInt8 = 1
        switch count {
        case 1: _ = write(writeEnd, &byte, 1)
        case 2:
            _ = write(urgentWriteEnd, &byte, 1)
            hurry?()
        default: _exit(128 + number)
        }
    }

    /// Whether the run has to end.
    var hasCome: Bool { state.withLock { $0.count > 0 } }

    /// Whether nothing that is under way is to be waited for.
    var isUrgent: Bool { state.withLock { $0.count > 1 } }

    /// Says what ends a wait at the second signal, besides the descriptor.
    func onSecond(_ hurry: (@Sendable () -> Void)?) { state.withLock { $0.hurry = hurry } }

    /// Ends this process by the signal that came, so that a shell sees what happened.
    func endLikeAnInterruptedProgram() {
        guard let number = state.withLock({ $0.signal }) else { return }
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
