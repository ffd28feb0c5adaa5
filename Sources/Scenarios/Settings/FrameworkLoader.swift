import Matching
public import Orchestration
import Player
import Text

/// The instructions and the agents of a project: what a person has written, with what is built in below it.
///
/// Instructions are the text of the framework, then `INSTRUCTIONS.md`, else `CLAUDE.md`, of the project. Agents are
/// Markdown files in `.understudy/agents` of the project, in the person's folder, and in the machine's; of one name the
/// project's counts, then the person's, then the machine's, then the built-in one.
public struct FrameworkLoader: Sendable {
    /// The largest file of instructions, in bytes.
    public static let fileBytesMax = 4_194_304

    /// The project's folder.
    public var project: String
    /// The folder of the person's own agents; `nil`: none.
    public var userAgents: String?
    /// The folder of the machine's agents; `nil`: none.
    public var systemAgents: String?

    /// A loader of these folders.
    public init(project: String, userAgents: String? = nil, systemAgents: String? = "/etc/understudy/agents") {
        self.project = project
        self.userAgents = userAgents
        self.systemAgents = systemAgents
    }

    /// Adds the agents of all tiers below those that the configuration has itself.
    ///
    /// - Throws: `SourceError` with the file and the place of what is wrong.
    public func complete(_ configuration: inout Configuration) throws(SourceError) {
        var agents: [AgentDefinition] = []
        let folders: [(String?, AgentDefinition.Tier)] = [
            (systemAgents, .system), (userAgents, .user), ("\(project)/.understudy/agents", .project),
        ]
        for (folder, tier) in folders {
            guard let folder, FileSystem.kind(of: folder) == .folder else { continue }
            agents += try AgentFolder.read(folder, tier: tier)
        }
        configuration.agents = agents + configuration.agents
        do { _ = try AgentRegistry(adding: configuration.agents) } catch {
            throw SourceError(file: project, error.description)
        }
    }

    /// The instructions that a configuration asks for; `nil`: none.
    ///
    /// - Throws: `SourceError` where a file can't be read.
    public func instructions(for configuration: Configuration) throws(SourceError) -> String? {
        let framework: String
        switch configuration.framework {
        case .none: return nil
        case .minimal: framework = FrameworkText.minimal(configuration)
        case .enhanced: framework = FrameworkText.enhanced(configuration)
        case .path(let path): return try text(path.hasPrefix("/") ? path : "\(project)/\(path)")
        }
        for name in ["INSTRUCTIONS.md", "CLAUDE.md"] where FileSystem.kind(of: "\(project)/\(name)") == .file {
            return framework + "\n\n" + (try text("\(project)/\(name)"))
        }
        return framework
    }

    private func text(_ path: String) throws(SourceError) -> String {
        do { return String(decoding: try FileSystem.read(path, limit: Self.fileBytesMax), as: UTF8.self) } catch {
            throw SourceError(file: path, "can't be read: \(error.reason)")
        }
    }
}

/// The built-in instructions.
enum FrameworkText {
    /// Who the agents are, and how work is handed to them.
    static func enhanced(_ configuration: Configuration) -> String {
        let registry = (try? AgentRegistry(adding: configuration.agents)) ?? .core
        let agents = registry.definitions.map { agent in
            let name = registry.names.displayName(agent.name)
            let skills = agent.specializations.joined(separator: ", ")
            return skills.isEmpty ? "- \(name) Agent" : "- \(name) Agent: \(skills)"
        }
        return """
            You lead a team of agents. You plan, hand work to them, and put together what they answer; you do not do their \
            work yourself.

            The agents:
            \(agents.joined(separator: "\n"))

            Hand work to an agent on a line of its own, and leave a blank line behind the task:

            **Engineer Agent**: what it shall do

            Agents see nothing but their task: say everything that they need to know. Several delegations of one answer run \
            side by side, so split work that is independent, and wait with what depends on it.

            Note work for later on lines of their own: TODO: for tasks, BUG: for defects, FEATURE: for wishes.
            """
    }

    /// The pattern of a delegation alone.
    static func minimal(_ configuration: Configuration) -> String {
        """
        Hand work to an agent on a line of its own, with a blank line behind it: **Engineer Agent**: what it shall do
        """
    }
}
