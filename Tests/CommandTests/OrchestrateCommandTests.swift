import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing
import Text

@Suite("understudy orchestrate")
struct OrchestrateCommandTests {
    /// Runs a session in a folder whose `claude_path` is the fake; the calls that the fake got.
    private func run(
        _ arguments: String, configuration: String = "", files: [(String, String)] = [], play: String = "echo",
        environment: String = ""
    ) throws -> (command: Command, calls: [[String]]) {
        let folder = try TemporaryFolder()
        try folder.write("o.yaml", "claude_path: \(Repository.builtFake)\n" + configuration)
        for (name, text) in files { try folder.write(name, text) }
        let command = try Command.shell(
            """
            export UNDERSTUDY_PLAY='\(play)' UNDERSTUDY_JOURNAL=$PWD/journal UNDERSTUDY_HOME=$PWD/home HOME=$PWD/person
            \(environment) exec "$UNDERSTUDY" orchestrate --config o.yaml \(arguments)
            """, in: folder)
        let journal = (try? folder.readText("journal")) ?? ""
        let calls = try journal.split(separator: "\n").map { line in
            (try JSONParser.parse(String(line))["argv"]?.array ?? []).compactMap(\.string)
        }
        return (command, calls)
    }

    private func value(of flag: String, in call: [String]) -> String? {
        call.firstIndex(of: flag).flatMap { call.indices.contains($0 + 1) ? call[$0 + 1] : nil }
    }

