import Determinism
import Hosting
import Orchestration
import Recording
import TestMaterial
import Testing
import Text

@testable import Scenarios

/// Whole orchestrations, recorded and re-run.
@Suite("Recorded orchestrations")
struct ReproduceTests {
    private static func scenarios() -> [Scenario] {
        ScenarioSet(paths: [Repository.root + "/Scenarios"]).scenarios
    }

    /// Records a run of a scenario and gives the folder's path.
    private static func record(
        _ scenario: Scenario, on arm: Scenario.Arm = .simulated, into folder: borrowing TemporaryFolder
    ) throws -> (path: String, result: CaseResult) {
        var runner = Runner(arm: arm)
        runner.recordFolder = folder.path
        if arm == .fake { runner.fakePath = Repository.builtFake }
        let result = runner.run(scenario)
        return ("\(folder.path)/\(scenario.recordingName)-\(result.seed).casts", result)
    }

    @Test(
        "Every scenario, recorded on virtual time, reproduces without a difference, and has the run's own fingerprint")
    func simulated() throws {
        let scenarios = Self.scenarios().filter { $0.hosts.contains(.simulated) }
        #expect(scenarios.count >= 60)
        for scenario in scenarios where scenario.hosts.contains(.simulated) {
            let folder = try TemporaryFolder()
            let (path, result) = try Self.record(scenario, into: folder)
            #expect(result.status == .passed && result.reason == nil, "\(scenario.file): \(result.reason ?? "")")
            let recorded = try RecordedCase(path)
            let verdict = try recorded.reproduce()
            #expect(verdict.difference == nil, "\(scenario.file)")
            #expect(recorded.trace == result.trace && recorded.warnings.isEmpty, "\(scenario.file)")
            #expect(recorded.configuration.json == scenario.configuration.json, "\(scenario.file)")
            #expect(verdict.actions > 0, "\(scenario.file)")
        }
    }

    @Test(
        "Recorded on real processes a scenario reproduces as well",
        arguments: [
            "Delegation/three-ways", "Failures/held-stdout", "Failures/deaf-to-signals", "Terminal/conversation",
            "Timing/more-agents-than-places", "Failures/segmentation-fault",
        ])
    func fake(_ name: String) throws {
        let file = Repository.root + "/Scenarios/\(name).yaml"
        let scenario = try ScenarioSet.read(file)
        let folder = try TemporaryFolder()
        let (path, result) = try Self.record(scenario, on: .fake, into: folder)
        #expect(result.status == .passed, "\(result.failures) \(result.reason ?? "")")
        let recorded = try RecordedCase(path)
        #expect(try recorded.reproduce().difference == nil)
    }

    // MARK: Planted changes

    /// Two agents that run until they are stopped.
    private static let text = """
        claude:
        - { when: { agent: engineer }, say: [ { text: built } ] }
        - { when: { agent: qa }, say: [ { wait: 3600s } ] }
        - { say: [ { text: "**Engineer Agent**: build it\\n\\n**QA Agent**: test it\\n" } ] }
        orchestrator: { agent_timeout: 10s }
        steps: [ { send: go }, { expect: { result: { agent: qa, status: timed-out } } } ]

        """

    /// Records the two agents, changes a line of main.cast, and gives what a replay finds.
    private static func find(_ change: ([String]) -> [String]) throws -> ReplayDifference? {
        let folder = try TemporaryFolder()
        let (path, _) = try record(try scenario(text), into: folder)
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let lines = try folder.readText("\(name)/main.cast").split(separator: "\n").map(String.init)
        try folder.write("\(name)/main.cast", change(lines).joined(separator: "\n") + "\n")
        return try RecordedCase(path).reproduce().difference
    }

    private static func replacing(_ old: String, _ new: String) -> ([String]) -> [String] {
        { lines in
            #expect(lines.count { $0.contains(old) } == 1, "\(old) in \(lines)")
            return lines.map { $0.replacing(old, with: new) }
        }
    }

