import Determinism
import Matching

/// The delegations of a session: which wait, which run, and what became of them.
///
/// Agents start in the order of the text, at most so many at once; results are kept in that order whatever the order
/// in which they come. One that has dependencies waits until the answer that holds the delegations is whole, since what
/// it depends on may stand behind it, and until all of those are done.
struct AgentPool: Sendable {
    /// How a delegation is carried out.
    enum Stage: Sendable, Hashable {
        /// Waits for a free place, or for others.
        case waiting
        /// The CLI runs it itself, as a tool; the tool's result is awaited.
        case native(toolUseID: String, since: Instant)
        /// A process of its own, or a hook before it.
        case running
        /// Done.
        case done(AgentResult)
    }

    /// One delegation.
    struct Entry: Sendable, Hashable {
        var delegation: Delegation
        var stage: Stage
        /// 1 for what the main child delegates, 2 for what its agents do, and so on.
        var depth = 1
        /// The agents of the same turn that have to be done first.
        var dependencies: [String] = []
    }

    /// The most delegations in one session; more are a loop.
    static let delegationsMax = 10_000

    var parallelMax: Int
    private(set) var entries: [Entry] = []
    private var running = 0
    private var doneCount = 0
    private var nextWaiting = 0
    /// The first delegation of the turn that is under way, and whether all of its own are known.
    private var turnStart = 0
    private var isSealed = false
    /// The open native ones by their tool calls; of two with one call the first counts.
    private var natives: [String: Int] = [:]

    init(parallelMax: Int) { self.parallelMax = parallelMax }

    /// Whether every delegation is done.
    var isIdle: Bool { doneCount == entries.count }

    /// A turn begins: what comes from now on belongs together.
    mutating func beginTurn() {
        turnStart = entries.count
        isSealed = false
    }

    /// The answer is whole: what depends on others may start once they are done.
    mutating func seal() { isSealed = true }

    /// Adds a delegation behind all others.
    ///
    /// - Returns: its index; `nil` beyond `delegationsMax`.
    mutating func add(
        _ delegation: Delegation, stage: Stage = .waiting, depth: Int = 1, dependencies: [String] = []
    ) -> Int? {
        guard entries.count < Self.delegationsMax else { return nil }
        entries.append(Entry(delegation: delegation, stage: stage, depth: depth, dependencies: dependencies))
        let index = entries.count - 1
        if case .native(let toolUseID, _) = stage, natives[toolUseID] == nil { natives[toolUseID] = index }
        return index
    }

    /// Changes what an agent is asked before it is started.
    mutating func change(_ index: Int, agent: String, task: String) {
        entries[index].delegation.agent = agent
        entries[index].delegation.task = task
    }

    /// Takes the next that may start, if there is a free place.
    mutating func startNext() -> Int? {
        guard running < parallelMax else { return nil }
        while nextWaiting < entries.count {
            switch entries[nextWaiting].stage {
            case .running, .done: nextWaiting += 1
            case .native, .waiting:
                guard let index = entries.indices[nextWaiting...].first(where: mayStart) else { return nil }
                entries[index].stage = .running
                running += 1
                return index
            }
        }
        return nil
    }

    private func mayStart(_ index: Int) -> Bool {
        let entry = entries[index]
        guard entry.stage == .waiting else { return false }
        guard !entry.dependencies.isEmpty else { return true }
        return isSealed && needed(by: index).allSatisfy { if case .done = entries[$0].stage { true } else { false } }
    }

    /// The delegations of the turn that one depends on, in the order of the text.
    func needed(by index: Int) -> [Int] {
        let agents = entries[index].dependencies
        guard !agents.isEmpty else { return [] }
        return entries.indices[turnStart...].filter { $0 != index && agents.contains(entries[$0].delegation.agent) }
    }

    /// The results that one depends on, in the order of the text.
    func results(neededBy index: Int) -> [AgentResult] {
        needed(by: index).compactMap { if case .done(let result) = entries[$0].stage { result } else { nil } }
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
