import Hosting
import TestMaterial
import Testing

@testable import Scenarios

/// Seeds, traces and the parts of a set.
@Suite struct RepeatingTests {
    private static let text = """
        claude:
        - when: { agent: /engineer|qa|research/ }
          say: [ { wait: 3s }, { text: "done" } ]
        - say: [ { text: "**Engineer Agent**: a\\n\\n**QA Agent**: b\\n\\n**Research Agent**: c\\n" } ]
        seed: 7
        steps: [ { send: go } ]

        """

    @Test("Two runs of one seed are one run")
    func oneTrace() throws {
        let one = try play(Self.text)
        let other = try play(Self.text)
        #expect(one.seed == 7)
        #expect(one.trace.count == 16)
        #expect(one.trace == other.trace)
        let scenario = try scenario(Self.text)
        #expect(Runner(arm: .simulated).run(scenario, verifying: .all).status == .passed)
    }

    @Test("A seed from outside beats the file's, and a run counts its seed up")
    func seeds() throws {
        #expect(try play(Self.text, seed: 3).seed == 3)
        #expect(Runner(arm: .simulated).run(try scenario(Self.text), offset: 2).seed == 9)
        #expect(try play("steps: []\n").seed == Runner.defaultSeed)
        var runner = Runner(arm: .simulated)
        runner.seed = .max
        #expect(runner.run(try scenario("steps: []\n"), offset: 1).seed == 0)
    }

    @Test("Two runs that differ are called nondeterministic, at which instant and event, with both lines")
    func nondeterminism() throws {
        let (one, other) = (RunJournal(hasLines: true), RunJournal(hasLines: true))
        _ = SimulatedArm(seed: 7).run(try scenario(Self.text), journal: one)
        _ = SimulatedArm(seed: 7).run(try scenario(Self.text.replacing("3s", with: "4s")), journal: other)
        let place = try #require(one.firstDifference(from: other))
        #expect(place > 0)
        #expect(one.marks[..<place] == other.marks[..<place])
        #expect(one.lines[..<place] == other.lines[..<place])
        #expect(one.lines[place] != other.lines[place])
        #expect(one.firstDifference(from: one) == nil)
    }

    @Test("A scenario for another arm is skipped, with the arms that it is for")
    func skipped() throws {
        let result = try play("hosts: [fake, live]\nsteps: []\n")
        #expect(result.status == .skipped)
        #expect(result.reason == "runs only on: fake, live")
        #expect(result.trace == "")
    }

    @Test("Shards part a set without overlap and without loss")
    func shards() throws {
        let folder = try TemporaryFolder()
        for number in 0..<7 { try folder.write("\(number).yaml", "name: '\(number)'\nsteps: []\n") }
        for count in 1...9 {
            var names: [String] = []
            for index in 1...count {
                var set = ScenarioSet(paths: [folder.path])
                set.shard(index, of: count)
                names += set.scenarios.map(\.name)
            }
            #expect(names.sorted() == (0..<7).map { "\($0)" }, "\(count) shards")
        }
    }

    @Test("A filter looks at names and paths, a tag must be one of the scenario's")
    func selection() throws {
        let folder = try TemporaryFolder()
        try folder.write("one.yaml", "name: First thing\ntags: [a, b]\nsteps: []\n")
        try folder.write("two.yaml", "name: Second thing\ntags: b\nsteps: []\n")
        func names(_ filter: String?, _ tags: [String] = []) throws -> [String] {
            var set = ScenarioSet(paths: [folder.path])
            try set.select(filter: filter, tags: tags)
            return set.scenarios.map(\.name)
        }
        #expect(try names("^First") == ["First thing"])
        #expect(try names("two\\.yaml$") == ["Second thing"])
        #expect(try names("thing") == ["First thing", "Second thing"])
        #expect(try names("nothing such") == [])
        #expect(try names(nil, ["a"]) == ["First thing"])
        #expect(try names(nil, ["a", "b"]) == ["First thing", "Second thing"])
        #expect(try names("Second", ["a"]) == [])
        #expect(throws: SourceError.self) { try names("a(") }
    }

    @Test("The class name of a case is its path with dots")
    func classNames() throws {
        func name(_ file: String) throws -> String {
            CaseResult(try scenario("steps: []\n", file: file), arm: .simulated, seed: 1, status: .passed).classname
        }
        #expect(try name("Scenarios/Canary/late.yaml") == "Scenarios.Canary.late")
        #expect(try name("./../a/b.yml") == "a.b")
        #expect(try name("/x/y.yaml") == "x.y")
        #expect(try name("a.yaml") == "a")
        #expect(try name(".yaml") == ".yaml")
    }
}
