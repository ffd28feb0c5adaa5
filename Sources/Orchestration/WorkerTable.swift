import Determinism
import Hosting

/// The children that are not over, in the order in which they were asked for; one that is over leaves nothing behind.
///
/// Callers change a worker through its place, which copies nothing; a handle's place is found by halving.
struct WorkerTable: Sendable {
    private var workers: [Worker] = []
    private var handles: [Int] = []
    private var handlesGiven = 0

    /// Whether none is left.
    var isEmpty: Bool { workers.isEmpty }

    /// The handles of those that are left, in order.
    var open: [Int] { handles }

    /// A handle that no child had before.
    mutating func newHandle() -> ProcessHandle {
        defer { handlesGiven += 1 }
        return ProcessHandle(rawValue: handlesGiven)
    }

    /// Adds the worker of the handle that was given last.
    mutating func append(_ worker: Worker) {
        handles.append(worker.session.process.rawValue)
        workers.append(worker)
    }

    /// Where the worker of a handle stands.
    func place(of handle: Int) -> Int? {
        var low = 0
        var high = handles.count
        while low < high {
            let middle = (low + high) / 2
            if handles[middle] < handle { low = middle + 1 } else { high = middle }
        }
        return low < handles.count && handles[low] == handle ? low : nil
    }

    /// The earliest instant that any worker waits for.
    var earliestDeadline: Instant {
        // Through a pointer: an element that is read through the array is copied first, and workers are large.
        workers.withUnsafeBufferPointer { buffer in
            var earliest = Instant.distantFuture
            for place in buffer.indices { earliest = min(earliest, buffer[place].deadline ?? .distantFuture) }
            return earliest
        }
    }

    /// What all of them keep until more comes, in bytes.
    var bufferedBytes: Int {
        workers.withUnsafeBufferPointer { buffer in
            var bytes = 0
            for place in buffer.indices { bytes += buffer[place].bufferedBytes }
            return bytes
        }
    }

    /// Whose worker a handle is.
    func source(of handle: Int) -> Source? {
        guard let place = place(of: handle) else { return nil }
        return workers.withUnsafeBufferPointer { $0[place].source }
    }

    /// Changes the worker of a handle where it stands.
    mutating func change<Result>(_ handle: Int, _ body: (inout Worker) -> Result) -> Result? {
        place(of: handle).map { body(&workers[$0]) }
    }

    /// Changes every worker, in order.
    mutating func changeAll(_ body: (inout Worker) -> Void) {
        for place in workers.indices { body(&workers[place]) }
    }

    /// Takes the worker of a handle out.
    mutating func remove(_ handle: Int) -> Worker? {
        guard let place = place(of: handle) else { return nil }
        handles.remove(at: place)
        return workers.remove(at: place)
    }
}
