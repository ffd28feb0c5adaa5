import Foundation
import Scenarios
import Synchronization

/// Does pieces of work on several threads, and hands their results on in the order of the pieces.
///
/// Threads and no tasks: a run blocks its thread while real processes run, which a pool of as many threads as cores
/// would not survive.
enum ParallelRun {
    private struct State<Result: Sendable>: Sendable {
        var next = 0
        var results: [Int: Result] = [:]
    }

    private final class Shared<Result: Sendable>: Sendable {
        let state = Mutex(State<Result>())
        let arrived = DispatchSemaphore(value: 0)
    }

    /// The stack of a thread, in bytes.
    private static let stackBytes = 8 << 20

    /// Does everything.
    ///
    /// - Parameters:
    ///   - count: how many pieces there are.
    ///   - jobs: how many threads there are at the most.
    ///   - isOfProcesses: whether pieces have real processes, which have to be seen to their end.
    ///   - body: does the piece of a number.
    ///   - onResult: takes what came of it, on the calling thread.
    /// - Returns: whether all was done; an interruption leaves the rest out, and a second one what is under way too,
    ///   unless that is real processes: the first has killed those.
    static func run<Result: Sendable>(
        count: Int, jobs: Int, interruption: Interruption, isOfProcesses: Bool = false,
        body: @escaping @Sendable (Int) -> Result,
        onResult: (Int, Result) throws -> Void
    ) throws -> Bool {
        let shared = Shared<Result>()
        for _ in 0..<min(jobs, count) {
            let thread = Thread {
                while let index = take(shared, count, interruption) {
                    let result = body(index)
                    shared.state.withLock { $0.results[index] = result }
                    shared.arrived.signal()
                }
                shared.arrived.signal()
            }
            thread.stackSize = stackBytes
            thread.start()
        }
        let hurries = !isOfProcesses
        if hurries { interruption.onSecond { shared.arrived.signal() } }
        defer { interruption.onSecond(nil) }
        return try collect(shared, count, threads: min(jobs, count), onResult: onResult) {
            hurries && interruption.isUrgent
        }
    }

    private static func take<Result>(_ shared: Shared<Result>, _ count: Int, _ interruption: Interruption) -> Int? {
        shared.state.withLock { state in
            guard state.next < count, !interruption.hasCome else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    private static func collect<Result>(
        _ shared: Shared<Result>, _ count: Int, threads: Int,
        onResult: (Int, Result) throws -> Void, isCut: () -> Bool
    ) throws -> Bool {
        var signals = 0
        for index in 0..<count {
            var result = shared.state.withLock { $0.results.removeValue(forKey: index) }
            while result == nil {
                // Each result signals once, and each thread once when it ends: after all of them nothing more comes.
                let started = shared.state.withLock { $0.next }
                guard signals < started + threads else { return false }
                shared.arrived.wait()
                guard !isCut() else { return false }
                signals += 1
                result = shared.state.withLock { $0.results.removeValue(forKey: index) }
            }
            if let result { try onResult(index, result) }
        }
        return true
    }
}
