import Glibc
import TestMaterial
import Testing
import Text

/// Recording runs and re-running the engine on them, as a person does it.
@Suite struct ReproduceCommandTests {
    private static let scenario = """
        name: two agents
        claude:
        - { when: { agent: engineer }, say: [ { text: built } ] }
        - { say: [ { text: "**Engineer Agent**: build it\\n" } ] }
        steps: [ { send: go } ]

        """

    private func recorded() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", Self.scenario)
        let command = try Command.run("run s.yaml --record made/here --verify", in: folder)
        #expect(command.status == 0, "\(command.text)\(command.errors)")
        #expect(!command.text.contains("incomplete"))
        return folder
    }

    private func change(_ old: String, to new: String, in folder: borrowing TemporaryFolder) throws {
        let name = "made/here/two-agents-1.casts/main.cast"
        let text = try folder.readText(name)
        #expect(text.contains(old))
        try folder.write(name, text.replacing(old, with: new))
    }

    @Test("What run records, reproduce finds the same: status 0")
    func same() throws {
        let folder = try recorded()
        let command = try Command.run("reproduce made/here/two-agents-1.casts", in: folder)
        #expect(command.status == 0)
        #expect(command.errors == "")
        #expect(command.text.hasPrefix("made/here/two-agents-1.casts: the same: "))
        let json = try Command.run("reproduce --json made/here/two-agents-1.casts/", in: folder)
        let object = try #require(try JSONParser.parse(json.text).object)
        #expect(object["same"] == true)
        #expect(object["events"]?.int ?? 0 > 10)
    }

    @Test(
        "A difference is status 1, with the place, what was expected and what happened; a file that was changed warns")
    func different() throws {
        let folder = try recorded()
        try change("write 02-engineer \\\"build it", to: "write 02-engineer \\\"built it", in: folder)
        let command = try Command.run("reproduce made/here/two-agents-1.casts", in: folder)
        #expect(command.status == 1)
        #expect(command.errors.contains("warning: "))
        #expect(command.lines.count == 3)
        #expect(command.lines[0].contains("the engine behaves differently after event "))
        #expect(command.lines[0].hasSuffix(", 02-engineer"))
        #expect(command.lines[1].contains("\"built it\""))
        #expect(command.lines[2].contains("\"build it\""))
        let json = try Command.run("reproduce --json made/here/two-agents-1.casts", in: folder)
        let object = try #require(try JSONParser.parse(json.text).object)
        #expect(json.status == 1)
        #expect(object["same"] == false)
        #expect(object["process"] == "02-engineer")
    }

    @Test("A recorded orchestration is a case of run: it passes, and fails where the engine differs")
    func run() throws {
        let folder = try recorded()
        let passed = try Command.run("run made --format jsonl --junit r.xml", in: folder)
        #expect(passed.status == 0)
        #expect(passed.lines.count == 1)
        try change("signal 02-engineer KILL tree", to: "signal 02-engineer TERM tree", in: folder)
        let failed = try Command.run("run made/here/two-agents-1.casts", in: folder)
        #expect(failed.status == 1)
        #expect(failed.text.contains("expected: signal 02-engineer TERM tree"))
        #expect(failed.text.contains("actual:   signal 02-engineer KILL tree"))
    }

    @Test("A pack of a recorded orchestration is one as well, for reproduce and for run")
    func pack() throws {
        let folder = try recorded()
        let packed = try Command.run("pack made/here/two-agents-1.casts -o packed.casts", in: folder)
        #expect(packed.status == 0, "\(packed.errors)")
        let command = try Command.run("reproduce packed.casts", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.text.hasPrefix("packed.casts: the same: "))
        let run = try Command.run("run packed.casts --format jsonl", in: folder)
        #expect(run.status == 0 && run.lines.count == 1, "\(run.text)\(run.errors)")
    }

    @Test(
        "What is no recorded orchestration is status 2",
        arguments: ["nowhere.casts", "s.yaml", ".", "made/here/two-agents-1.casts/main.cast"])
    func refused(_ path: String) throws {
        let folder = try recorded()
        let command = try Command.run("reproduce \(path)", in: folder)
        #expect(command.status == 2)
        #expect(command.text == "")
        #expect(command.errors.hasPrefix("understudy: \(path)"))
    }

    @Test("A folder for recordings that can't be made is refused before anything runs")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", Self.scenario)
        for target in ["s.yaml", "s.yaml/inside", "/proc/nowhere"] {
            let command = try Command.run("run s.yaml --record \(target)", in: folder)
            #expect(command.status == 2, "\(target)")
            #expect(command.text == "", "\(target)")
            #expect(command.errors.contains("--record \(target): "), "\(command.errors)")
        }
        try folder.write("t.yaml", Self.scenario.replacing("two agents", with: "two  Agents"))
        let command = try Command.run("run s.yaml t.yaml --record r", in: folder)
        #expect(command.status == 2)
        #expect(command.errors.contains("is recorded under that of"))
    }

    @Test("A live session with a stand-in is recorded and reproduces")
    func live() throws {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", "name: live\nhosts: [live]\nsteps: [ { send: hello }, { expect: hello } ]\n")
        try folder.write("bin/claude", "#!/bin/sh\nread word\necho \"hello back, $word\"\necho oh >&2\n", mode: 0o755)
        let run = try Command.shell(
            "PATH=\"$PWD/bin:$PATH\" exec \"$UNDERSTUDY\" run s.yaml --host live --record r", in: folder)
        #expect(run.status == 0, "\(run.text)")
        let main = try folder.readText("r/live-1.casts/main.cast")
        #expect(main.contains("\"kind\":\"recorded\""))
        #expect(!main.contains(folder.path))
        let child = try folder.readText("r/live-1.casts/01-main.cast")
        #expect(child.contains("hello back"))
        #expect(!child.contains(folder.path))
        let command = try Command.run("reproduce r/live-1.casts", in: folder)
        #expect(command.status == 0, "\(command.text)\(command.errors)")
    }
}
