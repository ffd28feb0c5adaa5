import Foundation
import Scenarios
import TestMaterial
import Testing

/// The simulation and real processes tell the same story: each event, at the same instant.
@Suite("Both arms")
struct ParityTests {
    /// Every scenario that runs on both arms, canaries too.
    static let scenarios: [Scenario] = {
        let folder = Repository.root + "/Scenarios"
        let set = ScenarioSet(paths: [folder, folder + "/Canary"])
        let wanted = ProcessInfo.processInfo.environment["UNDERSTUDY_PARITY_ONLY"] ?? ""
        return set.scenarios.filter { wanted.isEmpty || $0.file.contains(wanted) }.filter { $0.hosts.contains(.simulated) && $0.hosts.contains(.fake) && $0.recorded == nil }
    }()

    @Test("tell the same of a scenario, event by event", arguments: scenarios.map(\.file))
    func parity(_ file: String) throws {
        let scenario = try #require(Self.scenarios.first { $0.file == file })
        let simulated = RunDiary()
        let real = RunDiary()
        var runner = Runner(arm: .fake)
        runner.fakePath = Repository.builtFake
        let actual = runner.run(scenario, diary: real)
        runner.arm = .simulated
        runner.place = real.place
        let expected = runner.run(scenario, diary: simulated)
        #expect(actual.status == expected.status, "\(actual.reason ?? "")")
        #expect(actual.timeScale == nil, "\(actual.clockReason ?? "")")
        let (one, other) = (simulated.lines, real.lines)
        guard one != other else { return }
        if let folder = ProcessInfo.processInfo.environment["UNDERSTUDY_PARITY"] {
            try one.joined(separator: "\n").write(toFile: "\(folder)/simulated", atomically: false, encoding: .utf8)
            try other.joined(separator: "\n").write(toFile: "\(folder)/real", atomically: false, encoding: .utf8)
        }
        Issue.record("\(Self.difference(one, other))")
    }

    /// The first lines that differ, from shortly before the difference on.
    private static func difference(_ simulated: [String], _ real: [String]) -> String {
        let count = max(simulated.count, real.count)
        let place = (0..<count).first { line($0, of: simulated) != line($0, of: real) } ?? 0
        let (one, other) = (line(place, of: simulated), line(place, of: real))
        let same = zip(one, other).prefix { $0 == $1 }.count
        func part(_ text: String) -> String { String(text.prefix(40) + " … " + text.dropFirst(max(0, same - 60)).prefix(300)) }
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
