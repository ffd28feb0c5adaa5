import Foundation
import Scenarios
import Synchronization

/// Runs the items of a plan on several threads, and hands their results on in the order of the plan.
///
/// Threads and no tasks: a run blocks its thread while real processes run, which a pool of as many threads as cores
/// would not survive.
enum ParallelRun {
    private struct State {
        var next = 0
        var results: [Int: CaseResult] = [:]
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
        let arrived = DispatchSemaphore(value: 0)
    }

    /// The stack of a thread, in bytes.
    private static let stackBytes = 8 << 20

    /// Runs everything.
    ///
    /// - Returns: whether all was run; an interruption leaves the rest out.
    static func run(
        _ plan: RunPlan, jobs: Int, interruption: Interruption,
        body: @escaping @Sendable (RunPlan.Item) -> CaseResult,
        onResult: (CaseResult, _ isLastOfFile: Bool) throws -> Void
    ) throws -> Bool {
        let shared = Shared()
        for _ in 0..<min(jobs, plan.count) {
            let thread = Thread {
                while let index = take(shared, plan.count, interruption) {
                    let result = body(plan[index])
                    shared.state.withLock { $0.results[index] = result }
                    shared.arrived.signal()
                }
                shared.arrived.signal()
            }
            thread.stackSize = stackBytes
            thread.start()
        }
        return try collect(shared, plan, threads: min(jobs, plan.count), onResult: onResult)
    }

    private static func take(_ shared: Shared, _ count: Int, _ interruption: Interruption) -> Int? {
        shared.state.withLock { state in
            guard state.next < count, !interruption.hasCome else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    private static func collect(
        _ shared: Shared, _ plan: RunPlan, threads: Int, onResult: (CaseResult, Bool) throws -> Void
    ) throws -> Bool {
        var signals = 0
        for index in 0..<plan.count {
            var result = shared.state.withLock { $0.results.removeValue(forKey: index) }
            while result == nil {
                // Each result signals once, and each thread once when it ends: after all of them nothing more comes.
                let started = shared.state.withLock { $0.next }
                guard signals < started + threads else { return false }
                shared.arrived.wait()
                signals += 1
                result = shared.state.withLock { $0.results.removeValue(forKey: index) }
            }
            if let result { try onResult(result, plan[index].isLastOfFile) }
        }
        return true
    }
}
