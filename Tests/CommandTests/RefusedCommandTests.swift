import Glibc
import TestMaterial
import Testing

/// Commands that can't be carried out: status 2, nothing on standard output, one message on standard error.
@Suite struct RefusedCommandTests {
    /// Runs a command that has to be refused, and gives its message.
    private func refusal(_ arguments: String, in folder: borrowing TemporaryFolder) throws -> String {
        let command = try Command.run(arguments, in: folder)
        #expect(command.status == 2, "\(arguments): \(command)")
        #expect(command.output == [], "\(arguments)")
        #expect(!command.errors.contains("Fatal error") && !command.errors.contains("Stack dump"), "\(arguments)")
        return command.errors
    }

    private func folderWithScenario() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "name: a\nsteps: []\n")
        return folder
    }

    @Test("Bad input is one line that starts with the program's name and has the place")
    func badInput() throws {
        let folder = try folderWithScenario()
        try folder.write("bad.yaml", "name: b\nstpes: []\n")
        try folder.write("escape.yaml", "name: b\n\"s\\e[31m\": []\n")
        #expect(
            try refusal("run bad.yaml", in: folder)
                == "understudy: bad.yaml:2:1: unknown key 'stpes'; did you mean 'steps'?\n")
        #expect(try refusal("run none.yaml", in: folder) == "understudy: none.yaml: there is no such file or folder\n")
        #expect(
            try refusal("run bad.yaml none.yaml", in: folder) == """
                understudy: none.yaml: there is no such file or folder
                understudy: bad.yaml:2:1: unknown key 'stpes'; did you mean 'steps'?

                """)
        #expect(!(try refusal("run escape.yaml", in: folder)).contains("\u{1B}"))
        #expect(
            try refusal("run a.yaml --filter 'a('", in: folder).hasPrefix(
                "understudy: --filter:1:1: regular expression /a(/: "))
    }

    @Test(
        "An option that means nothing is refused with what it may be",
        arguments: [
            ("--runs 0", "--runs is from 1 to 1000000."), ("--jobs 0", "--jobs is from 1 to 256."),
            ("--shard 3/2", "shard"), ("--shard 0/2", "shard"), ("--shard 1", "shard"), ("--shard -1/2", "shard"),
            ("--seed x", "seed"), ("--seed -1", "seed"), ("--host mars", "simulated"), ("--dialect ant", "jenkins"),
            ("--format xml", "jsonl"), ("--time-scale 0", "--time-scale is from"),
            ("--time-scale nan", "--time-scale is from"),
            ("--frobnicate", "--frobnicate"), ("--runs", "--runs"),
        ])
    func options(option: String, words: String) throws {
        let folder = try folderWithScenario()
        let message = try refusal("run a.yaml " + option, in: folder)
        #expect(message.hasPrefix("Error: "), "\(message)")
        #expect(message.contains(words), "\(message)")
    }

    @Test("An unknown subcommand is refused")
    func subcommand() throws {
        let folder = try TemporaryFolder()
        #expect(try refusal("rnu", in: folder).contains("rnu"))
        #expect(try refusal("fake paht", in: folder).contains("paht"))
    }

    @Test("Nothing selected is bad input, an empty shard is not")
    func nothingSelected() throws {
        let folder = try folderWithScenario()
        let message = "understudy: no scenario is selected; look at the paths, --filter and --tag\n"
        #expect(try refusal("run a.yaml --filter zzz", in: folder) == message)
        #expect(try refusal("run a.yaml --tag zzz", in: folder) == message)
        try folder.makeFolder("empty")
        #expect(try refusal("run empty", in: folder) == message)
        try folder.write("only/Canary/late.yaml", "name: late\nsteps: []\n")
        #expect(try refusal("run only", in: folder) == message)
        let shard = try Command.run("run a.yaml --shard 2/2 --junit empty.xml", in: folder)
        #expect(shard.status == 0)
        #expect(shard.lines.first == "0 cases on the simulated arm")
        #expect(XMLTree.read(folder.path("empty.xml"))?.name == "testsuites")
    }

    @Test(
        "A report that can't be placed is refused before anything runs, and nothing is left of it",
        arguments: [
            ("none/r.xml", "none"), ("folder", "folder"), ("link.xml", "symbolic link"), ("", "file"), ("pipe", "FIFO"),
        ])
    func report(path: String, words: String) throws {
        let folder = try folderWithScenario()
        try folder.makeFolder("folder")
        try folder.write("target.xml", "mine")
        #expect(symlink("target.xml", folder.path("link.xml")) == 0)
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        let before = folder.names
        let message = try refusal("run a.yaml --junit '\(path)'", in: folder)
        #expect(message.hasPrefix("understudy: ") && message.contains(words), "\(message)")
        #expect(folder.names == before)
        #expect(try folder.readText("target.xml") == "mine")
    }
}
