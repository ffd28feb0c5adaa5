import Matching
import Player

/// The scenarios that a person named, found, read and checked before any of them runs.
public struct ScenarioSet: Sendable {
    /// The folder whose scenarios have to fail: it runs only when a path names it or something inside it.
    public static let canaryFolder = "Canary"

    /// What the names of files end in that are looked for in folders.
    private static let suffixes = [".yaml", ".yml", OrchestrationFolder.suffix]

    /// How deep folders may nest.
    private static let depthMax = 32

    /// The scenarios in the order of their paths.
    public private(set) var scenarios: [Scenario] = []

    /// Every file that can't be read as a scenario.
    public private(set) var errors: [SourceError] = []

    /// The folders that were searched, without links: links in a circle would be searched again and again.
    private var searched: Set<String> = []

    /// Finds the scenarios of files and folders.
    ///
    /// - Parameter paths: files, or folders that are searched for `.yaml`, `.yml` and recorded orchestrations (`.casts`).
    public init(paths: [String]) {
        var files: [String] = []
        for path in paths { collect(path, isNamed: true, depth: 0, into: &files) }
        var seen: Set<String> = []
        for file in files where seen.insert(FileSystem.absolute(file) ?? file).inserted { load(file) }
        refuseDoubleNames()
    }

    private mutating func collect(_ path: String, isNamed: Bool, depth: Int, into files: inout [String]) {
        switch FileSystem.kind(of: path) {
        case .folder where RecordedCase.isOne(path): files.append(path)
        case .folder:
            guard depth < Self.depthMax else {
                errors.append(SourceError(file: path, "folders nest deeper than \(Self.depthMax) levels"))
                return
            }
            collectFolder(path, depth: depth, into: &files)
        case .file where isNamed || Self.suffixes.contains(where: path.hasSuffix): files.append(path)
        case nil where isNamed:
            errors.append(SourceError(file: path, "there is no such file or folder"))
        case .other where isNamed:
            errors.append(SourceError(file: path, "this is no regular file; name a scenario or a folder of them"))
        default: break
        }
    }

    private mutating func collectFolder(_ path: String, depth: Int, into files: inout [String]) {
        guard searched.insert(FileSystem.absolute(path) ?? path).inserted else { return }
        guard let names = FileSystem.list(path) else {
            errors.append(SourceError(file: path, "the folder can't be read"))
            return
        }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        for name in names where name != Self.canaryFolder && !name.hasPrefix(".") {
            collect(prefix + name, isNamed: false, depth: depth + 1, into: &files)
        }
    }

    private mutating func load(_ file: String) {
        do throws(SourceError) { scenarios.append(try Self.read(file)) } catch { errors.append(error) }
    }

    /// Reads one scenario.
    ///
    /// - Throws: `SourceError` with the place of the first thing that is wrong.
    public static func read(_ file: String) throws(SourceError) -> Scenario {
        if RecordedCase.isOne(file) { return try RecordedCase(file).scenario }
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(file, limit: YAMLReader.fileBytesMax) } catch {
            throw SourceError(file: file, "can't be read: \(error.reason)")
        }
        if file.hasSuffix(".cast") {
            throw SourceError(file: file, "this is a recording; name a scenario, or look at it with 'understudy show'")
        }
        let absolute = FileSystem.absolute(file) ?? file
        let folder = absolute.lastIndex(of: "/").map { String(absolute[..<$0]) } ?? "."
        return try ScenarioDecoder(file: file, folder: folder).decode(bytes)
    }

    /// Report readers drop or merge cases of one name, so two scenarios may not share one.
    private mutating func refuseDoubleNames() {
        var files: [String: String] = [:]
        for scenario in scenarios {
            if let other = files[scenario.name] {
                errors.append(
                    SourceError(
                        file: scenario.file, "the name '\(scenario.name)' is also that of \(other); give it its own"))
            } else {
                files[scenario.name] = scenario.file
            }
        }
    }

    /// Refuses runs that would be recorded into one folder, one after the other.
    ///
    /// - Throws: `SourceError` that names two such scenarios.
    public func refuseDoubleRecordings() throws(SourceError) {
        var names: [String: Scenario] = [:]
        for scenario in scenarios where scenario.recorded == nil {
            if let other = names.updateValue(scenario, forKey: scenario.recordingName) {
                throw SourceError(
                    file: scenario.file,
                    "the name '\(scenario.name)' is recorded under that of \(other.file); give it one that differs in "
                        + "letters or digits")
            }
        }
    }

    /// Keeps the scenarios whose name or file matches an expression and that have a tag.
    ///
    /// - Throws: `SourceError` where the expression is none.
    public mutating func select(filter: String?, tags: [String]) throws(SourceError) {
        if let filter {
            let match = try MatchDecoder(file: "--filter").regex(filter, at: SourcePosition(line: 1, column: 1))
            scenarios.removeAll { !match.matches($0.name) && !match.matches($0.file) }
        }
        if !tags.isEmpty { scenarios.removeAll { scenario in !tags.contains { scenario.tags.contains($0) } } }
    }

    /// Keeps every n-th scenario, for one of several machines.
    ///
    /// - Parameters:
    ///   - index: which shard, from 1.
    ///   - count: of how many.
    public mutating func shard(_ index: Int, of count: Int) {
        scenarios = scenarios.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
    }
}
