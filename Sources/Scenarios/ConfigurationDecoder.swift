import Orchestration
import Text

/// Reads an orchestrator's configuration: its keys are known in one place (`ConfigurationKey`), their positions here.
enum ConfigurationDecoder {
    /// Reads `orchestrator:`; agents that stand in a folder are read with it.
    ///
    /// - Parameter folder: what relative paths are relative to.
    static func decode(_ value: YAMLValue, file: String, folder: String) throws(SourceError) -> Configuration {
        guard case .mapping = value.content, let object = value.json.object else {
            throw SourceError(
                file: file, position: value.position, "'orchestrator' has to be a mapping, not \(value.kind)")
        }
        do throws(ConfigurationProblem) {
            var configuration = try Configuration(json: object)
            try AgentFolder.complete(&configuration, relativeTo: folder)
            return configuration
        } catch {
            throw SourceError(file: file, position: position(of: error, in: value), error.reason)
        }
    }

    /// Where the thing stands that is wrong.
    private static func position(of problem: ConfigurationProblem, in value: YAMLValue) -> SourcePosition {
        var place = value
        var position = value.position
        for (depth, step) in problem.path.enumerated() {
            switch (step, place.content) {
            case (.key(let name), .mapping(let members)):
                guard let member = members.first(where: { $0.key == name }) else { return position }
                let isLast = depth == problem.path.count - 1
                place = member.value
                position = isLast && problem.isAboutKey ? member.position : member.value.position
            case (.index(let index), .sequence(let elements)):
                guard elements.indices.contains(index) else { return position }
                place = elements[index]
                position = place.position
            default: return position
            }
        }
        return position
    }
}
