public import Matching

/// All agents of a session, in one order: the core ones, then those of the configuration and its folders.
public struct AgentRegistry: Sendable {
    /// Why agents can't work together.
    public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// `after` names an agent that is not there.
        case unknownDependency(agent: String, dependency: String)
        /// Agents wait for each other; the names in the order of the circle, the first one repeated at the end.
        case cycle([String])

        /// The problem in words.
        public var description: String {
            switch self {
            case .unknownDependency(let agent, let dependency):
                "agent '\(agent)' comes after '\(dependency)', which is no known agent"
            case .cycle(let names): "agents wait for each other: \(names.joined(separator: " → "))"
            }
        }
    }

    /// The definitions, each name once.
    public let definitions: [AgentDefinition]
    /// The names with their aliases.
    public let names: AgentNames
    private let places: [String: Int]

    /// The core agents alone.
    public static let core = AgentRegistry(unchecked: AgentDefinition.core)

    /// The core agents and others; one of a higher tier replaces its namesake in its place.
    ///
    /// - Throws: `Problem` where a dependency is unknown or goes in a circle.
    public init(adding others: [AgentDefinition]) throws(Problem) {
        self.init(unchecked: AgentDefinition.core + others)
        for definition in definitions {
            for dependency in definition.after where names.canonical(dependency) == nil {
                throw .unknownDependency(agent: definition.name, dependency: dependency)
            }
        }
        if let circle = cycle() { throw .cycle(circle) }
    }

    private init(unchecked all: [AgentDefinition]) {
        var kept: [AgentDefinition] = []
        var places: [String: Int] = [:]
        for definition in all {
            if let place = places[definition.name] {
                if kept[place].tier <= definition.tier { kept[place] = definition }
            } else {
                places[definition.name] = kept.count
                kept.append(definition)
            }
        }
        definitions = kept
        self.places = places
        names = AgentNames(names: kept.map(\.name))
    }

    /// The definition of a canonical name; an agent that nobody has defined has nothing but its name.
    public func definition(_ name: String) -> AgentDefinition {
        places[name].map { definitions[$0] } ?? AgentDefinition(name: name)
    }

    /// The agents whose work has to be done first, by their canonical names.
    func dependencies(of name: String) -> [String] {
        definition(name).after.map { names.canonical($0) ?? $0 }
    }

    /// A circle of dependencies, if there is one.
    private func cycle() -> [String]? {
        var isDone: Set<String> = []
        for definition in definitions {
            var path: [String] = []
            if let circle = circle(from: definition.name, path: &path, isDone: &isDone) { return circle }
        }
        return nil
    }

    private func circle(from name: String, path: inout [String], isDone: inout Set<String>) -> [String]? {
        if let start = path.firstIndex(of: name) { return Array(path[start...]) + [name] }
        guard !isDone.contains(name) else { return nil }
        path.append(name)
        for dependency in dependencies(of: name) {
            if let found = circle(from: dependency, path: &path, isDone: &isDone) { return found }
        }
        path.removeLast()
        isDone.insert(name)
        return nil
    }
}