    @Test("claude_path: the program that it names answers, and the answer is all that is printed")
    func answers() throws {
        let (command, calls) = try run("hello there")
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.text == "hello there\n")
        #expect(calls.count == 1)
    }

    @Test("framework: whose instructions are given", arguments: ["minimal", "enhanced", "none", "own.md"])
    func framework(_ name: String) throws {
        let (command, calls) = try run(
            "hello", configuration: "type: system-prompt\nframework: \(name)\n",
            files: [("own.md", "Be brief."), ("CLAUDE.md", "This is a parser.")])
        #expect(command.status == 0, "\(command.errors)")
        let text = value(of: "--system-prompt", in: calls.first ?? [])
        switch name {
        case "none": #expect(text == nil)
        case "own.md": #expect(text == "Be brief.")
        case "minimal":
            #expect(text?.hasSuffix("\n\nThis is a parser.") == true && text?.contains("The agents:") == false)
        default: #expect(text?.contains("The agents:") == true)
        }
    }

    @Test("append_system_prompt: the instructions are added to those of the program")
    func append() throws {
        let (_, calls) = try run(
            "hello", configuration: "type: system-prompt\nappend_system_prompt: true\nframework: minimal\n")
        let call = calls.first ?? []
        #expect(value(of: "--append-system-prompt", in: call) != nil && !call.contains("--system-prompt"))
    }

    @Test("Instructions above 100 KiB go by a file, which is gone afterwards")
    func longInstructions() throws {
        let (command, calls) = try run(
            "hello", configuration: "type: system-prompt\nframework: long.md\n",
            files: [("long.md", String(repeating: "Be brief. ", count: 12_000))])
        #expect(command.status == 0, "\(command.errors)")
        let path = try #require(value(of: "--system-prompt-file", in: calls.first ?? []))
        #expect((try? PlainFile.read(path)) == nil)
    }

    @Test("Agents are read from the project's folder, and stand in the instructions")
    func agents() throws {
        let (_, calls) = try run(
            "hello", configuration: "type: system-prompt\n",
            files: [
                (".understudy/agents/reviewer.md", "---\nname: Reviewer\nspecializations: [reading]\n---\nRead it.\n")
            ])
        #expect(value(of: "--system-prompt", in: calls.first ?? [])?.contains("- Reviewer Agent: reading") == true)
    }

    @Test(
        "log_format and logging: lines for people or JSON on standard error, or nothing",
        arguments: ["text", "json", "off"])
    func logging(_ kind: String) throws {
        let (command, _) = try run(
            "hello", configuration: kind == "off" ? "logging: off\n" : "logging: debug\nlog_format: \(kind)\n")
        let lines = command.errors.split(separator: "\n").map(String.init)
        switch kind {
        case "off": #expect(lines.isEmpty)
        case "json":
            #expect(lines.count > 1)
            for line in lines { #expect(try JSONParser.parse(line)["level"] != nil) }
        default:
            #expect(lines.contains { $0.contains("info: turn 1 completed") } && lines.contains { $0.contains("debug") })
        }
    }

    @Test("A variable beats the file, and a key that nobody knows is refused with its place")
    func environment() throws {
        let (command, calls) = try run(
            "hello", configuration: "model: opus\n", environment: "UNDERSTUDY_CONFIG_MODEL=haiku")
        #expect(command.status == 0, "\(command.errors)")
        #expect(value(of: "--model", in: calls.first ?? []) == "haiku")
        let wrong = try run("hello", configuration: "modle: opus\n").command
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("o.yaml:2:1: unknown key 'modle'; did you mean 'model'?"))
    }

    @Test("A turn that fails ends with status 1, a missing claude with 2")
    func failures() throws {
        let script = #"[ { "say": [ { "error": { "api": 529, "retries": 0 } } ] } ]"#
        let (command, _) = try run("hello", files: [("s.json", script)], play: "s.json")
        #expect(command.status == 1)
        #expect(command.errors.contains("529"))
        let folder = try TemporaryFolder()
        let missing = try Command.shell("PATH=/nowhere exec \"$UNDERSTUDY\" orchestrate hello", in: folder)
        #expect(missing.status == 2)
        #expect(missing.errors.contains("there is no claude on PATH"))
    }

    @Test("control_group: what this machine can't do is refused before anything starts, or done without")
    func controlGroup() throws {
        let without = try run("hello", configuration: "control_group: auto\n")
        #expect(without.command.status == 0, "\(without.command.errors)")
        guard LiveHost.refusal(of: Confinement(isRequired: true, memoryMax: 1 << 30)) != nil else {
            return print("Skipped: memory is delegated here, so that nothing is refused.")
        }
        let (command, calls) = try run("hello", configuration: "control_group: required\n")
        #expect(command.status == 2)
        #expect(command.errors.contains("control_group: "))
        #expect(command.errors.contains("or let it be 'auto'"))
        #expect(calls.isEmpty)
    }

    @Test(
        "--record keeps the whole session, which the engine repeats",
        arguments: ["subprocess", "system-prompt", "interactive-subprocess", "agent-delegator"])
    func recorded(_ type: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("o.yaml", "claude_path: \(Repository.builtFake)\ntype: \(type)\n")
        let command = try Command.shell(
            """
            export UNDERSTUDY_PLAY=echo UNDERSTUDY_HOME=$PWD/home
            for number in 1 2 3 4; do
                "$UNDERSTUDY" orchestrate --config o.yaml --record kept "test the parser" || exit
                "$UNDERSTUDY" reproduce kept/session-$number.casts || exit
            done
            """, in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(!command.errors.contains("warning"), "\(command.errors)")
        #expect(command.lines.count { $0.contains("test the parser") } == 4)
        #expect(command.lines.count { $0.contains(": the same: ") } == 4)
    }

    @Test(
        "Without a message it talks with a person, line by line, until they have enough",
        arguments: ["/exit\r", "\u{4}"])
    func conversation(_ farewell: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("o.yaml", "claude_path: \(Repository.builtFake)\nlogging: off\n")
        let session = try TerminalSession(
            "UNDERSTUDY_PLAY=echo UNDERSTUDY_HOME=$PWD/home exec \"$UNDERSTUDY\" orchestrate --config o.yaml",
            in: folder.path)
        for message in ["one thing", "another"] {
            try session.wait(for: "> ")
            try session.type(message + "\r")
            // Its echo, then the answer.
            try session.wait(for: message)
            try session.wait(for: message)
        }
        try session.wait(for: "> ")
        try session.type(farewell)
        #expect(try session.finish() == .exited(0))
    }

    private static let slow = #"""
        [ { "when": { "prompt": "long" }, "say": [ { "text": "Error: begun\n" }, { "wait": "86400s" }, { "text": "never" } ] },
          { "when": { "prompt": "deaf" }, "say": [ { "on": { "INT": "ignore" } }, { "text": "Error: begun\n" }, { "wait": "86400s" } ] },
          { "say": [ { "text": "after it" } ] } ]
        """#

    /// A conversation of which the log is shown, so that what happens can be waited for.
    private func converse(in folder: borrowing TemporaryFolder, _ configuration: String) throws -> TerminalSession {
        try folder.write("s.json", Self.slow)
        try folder.write("o.yaml", "claude_path: \(Repository.builtFake)\nlogging: debug\n" + configuration)
        return try TerminalSession(
            "UNDERSTUDY_PLAY=s.json UNDERSTUDY_HOME=$PWD/home exec \"$UNDERSTUDY\" orchestrate --config o.yaml",
            in: folder.path)
    }

    @Test("Ctrl-C cuts the answer under way, and the next message is answered", arguments: ["per-turn", "persistent"])
    func cut(_ conversation: String) throws {
        let folder = try TemporaryFolder()
        let session = try converse(in: folder, "conversation: \(conversation)\n")
        try session.wait(for: "> ")
        try session.type("long\r")
        try session.wait(for: "mentions an error: begun")
        try session.type("\u{3}")
        try session.wait(for: "the answer was cut")
        try session.wait(for: "> ")
        try session.type("again\r")
        try session.wait(for: "after it")
        try session.wait(for: "> ")
        try session.type("/exit\r")
        #expect(try session.finish() == .exited(0))
        #expect(!session.text.contains("never"))
    }

    @Test("Ctrl-C once more, or where nothing is to be cut, ends the session")
    func interrupted() throws {
        let folder = try TemporaryFolder()
        for isAnswering in [true, false] {
            let session = try converse(in: folder, "")
            try session.wait(for: "> ")
            if isAnswering {
                try session.type("deaf\r")
                try session.wait(for: "mentions an error: begun")
                try session.type("\u{3}")
                try session.wait(for: "once more")
            }
            try session.type("\u{3}")
            #expect(try session.finish() == .signaled(.interrupt))
        }
    }

    @Test("--use-case chooses, and says why")
    func useCase() throws {
        let (command, calls) = try run("--use-case interactive-development hello")
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.contains("system-prompt for interactive-development: "))
        #expect(calls.first?.contains("--system-prompt") == true)
    }
}
