import TestMaterial
import Testing

/// Names and output that hold what terminals and XML readers can't bear.
@Suite struct HostileNameTests {
    private static let scenario = #"""
        name: "a\0b\e[31mred\nline \"quoted\" <&> ]]> \u202E 👩‍🚀 \uFFFF \x85"
        claude:
        - say:
          - text: "**QA Agent**: look\n"
          - stderr: "err\e]0;x\a\n"
          - bytes: AAECGxtb/v/AgAo=
        steps:
        - send: "\0\e go"
        - expect: "nothing\0such\e\n"
        check: { output: "no\esuch" }
        """#

    @Test("Every line of the console is a line of text, and the report is valid under every schema")
    func everything() throws {
        let folder = try TemporaryFolder()
        try folder.write("it's a\nfile <&>.yaml", Self.scenario)
        for dialect in ["jenkins", "rich", "surefire"] {
            let command = try Command.run("run . --dialect \(dialect) --junit \(dialect).xml", in: folder)
            #expect(command.status == 1, "\(command)")
            #expect(command.errors == "")
            #expect(command.output.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F })
            #expect(command.lines.first == "1 case on the simulated arm")
            #expect(command.lines.count { $0.hasPrefix("✗ ") } == 1)
            #expect(command.lines.count == 11, "\(command.text)")
            #expect(XMLTree.read(folder.path("\(dialect).xml")) != nil)
        }
        let list = try Command.run("run . --dry-run", in: folder)
        #expect(list.lines.count == 2)
        #expect(list.output.allSatisfy { $0 == 0x0A || $0 >= 0x20 })
        for line in try Command.run("run . --format tap", in: folder).lines.dropFirst(2) {
            #expect(line.hasPrefix("not ok 1 - ") || line.hasPrefix("# "))
        }
        #expect(try Command.run("run . --format jsonl", in: folder).lines.count == 1)
        guard Repository.hasShared("xsd") else { return }
        let schemas = [
            ("jenkins", ["jenkins-xunit-junit-10.xsd", "junit5-jenkins-junit-4.xsd", "windyroad-JUnit.xsd"]),
            ("surefire", ["surefire-test-report.xsd"]),
        ]
        for (dialect, names) in schemas {
            for name in names {
                let complaints = SchemaValidator(schema: Repository.sharedRoot + "/xsd/" + name)
                    .complaints(about: folder.path("\(dialect).xml"))
                #expect(complaints == [], "\(dialect) \(name)")
            }
        }
    }

    @Test("The command that runs a case again reaches its file through any name")
    func again() throws {
        let folder = try TemporaryFolder()
        try folder.write("it's a file.yaml", "name: x\nsteps: [ { expect: nothing } ]\n")
        let command = try Command.run("run .", in: folder)
        let line = try #require(command.lines.first { $0.hasPrefix("    again: understudy ") })
        let again = try Command.run(String(line.dropFirst("    again: understudy ".count)), in: folder)
        #expect(again.status == 1)
        #expect(again.lines.first == "1 case on the simulated arm, seed 1")
    }
}
