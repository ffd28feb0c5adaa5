import Scenarios
import TestMaterial
import Testing

/// The simulation and real processes tell the same story: the same events and actions in the same order, at the same
/// instants, reads and writes cut at the same places. Known differences: none.
@Suite("Both arms")
struct ParityTests {
    /// Every scenario that runs on both arms, canaries too.
    static let scenarios: [Scenario] = {
        let folder = Repository.root + "/Scenarios"
        let set = ScenarioSet(paths: [folder, folder + "/Canary"])
        return set.scenarios.filter {
            $0.hosts.contains(.simulated) && $0.hosts.contains(.fake) && $0.recorded == nil
        }
    }()

    /// What an arm says of a scenario.
    private struct Story {
        let result: CaseResult
        let diary = RunDiary()

        init(_ scenario: Scenario, _ arm: Scenario.Arm, at place: RunPlace? = nil, seed: UInt64? = nil) {
            var runner = Runner(arm: arm)
            runner.fakePath = Repository.builtFake
            runner.place = place
            runner.seed = seed
            result = runner.run(scenario, diary: diary)
        }
    }

    @Test("tell the same of a scenario, event by event", arguments: scenarios.map(\.file))
    func parity(_ file: String) throws {
        try Self.compare(try #require(Self.scenarios.first { $0.file == file }))
    }

    @Test("tell the same whatever the seed, where several agents go on at one instant", arguments: [2, 3, 5, 8, 13])
    func seeds(_ seed: UInt64) throws {
        let names = ["Agents/dependencies", "Timing/order-of-results", "Timing/more-agents", "Faults/every-call"]
        let scenarios = Self.scenarios.filter { scenario in names.contains { scenario.file.contains($0) } }
        #expect(scenarios.count == names.count)
        for scenario in scenarios { try Self.compare(scenario, seed: seed) }
    }

    private static func compare(_ scenario: Scenario, seed: UInt64? = nil) throws {
        let real = Story(scenario, .fake, seed: seed)
        let simulated = Story(scenario, .simulated, at: real.diary.place, seed: seed)
        #expect(real.result.status == simulated.result.status, "\(real.result.reason ?? "")")
        #expect(real.result.timeScale == nil, "\(real.result.clockReason ?? "")")
        let difference = difference(simulated.diary.lines, real.diary.lines)
        #expect(difference == nil, "\(difference ?? "")")
        #expect(!simulated.diary.entries.isEmpty)
    }

    @Test("are found to differ by one millisecond, and by one byte")
    func canary() throws {
        let folder = try TemporaryFolder()
        func story(_ arm: Scenario.Arm, wait: String, text: String, at place: RunPlace? = nil) throws -> Story {
            let script =
                "name: c\nclaude: [ { say: [ { wait: \(wait) }, { text: \(text) } ] } ]\nsteps: [ { send: go } ]\n"
            let set = ScenarioSet(paths: [try folder.write("\(arm)-\(wait)-\(text).yaml", script)])
            return Story(try #require(set.scenarios.first), arm, at: place)
        }
        let real = try story(.fake, wait: "500ms", text: "one")
        func find(wait: String, text: String) throws -> String? {
            let simulated = try story(.simulated, wait: wait, text: text, at: real.diary.place)
            return Self.difference(simulated.diary.lines, real.diary.lines)
        }
        #expect(try find(wait: "500ms", text: "one") == nil)
        #expect(try find(wait: "501ms", text: "one")?.contains("0.501000 ") == true)
        #expect(try find(wait: "500ms", text: "onE")?.contains("onE") == true)
    }

    /// The first lines that differ, from shortly before the difference on; `nil`: none does.
    private static func difference(_ simulated: [String], _ real: [String]) -> String? {
        let count = max(simulated.count, real.count)
        let place = (0..<count).first { line($0, of: simulated) != line($0, of: real) }
        guard let place else { return nil }
        let (one, other) = (line(place, of: simulated), line(place, of: real))
        let same = zip(one, other).prefix { $0 == $1 }.count
        func part(_ text: String) -> String {
            String(text.prefix(40) + " … " + text.dropFirst(max(0, same - 60)).prefix(300))
        }
        let before = (max(0, place - 3)..<place).map { String(line($0, of: simulated).prefix(160)) }
        return """
            line \(place) of \(simulated.count) and \(real.count), after \(before)
            simulated: \(part(one))
            real:      \(part(other))
            """
    }

    private static func line(_ number: Int, of lines: [String]) -> String {
        lines.indices.contains(number) ? lines[number] : "nothing more"
    }
}