    @Test("Another byte in a write is found, with both sides")
    func changedByte() throws {
        let difference = try #require(
            try Self.find(Self.replacing("write 02-engineer \\\"build it", "write 02-engineer \\\"build at")))
        #expect(difference.process == "02-engineer")
        #expect(difference.expected == "a write of 8 bytes with \"build at\" around byte 6")
        #expect(difference.actual == "a write of 8 bytes with \"build it\" around byte 6")
    }

    @Test("A signal that is missing from the recording is found at its instant")
    func missingSignal() throws {
        let difference = try #require(try Self.find { $0.filter { !$0.contains("signal 03-qa INT group") } })
        #expect(difference.process == "03-qa")
        #expect(difference.expected == nil)
        #expect(difference.actual == "signal 03-qa INT group")
        #expect(difference.instant.microseconds >= 10_000_000)
    }

    @Test("Another outcome is found")
    func outcome() throws {
        let difference = try #require(
            try Self.find(Self.replacing("\\\"status\\\":\\\"timed-out\\\"", "\\\"status\\\":\\\"completed\\\"")))
        #expect(difference.expected?.contains("\"status\":\"completed\"") == true)
        #expect(difference.actual?.contains("\"status\":\"timed-out\"") == true)
    }

    @Test("Spawns in another order are found")
    func reordered() throws {
        let difference = try #require(
            try Self.find { lines in
                let starts = lines.indices.filter { lines[$0].contains("a\", \"spawn 0") }
                #expect(starts.count == 3)
                let length = starts[2] - starts[1]
                #expect(lines[starts[2]..<starts[2] + length].allSatisfy { $0.contains(" 03-qa") })
                var lines = lines
                lines.insert(contentsOf: lines[starts[2]..<starts[2] + length], at: starts[1])
                lines.removeSubrange(starts[2] + length..<starts[2] + 2 * length)
                return lines
            })
        #expect(difference.expected?.hasPrefix("spawn 03-qa: ") == true)
        #expect(difference.actual?.hasPrefix("spawn 02-engineer: ") == true)
    }

    @Test("Another argument of a child is found")
    func argument() throws {
        let folder = try TemporaryFolder()
        let (path, _) = try Self.record(try scenario(Self.text), into: folder)
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let file = try folder.readText("\(name)/02-engineer.cast")
        try folder.write("\(name)/02-engineer.cast", file.replacing("\"--verbose\"", with: "\"--quiet\""))
        let difference = try #require(try RecordedCase(path).reproduce().difference)
        #expect(difference.process == "02-engineer")
        #expect(difference.expected?.contains("--quiet") == true)
        #expect(difference.actual?.contains("--verbose") == true)
    }

    // MARK: As test cases

    @Test("A recorded orchestration is a test case, in a folder or by name, and is skipped on other arms")
    func testCase() throws {
        let folder = try TemporaryFolder()
        let (path, _) = try Self.record(try scenario(Self.text), into: folder)
        for paths in [[folder.path], [path]] {
            let set = ScenarioSet(paths: paths)
            #expect(set.errors.isEmpty)
            #expect(set.scenarios.map(\.file) == [path])
        }
        let found = try #require(ScenarioSet(paths: [path]).scenarios.first)
        let result = Runner(arm: .simulated).run(found)
        #expect(result.status == .passed)
        #expect(result.virtualTime >= .seconds(10))
        #expect(Runner(arm: .fake).run(found).status == .skipped)
    }

    @Test("A run that is recorded again replaces the older recording as a whole")
    func again() throws {
        let folder = try TemporaryFolder()
        let (path, first) = try Self.record(try scenario(Self.text), into: folder)
        let (_, second) = try Self.record(try scenario(Self.text), into: folder)
        #expect(first.reason == nil && second.reason == nil)
        #expect(folder.names.count == 1)
        #expect(try RecordedCase(path).reproduce().difference == nil)
    }

    @Test("Something else of the same name is left alone, and the run says so")
    func foreign() throws {
        let folder = try TemporaryFolder()
        let name = try scenario(Self.text).recordingName + "-1.casts"
        try folder.write("\(name)/notes.txt", "mine")
        let (_, result) = try Self.record(try scenario(Self.text), into: folder)
        #expect(result.status == .error)
        #expect(result.reason?.contains("something else than a recorded orchestration") == true)
        #expect(try folder.readText("\(name)/notes.txt") == "mine")
    }

    // MARK: Bad input

    @Test("Headers without what an engine needs, and broken files, are refused with their names")
    func refused() throws {
        let folder = try TemporaryFolder()
        let (path, _) = try Self.record(try scenario(Self.text), into: folder)
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let main = try folder.readText("\(name)/main.cast")
        let changes: [(String, String, String)] = [
            ("\"launcher\":", "\"launched\":", "no `launcher`"),
            ("\"configuration\":", "\"configured\":", "no `configuration`"),
            ("\"agent_timeout\":\"10s\"", "\"agent_timeout\":\"soon\"", "agent_timeout"),
            ("spawn 02-engineer", "spawn 02-nobody", "no recording of '02-nobody'"), ("[", "]", "line"),
        ]
        for (old, new, reason) in changes {
            try folder.write("\(name)/main.cast", main.replacing(old, with: new))
            let error = #expect(throws: SourceError.self) { _ = try RecordedCase(path) }
            #expect(error?.file.hasPrefix(path) == true)
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        }
        let empty = try folder.makeFolder("empty.casts")
        #expect(throws: SourceError.self) { _ = try RecordedCase(empty) }
        #expect(throws: SourceError.self) { _ = try RecordedCase(folder.path("nowhere.casts")) }
    }
}
