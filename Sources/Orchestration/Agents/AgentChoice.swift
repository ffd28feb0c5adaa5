/// Which agent gets a task: +10 for each specialisation that the task asks for, +5 for one that is not busy, and ten times
/// the share of its tasks that it completed. Of equals the first in the registry is taken.
struct AgentChoice: Sendable {
    /// What an agent did in this session so far.
    struct Record: Sendable, Hashable {
        var running = 0
        var completed = 0
        var finished = 0

        /// The share of its tasks that it completed; 1 where it had none yet.
        var successRate: Double { finished == 0 ? 1 : Double(completed) / Double(finished) }
    }

    /// From which load on an agent counts as busy.
    static let busyLoad = 0.8

    private(set) var records: [String: Record] = [:]

    mutating func started(_ agent: String) { records[agent, default: Record()].running += 1 }

    mutating func finished(_ agent: String, isCompleted: Bool, hasRun: Bool) {
        var record = records[agent] ?? Record()
        if hasRun { record.running = max(0, record.running - 1) }
        record.finished += 1
        if isCompleted { record.completed += 1 }
        records[agent] = record
    }

    /// The load of an agent: its share of the places for agents, 0 to 1.
    func load(of agent: String, places: Int) -> Double { Double(records[agent]?.running ?? 0) / Double(max(1, places)) }

    func score(of agent: AgentDefinition, for specializations: [String], places: Int) -> Double {
        let matches = specializations.filter(agent.specializations.contains).count
        let idle = load(of: agent.name, places: places) < Self.busyLoad ? 5.0 : 0
        return Double(10 * matches) + idle + 10 * (records[agent.name] ?? Record()).successRate
    }

    /// The best agent for a task.
    func best(for task: String, in registry: AgentRegistry, places: Int) -> AgentDefinition? {
        let known = registry.definitions.flatMap(\.specializations)
        let wanted = TaskAnalysis.specializations(of: task, known: known)
        var best: (agent: AgentDefinition, score: Double)?
        for agent in registry.definitions {
            let score = score(of: agent, for: wanted, places: places)
            if best.map({ score > $0.score }) ?? true { best = (agent, score) }
        }
        return best?.agent
    }
}
