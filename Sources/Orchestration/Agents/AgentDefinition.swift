/// An agent: what it is called, what it is good at, what it is told, and whom it waits for.
public struct AgentDefinition: Sendable, Hashable {
    /// Where a definition comes from; a higher tier replaces a lower one of the same name.
    public enum Tier: Int, Sendable, Hashable, Comparable, CaseIterable {
        /// Built in.
        case core
        /// The machine's.
        case system
        /// The person's.
        case user
        /// The project's.
        case project
        /// The configuration's own list.
        case configuration

        /// Whether this is replaced by the other.
        public static func < (one: Tier, other: Tier) -> Bool { one.rawValue < other.rawValue }
    }

    /// The canonical name: lower case with hyphens.
    public var name: String
    /// What it is good at, in lower case; the score of a task counts these.
    public var specializations: [String]
    /// What it is told about itself; `nil`: one sentence with its name.
    public var prompt: String?
    /// Agents whose work of the same turn has to be done before its own begins.
    public var after: [String]
    /// The model that it is asked to use; `nil`: the session's.
    public var model: String?
    /// Where the definition comes from.
    public var tier: Tier

    /// An agent.
    public init(
        name: String, specializations: [String] = [], prompt: String? = nil, after: [String] = [],
        model: String? = nil, tier: Tier = .configuration
    ) {
        self.name = name
        self.specializations = specializations
        self.prompt = prompt
        self.after = after
        self.model = model
        self.tier = tier
    }

    /// The agents that are always there.
    public static let core: [AgentDefinition] = [
        AgentDefinition(name: "engineer", specializations: ["coding", "architecture", "implementation"], tier: .core),
        AgentDefinition(name: "documentation", specializations: ["docs", "api", "guides"], tier: .core),
        AgentDefinition(name: "qa", specializations: ["testing", "quality", "validation"], tier: .core),
        AgentDefinition(name: "research", specializations: ["analysis", "investigation", "exploration"], tier: .core),
        AgentDefinition(name: "ops", specializations: ["deployment", "monitoring", "infrastructure"], tier: .core),
        AgentDefinition(name: "security", specializations: ["security", "audit", "compliance"], tier: .core),
        AgentDefinition(name: "version-control", specializations: ["git", "versioning", "releases"], tier: .core),
        AgentDefinition(name: "data-engineer", specializations: ["data", "etl", "analytics"], tier: .core),
    ]
}
