import Hosting
import Player
import Recording
import Simulation
import Text

/// Everything about a case that failed on virtual time, in a folder of its own: the scenario with its seed, the
/// recordings that it plays, the recording of the run, its events in words, and what it ran with.
public struct CaseBundle {
    private let scenario: Scenario
    private let result: CaseResult
    private let command: String
    private let version: String

    /// A bundle of a case.
    ///
    /// - Parameters:
    ///   - scenario: what ran.
    ///   - result: what came of it, on the simulated arm.
    ///   - command: what runs it again where it stands.
    ///   - version: the version of the program.
    public init(of scenario: Scenario, _ result: CaseResult, command: String, version: String) {
        self.command = command
        self.scenario = scenario
        self.result = result
        self.version = version
    }

    /// Writes the bundle.
    ///
    /// - Parameter parent: the folder that it is made in; made where it is not there.
    /// - Returns: the path of its scenario; a bundle of the same case is replaced.
    /// - Throws: `FileFailure` with the path and the system's reason, `SourceError` where the scenario's file has become
    ///   unreadable.
    public func write(into parent: String) throws -> String {
        try FileSystem.makeFolders(parent)
        let name = "\(scenario.recordingName)-\(result.seed)"
        let folder = "\(parent)/\(name)"
        if FileSystem.kind(of: folder) != nil { FileSystem.removeTree(folder) }
        try FileSystem.makeFolders(folder)
        var tree = try ScenarioTree(of: scenario)
        tree.root["seed"] = YAMLValue(.number(JSONNumber(text: String(result.seed))))
        let names = tree.namesByContent()
        for (path, name) in names {
            if let bytes = tree.recordings[path] { try FileSystem.write(bytes, to: "\(folder)/\(name)") }
        }
        let path = "\(folder)/\(name).yaml"
        try FileSystem.write(Array(YAMLWriter.text(tree.renamed(names)).utf8), to: path)
        let journal = RunJournal(hasLines: true)
        var runner = Runner(arm: .simulated)
        runner.recordFolder = folder
        let again = runner.run(try ScenarioSet.read(path), offset: 0, journal: journal)
        try FileSystem.write(Array((journal.lines.joined(separator: "\n") + "\n").utf8), to: "\(folder)/trace.txt")
        let facts: JSONValue = [
            "scenario": .string(scenario.file), "seed": .number(JSONNumber(text: String(result.seed))),
            "failures": .array(result.failures.map { .string("\($0.what): \($0.message)") }),
            "command": .string(command), "again": .string("understudy run \(name).yaml"),
            "trace": .string(again.trace), "understudy": .string(version), "recording_format": "1.0",
        ]
        try FileSystem.write(Array((facts.text + "\n").utf8), to: "\(folder)/bundle.json")
        return path
    }
}
