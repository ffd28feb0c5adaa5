public import Determinism
import Hosting
import Orchestration
import Recording
public import Simulation
import Text

/// Everything about a finding, in a folder of its own: a scenario that runs by itself and is fit for a suite, the
/// recordings that it plays, the recording of the run, the choices, the trace, and what it was found with.
public struct FailureBundle {
    /// What was made of the finding, in one line.
    public let summary: String
    /// The name of the scenario's file, by its content.
    public let scenarioName: String

    private let scenario: Scenario
    private let tree: ScenarioTree
    private let choices: ChoiceList
    private let found: ChoiceList
    private let violation: Violation
    private let seed: UInt64
    private let command: String
    private let version: String
    private let text: String

    /// Makes a finding small, and a bundle of it.
    ///
    /// - Parameters:
    ///   - scenario: what was explored.
    ///   - explorer: its explorer.
    ///   - seed: the seed that fails.
    ///   - choices: what the seed chose.
    ///   - violation: how it fails.
    ///   - command: what finds it again.
    ///   - version: the version of the program.
    ///   - shrinks: whether it is made small.
    /// - Throws: `SourceError` where the scenario has become unreadable, `HostFailure` where the harness is broken.
    public init(
        of scenario: Scenario, _ explorer: ScenarioExplorer, seed: UInt64, choices: ChoiceList, violation: Violation,
        command: String, version: String, shrinks: Bool
    ) throws {
        let playSeed = scenario.seed ?? Runner.defaultSeed
        let whole = try ScenarioTree(of: scenario)
        var shrinker = ScenarioShrinker(whole, choices, failing: violation, seed: playSeed)
        if shrinks { try shrinker.shrink() }
        let shrunk = try shrinker.tree.scenario()
        let outcome = try ScenarioExplorer(shrunk, seed: playSeed, overlay: shrinker.tree.overlay)
            .run(shrinker.choices)
        self.violation = outcome.violations.first { $0.isLike(violation) } ?? violation
        self.scenario = scenario
        self.seed = seed
        self.command = command
        self.version = version
        found = choices
        self.choices = shrinker.choices
        let (tree, text) = Self.finished(
            shrinker.tree, shrinker.choices, self.violation, playSeed, fates: outcome.fates, scenario)
        self.tree = tree
        self.text = text
        scenarioName = "\(scenario.recordingName)-\(ScenarioTree.fingerprint(Array(text.utf8))).yaml"
        summary =
            "\(choices.count) choices → \(shrinker.choices.count), \(Self.size(whole)) bytes → \(Self.size(tree)), "
            + "\(outcome.run.events) events"
    }

    private static func size(_ tree: ScenarioTree) -> Int {
        YAMLWriter.text(tree.whole).utf8.count + tree.recordings.values.reduce(0) { $0 + $1.count }
    }

    /// The scenario as it is written: with its choices, its recordings by their content, and why it is there.
    private static func finished(
        _ tree: ScenarioTree, _ choices: ChoiceList, _ violation: Violation, _ seed: UInt64, fates: [String],
        _ origin: Scenario
    ) -> (ScenarioTree, String) {
        var finished = tree
        let names = tree.namesByContent()
        finished.recordings = [:]
        for (path, name) in names { finished.recordings[name] = tree.recordings[path] }
        finished.root = tree.renamed(names)
        finished.addedFaults = []
        // A reader looks for the name at the top.
        finished.root["name"] = nil
        finished.root = finished.root.putting(
            YAMLValue(.string("\(origin.name): \(violation.invariant.rawValue)")), first: "name")
        finished.root["hosts"] = YAMLValue(["simulated"])
        finished.root["seed"] = YAMLValue(.number(JSONNumber(text: String(seed))))
        // Faults that the scenario names need no choices.
        if !choices.all.isEmpty || finished.root["judge"] == nil {
            finished.root["choices"] = YAMLValue(choices.json)
        }
        return (finished, comment(on: violation, fates, origin) + YAMLWriter.text(finished.root))
    }

    private static func comment(on violation: Violation, _ fates: [String], _ origin: Scenario) -> String {
        var lines = ["Found by exploring \(origin.file).", "\(violation)"]
        for (place, fate) in fates.enumerated() where !fate.isEmpty { lines.append("Launch \(place + 1): \(fate)") }
        return lines.map { "# \(VisibleText.clean($0).replacing("\n", with: "⏎"))\n" }.joined()
    }

    // MARK: The folder

    /// Writes everything into a folder of its own.
    ///
    /// - Parameter parent: the folder that it is made in; made where it is not there.
    /// - Returns: the path of the folder; one of the same finding is replaced.
    /// - Throws: `FileFailure` with the path and the system's reason, `SourceError`, `HostFailure`.
    public func write(into parent: String) throws -> String {
        try FileSystem.makeFolders(parent)
        let folder = "\(parent)/\(scenarioName.dropLast(".yaml".count))"
        if FileSystem.kind(of: folder) != nil { FileSystem.removeTree(folder) }
        try FileSystem.makeFolders(folder)
        try FileSystem.write(Array(text.utf8), to: "\(folder)/\(scenarioName)")
        for (name, bytes) in tree.recordings.sorted(by: { $0.key < $1.key }) {
            try FileSystem.write(bytes, to: "\(folder)/\(name)")
        }
        let journal = RunJournal(hasLines: true)
        let written = try ScenarioSet.read("\(folder)/\(scenarioName)")
        let playSeed = scenario.seed ?? Runner.defaultSeed
        let outcome = try ScenarioExplorer(written, seed: playSeed).run(
            choices, recordFolder: "\(folder)/run\(OrchestrationFolder.suffix)", journal: journal)
        try FileSystem.write(Array((journal.lines.joined(separator: "\n") + "\n").utf8), to: "\(folder)/trace.txt")
        try FileSystem.write(Array((facts(outcome).text + "\n").utf8), to: "\(folder)/bundle.json")
        return folder
    }

    private func facts(_ outcome: Trial.Outcome) -> JSONValue {
        [
            "scenario": .string(scenario.file), "seed": .number(JSONNumber(text: String(seed))),
            "invariant": .string(violation.invariant.rawValue), "violation": .string("\(violation)"),
            "command": .string(command), "again": .string("understudy run \(scenarioName)"),
            "trace": .string(outcome.run.trace.text), "choices_found": found.json, "choices": choices.json,
            "understudy": .string(version), "recording_format": "1.0",
        ]
    }
}
