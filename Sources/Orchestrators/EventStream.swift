public import Orchestration

/// What an orchestrator reports, while it happens: text, delegations, tickets, results, ends.
///
/// A consumer that can't keep up slows the children down: beyond `bufferMax` waiting events nothing more is read from
/// them until half are taken. The sequence ends when the orchestrator is closed.
public struct OrchestratorEvents: AsyncSequence, Sendable {
    /// How many events wait for one consumer before the children are held, and how many are let through nevertheless
    /// (what was already read comes, too).
    public static let bufferMax = 1_024

    private let subscription: Subscription

    init(_ subscription: Subscription) { self.subscription = subscription }

    /// Takes the events one by one.
    public func makeAsyncIterator() -> Iterator { Iterator(subscription: subscription) }

    /// Takes the events one by one.
    public struct Iterator: AsyncIteratorProtocol {
        let subscription: Subscription

        /// The next event; `nil` at the end, or where the task is cancelled.
        public mutating func next() async -> Notice? { await subscription.next() }
    }
}

/// One consumer's place in the stream of events.
final class Subscription: Sendable {
    private struct State {
        var waiting: ArraySlice<Notice> = []
        var consumer: CheckedContinuation<Notice?, Never>?
        var isEnded = false
        var isFull = false
    }

    private let state = Lock(State())
    private let onLevel: @Sendable (Bool) -> Void

    /// A place.
    ///
    /// - Parameter onLevel: told `true` when too much waits, `false` when there is room again.
    init(onLevel: @escaping @Sendable (Bool) -> Void) { self.onLevel = onLevel }

    deinit { if state.with({ $0.isFull }) { onLevel(false) } }

    func put(_ notices: [Notice]) {
        let (consumer, first, becameFull) = state.with {
            state -> (CheckedContinuation<Notice?, Never>?, Notice?, Bool) in
            guard !state.isEnded else { return (nil, nil, false) }
            state.waiting.append(contentsOf: notices)
            let consumer = state.consumer
            state.consumer = nil
            let first = consumer == nil ? nil : state.waiting.popFirst()
            let becameFull = !state.isFull && state.waiting.count > OrchestratorEvents.bufferMax
            if becameFull { state.isFull = true }
            return (consumer, first, becameFull)
        }
        if becameFull { onLevel(true) }
        consumer?.resume(returning: first)
    }

    func end() {
        let consumer = state.with { state in
            state.isEnded = true
            defer { state.consumer = nil }
            return state.consumer
        }
        consumer?.resume(returning: nil)
    }

    func next() async -> Notice? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isReady, notice, hasRoom) = state.with { state -> (Bool, Notice?, Bool) in
                    if let notice = state.waiting.popFirst() {
                        let hasRoom = state.isFull && state.waiting.count <= OrchestratorEvents.bufferMax / 2
                        if hasRoom { state.isFull = false }
                        return (true, notice, hasRoom)
                    }
                    if state.isEnded || Task.isCancelled { return (true, nil, false) }
                    state.consumer = continuation
                    return (false, nil, false)
                }
                if hasRoom { onLevel(false) }
                if isReady { continuation.resume(returning: notice) }
            }
        } onCancel: {
            let consumer = state.with { state in
                defer { state.consumer = nil }
                return state.consumer
            }
            consumer?.resume(returning: nil)
        }
    }
}
