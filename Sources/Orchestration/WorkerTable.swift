import Determinism
import Hosting

/// The children that are not over, in the order in which they were asked for; one that is over leaves nothing behind.
///
/// Callers change a worker through its place, which copies nothing; a handle's place is found by halving.
struct WorkerTable: Sendable {
    private var workers: [Worker] = []
    private var handles: [Int] = []
    /// When each of them wants its timer: read at every event, and changed by few of them.
    private var deadlines: [Instant] = []
    /// The earliest instant that any worker waits for.
    private(set) var earliestDeadline = Instant.distantFuture
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
        deadlines.append(worker.deadline)
        earliestDeadline = min(earliestDeadline, worker.deadline)
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

    /// What all of them keep until more comes, in bytes.
    var bufferedBytes: Int {
        workers.withUnsafeBufferPointer { buffer in
            var bytes = 0
            for place in buffer.indices { bytes += buffer[place].bufferedBytes }
            return bytes
        }
    }

    /// When the worker of a handle wants its timer; the far future: never.
    func deadline(of handle: Int) -> Instant {
        place(of: handle).map { deadlines[$0] } ?? .distantFuture
    }

    /// Whether the child of a handle is being ended, by whatever limit or call.
    func isBeingStopped(_ handle: Int) -> Bool {
        place(of: handle).map { workers[$0].session.isBeingStopped } ?? false
    }

    /// Changes the worker of a handle where it stands.
    @discardableResult
    mutating func change<Result>(_ handle: Int, _ body: (inout Worker) -> Result) -> Result? {
        guard let place = place(of: handle) else { return nil }
        return change(at: place, body)
    }

    /// Looks for what the reader of a worker's text looks for; its deadline is none of this.
    mutating func scan(_ text: String, of handle: Int, into findings: inout [OutputReader.Item]) {
        if let place = place(of: handle) { workers[place].output?.feed(text, into: &findings) }
    }

    /// Changes every worker, in order.
    mutating func changeAll(_ body: (inout Worker) -> Void) {
        for place in workers.indices { change(at: place, body) }
    }

    @discardableResult
    private mutating func change<Result>(at place: Int, _ body: (inout Worker) -> Result) -> Result {
        let before = deadlines[place]
        let result = Self.change(&workers[place], deadline: &deadlines[place], body)
        if deadlines[place] != before { noteChange(from: before, to: deadlines[place]) }
        return result
    }

    /// Changes a worker and asks it for its deadline, in one access.
    @inline(__always)
    private static func change<Result>(
        _ worker: inout Worker, deadline: inout Instant, _ body: (inout Worker) -> Result
    ) -> Result {
        defer { deadline = worker.deadline }
        return body(&worker)
    }

    private mutating func noteChange(from before: Instant, to deadline: Instant) {
        if deadline < earliestDeadline {
            earliestDeadline = deadline
        } else if before == earliestDeadline {
            earliestDeadline = deadlines.min() ?? .distantFuture
        }
    }

    /// Takes the worker of a handle out.
    mutating func remove(_ handle: Int) -> Worker? {
        guard let place = place(of: handle) else { return nil }
        handles.remove(at: place)
        noteChange(from: deadlines.remove(at: place), to: .distantFuture)
        return workers.remove(at: place)
    }
}
