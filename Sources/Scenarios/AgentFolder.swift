import Matching
public import Orchestration
import Player
import Text

/// Agents as Markdown files with front matter: `name`, `specializations`, `after`, `model`; the rest is their prompt.
///
/// ```markdown
/// ---
/// name: reviewer
/// specializations: [quality, review]
/// after: [engineer]
/// ---
/// You review what the engineer has written.
/// ```
public enum AgentFolder {
    /// The largest file of an agent, in bytes.
    public static let fileBytesMax = 1_048_576
    /// The most agents of one folder.
    public static let agentsMax = 1_000

    /// Reads the folder that a configuration names, and checks its agents with all others.
    static func complete(
        _ configuration: inout Configuration, relativeTo folder: String
    ) throws(ConfigurationProblem) {
        guard let name = configuration.agentsFolder else { return }
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
        do { configuration.agents = try read(path, tier: .configuration) } catch {
            throw ConfigurationProblem(key: "agents", reason: error.description)
        }
        do { _ = try AgentRegistry(adding: configuration.agents) } catch {
            throw ConfigurationProblem(key: "agents", reason: error.description)
        }
    }

    /// The agents of a folder, by the names of their files.
    ///
    /// - Throws: `SourceError` with the file and the place of what is wrong.
    public static func read(_ folder: String, tier: AgentDefinition.Tier) throws(SourceError) -> [AgentDefinition] {
        guard let names = FileSystem.list(folder) else {
            throw SourceError(file: folder, "there is no such folder of agents")
        }
        let files = names.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }
        guard files.count <= agentsMax else {
            throw SourceError(file: folder, "the folder holds \(files.count) agents; the limit is \(agentsMax)")
        }
        var agents: [AgentDefinition] = []
        for name in files { agents.append(try readFile("\(folder)/\(name)", tier: tier)) }
        return agents
    }

    private static func readFile(_ path: String, tier: AgentDefinition.Tier) throws(SourceError) -> AgentDefinition {
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(path, limit: fileBytesMax) } catch {
            throw SourceError(file: path, "can't be read: \(error.reason)")
        }
        return try agent(bytes, file: path, tier: tier)
    }

    /// An agent from the text of its file; one without front matter is named after the file.
    static func agent(
        _ bytes: [UInt8], file: String, tier: AgentDefinition.Tier
    ) throws(SourceError) -> AgentDefinition {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let stem = file.split(separator: "/").last.map { String($0.dropLast(3)) } ?? file
        var agent = AgentDefinition(name: AgentNames.slug(stem), tier: tier)
        var body = lines[...]
        if lines.first.map({ String($0).trimmedRight }) == "---" {
            guard let end = lines.dropFirst().firstIndex(where: { String($0).trimmedRight == "---" }) else {
                throw SourceError(
                    file: file, position: SourcePosition(line: 1, column: 1),
                    "the front matter has no end: a line with --- is missing")
            }
            // A line of its own in place of the mark, so that positions are those of the file.
            let matter = "\n" + lines[1..<end].joined(separator: "\n") + "\n"
            try take(Array(matter.utf8), into: &agent, file: file)
            body = lines[(end + 1)...]
        }
        let prompt = body.joined(separator: "\n").trimmed
        agent.prompt = prompt.isEmpty ? nil : prompt
        return agent
    }

    private static func take(
        _ matter: [UInt8], into agent: inout AgentDefinition, file: String
    ) throws(SourceError) {
        guard let root = try YAMLReader.read(matter, file: file), !root.isNull else { return }
        var fields = try Fields(root, file: file, what: "the front matter")
        if let name = try fields.text("name") { agent.name = AgentNames.slug(name) }
        agent.specializations = try fields.texts("specializations")?.map { $0.lowercased() } ?? []
        agent.after = try fields.texts("after") ?? []
        agent.model = try fields.text("model")
        // What other tools write there.
        for key in ["description", "tools", "color", "version", "author", "tags", "priority"] { _ = fields.take(key) }
        try fields.finish()
    }
}

extension String {
    fileprivate var trimmedRight: String {
        var text = self
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace)).trimmedRight
    }
}
