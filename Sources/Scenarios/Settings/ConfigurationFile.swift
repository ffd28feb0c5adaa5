public import Orchestration
import Player
import Text

/// An orchestrator's configuration as a YAML file, with what the environment says over it.
///
/// ```yaml
/// orchestrator:
///   type: subprocess
///   max_parallel_agents: 8
/// ```
///
/// The keys may also stand at the top. A variable `UNDERSTUDY_CONFIG_` with a key's name in capitals beats the file:
/// `UNDERSTUDY_CONFIG_AGENT_TIMEOUT=60s`.
public enum ConfigurationFile {
    /// The largest file, in bytes.
    public static let fileBytesMax = 1_048_576
    /// How variables begin that stand for keys.
    public static let variablePrefix = "UNDERSTUDY_CONFIG_"

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file; `nil`: the defaults, and what the environment says.
    ///   - environment: names and values of variables.
    /// - Throws: `SourceError` with file, line and column of what is wrong.
    public static func read(
        _ path: String?, environment: [(name: String, value: String)] = []
    ) throws(SourceError) -> Configuration {
        var bytes: [UInt8] = []
        if let path {
            do { bytes = try FileSystem.read(path, limit: fileBytesMax) } catch {
                throw SourceError(file: path, "can't be read: \(error.reason)")
            }
        }
        let folder = path.map(Self.folder) ?? FileSystem.workingDirectory
        return try decode(bytes, file: path ?? "environment", folder: folder, environment: environment)
    }

    /// Reads a configuration from the text of a file.
    public static func decode(
        _ bytes: [UInt8], file: String, folder: String, environment: [(name: String, value: String)] = []
    ) throws(SourceError) -> Configuration {
        var root = try orchestrator(bytes, file: file)
        for variable in environment where variable.name.hasPrefix(variablePrefix) {
            try override(&root, variable)
        }
        return try ConfigurationDecoder.decode(root, file: file, folder: folder)
    }

    /// The mapping of keys: what stands under `orchestrator`, or the whole file.
    private static func orchestrator(_ bytes: [UInt8], file: String) throws(SourceError) -> YAMLValue {
        let empty = YAMLValue(content: .mapping([]), position: SourcePosition(line: 1, column: 1))
        guard !bytes.isEmpty, let root = try YAMLReader.read(bytes, file: file), !root.isNull else { return empty }
        guard case .mapping(let members) = root.content, let member = members.first(where: { $0.key == "orchestrator" })
        else { return root }
        if let other = members.first(where: { $0.key != "orchestrator" }) {
            throw SourceError(
                file: file, position: other.position, "unknown key '\(other.key)' beside 'orchestrator'")
        }
        return member.value.isNull ? empty : member.value
    }

    private static func override(
        _ root: inout YAMLValue, _ variable: (name: String, value: String)
    ) throws(SourceError) {
        let key = variable.name.dropFirst(variablePrefix.count).lowercased()
        guard case .mapping(var members) = root.content else { return }
        let names = ConfigurationKey.all.map(\.name)
        guard names.contains(key) else {
            let hint =
                NearestWord.to(key, in: names).map { "; did you mean \(variablePrefix)\($0.uppercased())?" } ?? ""
            throw SourceError(file: variable.name, "there is no key '\(key)'\(hint)")
        }
        guard let value = try YAMLReader.read(Array(variable.value.utf8), file: variable.name) else { return }
        members.removeAll { $0.key == key }
        members.append(YAMLValue.Member(key: key, position: value.position, value: value))
        root = YAMLValue(content: .mapping(members), position: root.position)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return FileSystem.workingDirectory }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
