import Determinism
import Matching

/// The delegations of a session: which wait, which run, and what became of them.
///
/// Agents start in the order of the text, at most so many at once; results are kept in that order whatever the order
/// in which they come.
struct AgentPool: Sendable {
    /// How a delegation is carried out.
    enum Stage: Sendable, Hashable {
        /// Waits for a free place.
        case waiting
        /// The CLI runs it itself, as a tool; the tool's result is awaited.
        case native(toolUseID: String, since: Instant)
        /// A process of its own.
        case running
        /// Done.
        case done(AgentResult)
    }

    /// One delegation.
    struct Entry: Sendable, Hashable {
        let delegation: Delegation
        var stage: Stage
    }

    /// The most delegations in one session; more are a loop.
    static let delegationsMax = 10_000

    let parallelMax: Int
    private(set) var entries: [Entry] = []
    private var running = 0
    private var doneCount = 0
    private var nextWaiting = 0
    /// The open native ones by their tool calls; of two with one call the first counts.
    private var natives: [String: Int] = [:]

    init(parallelMax: Int) { self.parallelMax = parallelMax }

    /// Whether every delegation is done.
    var isIdle: Bool { doneCount == entries.count }

    /// Adds a delegation behind all others.
    ///
    /// - Returns: its index; `nil` beyond `delegationsMax`.
    mutating func add(_ delegation: Delegation, stage: Stage = .waiting) -> Int? {
        guard entries.count < Self.delegationsMax else { return nil }
        entries.append(Entry(delegation: delegation, stage: stage))
        let index = entries.count - 1
        if case .native(let toolUseID, _) = stage, natives[toolUseID] == nil { natives[toolUseID] = index }
        return index
    }

    /// Takes the next that waits, if there is a free place.
    mutating func startNext() -> Int? {
        guard running < parallelMax else { return nil }
        while nextWaiting < entries.count {
            let index = nextWaiting
            if case .native = entries[index].stage { return startFirstWaiting(after: index) }
            nextWaiting += 1
            if entries[index].stage == .waiting { return run(index) }
        }
        return nil
    }

    /// A native one keeps its place: those behind it may start, and it may still have to.
    private mutating func startFirstWaiting(after native: Int) -> Int? {
        guard let index = entries[native...].firstIndex(where: { $0.stage == .waiting }) else { return nil }
        return run(index)
    }

    private mutating func run(_ index: Int) -> Int {
        entries[index].stage = .running
        running += 1
        return index
    }

    /// An agent is done.
    mutating func finish(_ result: AgentResult) {
        switch entries[result.index].stage {
        case .running: running -= 1
        case .native(let toolUseID, _): if natives[toolUseID] == result.index { natives[toolUseID] = nil }
        case .waiting: break
        case .done: doneCount -= 1
        }
        doneCount += 1
        entries[result.index].stage = .done(result)
    }

    /// The delegation that the CLI runs as this tool call.
    func native(_ toolUseID: String) -> (index: Int, since: Instant)? {
        guard let index = natives[toolUseID], case .native(_, let since) = entries[index].stage else { return nil }
        return (index, since)
    }

    /// The CLI has ended without running these: they wait for a process of their own.
    mutating func reclaimNative() {
        natives = [:]
        // None stands before the first that waits: it would have held up `nextWaiting`.
        for index in entries.indices.dropFirst(nextWaiting) {
            if case .native = entries[index].stage { entries[index].stage = .waiting }
        }
    }

    /// All that wait, which a stop takes away.
    mutating func takeWaiting() -> [Int] {
        reclaimNative()
        return entries.indices.dropFirst(nextWaiting).filter { entries[$0].stage == .waiting }
    }

    /// The results from `first` on, in the order of the delegations.
    func results(from first: Int = 0) -> [AgentResult] {
        entries.dropFirst(first).compactMap { if case .done(let result) = $0.stage { result } else { nil } }
    }
}
