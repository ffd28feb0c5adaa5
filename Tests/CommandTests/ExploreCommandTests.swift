import Foundation
import TestMaterial
import Testing
import Text

/// `explore`: what it finds, what it leaves, and what it prints for running it again.
@Suite struct ExploreCommandTests {
    private static let sound = """
        name: Two agents
        claude:
        - when: { agent: engineer }
          say: [ { wait: 3s }, { text: "built\\n" } ]
        - when: { agent: qa }
          say: [ { text: "tested\\n" } ]
        - say: [ { text: "**Engineer Agent**: build\\n\\n**QA Agent**: test\\n\\n" } ]
        steps: [ { send: go }, { expect: { result: { agent: qa } } }, { expect: { result: { agent: engineer } } } ]

        """

    /// Which of two agents gets the fault depends on which of them starts first.
    private static let fragile = """
        name: A race
        claude:
        - when: { agent: engineer }
          say: [ { text: "built\\n" } ]
        - when: { agent: qa }
          say: [ { text: "tested\\n" } ]
        - say:
          - text: "A long answer that says nothing and may go.\\n**Engineer Agent**: a\\n\\n**QA Agent**: b\\n\\n"
        faults: [ { kind: exit, status: 3, call: 2 } ]
        steps: [ { send: go }, { mark: needless } ]
        check: { results: [ { agent: engineer, status: failed }, { agent: qa, status: completed } ] }

        """

    @Test("A sound scenario is status 0, with what was run and what was never reached")
    func sound() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", Self.sound)
        let command = try Command.run("explore a.yaml --seeds 60", in: folder)
        #expect(command.status == 0, "\(command.text)\(command.errors)")
        #expect(command.lines.first?.hasPrefix("✓ Two agents  60 seeds in ") == true)
        #expect(command.lines[1].hasPrefix("1 scenario, 63 runs, "))
        #expect(command.lines[1].hasSuffix(" 0 findings"))
        #expect(command.text.contains("never reached: "))
    }

    @Test("Each seed twice is twice as many runs")
    func verify() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", Self.sound)
        let command = try Command.run("explore a.yaml --seeds 30 --verify", in: folder)
        #expect(command.status == 0, "\(command.text)\(command.errors)")
        #expect(command.lines[1].hasPrefix("1 scenario, 60 runs, "))
    }

    @Test("A finding is found again by what is printed, and is left as a small scenario that fails by itself")
    func finding() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", Self.fragile)
        let command = try Command.run("explore a.yaml --seeds 400 --findings 1 -o found", in: folder)
        #expect(command.status == 1, "\(command.text)\(command.errors)")
        #expect(command.text.contains("the scenario's checks hold: "))
        let again = try #require(command.lines.first { $0.contains("again: understudy ") })
        let words = try #require(again.components(separatedBy: "understudy ").last)
        #expect(try Command.run(words, in: folder).status == 1)
        let printed = try #require(command.lines.first { $0.hasPrefix("    understudy run ") })
        let path = String(printed.dropFirst("    understudy run ".count))
        let scenario = try folder.readText(path)
        #expect(scenario.contains("choices:"))
        #expect(!scenario.contains("needless"))
        #expect(!scenario.contains("A long answer"))
        let single = try Command.run("run \(path)", in: folder)
        #expect(single.status == 1, "\(single.text)\(single.errors)")
        #expect(single.text.contains("the scenario's checks hold: "))
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        for name in ["trace.txt", "bundle.json"] { #expect(try !folder.read("\(parent)/\(name)").isEmpty) }
        #expect(try Command.run("validate \(parent)/run.casts", in: folder).status == 0)
        let facts = try JSONParser.parse(try folder.readText("\(parent)/bundle.json"))
        #expect(facts["command"]?.string == "understudy " + words)
    }

    @Test("Nothing that can be explored is status 2", arguments: ["", "nowhere.yaml", "b.yaml", "a.yaml --seeds 0"])
    func refused(_ arguments: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", Self.sound)
        try folder.write("b.yaml", "hosts: [live]\nsteps: []\n")
        let command = try Command.run("explore \(arguments)", in: folder)
        #expect(command.status == 2)
        #expect(!command.errors.isEmpty)
    }
}
